"""The trained name tagger: a linear-chain model (Viterbi) over hashed features of words.

Only the words around a candidate are decoded: one with a capital that the sentence does not
explain, or one that the lists know as a name more than Swedish knows it as a word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from model.personal_data.names_bundle import NAMES_BUNDLE, TAGS, NamesBundle, read_names_bundle
from model.personal_data.names_features import (
    EDGE,
    NOWHERE,
    Listing,
    Traits,
    is_candidate,
    pair_after,
    pair_before,
    traits,
    word_before,
)
from model.personal_data.names_words import LONGEST_WORD, Token, case_mode, tokens

Scores = tuple[float, float, float]
OUTSIDE, BEGIN, INSIDE = range(len(TAGS))
REMEMBERED = 50_000
BEFORE, AFTER = 1, 2
"""How many words before and after a candidate are decoded with it."""
_NOTHING: Scores = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: its first token and the one past its last, and how sure the tagger is."""

    first: int
    past: int
    score: float


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's traits and what it adds to the scores of itself and of four neighbours."""

    traits: Traits
    own: Scores
    as_before: Scores
    as_after: Scores
    as_second_before: Scores
    as_second_after: Scores


class NameTagger:
    """Finds names with one bundle; safe to share between threads."""

    def __init__(self, bundle: NamesBundle) -> None:
        arrays = bundle.arrays
        self.version = bundle.version
        self._listings = dict(
            zip(arrays["list_keys"].tolist(), arrays["list_codes"].tolist(), strict=True)
        )
        rows = arrays["feature_weights"].astype(np.float32).tolist()
        self._weights: dict[int, list[float]] = dict(
            zip(arrays["feature_keys"].tolist(), rows, strict=True)
        )
        self._moves: list[list[float]] = arrays["transitions"].tolist()
        self._words: dict[tuple[str, bool, str], _Word] = {}
        self._candidates: dict[tuple[str, bool, str], bool] = {}
        self._pairs: dict[str, Scores] = {}
        self._edge = self._build(EDGE)

    def listing(self, word: str) -> Listing:
        """How a word in lower case stands in the lists."""
        code = self._listings.get(feature_hash(word))
        return NOWHERE if code is None else Listing.unpack(code)

    def names(self, text: str) -> tuple[list[Token], list[Name]]:
        """The tokens of a text and the names among them."""
        line = tokens(text)
        mode = case_mode([token.text for token in line])
        keys = [(token.text[:LONGEST_WORD], token.first, mode) for token in line]
        found = [
            name
            for first, past in _windows([self._is_candidate(key) for key in keys])
            for name in self._decode(keys, first, past)
        ]
        return line, found

    def _is_candidate(self, key: tuple[str, bool, str]) -> bool:
        known = self._candidates.get(key)
        if known is None:
            word, first, mode = key
            known = is_candidate(word, first=first, mode=mode, look_up=self.listing)
            _remember(self._candidates, key, known)
        return known

    def _word(self, key: tuple[str, bool, str]) -> _Word:
        known = self._words.get(key)
        if known is None:
            word, first, mode = key
            known = self._build(traits(word, first=first, mode=mode, look_up=self.listing))
            _remember(self._words, key, known)
        return known

    def _build(self, about: Traits) -> _Word:
        parts = (
            ("0", about.own),
            ("<", about.beside),
            (">", about.beside),
            ("(", about.near),
            (")", about.near),
        )
        return _Word(about, *(self._sum([mark + name for name in part]) for mark, part in parts))

    def _sum(self, names: Sequence[str]) -> Scores:
        rows = [row for name in names if (row := self._weights.get(feature_hash(name)))]
        if not rows:
            return _NOTHING
        outside, begin, inside = map(sum, zip(*rows, strict=True))
        return outside, begin, inside

    def _pair(self, name: str) -> Scores:
        known = self._pairs.get(name)
        if known is None:
            known = self._sum((name,))
            _remember(self._pairs, name, known)
        return known

    def _scores(self, keys: Sequence[tuple[str, bool, str]], first: int, past: int) -> list[Scores]:
        words = [
            self._word(keys[place]) if 0 <= place < len(keys) else self._edge
            for place in range(first - 2, past + 2)
        ]
        scores: list[Scores] = []
        for place in range(2, len(words) - 2):
            here, before, after = words[place], words[place - 1], words[place + 1]
            parts = (
                here.own,
                before.as_before,
                after.as_after,
                words[place - 2].as_second_before,
                words[place + 2].as_second_after,
                self._pair(pair_before(before.traits, here.traits)),
                self._pair(pair_after(here.traits, after.traits)),
                self._pair(word_before(before.traits, here.traits)),
            )
            outside, begin, inside = map(sum, zip(*parts, strict=True))
            scores.append((outside, begin, inside))
        return scores

    def _decode(
        self, keys: Sequence[tuple[str, bool, str]], first: int, past: int
    ) -> Iterator[Name]:
        """The best tags of a stretch that is surrounded by words outside any name."""
        scores = self._scores(keys, first, past)
        moves = self._moves
        start = moves[OUTSIDE] if first else _NOTHING
        best = [start[tag] + scores[0][tag] for tag in range(3)]
        backs = []
        for score in scores[1:]:
            back, fresh = [], []
            for tag in range(3):
                came = [best[was] + moves[was][tag] for was in range(3)]
                source = max(range(3), key=came.__getitem__)
                back.append(source)
                fresh.append(came[source] + score[tag])
            backs.append(back)
            best = fresh
        if past < len(keys):
            best = [best[tag] + moves[tag][OUTSIDE] for tag in range(3)]
        tag = max(range(3), key=best.__getitem__)
        path = [tag]
        for back in reversed(backs):
            tag = back[tag]
            path.append(tag)
        yield from self._read(path[::-1], scores, first)

    def _read(self, path: Sequence[int], scores: Sequence[Scores], first: int) -> Iterator[Name]:
        place = 0
        while place < len(path):
            if path[place] == OUTSIDE:
                place += 1
                continue
            past = place + 1
            while past < len(path) and path[past] == INSIDE:
                past += 1
            margin = self._margin(path[place:past], scores[place:past])
            yield Name(first + place, first + past, round(1 / (1 + math.exp(-margin)), 4))
            place = past

    def _margin(self, path: Sequence[int], scores: Sequence[Scores]) -> float:
        """How far the stretch as a name beats the same stretch outside any name (log odds)."""
        moves = self._moves
        steps = (OUTSIDE, *path, OUTSIDE)
        margin = sum(score[tag] - score[OUTSIDE] for tag, score in zip(path, scores, strict=True))
        margin += sum(moves[was][tag] for was, tag in pairwise(steps))
        margin -= moves[OUTSIDE][OUTSIDE] * (len(path) + 1)
        return max(-30.0, min(30.0, margin))


def feature_hash(name: str) -> int:
    """The number that a feature is known by in the bundle."""
    return crc32(name.encode("utf-8", "surrogatepass"))


def _windows(candidates: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Stretches (first, past) around the candidates, apart from each other."""
    first = past = -AFTER
    for place, candidate in enumerate(candidates):
        if not candidate:
            continue
        if place - BEFORE > past:
            if past > 0:
                yield first, past
            first = max(0, place - BEFORE)
        past = min(len(candidates), place + AFTER + 1)
    if past > 0:
        yield first, past


def _remember(memory: dict[Any, Any], key: Any, value: Any) -> None:
    if len(memory) >= REMEMBERED:
        memory.clear()
    memory[key] = value


@lru_cache(maxsize=2)
def shipped_tagger(folder: Path = NAMES_BUNDLE) -> NameTagger:
    """The tagger of a bundle folder, read once; BundleError when it is damaged or foreign."""
    return NameTagger(read_names_bundle(folder))
