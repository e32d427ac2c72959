"""Numbers of passports and identity cards, which have no check digit: only where they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import HIDE_AT_ONCE, Finding

_NAME = re.compile(
    r"(?=[piulk])\b(?:pass(?:et|ets|port)?|pass-?(?:nummer|numret|nr)|(?:nationell\w?\s)?id-?kort(?:ets?|s?nummer|s?nr)?|"
    r"id-?handling\w*|legitimation\w*|körkort\w*|LMA[ -]?kort(?:et)?|UT-?kort(?:et)?|uppehållstillstånds?kort\w*|"
    r"passkontroll\w*)\b",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"(?<![0-9A-Za-z-])[A-Za-z]{2} ?[0-9](?: ?[0-9]){5,6}(?![0-9A-Za-z]|[ -][0-9])"
)
_DIGITS_ALONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:[0-9]{8}|[0-9]{2}-[0-9]{6}/[0-9])(?![0-9A-Za-z]|-[0-9])"
)
_NEAR, _BEFORE = 90, 45
_SENTENCE = re.compile(r"(?<!nr)(?<!Nr)[.!?]\s(?!(?:nummer|numret|nr)\b)", re.IGNORECASE)


def find_document_numbers(text: str) -> Iterator[Finding]:
    """Each number of a passport, card or permit near its name.

    One with two letters may stand before it or in the next sentence; digits alone in the same only.
    """
    lowered = text.lower()
    if not any(name in lowered for name in ("pass", "kort", "legitim", "handling")):
        return
    past = 0
    for name in _NAME.finditer(text):
        stop = _SENTENCE.search(text, name.end(), name.end() + _NEAR)
        end = stop.start() if stop else name.end() + _NEAR
        lettered = _LETTERED.finditer(text, max(past, name.start() - _BEFORE), name.end() + _NEAR)
        for match in (*lettered, *_DIGITS_ALONE.finditer(text, max(past, name.end()), end)):
            if not _is_date(match[0]) and not _is_word(match[0]):
                past = match.end()
                reason = "nummer på pass eller id-kort, sagt i texten"
                yield Finding("passport", *match.span(), 0.85, "document", reason, HIDE_AT_ONCE)


def _is_date(digits: str) -> bool:
    return digits[:2] in {"19", "20"} and digits[4:6] <= "12" and digits[6:8] <= "31"


def _is_word(number: str) -> bool:
    """Two small letters apart from the digits are a word before a number: "på 1234567"."""
    return number[:2].islower() and number[2] == " "
