"""Personnummer, samordningsnummer and organisationsnummer, told apart by date and check digit.

Sources: folkbokföringslagen 18 § (personnummer), Skatteverket SKV 707 (samordningsnummer: day + 60),
lag 1974:174 (organisationsnummer: third digit at least 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from stdnum import luhn

from model.assessment import Finding

_DAY_OFFSET = 60
_COMPANY_MONTH = 20
_GAP = r"[ \u00a0.\n]{0,2}"
_DIGITS = re.compile(
    rf"(?<![\d\w])(?:(1[89]|20){_GAP})?(\d{{2}}){_GAP}(\d{{2}}){_GAP}(\d{{2}})"
    rf"(?:{_GAP}[-–+]{_GAP}|{_GAP})(\d{{4}})(?![\d\w])"
)
_CONTEXT = re.compile(
    r"person(?:al)?\s?n(?:ummer|r)|\bpnr|\bp-?nummer|samordningsn|\bsamnr|födelsen|identitetsn|"
    r"\bid-?n(?:ummer|r)",
    re.IGNORECASE,
)
_BEFORE = 40


def find_identity_numbers(text: str) -> Iterator[Finding]:
    """Each identity number of `text`, certain where date and check digit prove it."""
    for match in _DIGITS.finditer(text):
        finding = _judge(text, match)
        if finding is not None:
            yield finding


def _judge(text: str, match: re.Match[str]) -> Finding | None:
    century, year, month, day, serial = match.groups()
    digits = year + month + day + serial
    named = bool(_CONTEXT.search(text, max(0, match.start() - _BEFORE), match.start()))
    proven = luhn.is_valid(digits)
    if _is_date(century, year, month, int(day)):
        kind = "personnummer"
    elif _is_date(century, year, month, int(day) - _DAY_OFFSET):
        kind = "coordination_number"
    elif proven and not century and int(month) >= _COMPANY_MONTH:
        return _finding(
            "organisation_number", match, 0.95, "organisationsnummer med rätt kontrollsiffra", 3
        )
    else:
        return None
    if proven:
        return _finding(kind, match, 0.99, "datum och kontrollsiffra stämmer", 1)
    if named:
        return _finding(
            kind, match, 0.75, "kallas så i texten, men kontrollsiffran stämmer inte", 1
        )
    return None


def _finding(kind: str, match: re.Match[str], score: float, reason: str, level: int) -> Finding:
    return Finding(kind, match.start(), match.end(), score, "identity_number", reason, level)


def _is_date(century: str | None, year: str, month: str, day: int) -> bool:
    for whole in (century,) if century else ("19", "20"):
        try:
            date(int(whole + year), int(month), day)
        except ValueError:
            continue
        return True
    return False
