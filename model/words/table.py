"""The word table: an English gloss and a few qualities of each common Swedish word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.errors import ModelError

WORDS_FILE = Path(__file__).parent / "words.tsv"
QUALITIES = {
    "1": "very bad",
    "2": "bad",
    "4": "good",
    "5": "very good",
    "p": "person",
    "g": "people as a kind",
    "c": "character",
    "i": "wits",
    "l": "looks and body",
    "f": "filth and disease",
    "a": "animal",
    "v": "violence and death",
    "k": "crime and punishment",
    "s": "sex",
    "m": "nation, culture, religion",
    "o": "authority and politics",
    "e": "money and work",
    "x": "removal and force",
    "w": "warning and revenge",
    "u": "feeling",
    "b": "everyday thing",
    "h": "family, school, care",
    "q": "opinion and saying",
    "z": "emphasis",
    "d": "official language",
    "j": "slang",
    "n": "negation",
    "r": "time, place, number",
    "y": "politeness",
    "N": "personal name",
    "L": "place",
    "C": "organisation",
}
"""What each letter of a word's code says; 3, neither good nor bad, says nothing."""
_NEUTRAL = "3"
_FIELDS = 3
_INFLECTIONS = (
    "a d e n r s t ad an ar as at da de el en er es et na ns or ra te ts ade are els ens ers ets nas rna "
    "ande arna erna orna rnas"
)
_ENDINGS = ("", *_INFLECTIONS.split())
"""Endings of inflection, the shortest first."""
_SHORTEST_STEM = 4
_REMEMBERED = 200_000

Counts = NDArray[np.float32]


class WordTable:
    """Looks words up by their folded form; one that is missing is read as another form of it.

    `words` and `glosses` have one entry a word; `qualities` shape (words, len(QUALITIES)), 0 or 1.
    """

    def __init__(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """From words, glosses and codes; ModelError where a code is not made of QUALITIES."""
        column = {code: place for place, code in enumerate(QUALITIES)}
        self.words = [word for word, _, _ in lines]
        self.glosses = [gloss for _, gloss, _ in lines]
        self.qualities: Counts = np.zeros((len(lines), len(QUALITIES)), dtype=np.float32)
        self._numbers = {word: number for number, word in enumerate(self.words)}
        for number, (word, _, code) in enumerate(lines):
            for letter in code:
                if letter in column:
                    self.qualities[number, column[letter]] = 1
                elif letter != _NEUTRAL:
                    raise ModelError(f"{word}: {letter!r} is no quality")
        self.number = lru_cache(maxsize=_REMEMBERED)(self._number)

    def qualities_of(self, words: Sequence[str], row: NDArray[np.intp], rows: int) -> Counts:
        """How many of each comment's words have each quality: shape (rows, len(QUALITIES)).

        `words` are all words of a batch, `row` the comment of each.
        """
        looked_up = [(self.number(word), place) for place, word in enumerate(words) if word]
        known = [found for found in looked_up if found[0] is not None]
        counted = np.zeros((rows, len(QUALITIES)), dtype=np.float32)
        if known:
            which, places = np.array(known, dtype=np.intp).T
            np.add.at(counted, row[places], self.qualities[which])
        return counted

    def _number(self, word: str) -> int | None:
        """The word's place in the table, or that of another form of it; None where there is neither."""
        found = self._numbers.get(word)
        if found is not None:
            return found
        for ending in _ENDINGS:
            stem = word.removesuffix(ending)
            if word.endswith(ending) and len(stem) >= _SHORTEST_STEM:
                for other in _ENDINGS:
                    found = self._numbers.get(stem + other)
                    if found is not None:
                        return found
        return None


@lru_cache(maxsize=1)
def shipped_words() -> WordTable:
    """The table beside this file, read once; ModelError where a line of it is not three fields."""
    lines = []
    for place, line in enumerate(WORDS_FILE.read_text(encoding="utf-8").splitlines(), start=1):
        fields = line.split("\t")
        if len(fields) != _FIELDS:
            raise ModelError(f"{WORDS_FILE.name}, line {place}: not word, gloss and code")
        lines.append((fields[0], fields[1], fields[2]))
    return WordTable(lines)
