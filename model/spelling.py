"""Spelling: a telling word masked by a sign or digit, or typed without dots, is read as that word.

One letter wrong or left out is not mended here: at one slip from the lexicon lie too many harmless
words (a crane's name one from a slur), and the n-grams bear such slips better.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container
from functools import lru_cache

import numpy as np

from model.lexicon import Lexicon, read_patterns, shipped_lexicon
from model.text import NormalisedText, Offsets, normalise
from model.vectors import shipped_vectors

DISGUISED = ("slur", "obscenity", "insult", "dehumanise")
"""Categories of words that people disguise."""
SHORTEST = 3
REMEMBERED = 200_000
_ENDINGS = frozenset(
    [
        "a",
        "ar",
        "are",
        "arna",
        "aste",
        "e",
        "en",
        "ens",
        "er",
        "erna",
        "ern",
        "et",
        "ets",
        "n",
        "na",
        "nas",
        "ns",
        "or",
        "orna",
        "r",
        "s",
        "st",
        "sta",
        "t",
    ]
)
_DOTTED = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe"})
_WORD = re.compile(
    r"(?:(?<![0-9])[0-9](?=[a-zåäö]{4}))?[a-zåäö]+(?:(?:[*?]+|(?<=[a-zåäö]{2})[0-9])[a-zåäö]+)*"
)
_SIGN = re.compile(r"[*?0-9]")


class Speller:
    """Reads disguised words as those of the lexicon; `known` words without a sign stay as they are."""

    def __init__(self, lexicon: Lexicon, known: Container[str]) -> None:
        self._lexicon = lexicon
        self._known = known
        self._undotted: dict[str, str] = {}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for category in DISGUISED:
            for pattern, _ in read_patterns(category):
                core = pattern.removesuffix("*")
                if core.isalpha() and len(core) >= SHORTEST:
                    self._by_length[len(core)].append(core)
                    self._undotted.setdefault(core.translate(_DOTTED), core)
        self.read = lru_cache(REMEMBERED)(self._read)

    def fold(self, written: str) -> NormalisedText:
        """The folded view of any string with disguised words written out: what the scorer reads.

        Each new letter stands where its word stood.
        """
        text = normalise(written)
        changed = []
        for match in _WORD.finditer(text.text):
            plain = self.read(match[0])
            if plain is None:
                plain = self.read(_masked(match, text, written))
            if plain and plain != match[0]:
                changed.append((match, plain))
        return _replaced(text, changed) if changed else text

    def _read(self, word: str) -> str | None:
        """The word meant, the longest core first, with one of the endings or without; None if unknown."""
        masked = _SIGN.search(word) is not None
        if not masked and (word in self._known or self._lexicon.of_word(word)):
            return word
        for length in range(len(word), SHORTEST - 1, -1):
            core, ending = word[:length], word[length:]
            meant = self._unmasked(core) if masked else self._undotted.get(core)
            if meant and (not ending or ending in _ENDINGS):
                return meant + ending
        return None

    def _unmasked(self, word: str) -> str | None:
        fits = re.compile(_SIGN.sub(".", word))
        return next((core for core in self._by_length[len(word)] if fits.fullmatch(core)), None)


def _masked(word: re.Match[str], text: NormalisedText, written: str) -> str:
    """The word with a star for each letter that stands for a sign; as it is where most of them do."""
    places = text.starts[word.start() : word.end()].tolist()
    letters = zip(word[0], places, strict=True)
    masked = "".join(letter if written[place].isalpha() else "*" for letter, place in letters)
    return masked if 2 * masked.count("*") < len(masked) else word[0]


def _replaced(text: NormalisedText, changed: list[tuple[re.Match[str], str]]) -> NormalisedText:
    letters: list[str] = []
    starts: list[Offsets] = []
    ends: list[Offsets] = []
    done = 0
    for match, plain in changed:
        first, last = match.span()
        # A word without dots has more letters than the one meant: the last letter takes the rest.
        places = np.minimum(np.arange(len(plain)) + first, last - 1)
        letters += [text.text[done:first], plain]
        starts += [text.starts[done:first], text.starts[places]]
        ends += [text.ends[done:first], text.ends[places]]
        ends[-1][-1] = text.ends[last - 1]
        done = last
    letters.append(text.text[done:])
    starts.append(text.starts[done:])
    ends.append(text.ends[done:])
    return NormalisedText("".join(letters), np.concatenate(starts), np.concatenate(ends))


@lru_cache(maxsize=1)
def shipped_speller() -> Speller:
    """The speller of the shipped lexicon; the words of the shipped vectors stay as they are."""
    return Speller(shipped_lexicon(), shipped_vectors().numbers)


def folded(text: str) -> NormalisedText:
    """The text as the shipped speller folds it."""
    return shipped_speller().fold(text)
