from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.corpus import Row
from data.errors import DataError
from data.sources import Source, SourceRow
from evaluation.errors import SamplesError
from evaluation.samples import (
    collections_at_hand,
    corpus_collection,
    read_samples,
    source_collection,
)
from model.labels import HARMS, LABELS


def _file(folder: Path, *lines: object) -> Path:
    file = folder / "mina.jsonl"
    told = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("\n".join(told), encoding="utf-8")
    return file


def test_a_users_file_is_read_with_its_optional_fields(tmp_path: Path) -> None:
    line = {"text": "Tack!", "labels": [], "intents": ["praise"], "note": "forum,kort", "who": 7}
    (sample,) = read_samples(_file(tmp_path, "", {**line, "source": "fb"})).samples
    assert (sample.wanted, sample.theme, sample.register) == ({"praise"}, "fb", "forum")
    assert sample.place == "mina.jsonl:2"


def test_a_table_is_read_as_training_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "mina.csv"
    file.write_text("text;threat;split\nHej;0;test\nVi ses;1;train\n", encoding="utf-8")
    read = read_samples(file)
    assert [each.wanted for each in read.samples] == [set(), {"threat"}]
    assert [each.split for each in read.samples] == ["test", "train"]
    assert read.samples[0].place == "mina.csv:2"
    assert read.known == {"threat"}
    file.write_text("text;labels\nHej;hott\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"mina\.csv:2: unknown label 'hott'"):
        read_samples(file)


def test_labels_and_intents_may_stand_in_one_list(tmp_path: Path) -> None:
    (sample,) = read_samples(_file(tmp_path, {"text": "x", "labels": ["insult", "case"]})).samples
    assert sample.wanted == {"insult", "case"}


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = _file(tmp_path, {"text": "x", "labels": []})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert len(read_samples(file).samples) == 1


def test_intents_are_known_only_where_a_row_has_one(tmp_path: Path) -> None:
    harms_only = _file(tmp_path, {"text": "x", "labels": ["insult"]})
    assert read_samples(harms_only).known == set(HARMS)
    with_intent = _file(tmp_path, {"text": "x", "labels": ["praise"]})
    assert read_samples(with_intent).known == set(LABELS)
    assert read_samples(with_intent, ["profanity"]).known == {"profanity"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "Invalid JSON"),
        ([], "object"),
        ({"labels": []}, "text: Field required"),
        ({"text": " ", "labels": []}, "empty text"),
        ({"text": "x"}, "labels: Field required"),
        ({"text": "x", "labels": "insult"}, "labels: Input should be a valid"),
        ({"text": "x", "labels": ["insolt"]}, "unknown label 'insolt'"),
        ({"text": "x", "labels": [], "intents": ["insult"]}, "unknown intent 'insult'"),
        ({"text": "x", "labels": [], "ground": "age"}, "unknown ground 'age'"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, line: object, said: str) -> None:
    with pytest.raises(SamplesError) as raised:
        read_samples(_file(tmp_path, {"text": "bra", "labels": []}, line))
    (fault,) = raised.value.faults
    assert fault.startswith("mina.jsonl:2: ")
    assert said in fault


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SamplesError, match=r"2 fault\(s\), nothing was scored"):
        read_samples(_file(tmp_path, {"text": "", "labels": []}, {"text": "x", "labels": ["ja"]}))


@pytest.mark.parametrize("content", [None, b"", b"\n\n", b'{"text": "\xff", "labels": []}'])
def test_a_missing_empty_or_foreign_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "fil.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SamplesError, match=r"fil\.jsonl"):
        read_samples(file)


def test_a_label_that_is_none_cannot_have_been_looked_for(tmp_path: Path) -> None:
    with pytest.raises(SamplesError, match="no label is called 'insolt'"):
        read_samples(_file(tmp_path, {"text": "x", "labels": []}), ["insolt"])


def test_of_the_corpus_only_the_test_split_is_scored() -> None:
    rows = [
        Row(f"tema-{n}", "x", (), (), ("case",), split, "web,hard")
        for n, split in enumerate(("train", "validation", "test", "challenge"))
    ]
    (sample,) = corpus_collection(rows).samples
    assert (sample.place, sample.theme, sample.register) == ("tema-2", "tema", "web")


def test_the_challenge_is_scored_by_itself() -> None:
    held_out, challenge = collections_at_hand({})[:2]
    assert (held_out.name, challenge.name) == ("corpus", "challenge")
    assert not {each.theme for each in held_out.samples} & {
        each.theme for each in challenge.samples
    }
    assert not challenge.trained_on


def test_a_sources_unsure_rows_are_left_out() -> None:
    source = Source("subs", "f", "Subtitles", "CC0", frozenset({"insult"}), 0.3)
    rows = [SourceRow(str(n), "x", ("insult",), (), unsure=bool(n)) for n in range(2)]
    found = source_collection(source, rows, trained_on=True)
    assert (len(found.samples), found.known, found.trained_on) == (1, {"insult"}, True)
