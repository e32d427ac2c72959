"""Numbers in words: "noll sju noll, sjutton fyrtio …" read back as digits and tried as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from model.assessment import Finding
from model.personal_data.identity_numbers import kind_of_digits
from model.personal_data.phones import is_valid_number

_ONES = {
    "nolla": 0, "noll": 0, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7,
    "åtta": 8, "nio": 9,
}  # fmt: skip
_TEENS = {
    "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16,
    "sjutton": 17, "arton": 18, "aderton": 18, "nitton": 19,
}  # fmt: skip
_TENS = {
    "tjugo": 20, "tjuge": 20, "tjugi": 20, "trettio": 30, "tretti": 30, "fyrtio": 40, "fyrti": 40,
    "förtio": 40, "förti": 40, "femtio": 50, "femti": 50, "sextio": 60, "sexti": 60,
    "sjuttio": 70, "sjutti": 70, "åttio": 80, "åtti": 80, "nittio": 90, "nitti": 90,
}  # fmt: skip


def _either(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_SMALL = _either([*_ONES, *_TEENS])
_PIECE = re.compile(
    rf"(?:({_SMALL})?(hundra|tusen))?(?:({_either([*_TENS])})(?!\w*hundra)({_either([*_ONES])})?|({_SMALL}))?"
)
_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
_GAP = re.compile(r"[\s,./()+-]{0,4}")
_SILENT = frozenset({"streck", "bindestreck", "minus", "snedstreck"})
_SIGNS = ("noll", "streck", "hundra", "tjugo", "nitt", "fyrti", "NOLL")
_LONGEST = 48
"""Most words of one run that are read: no number is longer in words."""
_SHORTEST, _MOST_DIGITS = 8, 13


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    digits: str
    spelled: bool
    joins: bool
    """Only a space stands before: a ten and a one may be one number."""


def find_spelled_numbers(text: str) -> Iterator[Finding]:
    """Each personnummer or telephone number that is told in words, at least in part."""
    if not any(sign in text for sign in _SIGNS):
        return
    for run in _runs(text):
        yield from _numbers(run)


def _runs(text: str) -> Iterator[list[_Part]]:
    run: list[_Part] = []
    for match in _WORD.finditer(text):
        digits = match[0] if match[0][0].isdecimal() else _digits_of(match[0].lower())
        gap = text[run[-1].end : match.start()] if run else ""
        if run and (digits is None or len(run) >= _LONGEST or not _GAP.fullmatch(gap)):
            yield run
            run = []
        if digits is not None and (digits or run):
            spelled = not match[0][0].isdecimal()
            run.append(_Part(match.start(), match.end(), digits, spelled, gap == " "))
    if run:
        yield run


@lru_cache(maxsize=4096)
def _digits_of(word: str) -> str | None:
    """The digits that a word spells ("sjuttonfyrtio" → "1740"), None where it spells none."""
    if word in _SILENT:
        return ""
    if word == "plus":
        return "+"
    digits, place = "", 0
    while place < len(word):
        match = _PIECE.match(word, place)
        if match is None or not match[0]:
            return None
        digits += str(_value(match))
        place = match.end()
    return digits


def _value(match: re.Match[str]) -> int:
    factor, scale, tens, one, small = match.groups()
    value = _ONES | _TEENS | _TENS
    high = (value[factor] if factor else 1) * {"hundra": 100, "tusen": 1000}[scale] if scale else 0
    return high + sum(value[word] for word in (tens, one, small) if word)


def _numbers(run: list[_Part]) -> Iterator[Finding]:
    first = 0
    while first < len(run):
        found = _longest_from(run, first)
        if found is None:
            first += 1
            continue
        last, kind = found
        yield _finding(kind, run[first].start, run[last].end)
        first = last + 1


def _longest_from(run: list[_Part], first: int) -> tuple[int, str] | None:
    for last in range(len(run) - 1, first, -1):
        parts = run[first : last + 1]
        if not any(part.spelled for part in parts):
            continue
        for digits in dict.fromkeys((_joined(parts), "".join(part.digits for part in parts))):
            kind = _kind(digits) if _SHORTEST <= len(digits) <= _MOST_DIGITS else None
            if kind:
                return last, kind
    return None


def _joined(parts: Sequence[_Part]) -> str:
    """The digits with "nittio sju" read as 97, not 907."""
    digits = ""
    for part in parts:
        size = len(part.digits)
        if part.joins and part.spelled and part.digits != "0" and digits.endswith("0" * size):
            room = digits[-size - 1 : -size]
            if room not in {"", "0", "+"}:
                digits = digits[:-size]
        digits += part.digits
    return digits


def _kind(digits: str) -> str | None:
    if digits.isdecimal() and len(digits) in {10, 12}:
        kind = kind_of_digits(digits)
        if kind and (len(digits) > 10 or digits[0] != "0"):  # noqa: PLR2004
            return kind
    return "phone" if digits[0] in "0+" and is_valid_number(digits) else None


def _finding(kind: str, start: int, end: int) -> Finding:
    if kind == "phone":
        return Finding(kind, start, end, 0.9, "spelled_number", "telefonnummer skrivet i ord", 2)
    reason = "nummer skrivet i ord; datum och kontrollsiffra stämmer"
    return Finding(kind, start, end, 0.95, "spelled_number", reason, 1)
