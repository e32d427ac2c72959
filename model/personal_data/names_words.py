"""The words of a comment as the name tagger sees them: where they stand, how they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_LETTERS = r"[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]+)*[\u0300-\u036f]?"
"""Letters, each with an accent of its own or none."""
_TOKEN = re.compile(
    r"[A-ZÅÄÖÉ]\.(?=[ \u00a0]?[^\W\d_])"
    rf"|{_LETTERS}(?:['’´`‐-]{_LETTERS})*"
    r"|\d[\d.,:/-]*\w*|([^\s\w])\1*|\w"
)
_ENDS = frozenset('.!?…:;–—-•*"”“»>(/|\n')
_SHOUTED = 0.6
_FEWEST_SHOUTED = 3
CAPITAL = re.compile("[A-ZÅÄÖÉ]")
LETTERS = re.compile(r"[^\W\d_]+")
LONGEST_WORD = 40
"""Of a longer word only so much is looked at."""
PLAIN, LOWER, UPPER = "n", "l", "u"


class Token(NamedTuple):
    """One word, number or mark: `start` and `end` in code points; `first` opens a sentence."""

    text: str
    start: int
    end: int
    first: bool


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    found: list[Token] = []
    opens, last, new = True, 0, tuple.__new__
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match[0]
        opens = opens or (start - last > 0 and "\n" in text[last:start])
        found.append(new(Token, (word, start, end, opens)))  # a third of the class's own time
        opens = word[0] in _ENDS
        last = end
    return found


def opens_sentence(text: str, place: int) -> bool:
    """Whether what stands at a place opens the text or a sentence, as for a Token's `first`."""
    while place and text[place - 1] == " ":
        place -= 1
    return place == 0 or text[place - 1] in _ENDS


def case_mode(words: Sequence[str]) -> str:
    """How a text uses capitals: as written Swedish does, none at all, or nearly all."""
    letters = [word for word in words if word[0].isalpha()]
    if not any(word[0].isupper() for word in letters[1:]):
        return LOWER if len(letters) > 1 else PLAIN
    long = [word for word in letters if len(word) > 1]
    shouted = sum(word.isupper() for word in long)
    if shouted >= _FEWEST_SHOUTED and shouted >= _SHOUTED * len(long):
        return UPPER
    return PLAIN


def fold(word: str) -> str:
    """A word's form for look-up: composed, lower case."""
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", word).lower()


def shape(word: str, *, first: bool, mode: str) -> str:
    """One letter for how a word is written, given what capitals mean in its text."""
    head = word[0]
    if not head.isalpha():
        return "d" if head.isdigit() else "p"
    if len(word.rstrip(".")) == 1:
        return _shape_of_letter(word, first=first)
    if head.islower():
        return "v" if mode == LOWER else "l"
    if word.isupper():
        return "u" if mode == UPPER else "U"
    return "F" if first else "T"


def _shape_of_letter(word: str, *, first: bool) -> str:
    if word[0].islower():
        return "i"
    return "F" if first and len(word) == 1 else "I"
