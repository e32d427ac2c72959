from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from data.corpus import read_corpus
from evaluation.errors import SuiteError
from evaluation.suite import (
    ANY_HARM,
    Case,
    Suite,
    judge,
    overall_share,
    read_suite,
    run_suite,
)
from model.assessment import Assessment
from model.labels import GROUNDS, HARMS

INDEX = """
rude: {title: Rude, tests: Rude words, area: words}
kind: {title: Kind, tests: Kind words, area: words}
"""


class Flagger:
    """Flags what a table says of a text."""

    def __init__(self, flags: dict[str, tuple[str, ...]]) -> None:
        self._flags = flags

    def assess_many(self, texts: Iterable[str]) -> list[Assessment]:
        return [Assessment({}, self._flags.get(text, ()), (), "table") for text in texts]


@pytest.fixture(scope="module")
def suite() -> Suite:
    return read_suite()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "functionalities.yaml").write_text(INDEX, encoding="utf-8")
    lines = [
        _line("rude", "pucko", {"insult": True}),
        _line("rude", "fan och pucko", {"insult": True, "profanity": True}),
        _line("kind", "fint väder", {"any_harm": False}),
        _line("kind", "fin damm", {"any_harm": False, "praise": True}),
    ]
    (tmp_path / "words.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def _line(functionality: str, text: str, expect: dict[str, bool], **more: object) -> str:
    return json.dumps({"functionality": functionality, "text": text, "expect": expect, **more})


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_every_functionality_has_at_least_twelve_cases(suite: Suite) -> None:
    counts = Counter(case.functionality for case in suite.cases)
    assert set(counts) == set(suite.functionalities)
    assert min(counts.values()) >= 12


def test_the_suite_is_broad_and_half_of_it_is_harmless(suite: Suite) -> None:
    harmful = {
        case.functionality
        for case in suite.cases
        if any(case.expect.get(name) for name in (*HARMS, ANY_HARM))
    }
    assert len(suite.functionalities) >= 55
    assert 0.4 <= len(harmful) / len(suite.functionalities) <= 0.6


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_is_tested_in_the_same_ten_ways(suite: Suite, ground: str) -> None:
    ways = {each.key for each in suite.functionalities.values() if each.area == ground}
    assert ways == {
        f"{ground}_{way}"
        for way in [
            "derogation",
            "implicit",
            "dehumanised",
            "exclusion",
            "slur",
            "neutral",
            "praised",
            "counter_speech",
            "reclaimed",
            "ideas",
        ]
    }


def test_texts_are_unique_beyond_case_and_punctuation(suite: Suite) -> None:
    counts = Counter(_plain(case.text) for case in suite.cases)
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_text_stands_in_the_corpus(suite: Suite) -> None:
    trained_on = {_plain(row.text) for row in read_corpus()}
    assert [case.place for case in suite.cases if _plain(case.text) in trained_on] == []


def test_the_runner_gives_the_share_passed_for_each_functionality(folder: Path) -> None:
    results = run_suite(
        read_suite(folder),
        Flagger({"pucko": ("insult",), "fan och pucko": ("profanity",), "fin damm": ("praise",)}),
    )
    assert {each.functionality.key: each.share for each in results} == {"rude": 0.5, "kind": 1.0}
    assert overall_share(results) == 0.75
    (failure,) = results[0].failures
    assert failure.case.text == "fan och pucko"
    assert failure.unmet == ("insult",)


@pytest.mark.parametrize(
    ("expect", "flags", "unmet"),
    [
        ({"any_harm": False}, ("question",), ()),
        ({"any_harm": False}, ("spam",), ("any_harm",)),
        ({"any_harm": True}, (), ("any_harm",)),
        ({"insult": False}, ("profanity",), ()),
        ({"insult": True, "threat": False}, ("threat",), ("insult", "threat")),
    ],
)
def test_a_case_passes_when_all_it_expects_is_met(
    expect: dict[str, bool], flags: tuple[str, ...], unmet: tuple[str, ...]
) -> None:
    assert judge(Case("rude", "text", expect, "", "words.jsonl:1"), flags).unmet == unmet


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        (b"\xff", "JSON"),
        (_line("rude", " ", {"insult": True}), "text"),
        (_line("rude", "hej", {}), "expect"),
        (_line("rude", "hej", {"rudeness": True}), "unknown labels ['rudeness']"),
        (_line("rude", "hej", {"any_harm": False, "threat": True}), "any_harm is false"),
        (_line("unheard", "hej", {"insult": True}), "'unheard' is not in"),
        (_line("rude", "hej", {"insult": True}, extra=1), "extra"),
        (_line("rude", "pucko", {"insult": True}), "stands already at words.jsonl:1"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(
    folder: Path, line: str | bytes, reason: str
) -> None:
    with (folder / "words.jsonl").open("ab") as stream:
        stream.write(line if isinstance(line, bytes) else line.encode())
    with pytest.raises(SuiteError) as caught:
        read_suite(folder)
    (fault,) = caught.value.faults
    assert fault.startswith("words.jsonl:5: ")
    assert reason in fault


def test_a_case_in_another_areas_file_is_refused(folder: Path) -> None:
    (folder / "other.jsonl").write_text(_line("rude", "hej", {"insult": True}), encoding="utf-8")
    with pytest.raises(SuiteError, match=r"other\.jsonl:1: .*places 'rude' in another file"):
        read_suite(folder)


def test_a_functionality_without_cases_is_refused(folder: Path) -> None:
    with (folder / "functionalities.yaml").open("a", encoding="utf-8") as stream:
        stream.write("lost: {title: Lost, tests: Nothing, area: words}\n")
    with pytest.raises(SuiteError, match="lost has no case"):
        read_suite(folder)


@pytest.mark.parametrize("index", ["", "rude: 1", "rude: {title: Rude}", "{"])
def test_a_bad_index_is_refused(folder: Path, index: str) -> None:
    (folder / "functionalities.yaml").write_text(index, encoding="utf-8")
    with pytest.raises(SuiteError, match=r"functionalities\.yaml"):
        read_suite(folder)


def test_a_folder_without_a_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"functionalities\.yaml"):
        read_suite(tmp_path)
