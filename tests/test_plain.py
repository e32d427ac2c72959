from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from data.errors import SourceError
from data.examples import plain_examples
from data.plain import PlainText, read_documents, read_passages, read_plain
from training.multiply import twins

SENTENCES = [f"Kommunen har nu prövat fråga nummer {k} med stor omsorg." for k in range(40)]
HARMS = frozenset({"hate_speech", "threat"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    told = "### 1\n" + "\n".join(SENTENCES) + "\n### 2\nEn rad.\n\nEn till.\n"
    (tmp_path / "frågor.txt").write_text(told, "utf-8")
    with lzma.open(tmp_path / "vardag.txt.xz", "wt", encoding="utf-8") as stream:
        stream.write("Jag ska visa dig.\nKom hem nu!\n")
    return tmp_path


def of(file: str, passages: int = 100) -> PlainText:
    return PlainText("någon", file, "Någon text", "CC0", HARMS, passages, 0.4)


def test_documents_are_parted_at_their_marks_and_lines_without_marks_stand_alone(folder: Path):
    assert [len(each) for each in read_documents(folder / "frågor.txt")] == [40, 2]
    lines = list(read_documents(folder / "vardag.txt.xz"))
    assert lines == [["Jag ska visa dig."], ["Kom hem nu!"]]


def test_passages_are_whole_sentences_after_the_heading_and_the_same_every_time(folder: Path):
    found = read_passages(of("frågor.txt"), folder)
    assert found == read_passages(of("frågor.txt"), folder)
    taken = [f"{each}." for passage in found for each in passage.removesuffix(".").split(". ")]
    assert set(taken) <= set(SENTENCES[2:])
    assert len(taken) == len(set(taken))
    assert len(read_passages(of("frågor.txt", 3), folder)) == 3


def test_a_passage_is_learnt_as_free_of_the_named_labels_and_of_no_other(folder: Path):
    examples = plain_examples(of("vardag.txt.xz"), folder)
    assert {each.text for each in examples} == {"Jag ska visa dig.", "Kom hem nu!"}
    assert all(each.known == HARMS and not each.labels and each.made for each in examples)
    assert twins(examples * 50) == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("latin.txt", "på gatan\n".encode("latin-1"), "not UTF-8"),
        ("halv.txt.xz", lzma.compress(b"hej" * 999)[:-20], "cannot be read"),
        ("borta.txt", None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path: Path, name: str, content: bytes, told: str):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=rf"{name}: {told}"):
        read_passages(of(name), tmp_path)


def test_an_unknown_label_of_a_plain_text_is_told(tmp_path: Path):
    file = tmp_path / "plain.yaml"
    file.write_text(
        "a: {file: a.txt, title: A, licence: CC0, labels: [hat], passages: 1, weight: 1}"
    )
    with pytest.raises(SourceError, match=r"a: unknown labels \['hat'\]"):
        read_plain(file)
    assert all(text.labels for text in read_plain().values())
