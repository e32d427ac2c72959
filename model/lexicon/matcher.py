"""Finds the lexicon's words and phrases among a comment's folded words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.errors import ModelError
from model.lexicon.categories import CATEGORIES, HIDDEN
from model.text import fold_letters

FOLDER = Path(__file__).parent
REMEMBERED = 200_000
"""Words whose look-up is kept."""
LONGEST_WORD = 40
_HEAD = 1
_Phrase = tuple[tuple[str, ...], int]
_Followers = dict[str, list[_Phrase]]
_MASKABLE = frozenset({"slur", "obscenity", "insult"})


@dataclass(frozen=True, slots=True)
class Token:
    """What may stand in a word's place: its category, and the attribute (a ground, a strength)."""

    category: str
    attribute: str

    @property
    def name(self) -> str:
        """`category` or `category:attribute`."""
        return f"{self.category}:{self.attribute}" if self.attribute else self.category


class Forms:
    """Word patterns (`ord`, `ord*`, `*ord`, `*ord*`) and the numbers that each stands for."""

    def __init__(self) -> None:
        self.exact: dict[str, set[int]] = defaultdict(set)
        self._prefix: dict[str, set[int]] = defaultdict(set)
        self._suffix: dict[str, set[int]] = defaultdict(set)
        self._infix: dict[str, set[int]] = defaultdict(set)
        self._infix_lengths: tuple[int, ...] = ()

    def add(self, pattern: str, number: int) -> None:
        """Add one pattern."""
        core = pattern.strip("*")
        at_start, at_end = not pattern.startswith("*"), not pattern.endswith("*")
        kind = {
            (True, True): self.exact,
            (True, False): self._prefix,
            (False, True): self._suffix,
            (False, False): self._infix,
        }[at_start, at_end]
        kind[core].add(number)
        self._infix_lengths = tuple({len(part) for part in self._infix})

    def of(self, word: str) -> set[int]:
        """The numbers of every pattern that the word fits."""
        word = word[:LONGEST_WORD]
        found = set(self.exact.get(word, ()))
        for cut in range(1, len(word) + 1):
            found |= self._prefix.get(word[:cut], set()) | self._suffix.get(word[-cut:], set())
        for length in self._infix_lengths:
            for start in range(len(word) - length + 1):
                found |= self._infix.get(word[start : start + length], set())
        return found


class Lexicon:
    """Looks words up once and remembers; `tokens` are numbered, the most telling first."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.tokens: list[Token] = []
        self._words = Forms()
        self._exceptions = Forms()
        self._by_letter: dict[str, list[_Phrase]] = defaultdict(list)
        self._phrases: dict[str, _Followers] = {}
        self._remembered: dict[str, tuple[int, ...]] = {}
        for place, category in enumerate(CATEGORIES):
            self._read(folder, category, place)
        self.hidden = np.array(
            [(token.category, token.attribute) in HIDDEN for token in self.tokens], dtype=bool
        )
        self.category_of = [CATEGORIES.index(token.category) for token in self.tokens]

    def of_word(self, word: str) -> tuple[int, ...]:
        """Numbers of the tokens that a folded word may stand for, the most telling first."""
        found = self._remembered.get(word)
        if found is None:
            found = self._look_up(word)
            if len(self._remembered) < REMEMBERED:
                self._remembered[word] = found
        return found

    def is_of(self, word: str, categories: Container[str]) -> bool:
        """Whether a folded word may stand for something of one of the categories."""
        return any(self.tokens[number].category in categories for number in self.of_word(word))

    def phrases(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """First word and token of each phrase among the words."""
        heads = self._phrases
        for first, word in enumerate(words[:-1]):
            followers = heads.get(word)
            if followers is None:
                followers = self._remember_head(word)
            for parts, number in followers.get(words[first + 1][:_HEAD], ()):
                if _fits(parts[1:], words[first + 1 : first + len(parts)]):
                    yield first, number

    def _remember_head(self, word: str) -> _Followers:
        """The phrases that may begin with a word, by the first letters of their second word."""
        followers: _Followers = {}
        for parts, number in self._by_letter.get(word[:1], ()):
            if _fits(parts[:1], (word,)):
                followers.setdefault(parts[1].rstrip("*")[:_HEAD], []).append((parts, number))
        if len(self._phrases) < REMEMBERED:
            self._phrases[word] = followers
        return followers

    def _look_up(self, word: str) -> tuple[int, ...]:
        numbers = self._unmasked(word) if "*" in word.strip("*") else self._words.of(word)
        if not numbers:
            return ()
        excepted = self._exceptions.of(word)
        by_category: dict[int, int] = {}
        for number in sorted(numbers):
            category = self.category_of[number]
            if category not in excepted:
                by_category.setdefault(category, number)
        return tuple(by_category.values())

    def _unmasked(self, word: str) -> set[int]:
        """Numbers of the plain words that a masked one (`f*n`) may be."""
        pattern = re.compile(re.escape(word).replace(r"\*", "."))
        return {
            number
            for plain, numbers in self._words.exact.items()
            if len(plain) == len(word) and pattern.fullmatch(plain)
            for number in numbers
            if self.tokens[number].category in _MASKABLE
        }

    def _read(self, folder: Path, category: str, place: int) -> None:
        numbers: dict[str, int] = {}
        for pattern, attribute in read_patterns(category, folder):
            if pattern.startswith("!"):
                self._exceptions.add(pattern[1:], place)
                continue
            if attribute not in numbers:
                numbers[attribute] = len(self.tokens)
                self.tokens.append(Token(category, attribute))
            self._add(pattern, numbers[attribute])

    def _add(self, pattern: str, number: int) -> None:
        parts = tuple(pattern.split())
        if len(parts) > 1:
            self._by_letter[pattern[0]].append((parts, number))
        elif "?" not in pattern:
            self._words.add(pattern, number)


def read_patterns(category: str, folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """Each pattern of a category's file, folded as comments are, with its attribute; ModelError names a faulty line."""
    file = folder / f"{category}.txt"
    if not file.is_file():
        raise ModelError(f"{file}: the lexicon's file for {category} is missing")
    for line_number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        pattern, _, attribute = line.partition("#")[0].rstrip().partition("\t")
        if not pattern.strip():
            continue
        if not pattern.strip("*! "):
            raise ModelError(f"{file.name}:{line_number}: a pattern must hold letters")
        yield fold_letters(pattern.strip()), attribute.strip()


def _fits(parts: Sequence[str], words: Sequence[str]) -> bool:
    return len(parts) == len(words) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for part, word in zip(parts, words, strict=True)
    )


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """The lexicon beside this file, read once."""
    return Lexicon()
