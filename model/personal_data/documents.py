"""Numbers of passports and identity cards, which have no check digit: only where they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import HIDE_AT_ONCE, Finding

_NAME = re.compile(
    r"\bpass(?:et|port)?\b|\bpass(?:nummer|numret|nr)|\b(?:nationellt\s)?id-?kort(?:ets?|s?nummer|s?nr)?\b|"
    r"\bLMA-?kort(?:et)?\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![0-9A-Za-z-])(?:[A-Z]{2} ?[0-9]{6,7}|[0-9]{8})(?![0-9A-Za-z]|-[0-9])")
_NEAR = 90
_SENTENCE = re.compile(r"[.!?]\s(?!(?:nummer|numret|nr)\b)", re.IGNORECASE)


def find_document_numbers(text: str) -> Iterator[Finding]:
    """Each passport or identity card number that stands after its name in the same sentence."""
    lowered = text.lower()
    if not any(name in lowered for name in ("pass", "kort")):
        return
    past = 0
    for name in _NAME.finditer(text):
        stop = _SENTENCE.search(text, name.end(), name.end() + _NEAR)
        end = stop.start() if stop else name.end() + _NEAR
        for match in _NUMBER.finditer(text, max(name.end(), past), end):
            if _is_date(match[0]):
                continue
            past = match.end()
            reason = "nummer på pass eller id-kort, sagt i texten"
            yield Finding("passport", *match.span(), 0.85, "document", reason, HIDE_AT_ONCE)


def _is_date(digits: str) -> bool:
    return digits[:2] in {"19", "20"} and digits[4:6] <= "12" and digits[6:8] <= "31"
