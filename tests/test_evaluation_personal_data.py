from __future__ import annotations

import importlib.util
import json
from math import isnan
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.gold import GoldComment, GoldSpan, read_gold
from evaluation.__main__ import app
from evaluation.errors import EvaluationError
from evaluation.personal_data import compare_seekers, mistakes
from evaluation.seekers import Seeker, seekers
from evaluation.spans import GROUPS, Found, count_kinds, span_figures
from evaluation.tried_numbers import FORMS, RIGHT, built_numbers, read_numbers, try_numbers
from model.labels import PERSONAL_DATA_KINDS

run = CliRunner().invoke
GOLD = """\
Ring [[phone|070-174 06 05]] och fråga efter [[name|Karin Ek]].
Hans personnummer är [[personnummer|19900602-2397]], sprid inte.
När öppnar simhallen på måndag?
Bussen går 07.12 från hållplatsen, linje 4.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x-dev.txt").write_text(GOLD, encoding="utf-8")
    (tmp_path / "x-test.txt").write_text(
        "Maila [[email|kim@example.com]] i dag\n", encoding="utf-8"
    )
    return tmp_path


def _comment(text: str, *spans: tuple[str, int, int]) -> GoldComment:
    return GoldComment(text, tuple(GoldSpan(*span) for span in spans), "x:1", "dev")


def test_every_kind_stands_in_one_group() -> None:
    members = [kind for kinds in GROUPS.values() for kind in kinds]
    assert sorted(members) == sorted(PERSONAL_DATA_KINDS)


@pytest.mark.parametrize(
    ("found", "exact", "overlap"),
    [
        ([Found("name", 5, 13)], 1, 1),
        ([Found("name", 5, 10)], 0, 1),
        ([Found("name", 5, 10), Found("name", 11, 13)], 0, 1),
        ([Found("name", 13, 15)], 0, 0),
        ([Found("phone", 5, 13)], 0, 0),
        ([], 0, 0),
    ],
)
def test_hits_are_counted_exactly_and_by_overlap(
    found: list[Found], exact: int, overlap: int
) -> None:
    counts = count_kinds([Found("name", 5, 13)], found)["name"]
    assert counts[:2] == (exact, overlap)
    assert counts[3] == 1


def test_no_span_is_hit_twice() -> None:
    wanted = [Found("name", 0, 3), Found("name", 4, 8)]
    assert count_kinds(wanted, [Found("name", 0, 8)])["name"] == (0, 1, 1, 2)


def test_figures_are_shares_with_an_interval_around_them() -> None:
    gold = [_comment("Kim Ek", ("name", 0, 6)), _comment("Bo", ("name", 0, 2)), _comment("Hej")]
    found = [[Found("name", 0, 6)], [], [Found("name", 0, 3)]]
    figures = span_figures(gold * 20, found * 20, resamples=50)["name"]
    assert (figures.wanted, figures.found) == (40, 40)
    for mode in figures.modes.values():
        for estimate in mode.values():
            assert estimate.point == pytest.approx(0.5)
            assert estimate.low < 0.5 < estimate.high


def test_what_a_seeker_does_not_claim_is_not_held_against_it(folder: Path) -> None:
    only_phones = Seeker("p", "", frozenset({"phone"}), lambda: lambda _: [Found("phone", 5, 18)])
    (standing,) = compare_seekers([only_phones], read_gold(folder, "dev"), resamples=5)
    assert isnan(standing.f1("names", "exact"))
    assert standing.f1("phone", "exact") == pytest.approx(0.4)
    assert standing.per_second > 0
    assert isnan(standing.ordinary_per_second)


def test_comments_as_they_come_are_timed_apart_from_the_gold(folder: Path) -> None:
    read: list[str] = []
    seeker = Seeker("p", "", frozenset({"phone"}), lambda: lambda text: read.append(text) or [])
    gold, others = read_gold(folder, "dev"), {"warming": ["hej"], "ordinary": ["nej", "jo"]}
    (standing,) = compare_seekers([seeker], gold, **others, resamples=5)
    assert read == ["hej", *(comment.text for comment in gold), "nej", "jo"]
    assert standing.ordinary_per_second > 0


def test_plain_patterns_and_ours_run_on_the_same_comments(folder: Path) -> None:
    chosen = [seeker for seeker in seekers() if not seeker.name.startswith("Presidio")]
    ours, plain = compare_seekers(chosen, read_gold(folder), resamples=5)
    assert ours.f1("identifiers", "exact") == plain.f1("identifiers", "exact") == 1
    assert ours.f1("phone", "exact") == 1


@pytest.mark.skipif(
    importlib.util.find_spec("presidio_analyzer") is not None, reason="presidio is installed"
)
def test_a_seeker_that_is_not_installed_says_so(folder: Path) -> None:
    presidio = next(seeker for seeker in seekers() if seeker.name == "Presidio")
    (standing,) = compare_seekers([presidio], read_gold(folder), resamples=5)
    assert "compare" in standing.skipped


def test_mistakes_name_what_was_missed_and_what_was_marked_in_vain() -> None:
    comment = _comment("Ring Karin Ek", ("name", 5, 13))
    (found,) = mistakes([comment], lambda _: [Found("name", 5, 10)])
    assert (found.missed, found.extra) == ((Found("name", 5, 13),), (Found("name", 5, 10),))
    assert not list(mistakes([comment], lambda _: [Found("name", 5, 13)]))


def test_the_command_gives_figures_of_the_part_asked_for(folder: Path) -> None:
    arguments = ["personal-data", "--gold", str(folder), "--alone", "--resamples", "5", "--json"]
    values = json.loads(run(app, [*arguments, "--part", "dev"]).stdout)
    assert (values["part"], values["comments"]) == ("dev", 4)
    assert values["found_by"][0]["found"]["personnummer"]["exact"]["f1"]["point"] == 1
    assert json.loads(run(app, arguments).stdout)["comments"] == 1
    shown = run(app, [*arguments[:-1], "--part", "all"])
    assert shown.exit_code == 0
    assert "identifiers" in shown.stdout


def test_mistakes_are_shown_of_the_dev_part_alone(folder: Path) -> None:
    (folder / "y-test.txt").write_text("Hej [[name|simhallen]]\n", encoding="utf-8")
    (folder / "z-dev.txt").write_text("Hej [[name|lekplatsen]]\n", encoding="utf-8")
    shown = run(app, ["personal-data", "--gold", str(folder), "--mistakes"])
    assert "lekplatsen" in shown.stdout
    assert "simhallen" not in shown.stdout


@pytest.mark.parametrize("arguments", [["--part", "train"], ["--gold", "/nowhere"]])
def test_a_part_or_folder_that_is_not_there_is_named(folder: Path, arguments: list[str]) -> None:
    done = run(app, ["personal-data", "--gold", str(folder), *arguments])
    assert done.exit_code == 2
    assert arguments[1] in done.stderr


def test_test_numbers_are_found_in_every_written_form() -> None:
    results = try_numbers(list(built_numbers())[::997])
    assert [each.form for each in results] == list(FORMS)
    assert [each.form for each in results if each.share < 1] == []


def test_a_published_list_is_read_whatever_its_make(tmp_path: Path) -> None:
    file = tmp_path / "lista.csv"
    file.write_text("﻿Nummer;Namn\n199006022397;A\n19910717-2380;B\n", encoding="utf-8")
    assert read_numbers(file) == ["199006022397", "199107172380"]
    assert all(result.counts == {RIGHT: 2} for result in try_numbers(read_numbers(file)))
    file.write_text("inget här", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"lista\.csv"):
        read_numbers(file)


def test_the_command_tries_the_numbers_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lista.txt"
    file.write_text("199006022397\n", encoding="utf-8")
    results = json.loads(run(app, ["personnummer", "--numbers", str(file), "--json"]).stdout)
    assert {each["form"]: each["counts"] for each in results} == {
        form: {RIGHT: 1} for form in FORMS
    }
