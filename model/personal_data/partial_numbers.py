"""Identity numbers without the ordinary form: interim and reserve numbers, "de fyra sista".

Sources: IVO (ÅÅÅÅMMDD-T123 and -TF12), Inera "Nationellt ReservID" 1.0 (XXÅÅMMDDNNGC),
Region Stockholm (99, year and digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import HIDE_AT_ONCE, Finding
from model.personal_data.context import mentions, other_number
from model.personal_data.identity_numbers import (
    NAMED,
    NAMED_SIGNS,
    kind_of_date,
    kind_of_digits,
)

_FOUR_LAST = re.compile(
    r"(?<![0-9])((?:1[89]|20)?[0-9]{2}[-./ ]?[0-9]{2}[-./ ]?[0-9]{2}|(?:den )?([0-9]{1,2})\s+([a-z]{3,9})\s+"
    r"((?:1[89]|20)[0-9]{2}))[^0-9\n]{1,30}sista[^0-9\n]{0,20}([0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_INTERIM = re.compile(
    r"(?=[0-9])(?<![0-9A-Za-z])((?:1[89]|20)?)([0-9]{2})([0-9]{2})([0-9]{2})([-+ ]?)"
    r"(?:[TRSUWXJKLMN][0-9]{3}|TF[0-9]{2})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_RESERVE = re.compile(
    r"(?=[2-9])(?<![0-9A-Za-z])(?:(?:2[2-9]|[3-9][0-9])[0-9]{6}-?[A-HJ-NPR-UX-Z]{2}[0-9]{2}|"
    r"99(?:19|20)[0-9]{4}-?[0-9]{4})(?![0-9A-Za-z])"
)
_NAMED = re.compile(
    rf"(?=[irtlpjasfk])(?:interim|reserv|tillfälligt|\bLMA|patient|journal|asyl|{NAMED.pattern})",
    re.IGNORECASE,
)
_SIGNS = ("interim", "reserv", "tillfäll", "lma", "patient", "journal", "asyl", *NAMED_SIGNS)


def find_reserve_numbers(text: str) -> Iterator[Finding]:
    """Each interim number (date, letter, digits) and each reserve number that the text names."""
    found = [*_INTERIM.finditer(text)], [*_RESERVE.finditer(text)]
    if not any(found):
        return
    interim, reserve = found
    named = mentions(text, _NAMED, _SIGNS)
    for match in interim:
        told = named.before(match.start())
        written = match[5] in {"-", "+"} and match[0] == match[0].upper()
        if not kind_of_date(*match.group(1, 2, 3, 4)):
            continue
        if told or (written and not other_number(text, match.start())):
            yield _finding(match, 0.9 if told else 0.7, "har formen för ett interimsnummer")
    for match in reserve:
        if named.before(match.start()):
            yield _finding(match, 0.85, "kallas reservnummer i texten och har dess form")


def find_split_numbers(text: str) -> Iterator[Finding]:
    """Each birth date that is followed by "de fyra sista" digits, proven by the check digit."""
    if "sista" not in text and "SISTA" not in text:
        return
    for match in _FOUR_LAST.finditer(text):
        digits = _birth_date(match)
        kind = kind_of_digits(digits + match[5]) if digits else None
        if kind:
            reason = "födelsedatum och de fyra sista siffrorna, kontrollsiffran stämmer"
            yield Finding(kind, *match.span(), 0.95, "identity_number", reason, HIDE_AT_ONCE)


def _birth_date(match: re.Match[str]) -> str | None:
    whole, day, month, year, _ = match.groups()
    if not day:
        return re.sub("[^0-9]", "", whole)
    if month[:3].lower() not in _MONTHS:
        return None
    return f"{year}{_MONTHS.index(month[:3].lower()) + 1:02}{int(day):02}"


def _finding(match: re.Match[str], score: float, reason: str) -> Finding:
    start, end = match.span()
    return Finding("interim_number", start, end, score, "reserve_number", reason, HIDE_AT_ONCE)
