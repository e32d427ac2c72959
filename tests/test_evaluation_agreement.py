from __future__ import annotations

import json
from math import isnan
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.corpus import Row
from data.draft import Codes, read_codes
from evaluation.__main__ import app
from evaluation.agreement import agreement
from evaluation.errors import SamplesError
from model.labels import LABELS

ROWS = [
    Row("t-1", "a", ("insult",), (), ("criticism",), "train"),
    Row("t-2", "b", ("insult",), (), (), "train"),
    Row("t-3", "c", (), (), (), "train"),
    Row("t-4", "d", (), (), (), "test"),
]


def _reading(folder: Path, *lines: str) -> Path:
    file = folder / "second.txt"
    file.write_text("\n".join(("# a second reading", *lines)), encoding="utf-8")
    return file


def test_kappa_and_counts_of_each_label(tmp_path: Path) -> None:
    file = _reading(tmp_path, "t-1|I k", "t-2|- -", "t-3|- -", "t-4|- -")
    told = {each.label: each for each in agreement(ROWS, file)}
    insult = told["insult"]
    assert tuple(told) == LABELS
    assert insult.kappa == pytest.approx(0.5)
    counts = (insult.both, insult.first_only, insult.second_only, insult.neither)
    assert counts == (1, 1, 0, 2)
    assert told["criticism"].kappa == 1
    assert isnan(told["spam"].kappa)


def test_codes_are_those_of_the_drafts() -> None:
    codes = read_codes("PIH:ethnicity+religion,T qk")
    assert codes.harms == ("profanity", "insult", "hate_speech", "threat")
    assert codes.grounds == ("ethnicity", "religion")
    assert codes.intents == ("question", "criticism")
    assert read_codes("- -") == read_codes("-") == Codes((), (), ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("t-9|- -", "no row has the id 't-9'"),
        ("t-1|- -", "'t-1' stands twice"),
        ("t-2|X -", "no harm has the code 'X'"),
        ("t-2|- x", "no intent has the code 'x'"),
        ("t-2|H:age -", "unknown ground 'age'"),
        ("t-2", "no codes"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(SamplesError, match=r"second\.txt:3: ") as raised:
        agreement(ROWS, _reading(tmp_path, "t-1|- -", line))
    assert said in raised.value.faults[0]


def test_the_command_compares_the_committed_second_reading() -> None:
    shown = CliRunner().invoke(app, ["agreement", "--json"])
    assert shown.exit_code == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert [each["label"] for each in told] == list(LABELS)
    assert all(sum(each[part] for part in ("both", "neither")) > 500 for each in told)
    assert "kappa" in CliRunner().invoke(app, ["agreement"]).stdout


def test_a_missing_reading_is_named_and_exits_with_two(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["agreement", "--second", str(tmp_path / "none.txt")])
    assert shown.exit_code == 2
    assert "none.txt" in shown.stderr
