"""Persons' numbers whose digits are parted, disguised or encoded in an unusual way, by date and check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from model.assessment import HIDE_AT_ONCE, Finding
from model.personal_data.context import LETTERS_AS_DIGITS, counts_something, other_number
from model.personal_data.identity_numbers import (
    PROVEN,
    find_identity_numbers,
    is_mobile,
    kind_of_digits,
)
from model.personal_data.phones import is_valid_number

_GROUPED = re.compile(
    r"[0-9](?:(?<![0-9A-Za-z][0-9])|(?<=nr[0-9]))(?<![0-9][.,:/-][0-9])[0-9]{0,7}"
    r"(?:[ ._:,;=*~|/()\[\]'>…·•T+\n-]{1,4}[0-9]{1,8}){1,11}(?![0-9])"
)
_ORDINARY = re.compile("[0-9]{6}(?:[0-9]{2})?[ -][0-9]{4}")
"""A form that is read with its context elsewhere."""
_DIGITS = re.compile("[0-9]+")
_PARTING = frozenset(",:;=*|/()[]>\n")
"""Signs after which another number may begin in the same row of digits."""
_SHAPES = frozenset(
    {(6, 4), (8, 4), (6, 2, 2), (8, 2, 2), (2, 2, 2, 4), (2, 2, 2, 2, 4), (2,) * 5, (2,) * 6, (4, 2, 2, 4),
     (4, 2, 2, 2, 2), (4, 4, 4), (3, 3, 4), (3, 3, 2, 2), (1,) * 10, (1,) * 12}
)  # fmt: skip
"""How many digits stand together where people part a number otherwise than with one hyphen."""
_SPACED_SHAPES = frozenset({(2, 8), (4, 3, 3), (2, 4, 4), (4, 2, 4), (3, 3, 3, 1)})
"""Seldom seen, and other numbers' too: only with spaces or hyphens."""
_DATE_AND_TAIL = re.compile("(?:6|8|2222?|422|44|26|24)(?:4|22|31|13|1111|211|121|112)")
"""Any parting that keeps the date apart from the last four: only with spaces, hyphens, dots or slashes."""
_SPACED_ONLY = re.compile("[0-9 ./-]+")
_WHOLE = (10, 12)
_AREA = 4
"""Most digits of a telephone number's first group."""
_GAME = re.compile(
    r"\b(?:bingo|keno|lotto|lotter|lottrad|lottnu|vinst|dragning|spelrad)", re.IGNORECASE
)
_GAME_REACH = 30

_LETTERED = re.compile("[0-9](?:[OoIl]|(?<=[OoIl][0-9]))")
_LETTERED_RUN = re.compile(r"(?:(?<![^\W0-9_])|(?<=nr))[0-9OoIl]+(?![^\W0-9_])")
_READ_AS_DIGITS = frozenset("0123456789OoIl")
_FEWEST_TRUE = 6
_MOST_LONE = 2
"""Letters for digits that may stand without a digit beside them, as in "9 O O 6"."""

_ENCODED = re.compile(
    r"[0-9](?<![0-9][0-9])[0-9]{5}(?:[0-9]{2})?(?:%2[0BDF]|%E2%80%9[0-5]|&(?:nbsp|ndash|mdash|minus|shy|#45|#160|#8209|#8211);)[0-9]{4}(?![0-9])"
)


def find_grouped_numbers(text: str) -> Iterator[Finding]:
    """Each number in groups as people part them, with letters for digits, or as a link encodes it."""
    yield from _grouped(text)
    if _LETTERED.search(text):
        yield from _lettered(text)
    if "%" in text or "&" in text:
        yield from _encoded(text)


def _grouped(text: str) -> Iterator[Finding]:
    for match in _GROUPED.finditer(text):
        if match.end() - match.start() <= _WHOLE[0] or _ORDINARY.fullmatch(text, *match.span()):
            continue
        digits = "".join(filter(str.isdecimal, match[0]))
        if len(digits) == _WHOLE[0] and not kind_of_digits(digits):
            continue
        groups = [group.span() for group in _DIGITS.finditer(text, *match.span())]
        place = 0
        for first, (start, _) in enumerate(groups):
            parted = not first or not _PARTING.isdisjoint(text[groups[first - 1][1] : start])
            if first < place or not parted:
                continue
            for last in _whole_from(groups, first):
                end = groups[last][1]
                kind = _kind_of_groups(text[start:end])
                if kind and _stands(text, start, end, kind):
                    end += text.startswith(")", end) and "(" in text[start:end]
                    yield _finding(kind, start, end, 0.85)
                    place = last + 1
                    break


def _whole_from(groups: Sequence[tuple[int, int]], first: int) -> list[int]:
    """The last groups with which those from `first` on make twelve or ten digits, longest first."""
    lasts: list[int] = []
    total = 0
    for last in range(first, len(groups)):
        total += groups[last][1] - groups[last][0]
        if total > _WHOLE[1]:
            break
        if total in _WHOLE and last > first:
            lasts.insert(0, last)
    return lasts


def _kind_of_groups(written: str) -> str | None:
    groups = _DIGITS.findall(written)
    digits, shape = "".join(groups), tuple(map(len, groups))
    if shape not in _SHAPES and not (
        _SPACED_ONLY.fullmatch(written)
        and (shape in _SPACED_SHAPES or _DATE_AND_TAIL.fullmatch("".join(map(str, shape))))
    ):
        return None
    if (_is_row(groups) and "-" not in written) or written.count("\n") > 1:
        return None
    kind = kind_of_digits(digits)
    dialled = kind and len(groups[0]) <= _AREA and digits[0] == "0" and is_valid_number(digits)
    return None if dialled else kind


def _stands(text: str, start: int, end: int, kind: str) -> bool:
    """Whether nothing around says that the digits are another thing's."""
    return not (
        is_mobile(text, start, end, kind)
        or other_number(text, start)
        or counts_something(text, end)
        or _GAME.search(text, max(0, start - _GAME_REACH), start)
    )


def _is_row(groups: Sequence[str]) -> bool:
    """Rising pairs: a lottery row or departures, not a number."""
    pairs = all(len(group) <= 2 for group in groups)  # noqa: PLR2004
    return pairs and all(one < other for one, other in pairwise(groups))


def _lettered(text: str) -> Iterator[Finding]:
    """Numbers with the letters O, l or I for digits, in any form that is read without them."""
    plain = _LETTERED_RUN.sub(lambda run: _without_letters(text, run), text)
    if plain == text:
        return
    for found in (*find_identity_numbers(plain), *_grouped(plain)):
        written = text[found.start : found.end]
        real = sum(map(str.isdigit, written))
        if real < sum(map(str.isdigit, plain[found.start : found.end])) and real >= _FEWEST_TRUE:
            digits = re.sub("[^0-9]", "", plain[found.start : found.end])
            if kind_of_digits(digits):
                yield _finding(found.kind, found.start, found.end, 0.9, "siffror som bokstäver; ")


def _without_letters(text: str, run: re.Match[str]) -> str:
    written, (start, end) = run[0], run.span()
    flanks = text[max(0, start - 2) : start], text[end : end + 2]
    flanked = all(any(sign in _READ_AS_DIGITS for sign in flank) for flank in flanks)
    if not any(map(str.isdigit, written)) and (len(written) > _MOST_LONE or not flanked):
        return written
    return written.translate(LETTERS_AS_DIGITS)


def _encoded(text: str) -> Iterator[Finding]:
    """Numbers whose hyphen or space is written as in a link or a page's source."""
    for match in _ENCODED.finditer(text):
        digits = re.sub("%[0-9A-F]{2}|&#?[a-z0-9]+;", "", match[0])
        kind = kind_of_digits(digits)
        if kind:
            yield _finding(kind, *match.span(), 0.95)


def _finding(kind: str, start: int, end: int, score: float, how: str = "") -> Finding:
    return Finding(kind, start, end, score, "identity_number", how + PROVEN, HIDE_AT_ONCE)
