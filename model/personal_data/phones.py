"""Telephone numbers, by Google's libphonenumber (the port `phonenumbers`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from model.assessment import A_HUMAN_DECIDES, NORMALLY_FINE, Finding
from model.personal_data.context import (
    LETTERS_AS_DIGITS,
    holds_any,
    lowered,
    other_number,
    sentence,
    words_of,
)

_SHAPE = re.compile(
    r"\(?(?:\+ ?[1-9]|00 ?[1-9]|0[ -]?[1-9]|46 ?-?[1-9])"
    r"(?:[ ()/.\n_*'-]{0,3}[0-9]){6,14}"
)
_HOME = re.compile(r"(?:\+?46|0046|0)([1-9][0-9]{5,12})")
"""A number as dialled in Sweden, or with its country: nothing but digits after one zero or 46."""
_OPENING = re.compile(
    "[(+04](?:(?<![0-9A-Za-z+][(+04])|(?<=tel[+0])|(?<=mob[+0])|(?<=sms[+0])|(?<=wish[+0])|(?<=nr[+0])|(?<=ring[+0])|(?<=tfn[+0])|(?<=obil[+0])|(?<=fon[+0])|(?<=ppen[+0]))(?<![0-9][.,:-][(+04])"
)
_BREAK = re.compile(r"[^0-9+]+")
_PUBLIC_STEMS = (
    "växel", "kundtjänst", "kundservice", "kundnum", "kontaktcenter", "reception", "turistbyrå",
    "jour", "öppet", "öppettid", "kommunens", "regionens", "bibliotek", "vårdcentral", "bokning",
    "nämnden", "expedition", "support", "kontoret", "felanmäl", "offert", "boka", "fax", "tidsbeställ",
)  # fmt: skip
_PUBLIC_SIGNS = ("ab", *_PUBLIC_STEMS)
_PRIVATE_STEMS = ("privat", "mobil", "hemma")
_PRIVATE_WORDS = frozenset({"hans", "hennes", "min", "mitt", "mej", "mig"})
_AFTER = 30
_LETTER_O = re.compile(
    r"(?<![0-9A-Za-z])(?:[Oo]7[0-9Oo]|07[Oo])(?=[ -]?[0-9OoIl])(?:[ -]{0,3}[0-9OoIl]){7}(?![0-9A-Za-z])|"
    r"(?<![0-9A-Za-z])(?:[Oo]7[0-9Oo]|07[Oo])(?=[ -]?[0-9])"
)
"""A zero written as the letter, to slip past those who look for numbers."""
_ZERO_LEFT_OUT = re.compile(
    r"7(?<![0-9A-Za-z]7)(?<![0-9][ .,:+-]7)[02369](?:[ -]{0,2}[0-9]){7}(?![0-9]|[-,:/][0-9]| ?(?:kr|kronor|st)\b)"
)
_DIALLED = re.compile(
    r"\b(?:tel\w*|mob\w*|ring\w*|sms\w*|swish\w*|messa|whatsapp|slå)[^0-9.!?]{0,12}$", re.IGNORECASE
)
_NOLLAN = re.compile(r"[^0-9.!?]{0,12}\bnoll", re.IGNORECASE)
_WITH_O = ("O7", "o7", "7O", "7o")
_CLOCK = re.compile(
    r"(?:[01][0-9]|2[0-3])\.[0-5][0-9](?:[ -]{1,3}(?:[01][0-9]|2[0-3])\.[0-5][0-9])+"
)
_DATE = re.compile(r"[0-9]{2}[-./ ][0-9]{2}[-./ ](?:19|20)[0-9]{2}$")
_OTHER = re.compile(r"^[01][0-9]\.[0-5][0-9] |/(?:19|20)[0-9]{2}$|(?:19|20)[0-9]{2}/[0-9]{2}$")
"""A time and a number, a case ("08-465/2023"), years ("08-2016/17")."""
_LONGER = re.compile("0[0-9]{2}")
"""A number that may begin after two digits of another thing: "Golf -09. 070.174 …"."""
_GROUP_BEFORE = re.compile("[0-9] $")
_SERVICE = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.UAN,
    }
)
_NO_AREA = frozenset(f"0{digit}" for digit in range(1, 10)) - {"08"}
"""Two digits alone that begin no number but a row of small ones; 08 is the only such area code."""
_LENGTHS = {"0": range(8, 15), "+": range(9, 17), "4": range(10, 12)}
"""How many signs a number may have by its first: 0…, +… or 46… without its plus."""
_AREA_DIGITS = 9
"""Fewest digits of a run without gaps that count as a fixed-line number."""


def find_phone_numbers(text: str) -> Iterator[Finding]:
    """Each number that the library holds for valid, as long as its grouping allows."""
    place = 0
    if holds_any(text, _WITH_O):
        text = _LETTER_O.sub(lambda zero: zero[0].translate(LETTERS_AS_DIGITS), text)
    yield from _without_zero(text)
    while match := _shape_from(text, place):
        end = _valid_end(text, *match.span())
        start = match.start()
        start += bool(end) and text[start] == "(" and ")" not in text[start:end]
        finding = _judge(text, start, end) if end else None
        if finding:
            yield finding
        gap = _BREAK.search(text, match.start() + 1)
        again = end is None or bool(
            not finding
            and gap
            and text[start : start + 2] in _NO_AREA
            and _LONGER.match(text, gap.end())
        )
        place = end if end and not again else gap.end() if gap else match.end()


def _without_zero(text: str) -> Iterator[Finding]:
    """Mobile numbers whose first zero is left out, after "tel" or before "nollan först"."""
    for match in _ZERO_LEFT_OUT.finditer(text):
        told = _DIALLED.search(text, max(0, match.start() - 24), match.start()) or _NOLLAN.match(
            text, match.end()
        )
        if told and is_valid_number("0" + re.sub("[^0-9]", "", match[0])):
            reason = "mobilnummer utan sin första nolla"
            yield Finding("phone", *match.span(), 0.8, "phone", reason, A_HUMAN_DECIDES)


def _shape_from(text: str, place: int) -> re.Match[str] | None:
    """The next run of digits that is written as a number, from `place` on."""
    starts = (opening.start() for opening in _OPENING.finditer(text, place))
    return next(filter(None, (_SHAPE.match(text, start) for start in starts)), None)


def is_valid_number(number: str) -> bool:
    """Whether a number as written, dialled from Sweden, is one that can be in use."""
    return _type_of(number) is not None


@lru_cache(maxsize=64)
def _type_of(number: str) -> int | None:
    parsed = _parsed(number)
    kind = None if parsed is None else phonenumbers.number_type(parsed)
    return None if kind in (None, PhoneNumberType.UNKNOWN) else kind


def _parsed(number: str) -> PhoneNumber | None:
    home = _HOME.fullmatch(number)
    if home:  # what the library's parser comes to, in a third of its time
        return PhoneNumber(country_code=46, national_number=int(home[1]))
    written = "+" + number if number.startswith("46") else number
    try:
        return phonenumbers.parse(written, "SE")
    except phonenumbers.NumberParseException:
        return None


def _valid_end(text: str, start: int, stop: int) -> int | None:
    """Where the longest valid number of a run of digit groups ends; the rest may be another thing."""
    ends = [gap.start() for gap in _BREAK.finditer(text, start + 1, stop)]
    if not text[stop : stop + 1].isdecimal():
        ends.append(stop)
    for end in reversed(ends):
        digits = _digits(text[start:end])
        if len(digits) in _LENGTHS[digits[0]] and is_valid_number(digits):
            return end
    return None


def _digits(written: str) -> str:
    return _BREAK.sub("", written.replace("(0)", ""))


def _judge(text: str, start: int, end: int) -> Finding | None:
    written, kind = text[start:end], _type_of(_digits(text[start:end]))
    mobile = kind == PhoneNumberType.MOBILE
    first = _BREAK.split(written.lstrip("("))[0]
    if _DATE.fullmatch(written) or _CLOCK.fullmatch(written):
        return None
    if not mobile and (first in _NO_AREA or _OTHER.search(written) or _is_within(text, start, end)):
        return None
    solid = written.isdecimal()
    told_other = (solid or not mobile) and other_number(text, start)
    if told_other and (solid or text[start - 2 : start] != ", "):
        return None
    if solid and not mobile and len(written) < _AREA_DIGITS:
        return None
    score = 0.95 if mobile or written[0] == "+" else 0.75 if solid else 0.9
    if kind in _SERVICE or _is_public(text, start, end):
        reason = "nummer till växel, kundtjänst eller företag"
        return Finding("phone", start, end, 0.4, "phone", reason, NORMALLY_FINE, public=True)
    reason = "giltigt mobilnummer" if mobile else "giltigt telefonnummer"
    return Finding("phone", start, end, score, "phone", reason, A_HUMAN_DECIDES)


def _is_within(text: str, start: int, end: int) -> bool:
    """Whether groups of digits stand both right before and right after: a longer number's middle."""
    return bool(_GROUP_BEFORE.search(text, max(0, start - 2), start)) and (
        text[end : end + 1] == " " and text[end + 1 : end + 2].isdigit()
    )


def _is_public(text: str, start: int, end: int) -> bool:
    if not holds_any(lowered(text), _PUBLIC_SIGNS):
        return False
    before, after = sentence(text, start, end)
    if not holds_any(f"{before} {after[:_AFTER]}".lower(), _PUBLIC_SIGNS):
        return False
    words = words_of(before) | words_of(after[:_AFTER])
    public = "ab" in words or any(word.startswith(_PUBLIC_STEMS) for word in words)
    private = words & _PRIVATE_WORDS or any(word.startswith(_PRIVATE_STEMS) for word in words)
    return public and not private
