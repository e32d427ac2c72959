"""Personnummer, samordningsnummer, interim, reserve and organisation numbers, told apart by proof.

Sources: folkbokföringslagen 18 § (personnummer), Skatteverket SKV 707 (samordningsnummer: day + 60),
lag 1974:174 (organisationsnummer: third digit at least 2), IVO (ÅÅÅÅMMDD-T123 and -TF12),
Inera "Nationellt ReservID" 1.0 (XXÅÅMMDDNNGC), Region Stockholm (99 and ten digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from stdnum import luhn

from model.assessment import Finding
from model.personal_data.context import other_number

_COORDINATION = 60
_RECOGNISER = "identity_number"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_DATED = re.compile(
    r"(?<![0-9])(1[89]|20)?([0-9]{2})\n?([ ./-]?)\n?(0[1-9]|1[0-2])\n?\3\n?"
    rf"({_DAY})([ .\n/+-]{{0,4}})([0-9]{{2}}[ \n]?[0-9]{{2}})(?![0-9]|[-:/][0-9])"
)
_NAMED = re.compile(
    r"person(?:al)?[\s-]?(?:id[\s-]?)?(?:nummer|numret|nr)|\bp(?:nr|-nr|-?nummer|ers\.?\s?nr)|"
    r"samordning|\bsamnr|födelse(?:n|data|datum|tid)|identitetsn|"
    r"\bid[-\s]?n(?:ummer|r)|legitimation|körkort|\bpersn",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"[0-9](?:[^0-9A-Za-zÅÄÖåäö]{0,3}[0-9]){9,11}(?![0-9])")
_FOUR_LAST = re.compile(
    r"(?<![0-9])((?:1[89]|20)?[0-9]{2}[-./ ]?[0-9]{2}[-./ ]?[0-9]{2}|([0-9]{1,2})\s+([a-z]{3,9})\s+"
    r"((?:1[89]|20)[0-9]{2}))[^0-9\n]{1,30}sista[^0-9\n]{0,20}([0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split()
_INTERIM = re.compile(
    r"(?<![0-9A-Za-z])((?:1[89]|20)?)([0-9]{2})([0-9]{2})([0-9]{2})([-+ ]?)"
    r"(?:[TRSUWXJKLMN][0-9]{3}|TF[0-9]{2})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_RESERVE = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:2[2-9]|[3-9][0-9])[0-9]{6}-?[A-HJ-NPR-UX-Z]{2}[0-9]{2}|99(?:19|20)[0-9]{4}-?[0-9]{4})"
    r"(?![0-9A-Za-z])"
)
_RESERVE_NAMED = re.compile(r"interim|reserv|tillfälligt|\bLMA|patient|journal|asyl", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?<![0-9A-Za-z])(SE ?)?(?:16)?([1-35-9][0-9][2-9][0-9]{3})( ?- ?|\n?)([0-9]{4})(?(1)(?: ?01)?)"
    r"(?![0-9]|[-:/][0-9])"
)
_COMPANY_NAMED = re.compile(
    r"\borg(?:\.|anisations?)?[\s-]?(?:nr|nummer|numret)|\bvat|\bmoms|företag|bolag|\bAB\b|förening|firma",
    re.IGNORECASE,
)
_BEFORE = 45


def find_identity_numbers(text: str) -> Iterator[Finding]:
    """Each identity number of `text`, certain where date and check digit prove it."""
    yield from _dated(text)
    yield from _named(text)
    yield from _four_last(text)
    yield from _reserves(text)
    yield from _companies(text)


def kind_of_date(century: str | None, year: str, month: str, day: str) -> str | None:
    """Whose number a date begins: personnummer, coordination_number (day + 60), None for no date."""
    number = int(day)
    kind = "personnummer" if number < _COORDINATION else "coordination_number"
    for whole in (century,) if century else ("20", "19"):
        try:
            date(int(whole + year), int(month), number % _COORDINATION)
        except ValueError:
            continue
        return kind
    return None


def kind_of_digits(digits: str) -> str | None:
    """The kind of ten or twelve digits whose date and check digit are right, None otherwise."""
    century, ten = digits[:-10], digits[-10:]
    if century not in {"", "18", "19", "20"} or not luhn.is_valid(ten):
        return None
    return kind_of_date(century, ten[:2], ten[2:4], ten[4:6])


def _finding(kind: str, start: int, end: int, score: float, reason: str, level: int = 1) -> Finding:
    return Finding(kind, start, end, score, _RECOGNISER, reason, level)


def _is_named(text: str, start: int) -> bool:
    return bool(_NAMED.search(text, max(0, start - _BEFORE), start))


def _dated(text: str) -> Iterator[Finding]:
    place = 0
    while match := _DATED.search(text, place):
        finding = _judge(text, match)
        place = match.end() if finding else match.start() + 2
        if finding:
            yield finding


def _judge(text: str, match: re.Match[str]) -> Finding | None:
    century, year, _, month, day, gap, serial = match.groups()
    kind = kind_of_date(century, year, month, day)
    digits = year + month + day + serial[:2] + serial[-2:]
    proven = luhn.is_valid(digits)
    if kind is None or not (proven or _is_named(text, match.start())):
        return None
    if not _is_named(text, match.start()) and not _stands_alone(text, match, kind):
        return None
    start, end = match.span()
    if not proven:
        return _finding(
            kind, start, end, 0.75, "kallas så i texten, men kontrollsiffran stämmer inte"
        )
    if _is_company_named(text, start):
        reason = "organisationsnummer för enskild firma: ägarens eget nummer"
        return _finding(kind, start, end, 0.95, reason)
    return _finding(kind, start, end, 0.99, "datum och kontrollsiffra stämmer")


def _stands_alone(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether the form itself speaks for a person's number where no word says so."""
    century, year, inner, _, _, gap, serial = match.groups()
    before = text[max(0, match.start() - 2) : match.start()]
    if len(before) == 2 and before[0].isdigit() and before[1] in ".,:":  # noqa: PLR2004
        return False
    joined = not gap.strip(" \n")
    if before[-1:].isalpha() and joined:
        return False
    if len(serial) > 4 and not (century or "\n" in serial):  # noqa: PLR2004
        return False
    if joined and not gap and other_number(text, match.start()):
        return False
    looks_dialled = not century and year[0] == "0" and joined and not gap and not inner
    return not (looks_dialled and (kind != "personnummer" or _dialled(text, match.start())))


_DIAL = re.compile(
    r"\b(?:ring\w*|tel\w*|mobil\w*|sms\w*|messa|nummer|numret|nr|nås|swish\w*|slå|samtal)\b[^0-9]{0,25}$",
    re.IGNORECASE,
)


def _dialled(text: str, start: int) -> bool:
    return bool(_DIAL.search(text[max(0, start - _BEFORE) : start]))


def _named(text: str) -> Iterator[Finding]:
    """Any ten or twelve digits right after a word for such a number, however they are split."""
    for name in _NAMED.finditer(text):
        match = _LOOSE.search(text, name.end(), name.end() + 60)
        digits = "".join(filter(str.isdigit, match[0])) if match else ""
        kind = kind_of_digits(digits) if len(digits) in {10, 12} else None
        if match and kind:
            reason = "kallas så i texten; datum och kontrollsiffra stämmer"
            yield _finding(kind, match.start(), match.end(), 0.99, reason)


def _four_last(text: str) -> Iterator[Finding]:
    if "sista" not in text and "SISTA" not in text:
        return
    for match in _FOUR_LAST.finditer(text):
        whole, day, month, year, serial = match.groups()
        digits = re.sub("[^0-9]", "", whole)
        if day:
            if month[:3].lower() not in _MONTHS:
                continue
            digits = f"{year}{_MONTHS.index(month[:3].lower()) + 1:02}{int(day):02}"
        kind = kind_of_digits(digits + serial)
        if kind:
            reason = "födelsedatum och de fyra sista siffrorna, kontrollsiffran stämmer"
            yield _finding(kind, match.start(), match.end(), 0.95, reason)


def _reserves(text: str) -> Iterator[Finding]:
    for match in _INTERIM.finditer(text):
        named = _RESERVE_NAMED.search(text, max(0, match.start() - _BEFORE), match.start())
        told = bool(named) or _is_named(text, match.start())
        written = match[5] in {"-", "+"} and match[0] == match[0].upper()
        if not kind_of_date(*match.group(1, 2, 3, 4)) or not (told or written):
            continue
        if told or not other_number(text, match.start()):
            reason = "formen för interims- eller reservnummer: datum, bokstav och siffror"
            yield _finding("interim_number", *match.span(), 0.9 if told else 0.7, reason)
    for match in _RESERVE.finditer(text):
        if _RESERVE_NAMED.search(text, max(0, match.start() - _BEFORE), match.start()):
            reason = "kallas reservnummer i texten och har dess form"
            yield _finding("interim_number", *match.span(), 0.85, reason)


def _companies(text: str) -> Iterator[Finding]:
    for match in _COMPANY.finditer(text):
        told = bool(match[1]) or _is_company_named(text, match.start())
        if not luhn.is_valid(match[2] + match[4]) or not (told or match[3].strip()):
            continue
        if told or not other_number(text, match.start()):
            reason = "organisationsnummer med rätt kontrollsiffra: ett företag eller en förening"
            yield _finding("organisation_number", *match.span(), 0.95, reason, 3)


def _is_company_named(text: str, start: int) -> bool:
    return bool(_COMPANY_NAMED.search(text, max(0, start - _BEFORE), start))
