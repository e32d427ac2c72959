from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from data.corpus import Row, read_corpus
from data.draft import read_draft
from data.errors import CorpusError, DraftError
from data.examples import theme_of, training_data
from data.near_duplicates import near_duplicates
from data.plain import read_plain
from data.sources import FOLDER_VARIABLE, read_sources
from model.labels import GROUNDS, HARMS, INTENTS

GOOD = {
    "id": "prov-0001",
    "text": "Hej",
    "labels": [],
    "ground": [],
    "intents": [],
    "split": "train",
    "note": "",
}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_corpus()


def test_the_corpus_is_large_and_mostly_harmless(rows: list[Row]) -> None:
    assert len(rows) >= 2500
    assert sum(not row.labels for row in rows) > len(rows) / 2


def test_every_label_ground_and_intent_has_rows_in_every_split(rows: list[Row]) -> None:
    seen = {(name, row.split) for row in rows for name in (*row.labels, *row.ground, *row.intents)}
    wanted = {(name, split) for name in (*HARMS, *INTENTS) for split in ("train", "test")}
    assert not wanted - seen
    assert not {(ground, "train") for ground in GROUNDS} - seen


def test_no_theme_stands_in_two_splits(rows: list[Row]) -> None:
    splits = defaultdict(set)
    for row in rows:
        splits[theme_of(row.id)].add(row.split)
    assert all(len(each) == 1 for each in splits.values())


def test_no_row_nearly_repeats_another(rows: list[Row]) -> None:
    pytest.importorskip("datasketch", reason="the extra [data] is not installed")
    assert [(pair.first.id, pair.second.id) for pair in near_duplicates(rows)] == []


def test_a_near_repeat_is_found_and_an_empty_emoji_row_is_not() -> None:
    pytest.importorskip("datasketch", reason="the extra [data] is not installed")
    texts = ["När öppnar simhallen på lördag?", "när öppnar simhallen på lördag", "😀😀", "🙈"]
    rows = [Row(f"a-{n}", text, (), (), (), "train") for n, text in enumerate(texts)]
    assert [(pair.first.id, pair.second.id) for pair in near_duplicates(rows)] == [("a-0", "a-1")]


def _corpus(folder: Path, *lines: str | bytes) -> Path:
    raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
    (folder / "prov.jsonl").write_bytes(b"\n".join(raw) + b"\n")
    return folder


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"labels": ["rude"]}, "unknown label 'rude'"),
        ({"intents": ["shout"]}, "unknown intent 'shout'"),
        ({"labels": ["hate_speech"], "ground": ["age"]}, "unknown ground 'age'"),
        ({"labels": ["hate_speech"]}, "must stand together"),
        ({"ground": ["religion"]}, "must stand together"),
        ({"labels": ["insult", "insult"]}, "a label stands twice"),
        ({"text": " \n"}, "empty text"),
        ({"text": 5}, "'text' must be a string"),
        ({"split": "dev"}, "unknown split 'dev'"),
        ({"labels": "insult"}, "'labels' must be a list"),
        ({"extra": 1}, "unknown field 'extra'"),
        ({"id": ""}, "empty id"),
    ],
)
def test_a_faulty_row_is_named_with_file_and_line(
    tmp_path: Path, change: dict[str, object], says: str
) -> None:
    folder = _corpus(tmp_path, json.dumps(GOOD), json.dumps({**GOOD, "id": "x-2", **change}))
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder)
    assert "prov.jsonl:2: " in str(caught.value)
    assert says in str(caught.value)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    folder = _corpus(tmp_path, "{", b"\xff", "[]", json.dumps(GOOD), json.dumps(GOOD), '{"id":"a"}')
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder)
    places = [fault.split(": ")[0] for fault in caught.value.faults]
    assert set(places) == {
        "prov.jsonl:1",
        "prov.jsonl:2",
        "prov.jsonl:3",
        "prov.jsonl:5",
        "prov.jsonl:6",
    }
    assert "stands already at prov.jsonl:4" in str(caught.value)


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no \*\.jsonl"):
        read_corpus(tmp_path)


def test_a_draft_becomes_rows(tmp_path: Path) -> None:
    draft = tmp_path / "prov.txt"
    draft.write_text(
        "# theme: prov\n# split: test\nH:religion+gender,I k | forum | a\\nb | c\n- - | - | Hej\n",
        encoding="utf-8",
    )
    theme, (first, second) = read_draft(draft)
    assert (theme, first.id, first.split) == ("prov", "prov-0001", "test")
    assert first.labels == ("hate_speech", "insult")
    assert first.ground == ("religion", "gender")
    assert first.intents == ("criticism",)
    assert first.text == "a\nb | c"
    assert (second.labels, second.note) == ((), "")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("X | - | t", "'X'"),
        ("- z | - | t", "'z'"),
        ("- | t", "a row is"),
        ("H:x | - | t", "'x'"),
        ("P - | forum,H:gender | t", "'H:gender'"),
    ],
)
def test_a_faulty_draft_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    draft = tmp_path / "prov.txt"
    draft.write_text(f"# theme: prov\n# split: test\n{line}\n", encoding="utf-8")
    with pytest.raises(DraftError, match=r"prov\.txt:3") as caught:
        read_draft(draft)
    assert says in str(caught.value)


def test_outside_sources_join_when_their_folder_is_named(
    shared_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    alone = training_data()
    monkeypatch.setenv(FOLDER_VARIABLE, str(shared_folder / "sources"))
    joined = training_data()
    assert [part["name"] for part in alone.record] == ["corpus"]
    assert {part["name"] for part in joined.record} == {"corpus", *read_sources(), *read_plain()}
    assert len(joined.examples) > len(alone.examples) + 5000


def test_no_test_row_is_trained_on(rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    texts = {example.text for example in training_data().examples}
    assert not texts & {row.text for row in rows if row.split == "test"}
