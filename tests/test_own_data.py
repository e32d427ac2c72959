"""A user's own data: four shapes are read, and every fault is named before anything is trained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.errors import DataError, OwnDataError
from data.own import joined, read_own
from data.sources import file_digest
from model.labels import HARMS, LABELS
from training.__main__ import app

ROWS = [
    {"text": "Fy fan vad dåligt", "labels": ["profanity"]},
    {"text": "Tack för hjälpen", "labels": []},
    {"text": "Jag ska slå dig, din idiot", "labels": ["threat", "insult"], "weight": 0.5},
]


def write(file: Path, rows: list[dict[str, object]] = ROWS) -> str:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_text("".join(lines), encoding="utf-8")
    return str(file)


def test_json_lines_are_read_with_what_their_readers_looked_for(tmp_path: Path):
    own = read_own(write(tmp_path / "egna.jsonl"))
    assert [sorted(each.labels) for each in own.examples] == [
        ["profanity"],
        [],
        ["insult", "threat"],
    ]
    assert own.examples[0].known == frozenset(HARMS)
    assert own.examples[2].weight == 0.5
    assert own.record["rows"] == 3
    assert own.record["files"] == {"egna.jsonl": file_digest(tmp_path / "egna.jsonl")}
    narrow = read_own(str(tmp_path / "egna.jsonl"), known=("threat",))
    assert narrow.examples[1].known == {"threat"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_however_it_is_parted_and_whatever_its_columns_are_called(
    tmp_path: Path, delimiter: str
):
    lines = [
        "kommentar|etikett",
        "Fy fan|profanity",
        '"Tack\nså mycket"|',
        "Idiot|insult profanity",
    ]
    file = tmp_path / "egna.csv"
    file.write_text("\ufeff" + "\n".join(lines).replace("|", delimiter), encoding="utf-8")
    own = read_own(str(file), columns={"text": "kommentar", "labels": "etikett"})
    assert own.examples[1].text == "Tack\nså mycket"
    assert own.examples[2].labels == {"insult", "profanity"}


def test_a_column_for_each_label_is_read_and_the_others_are_not_known(tmp_path: Path):
    file = tmp_path / "egna.csv"
    file.write_text("text,threat,insult\nHej,0,0\nDö,1,0\nIdiot,,ja\n", encoding="utf-8")
    own = read_own(str(file))
    assert [sorted(each.labels) for each in own.examples] == [[], ["threat"], ["insult"]]
    assert all(each.known == {"threat", "insult"} for each in own.examples)


def test_parquet_is_read(tmp_path: Path):
    import datasets

    file = tmp_path / "egna.parquet"
    datasets.Dataset.from_list(
        [{"text": row["text"], "labels": row["labels"]} for row in ROWS]
    ).to_parquet(str(file))
    own = read_own(str(file))
    assert own.examples[2].labels == {"threat", "insult"}
    datasets.Dataset.from_list([{"text": "a", "labels": ["hot"]}]).to_parquet(str(file))
    with pytest.raises(OwnDataError, match=r"egna.parquet row 1: unknown label 'hot'"):
        read_own(str(file))
    file.write_bytes(b"PAR1 nonsense")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        read_own(str(file))


def test_the_test_split_is_left_out(tmp_path: Path):
    rows = [*ROWS, {"text": "Hemlig", "labels": ["threat"], "split": "test"}]
    own = read_own(write(tmp_path / "a.jsonl", rows))
    assert "Hemlig" not in {each.text for each in own.examples}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jsonl", b"", "there is no row in it"),
        ("a.jsonl", b'{"kommentar": "x", "labels": []}', "column 'text' is missing; it has kommentar"),
        ("a.jsonl", b'{"text": "x"}', "no column 'labels'"),
        ("a.jsonl", b'{"text": "x", "labels": []}\n{"text": "y", "label": ["threat"]}', "a.jsonl:2: no labels"),
        ("a.jsonl", b'{"text": "x", "threat": 0}\n{"text": "y", "insult": 1}', "a.jsonl:2: no threat"),
        ("a.jsonl", b'{"text": "x", "labels": ["threath"]}', "a.jsonl:1: unknown label 'threath' .did you mean 'threat'"),
        ("a.jsonl", b'{"text": "x", "labels": []}\n\n[1]', "a.jsonl:3: not a JSON object"),
        ("a.jsonl", b'{"text": " ", "labels": []}', "a.jsonl:1: no text"),
        ("a.jsonl", b'{"text": "x", "labels": []}\n{"text": "\xe5"}', "a.jsonl:2: not UTF-8 .it would be Windows-1252"),
        ("a.jsonl", "{}".encode("utf-16"), "UTF-16"),
        ("a.jsonl", b'{"text": "x", "labels": [], "weight": "tung"}', "weight is 'tung'"),
        ("a.csv", b"text,labels\nFin dag\xe5,\n", "a.csv:2: not UTF-8"),
        ("a.csv", b"text,labels\nx\n", "a.csv:2: not as many columns"),
        ("a.csv", b"text,threat\nx,kanske\n", "a.csv:2: threat is 'kanske', neither 0 nor 1"),
        ("a.csv", b"", "there is no row in it"),
        ("a.txt", b"x", "not one of .jsonl"),
        ("a.csv", b"text,labels\nx,threat\ny,threat\n", "only one class"),
        ("a.jsonl", b'{"text": "x", "labels": [], "split": "test"}', "every row belongs to the split 'test'"),
    ],
)  # fmt: skip
def test_each_fault_is_named_and_nothing_is_trained(
    tmp_path: Path, name: str, content: bytes, says: str
):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=says):
        read_own(str(tmp_path / name))
    out = tmp_path / "bundle"
    done = CliRunner().invoke(app, ["linear", "--data", str(tmp_path / name), "--out", str(out)])
    assert done.exit_code == 1
    assert not out.exists()


def test_what_is_neither_a_file_nor_on_the_hub_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(DataError, match="there is no such file"):
        read_own(str(tmp_path / "borta.csv"))
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(DataError, match="OWNER/NAME and needs the network"):
        read_own("ingen/sadan-samling")


def test_rows_all_alike_pass_where_that_is_meant(tmp_path: Path):
    file = write(tmp_path / "a.jsonl", [{"text": "Hej", "labels": []}])
    assert len(read_own(file, one_class=True).examples) == 1


def test_alone_leaves_the_corpus_out_and_beside_keeps_it(tmp_path: Path):
    from data.examples import Example, TrainingData

    own = read_own(write(tmp_path / "a.jsonl"))
    known = frozenset(LABELS)
    corpus = TrainingData(
        (Example("x", frozenset(), frozenset(), known, "g"),), ({"name": "corpus"},)
    )
    assert [len(joined(corpus, [own], alone=flag).examples) for flag in (False, True)] == [4, 3]
    assert [each["name"] for each in joined(corpus, [own]).record] == ["corpus", "own:a"]
