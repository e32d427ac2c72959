"""Every test personnummer in every written form: how many are found, and as what.

Skatteverket publishes some 41,000 numbers that nobody has; a file of them is read as it comes. Without
one, numbers of the same make are built: each day of 1890-2025 with the serials that the list uses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rich.table import Table
from stdnum import luhn

from evaluation.errors import EvaluationError
from evaluation.scores import Track, untracked
from model.personal_data import find_personal_data

FIRST, LAST = date(1890, 1, 1), date(2025, 12, 31)
PERSONS = frozenset({"personnummer", "coordination_number"})
RIGHT, OTHERWISE, MISSED = "as a person's number", "as another kind", "not at all"
_SERIALS = ("238", "239", "980", "981")
"""Skatteverket's test series; nobody is given these."""
_TWELVE = re.compile(r"(?<![0-9])(?:18|19|20)[0-9]{6}[-+]?[0-9]{4}(?![0-9])")
_WORDS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
_BLOCK = 500

FORMS: Mapping[str, Callable[[str], str]] = {
    "12 digits": lambda n: n,
    "12 digits, hyphen": lambda n: f"{n[:8]}-{n[8:]}",
    "12 digits, space": lambda n: f"{n[:8]} {n[8:]}",
    "12 digits, hyphens throughout": lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
    "12 digits, dots": lambda n: f"{n[:4]}.{n[4:6]}.{n[6:8]}-{n[8:]}",
    "12 digits, spaces throughout": lambda n: f"{n[:4]} {n[4:6]} {n[6:8]} {n[8:]}",
    "10 digits": lambda n: n[2:],
    "10 digits, hyphen": lambda n: f"{n[2:8]}-{n[8:]}",
    "10 digits, plus": lambda n: f"{n[2:8]}+{n[8:]}",
    "10 digits, space": lambda n: f"{n[2:8]} {n[8:]}",
    "10 digits, slashes": lambda n: f"{n[2:4]}/{n[4:6]}/{n[6:8]}-{n[8:]}",
    "10 digits after pnr": lambda n: f"pnr {n[2:]}",
    "digit by digit": " ".join,
    "in pairs": lambda n: f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:8]} {n[8:10]} {n[10:]}",
    "the last four in pairs": lambda n: f"{n[2:8]} {n[8:10]} {n[10:]}",
    "the last four in brackets": lambda n: f"{n[2:8]} ({n[8:]})",
    "underscore": lambda n: f"{n[:8]}_{n[8:]}",
    "split by a line break": lambda n: f"{n[:8]}-\n{n[8:]}",
    "long hyphen": lambda n: f"{n[:8]}–{n[8:]}",
    "full-width digits": lambda n: n.translate({48 + i: 0xFF10 + i for i in range(10)}),
    "invisible signs between": "\u200b".join,
    "in words": lambda n: " ".join(_WORDS[int(digit)] for digit in n),
    "in pairs with hyphens": lambda n: f"{n[:2]}-{n[2:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
    "in a link": lambda n: f"{n[:8]}%2D{n[8:]}",
    "the last four first": lambda n: f"{n[8:]} är mina sista fyra, född {n[2:8]}",
    "date and the last four": lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}, sista fyra {n[8:]}",
}
"""From twelve digits to what somebody writes."""


@dataclass(frozen=True, slots=True)
class FormResult:
    """One written form: how many numbers were found as what, and one that was not."""

    form: str
    counts: Mapping[str, int]
    example: str

    @property
    def share(self) -> float:
        """Of all numbers, those found as a person's."""
        return self.counts.get(RIGHT, 0) / max(1, sum(self.counts.values()))


def built_numbers() -> Iterator[str]:
    """Twelve digits for each day from FIRST to LAST, one serial a day in turn."""
    for days in range((LAST - FIRST).days + 1):
        nine = f"{FIRST + timedelta(days):%Y%m%d}{_SERIALS[days % len(_SERIALS)]}"
        yield nine + luhn.calc_check_digit(nine[2:])


def read_numbers(file: Path) -> list[str]:
    """Every number with twelve digits in a file of any make; EvaluationError where there is none."""
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    numbers = [re.sub("[-+]", "", found) for found in _TWELVE.findall(text)]
    if not numbers:
        raise EvaluationError(f"{file}: no number with twelve digits in it")
    return numbers


def try_numbers(numbers: Sequence[str], track: Track = untracked) -> list[FormResult]:
    """Each form with every number in a sentence."""
    return [_result(form, numbers, track) for form in FORMS]


def numbers_table(results: Sequence[FormResult]) -> Table:
    """A row a form, with a number that was not found as it should."""
    table = Table("written as", RIGHT, OTHERWISE, MISSED, "share", "for instance")
    for each in results:
        counts = (str(each.counts.get(outcome, 0)) for outcome in (RIGHT, OTHERWISE, MISSED))
        table.add_row(each.form, *counts, f"{each.share:.4%}", each.example)
    return table


def _result(form: str, numbers: Sequence[str], track: Track) -> FormResult:
    counts: Counter[str] = Counter()
    example = ""
    blocks = [numbers[first : first + _BLOCK] for first in range(0, len(numbers), _BLOCK)]
    for block in track(blocks, form):
        for number in block:
            written = FORMS[form](number)
            outcome = _outcome(written)
            counts[outcome] += 1
            if outcome != RIGHT and not example:
                example = written
    return FormResult(form, dict(counts), example)


def _outcome(written: str) -> str:
    text = f"Hon sa {written} till alla"
    start, end = 7, 7 + len(written)
    found = [one for one in find_personal_data(text) if one.start < end and one.end > start]
    if not found:
        return MISSED
    whole = written.removeprefix("pnr ")
    right = any(one.kind in PERSONS and text[one.start : one.end] == whole for one in found)
    return RIGHT if right else OTHERWISE
