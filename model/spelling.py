"""Spelling: a telling word masked, typed without dots or with one slip is read as the word it is.

A slip is mended only in a word that is found nowhere else: at one slip from the lexicon lie harmless
words too (a crane's name one from a slur), so `near_words.txt` lists those that plain Swedish holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.lexicon import Lexicon, read_patterns, shipped_lexicon
from model.slips import Slips
from model.text import NormalisedText, Offsets, normalise
from model.vectors import shipped_vectors

DISGUISED = ("slur", "obscenity", "insult", "dehumanise")
"""Categories of words that people disguise."""
MISTYPED = DISGUISED[:3]
"""Those of which a slip is mended: of the rest too many are everyday words."""
NEAR_WORDS = Path(__file__).parent / "near_words.txt"
"""Words of plain Swedish at one slip from a telling one, made by `python -m training near-words`."""
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
_TWO_DRAWN = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe"})
_ONE_LETTER = str.maketrans("åäö", "aao")
_TWO_LETTERS = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe"})
_ONE_LETTER = str.maketrans("åäö", "aao")
_WORD = re.compile(r"[a-zåäö0-9](?:[a-zåäö0-9*?]*[a-zåäö0-9])?")
LONGEST = 40
"""Letters of the longest word that is looked at."""
_SIGN = re.compile(r"[*?]")
_DIGIT = re.compile("[0-9]")
_X = re.compile("(?<=[bcdfghjklmnpqrstvz])x(?=[bcdfghjklmnpqrstvz])")
"""A letter that Swedish does not write between two consonants, so that it stands for another."""
_DRAWN = str.maketrans("0123456789", "oizeasgtbg")
"""The letters that digits are drawn as."""
_SHORTEST_DRAWN = 4
"""Signs of a word that opens with a digit: fewer are a bus ("9an") or a class."""


class Speller:
    """Reads disguised words as those of the lexicon.

    `known` words, numbered from the commonest on, stay as they are unless they hold a sign.
    """

    def __init__(self, lexicon: Lexicon, known: Mapping[str, int]) -> None:
        self._lexicon = lexicon
        self._known = known
        self._near = frozenset(NEAR_WORDS.read_text(encoding="utf-8").split())
        telling = telling_words(lexicon, known)
        self._slips = Slips(sorted(telling))
        self._undotted: dict[str, str] = {}
        for word in (*sorted(telling), *(word for word in known if lexicon.of_word(word))):
            for dotless in (_TWO_LETTERS, _ONE_LETTER):
                bare = word.translate(dotless)
                if bare not in known and len(bare) > SHORTEST:
                    self._undotted.setdefault(bare, word)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        masked = sorted(telling | _patterns(DISGUISED))
        for word in sorted(masked, key=lambda word: known.get(word, len(known))):
            if len(word) >= SHORTEST:
                self._by_length[len(word)].append(word)
        self.read = lru_cache(REMEMBERED)(self._read)

    def fold(self, written: str) -> NormalisedText:
        """The folded view of any string with disguised words written out: what the scorer reads.

        Each new letter stands where its word stood.
        """
        text = normalise(written)
        changed = []
        for match in _WORD.finditer(text.text):
            if len(match[0]) > LONGEST or match[0].isdecimal():
                continue
            plain = self.read(match[0])
            if plain is None:
                plain = self.read(_masked(match, text, written))
            if plain and plain != match[0]:
                changed.append((match, plain))
        return _replaced(text, changed) if changed else text

    def _read(self, word: str) -> str | None:
        """The word meant, the longest core first, with one of the endings or without; None if unknown."""
        if _DIGIT.search(word):
            drawn = word.translate(_DRAWN)
            opens = not word[0].isdigit() or len(word) > _SHORTEST_DRAWN
            return drawn if opens and self._lexicon.is_of(drawn, DISGUISED) else None
        if _SIGN.search(word):
            return _with_ending(word, self._unmasked)
        if word in self._known or word in self._near or self._lexicon.of_word(word):
            return word
        if meant := _with_ending(word, self._undotted.get) or self.slip(word):
            return meant
        masked = _X.sub("*", word)
        return _with_ending(masked, self._unmasked) if masked != word else None

    def slip(self, word: str) -> str | None:
        """The telling word, with its ending, that one slip of the hand would make this; else None."""
        return _with_ending(word, self._slips.meant)

    def _unmasked(self, word: str) -> str | None:
        fits = re.compile(_SIGN.sub(".", word))
        return next((core for core in self._by_length[len(word)] if fits.fullmatch(core)), None)


def telling_words(lexicon: Lexicon, known: Collection[str]) -> set[str]:
    """Whole words of which a slip is mended: the lexicon's own, and the `known` that it stands for."""
    return {word for word in known if lexicon.is_of(word, MISTYPED)} | _patterns(MISTYPED)


def _patterns(categories: Iterable[str]) -> set[str]:
    """The lexicon's words of some categories, of a pattern what stands before its star."""
    patterns = (pattern for category in categories for pattern, _ in read_patterns(category))
    return {word for pattern in patterns if (word := pattern.removesuffix("*")).isalpha()}


def _with_ending(word: str, find: Callable[[str], str | None]) -> str | None:
    """What `find` says of the word or of its longest beginning before an ending, with the ending."""
    for length in range(len(word), SHORTEST - 1, -1):
        ending = word[length:]
        if (not ending or ending in _ENDINGS) and (meant := find(word[:length])):
            return meant + ending
    return None


def _masked(word: re.Match[str], text: NormalisedText, written: str) -> str:
    """The word with a star for each letter that stands for a sign; as it is where most of them do."""
    places = text.starts[word.start() : word.end()].tolist()
    letters = zip(word[0], places, strict=True)
    masked = "".join(
        letter if written[place].isalpha() or letter.isdigit() else "*" for letter, place in letters
    )
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
