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
_ODD = re.compile("[" + "".join(map(chr, sorted(_REPLACEMENT))) + _INVISIBLE + "]")
_GONE = re.compile(f"[^{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text` as recognisers read it; `places[i]` is where character i stood, None where it is i."""

    text: str
    places: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text that shows characters `start` to `end`, exclusive."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def plain_text(original: str) -> PlainText:
    """The text with digits, hyphens and spaces of every script as ASCII and invisible marks gone."""
    if original.isascii() and "\t" not in original and "\r" not in original:
        return PlainText(original)
    if not _ODD.search(original):
        return PlainText(original)
    text = original.translate(_REPLACEMENT)
    places = tuple(match.start() for match in _GONE.finditer(text))
    if len(places) == len(text):
        return PlainText(text)
    return PlainText("".join(text[place] for place in places), places)
