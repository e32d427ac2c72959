from __future__ import annotations

from pathlib import Path

import pytest

from data.__main__ import main
from data.corpus import Row, read_corpus
from data.errors import GoldError
from data.gold import GOLD_FOLDER, GoldSpan, kind_counts, read_gold, repeats

HAS_GOLD = any(GOLD_FOLDER.glob("*.txt"))


def _write(folder: Path, *lines: str, name: str = "x-dev.txt") -> Path:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_marks_become_spans_of_the_text_without_them(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "# for readers",
        "",
        "Ring [[phone|070-174 06 05]]⏎fråga efter [[name|Karin Ek|public]].",
    )
    (comment,) = read_gold(tmp_path)
    assert comment.text == "Ring 070-174 06 05\nfråga efter Karin Ek."
    assert comment.spans == (GoldSpan("phone", 5, 18), GoldSpan("name", 31, 39, public=True))
    assert [comment.text[one.start : one.end] for one in comment.spans] == [
        "070-174 06 05",
        "Karin Ek",
    ]
    assert (comment.place, comment.part) == ("x-dev.txt:3", "dev")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Ring [[phones|070]]", "unknown kind 'phones'"),
        ("Ring [[phone|070", "a mark is not"),
        ("Ring [[070]]", "a mark is not"),
        ("Ring 070]]", "a mark is not"),
        ("Ring [[phone|]]", "is empty or has a space"),
        ("Ring [[phone| 070]]", "is empty or has a space"),
        ("[[name|Karin|privat]]", "unknown attribute 'privat'"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, line: str, fault: str) -> None:
    _write(tmp_path, "Hej", line)
    with pytest.raises(GoldError, match=r"x-dev\.txt:2: ") as refused:
        read_gold(tmp_path)
    assert fault in str(refused.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    _write(tmp_path, "Hej", "[[a|b]]", "Hej")
    _write(tmp_path, "då", name="x-train.txt")
    (tmp_path / "y-test.txt").write_bytes(b"\xff\n")
    with pytest.raises(GoldError) as refused:
        read_gold(tmp_path)
    assert [fault.partition(": ")[0] for fault in refused.value.faults] == [
        "x-train.txt",
        "x-dev.txt:2",
        "x-dev.txt:3",
        "y-test.txt:1",
    ]


def test_an_empty_folder_is_no_gold(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no \*\.txt"):
        read_gold(tmp_path)


def test_a_part_is_read_alone(tmp_path: Path) -> None:
    _write(tmp_path, "Ett [[name|Kim]]")
    _write(tmp_path, "Två [[name|Lo]] och [[name|My]]", name="x-test.txt")
    assert [one.text for one in read_gold(tmp_path, "test")] == ["Två Lo och My"]
    assert kind_counts(read_gold(tmp_path)) == {"name": 3}


def test_a_comment_that_nearly_repeats_the_corpus_is_seen(tmp_path: Path) -> None:
    row = read_corpus()[0]
    _write(tmp_path, row.text.upper() + "!")
    (pair,) = repeats(read_gold(tmp_path), [row])
    assert {pair.first.id, pair.second.id} == {row.id, "x-dev.txt:1"}


def test_rows_that_repeat_each_other_are_not_the_golds_fault(tmp_path: Path) -> None:
    text = "Lampan utanför biblioteket är trasig sedan i tisdags"
    rows = [Row(f"a-{n}", text, (), (), (), "train") for n in range(2)]
    _write(tmp_path, "Något helt annat")
    assert list(repeats(read_gold(tmp_path), rows)) == []


@pytest.mark.skipif(not HAS_GOLD, reason="no gold set in this checkout")
def test_the_gold_set_is_whole_and_kept_from_training(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gold"]) == 0
    assert "test: " in capsys.readouterr().out
