"""Numbers in words: "noll sju noll, sjutton fyrtio …" read back as digits and tried as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

from model.assessment import Finding
from model.personal_data.accounts import is_card_number
from model.personal_data.context import holds_any, lowered
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
    rf"(?:({_SMALL})?(hundra|tusen))?(?:({_either([*_TENS])})(?!\w*hundra)({_either([*_ONES][2:])})?|({_SMALL}))?"
)
_WORD = re.compile(
    r"(?:(?:med|och|de|mina|hans|hennes) ){0,3}(?:fyra )?sista(?: fyra)?(?: siffror(?:na)?)?(?: är| e\b)?:?|"
    r"[^\W\d_]+|[0-9]+",
    re.IGNORECASE,
)
"""A word, some digits, or what joins a date with its last four digits."""
_GAP = re.compile(r"[\s,./()+-]{0,4}")
_SILENT = frozenset({"streck", "bindestreck", "minus", "snedstreck"})
_SIGNS = (
    "noll", "streck", "hundra", "tjugo", "nitt", "fyrti", "arton", "elva", "tolv",
    "ett ett", "ett två", "ett åtta", "ett nio", "ett, ett", "ett, två", "ett, åtta", "ett, nio",
)  # fmt: skip
"""A telephone number has a zero, a date a month or a century: one of these stands in each."""
_LONGEST = 48
"""Most words of one run that are read: no number is longer in words."""
_MOST_RUNS = 200
"""Runs that are read in one text; a comment that is not made to burden us has a few."""
_SHORTEST, _MOST_DIGITS = 8, 13
_MOBILE = re.compile("07[02369][0-9]{6,8}")
"""A mobile number, also one miscounted in words: "sjutton fyrtio" for 174."""
_WHOLE = (10, 12)
"""Digits of an identity number, without and with its century."""
_LAST = 4
_CARD_DIGITS = 16


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
    small = lowered(text)
    if not holds_any(small, _SIGNS):
        return
    for run in islice(_runs(text), _MOST_RUNS):
        yield from _numbers(run)


def read_digits(text: str, start: int, count: int) -> tuple[str, int] | None:
    """So many digits told in words from `start` on, and where they end; None where they are not."""
    parts: list[_Part] = []
    for match in islice(_WORD.finditer(text, start, start + 20 * count), count):
        spelled = _digits_of(match[0].lower()) if match[0].isalpha() else match[0]
        if spelled is None or (parts and not _GAP.fullmatch(text[parts[-1].end : match.start()])):
            break
        parts.append(_Part(*match.span(), spelled, spelled=True, joins=True))
    for last in range(len(parts), 0, -1):
        for digits in (_joined(parts[:last]), "".join(part.digits for part in parts[:last])):
            if len(digits) == count:
                return digits, parts[last - 1].end
    return None


def _runs(text: str) -> Iterator[list[_Part]]:
    run: list[_Part] = []
    for match in _WORD.finditer(text):
        written = match[0]
        spelled = not written[0].isdecimal()
        joins = spelled and "sista" in written.lower()
        digits = "" if joins else _digits_of(written.lower()) if spelled else written
        gap = text[run[-1].end : match.start()] if run else ""
        if run and (digits is None or len(run) >= _LONGEST or not _GAP.fullmatch(gap)):
            if len(run) > 1:
                yield run
            run = []
        if digits is not None and (digits or run):
            run.append(_Part(match.start(), match.end(), digits, spelled, gap == " "))
    if len(run) > 1:
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
    """The last part and the kind of the longest number that begins at a part, None for none."""
    sizes = accumulate(len(part.digits) for part in run[first:])
    within = sum(size <= 2 * _MOST_DIGITS for size in sizes)
    for last in range(first + within - 1, first, -1):
        parts = run[first : last + 1]
        if any(part.spelled for part in parts):
            readings = (_joined(parts), "".join(part.digits for part in parts))
            kind = _dated_kind(parts) or next(
                filter(None, map(_kind, dict.fromkeys(readings))), None
            )
            if kind:
                return last, kind
    return None


def _dated_kind(parts: Sequence[_Part]) -> str | None:
    """The kind of six or eight digits, "streck" or "sista fyra", and four more, whatever the first."""
    for place, part in enumerate(parts):
        if part.spelled and not part.digits:
            date, last = _joined(parts[:place]), _joined(parts[place + 1 :])
            if len(date) + _LAST in _WHOLE and len(last) == _LAST:
                return kind_of_digits(date + last)
    return None


def _joined(parts: Sequence[_Part]) -> str:
    """The digits with "nittio sju" read as 97, not 907."""
    digits, last = "", ""
    for part in parts:
        size = len(part.digits)
        round_number = len(last) > size and last.endswith("0" * size)
        if part.joins and part.spelled and round_number and part.digits.strip("0"):
            digits = digits[:-size]
        digits, last = digits + part.digits, part.digits
    return digits


def _kind(digits: str) -> str | None:
    if len(digits) == _CARD_DIGITS and is_card_number(digits):
        return "card_number"
    if not _SHORTEST <= len(digits) <= _MOST_DIGITS:
        return None
    kind = kind_of_digits(digits) if len(digits) in _WHOLE and digits[0] != "0" else None
    if kind:
        return kind
    dialled = digits[0] == "+" or (digits[0] == "0" and digits[1] != "0")
    if dialled and (is_valid_number(digits) or _MOBILE.fullmatch(digits)):
        return "phone"
    return None


def _finding(kind: str, start: int, end: int) -> Finding:
    if kind == "phone":
        return Finding(kind, start, end, 0.9, "spelled_number", "telefonnummer skrivet i ord", 2)
    if kind == "card_number":
        return Finding(kind, start, end, 0.9, "spelled_number", "kortnummer skrivet i ord", 1)
    reason = "nummer skrivet i ord; datum och kontrollsiffra stämmer"
    return Finding(kind, start, end, 0.95, "spelled_number", reason, 1)
