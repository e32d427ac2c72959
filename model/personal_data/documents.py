"""Numbers of passports and identity cards, which have no check digit: only where they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from model.assessment import HIDE_AT_ONCE, Finding
from model.personal_data.context import holds_any, lowered, other_number

_TRAVEL = r"(?:res[ae]|främlings|nöd|diplomat|reise)?pass"
_NAME = re.compile(
    rf"(?=[pdfrnulki])\b(?:{_TRAVEL}(?:et|ets|en|port|kopi\w*)?|{_TRAVEL}-?(?:nummer|numret|nr)|passnr|passeport|pasaporte|passaporto|pass(?:kort|id)|leg(?= ?nr|\snummer)|"
    r"(?:nationell\w?\s)?id[ -]?kort(?:ets?|s?nummer|s?nr)?|resedokument\w*|resehandling\w*|"
    r"id-?handling\w*|legitimation\w*|körkort\w*|UT-?kort(?:et)?|uppehållstillstånds?kort\w*|"
    r"passkontroll\w*)\b",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"(?<![0-9A-Za-z-])[A-Za-z]{2} ?[0-9](?: ?[0-9]){5,6}(?![0-9A-Za-z]|[ -][0-9])"
)
_DIGITS_ALONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:[A-Z]?[0-9]{8}|[A-Z][0-9]{7}|[0-9]{2}-[0-9]{6}/[0-9])(?![0-9A-Za-z]|-[0-9])"
)
_RIGHT_AFTER = re.compile(
    r"[ ,.:;=#(\"”]{1,3}(?:(?:med |har )?(?:serie)?(?i:nr|nummer|numret|no|n[°º]|№)(?!\w))?[ .:=]{0,2}(?:är |e )?"
    r"((?:(?!NR|NO)[A-Z]{1,3} ?(?=(?:[0-9A-Z]*[0-9]){5})[0-9A-Z]{6,9}|[0-9]{2}[A-Z]{2}[0-9]{5}|[0-9]{7,9}|(?!0[1-9])[0-9]{2,4}(?: [0-9]{2,4}){1,3}))"
    r"(?![0-9A-Za-zÅÄÖåäö]|[-:/.,]? ?[0-9])"
)
"""Also a foreign passport's and one written in groups, but only right after the name."""
_ON_IT = re.compile(r" (?:(?:står )?(?:på|i)|är|e) (?:\w+ )?$")
_NEXT = re.compile(r"[\s\w]{0,30}[.!?] $")
_NEAR, _BEFORE = 90, 45
_FEWEST, _MOST = 7, 10
"""Letters and digits of a document's number."""
_SENTENCE = re.compile(r"(?<!nr)(?<!Nr)[.!?]\s(?!(?:nummer|numret|nr)\b)", re.IGNORECASE)
_CLOCKS = re.compile(r"(?:[01][0-9]|2[0-4])[ ]?[0-5][0-9] ?(?:[01][0-9]|2[0-4]) ?[0-5][0-9]")


def find_document_numbers(text: str) -> Iterator[Finding]:
    """Each number of a passport, card or permit near its name.

    One with two letters may stand before it or in the next sentence; digits alone in the same, or
    where the next begins with them.
    """
    small = lowered(text)
    if not holds_any(small, ("pass", "kort", "legitim", "handling", "resedok", "leg n")):
        return
    past = 0
    for name in _NAME.finditer(text):
        for start, end in sorted(_numbers(text, name)):
            if start >= past and not _is_other(text, start, end):
                past = end
                reason = "nummer på pass eller id-kort, sagt i texten"
                yield Finding("passport", start, end, 0.85, "document", reason, HIDE_AT_ONCE)


def _numbers(text: str, name: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Where what may be the number of a named document stands."""
    stop = _SENTENCE.search(text, name.end(), name.end() + _NEAR)
    end = stop.start() if stop else name.end() + _NEAR
    before, last = max(0, name.start() - _BEFORE), name.end() + _NEAR
    after = _RIGHT_AFTER.match(text, name.end())
    if after and _FEWEST <= sum(map(str.isalnum, after[1])) <= _MOST:
        yield after.span(1)
    for match in chain(
        _LETTERED.finditer(text, before, last), _DIGITS_ALONE.finditer(text, name.end(), end)
    ):
        yield match.span()
    for match in _DIGITS_ALONE.finditer(text, before, last):
        ahead, between = text[match.end() : name.start()], text[name.end() : match.start()]
        if (ahead and _ON_IT.match(ahead)) or (between and _NEXT.fullmatch(between)):
            yield match.span()


def _is_other(text: str, start: int, end: int) -> bool:
    number = text[start:end]
    return (
        text[end : end + 1].isdigit()
        or _is_date(number)
        or _is_word(number)
        or (" " in number and bool(_CLOCKS.fullmatch(number)))
        or (number.isdigit() and other_number(text, start))
    )


def _is_date(digits: str) -> bool:
    return digits[:2] in {"19", "20"} and digits[4:6] <= "12" and digits[6:8] <= "31"


def _is_word(number: str) -> bool:
    """Two small letters apart from the digits are a word before a number: "på 1234567"."""
    return number[:2].islower() and number[2] == " "
