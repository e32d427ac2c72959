"""Plain text: one kind of digit, hyphen and space, nothing invisible; with places to go back to."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_BREAKS = "\r\u000b\u000c\u0085\u2028\u2029"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f\u20e3"
_LOOKALIKES = {"\uff0b": "+", "\uff20": "@", "\ufe6b": "@", "\uff0e": ".", "\uff1a": ":"}


def _replacements() -> dict[int, str]:
    digits = {
        place: str(unicodedata.decimal(chr(place)))
        for place in range(128, sys.maxunicode + 1)
        if unicodedata.category(chr(place)) == "Nd"
    }
    marks = {_HYPHENS: "-", _SPACES: " ", _BREAKS: "\n"}
    same = {ord(mark): plain for group, plain in marks.items() for mark in group}
    return digits | same | {ord(mark): plain for mark, plain in _LOOKALIKES.items()}


_REPLACEMENT = _replacements()
_ACCENTS = "\u0300-\u036f"
_ODD = (
    frozenset(map(chr, _REPLACEMENT)) | frozenset(_INVISIBLE) | set(map(chr, range(0x300, 0x370)))
)
_BEYOND_LATIN = re.compile("[^\n -~\xa1-\xac\xae-\u0233]")
_SHIFTING = re.compile(f"[{_INVISIBLE}{_ACCENTS}]")
_SHOWN = re.compile(f"[^{_INVISIBLE}][{_ACCENTS}]?")

Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text` as recognisers read it; `places[i]` is where character i stood, None where it is i."""

    text: str
    places: Places | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text that shows characters `start` to `end`, exclusive."""
        if self.places is None:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def plain_text(original: str) -> PlainText:
    """The text with digits, hyphens and spaces of every script as ASCII and invisible marks gone.

    An accent that is a sign of its own is joined with its letter, as most keyboards write it.
    """
    if not _BEYOND_LATIN.search(original) or _ODD.isdisjoint(original):
        return PlainText(original)
    text = original.translate(_REPLACEMENT)
    if not _SHIFTING.search(text):
        return PlainText(text)
    shown = [piece for match in _SHOWN.finditer(text) for piece in _joined(match)]
    places = tuple(place for _, place in shown)
    if len(places) == len(text):
        return PlainText(text)
    return PlainText("".join(letter for letter, _ in shown), places)


def _joined(match: re.Match[str]) -> list[tuple[str, tuple[int, int]]]:
    start, end = match.span()
    letter = unicodedata.normalize("NFC", match[0]) if end - start > 1 else match[0]
    if len(letter) == 1:
        return [(letter, (start, end))]
    return [(sign, (start + i, start + i + 1)) for i, sign in enumerate(match[0])]
