"""Personnummer told in two pieces: a date of birth, and somewhere near it the last four digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import HIDE_AT_ONCE, Finding
from model.personal_data.context import holds_any, lowered
from model.personal_data.identity_numbers import kind_of_digits
from model.personal_data.spelled_numbers import read_digits

_YEAR = r"(?:1[89]|20)?[0-9]{2}"
_DATE = (
    r"(?P<date>(?P<whole>(?:1[89]|20)?[0-9]{2}[-./ ]?[0-9]{2}[-./ ]?[0-9]{2})|"
    r"(?P<day>[0-9]{1,2})(?::?[ae])?(?:[ .]{0,2}(?P<month>[a-z]{3,9})[ .,]{1,2}|"
    rf"[/.-](?P<number>[0-9]{{1,2}})(?:[ -]{{1,2}}|[/.-]))['’-]?(?P<year>{_YEAR})|"
    rf"(?P<first>{_YEAR})(?:,? den|,)? (?P<late_day>[0-9]{{1,2}})(?::?[ae])?"
    r"(?:/(?P<late_number>[0-9]{1,2})| (?P<late_month>[a-z]{3,9})))"
)
_FOUR = r"(?P<four>[0-9]{4}|[0-9]{2} [0-9]{2}|[0-9](?: [0-9]){3})(?![0-9])"
_LAST = (
    r"(?:(?:4 )?sista|slutsiff|slutar på|slutet|ändelse|kontroll(?:siff|num|nr)|"
    r"fyrsiffr|suffix|last four|last 4)"
)
_FIELD = r"[^0-9]{1,4}"
_FIELDS = tuple(
    re.compile(
        r"(?=[0-9])(?<![0-9A-Za-z])" + _FIELD.join(parts) + rf"[^0-9]{{1,25}}{_FOUR}", re.IGNORECASE
    )
    for parts in (
        (rf"(?P<year>{_YEAR})[^0-9]{{0,3}}mån[a-zåäö]*", r"(?P<number>[0-9]{1,2})[^0-9]{0,3}dag[a-zåäö]*", "(?P<day>[0-9]{1,2})"),
        (r"(?P<day>[0-9]{1,2})[^0-9]{0,3}mån[a-zåäö]*", r"(?P<number>[0-9]{1,2})[^0-9]{0,3}år[a-zåäö]*", f"(?P<year>{_YEAR})"),
    )
)  # fmt: skip
"""A form's fields: "år 90 månad 01 dag 25 kontroll 2387"."""
_LAST_SIGNS = ("sist", "slut", "ändelse", "kontroll", "fyrsiffr", "suffix", "last ")
_BORN = r"(?:född?[at]?|födelse[a-zåäö]{0,10}|f\.|person[a-zåäö]{0,10}|pers\.? ?nr|pnr)"
_BORN_SIGNS = ("föd", "f.", "pers", "pnr")
_UP_TO_FOUR = r"[^0-9]{0,25}(?:(?<=\W)4(?=\W)[^0-9]{1,25})?"
_SPLIT = tuple(
    re.compile(r"(?=[0-9dDsSkKlLäÄfF])(?<![0-9A-Za-z])" + written, re.IGNORECASE)
    for written in (
        rf"{_DATE}[^0-9]{{1,30}}{_LAST}{_UP_TO_FOUR}{_FOUR}",
        rf"{_LAST}{_UP_TO_FOUR}{_FOUR}[^0-9]{{1,40}}{_DATE}(?![0-9])",
        rf"{_FOUR}[^0-9]{{1,15}}{_LAST}[^0-9]{{1,40}}{_DATE}(?![0-9])",
        rf"{_DATE}[^0-9]{{1,8}}{_FOUR} (?:på slutet|sist)",
    )
)
_DATED = re.compile(rf"(?=[0-9])(?<![0-9A-Za-z]){_DATE}[-, ]{{1,3}}{_FOUR}", re.IGNORECASE)
_TOLD_BORN = re.compile(
    rf"(?=[fp])(?<![a-zåäö]){_BORN}[^0-9]{{0,25}}{_DATE}[^0-9]{{1,25}}{_FOUR}", re.IGNORECASE
)
"""A birth date and, soon after, four digits that are no year, where the text says that it is one."""
_NAMED_AFTER = re.compile(
    rf"(?=[0-9])(?<![0-9A-Za-z]){_DATE}[^0-9.!?]{{1,15}}{_FOUR}[^0-9.!?]{{1,40}}\b(?:personn|pers\.? ?n|pnr)",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile("(?:1[89]|20)[0-9]{2}")
_FILLERS = r"(?:[ ,:]{1,2}(?:fyra|siffror(?:na)?|är|va[rd]?|e|i|personnumret|numret)\b)*"
_SAID = re.compile(
    rf"(?=[0-9])(?<![0-9A-Za-z]){_DATE}[^0-9]{{1,30}}{_LAST}"
    rf"{_FILLERS}[ ,:]{{1,2}}(?=[a-zåäö])",
    re.IGNORECASE,
)
_DAY_AND_MONTH = re.compile(
    r"[0-9](?<![0-9A-Za-z][0-9])[0-9]?(?::?[ae])? (?P<month>[a-z]{3,9})[ .,]{1,2}(?=[nta])",
    re.IGNORECASE,
)
_THEN_LAST = re.compile(rf"[^0-9]{{1,12}}{_LAST}{_FILLERS}[ ,:]{{1,2}}", re.IGNORECASE)
"""After a year that is told in words."""
_APART = re.compile("[0-9](?<=[0-9][0-9])[^0-9a-zåäö]{0,3}[a-zåäö][^0-9]{0,24}[0-9]{4}(?![0-9])")
"""What stands between that date and its digits holds a word; digits are quick to seek."""
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_HALF = 2
_LAST_DIGITS = 4


def find_split_numbers(text: str) -> Iterator[Finding]:
    """Each birth date with its last four digits apart from it, proven by the check digit."""
    small = lowered(text)
    told = holds_any(small, _LAST_SIGNS)
    if told:
        for pattern in _SPLIT:
            yield from _proven(text, pattern)
        yield from _said(text)
        yield from _said_year(text)
    if "mån" in small and "år" in small and "dag" in small:
        for pattern in _FIELDS:
            yield from _fields(text, pattern)
    dated = told or "/" in text or holds_any(small, _MONTHS)
    born = holds_any(small, _BORN_SIGNS) and _APART.search(small)
    for pattern in (*(_TOLD_BORN, _NAMED_AFTER) * bool(born), *(_DATED,) * dated):
        for finding in _proven(text, pattern):
            if not _YEAR_ALONE.fullmatch(text[finding.end - _LAST_DIGITS : finding.end]):
                yield finding


def _proven(text: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        four = match["four"].replace(" ", "")
        start = min(match.start("date"), match.start("four"))
        end = max(match.end("date"), match.end("four"))
        kind = _kind_of(match, four)
        if kind:
            yield _finding(kind, start, end + (text.startswith(")", end) and "(" in match[0]))


def _fields(text: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        date = f"{match['year']}{int(match['number']):02}{int(match['day']):02}"
        kind = kind_of_digits(date + match["four"].replace(" ", ""))
        if kind:
            yield _finding(kind, *match.span())


def _said(text: str) -> Iterator[Finding]:
    """Those whose last four are told in words."""
    for match in _SAID.finditer(text):
        read = read_digits(text, match.end(), _LAST_DIGITS)
        kind = _kind_of(match, read[0]) if read else None
        if read and kind:
            yield _finding(kind, match.start("date"), read[1])


def _said_year(text: str) -> Iterator[Finding]:
    """Those whose year is told in words, their last four in words or digits."""
    for match in _DAY_AND_MONTH.finditer(text):
        month = _month(match["month"])
        day = re.sub("[^0-9]", "", match[0])
        for size in (4, 2) if month else ():
            year = read_digits(text, match.end(), size)
            last = _THEN_LAST.match(text, year[1]) if year else None
            four = read_digits(text, last.end(), _LAST_DIGITS) if last else None
            if year and four:
                kind = kind_of_digits(f"{year[0]}{month:02}{int(day):02}{four[0]}")
                if kind:
                    yield _finding(kind, match.start(), four[1])
                    break


def _kind_of(match: re.Match[str], four: str) -> str | None:
    kinds = (kind_of_digits(digits + four) for digits in _birth_dates(match))
    return next(filter(None, kinds), None)


def _birth_dates(match: re.Match[str]) -> Iterator[str]:
    """The date as six or eight digits, in each way that it can be read."""
    whole = match["whole"]
    if whole:
        digits = re.sub("[^0-9]", "", whole)
        yield digits
        if len(digits) != len(whole):
            yield digits[-_HALF:] + digits[-2 * _HALF : -_HALF] + digits[: -2 * _HALF]
        return
    for year, month, number, day in (
        ("year", "month", "number", "day"),
        ("first", "late_month", "late_number", "late_day"),
    ):
        if match[year]:
            which = int(match[number]) if match[number] else _month(match[month])
            if which:
                yield f"{match[year]}{which:02}{int(match[day]):02}"


def _month(name: str) -> int | None:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else None


def _finding(kind: str, start: int, end: int) -> Finding:
    reason = "födelsedatum och de fyra sista siffrorna, kontrollsiffran stämmer"
    return Finding(kind, start, end, 0.95, "identity_number", reason, HIDE_AT_ONCE)
