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
    own,
    pair_after,
    pair_before,
    traits,
    word_before,
)
from model.personal_data.names_words import (
    CAPITAL,
    LETTERS,
    LONGEST_WORD,
    LOWER,
    PLAIN,
    UPPER,
    Token,
    case_mode,
    opens_sentence,
    tokens,
)

Scores = tuple[float, float, float]
_TAGS = OUTSIDE, BEGIN, INSIDE = tuple(range(len(TAGS)))
REMEMBERED = 50_000
BEFORE, AFTER = 0, 1
"""How many words before and after a candidate are decoded with it."""
_NOTHING: Scores = (0.0, 0.0, 0.0)
_MARKS = {mark: crc32(mark.encode()) for mark in "0<>()"}
"""A hash over a mark and a name goes on from the mark's own."""
_Key = tuple[str, bool, str]
"""A word, whether it opens a sentence, how its text uses capitals."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: its first token and the one past its last, and how sure the tagger is."""

    first: int
    past: int
    score: float


@dataclass(slots=True)
class _Word:
    """A word's traits and what it adds to its own scores and its four neighbours', once asked for.

    Most words stand beside a candidate in one way only.
    """

    traits: Traits
    own: Scores | None = None
    as_before: Scores | None = None
    as_after: Scores | None = None
    as_second_before: Scores | None = None
    as_second_after: Scores | None = None


_SIDES = {
    "own": ("0", "own"),
    "as_before": ("<", "beside"),
    "as_after": (">", "beside"),
    "as_second_before": ("(", "near"),
    "as_second_after": (")", "near"),
}
"""What a word adds to: the mark before its features' names, and which features."""


class NameTagger:
    """Finds names with one bundle; safe to share between threads."""

    def __init__(self, bundle: NamesBundle) -> None:
        arrays = bundle.arrays
        self.version = bundle.version
        self._listings = dict(
            zip(arrays["list_keys"].tolist(), arrays["list_codes"].tolist(), strict=True)
        )
        rows = map(tuple, arrays["feature_weights"].astype(np.float32).tolist())
        self._weights: dict[int, Scores] = (
            dict(  # tuples of numbers: the collector passes them over
                zip(arrays["feature_keys"].tolist(), rows, strict=True)
            )
        )
        self._moves: list[list[float]] = arrays["transitions"].tolist()
        self._least = _least_gain(self._moves)
        self._words: dict[_Key, _Word] = {}
        self._candidates: dict[_Key, bool] = {}
        self._pairs: dict[str, Scores] = {}
        self._plain_words: set[str] = set()
        self._edge = _Word(EDGE)

    def listing(self, word: str) -> Listing:
        """How a word in lower case stands in the lists."""
        code = self._listings.get(feature_hash(word))
        return NOWHERE if code is None else Listing.unpack(code)

    def is_plain(self, text: str) -> bool:
        """Whether a glance shows that the text names nobody: capitals only where sentences open.

        It may be wrong about a text that has no name, never about one that has a candidate.
        """
        if not all(opens_sentence(text, found.start()) for found in CAPITAL.finditer(text)):
            return False
        words = LETTERS.findall(text)
        return self._plain_words.issuperset(words) or all(map(self._is_plain_word, words))

    def _is_plain_word(self, word: str) -> bool:
        if word in self._plain_words:
            return True
        capital = word[0].isupper()
        if (capital and not CAPITAL.match(word)) or self._is_candidate((word, capital, PLAIN)):
            return False
        if len(self._plain_words) >= REMEMBERED:
            self._plain_words.clear()
        self._plain_words.add(word)
        return True

    def names(self, text: str) -> tuple[list[Token], list[Name]]:
        """The tokens of a text and the names among them."""
        line = tokens(text)
        mode = case_mode([token.text for token in line])
        upper, lower = UPPER if mode == UPPER else PLAIN, LOWER if mode == LOWER else PLAIN
        keys = [_key(token, upper, lower) for token in line]
        known = self._candidates
        here = [known[key] if key in known else self._is_candidate(key) for key in keys]
        found = [
            name
            for first, past in (_windows(here) if True in here else ())
            for name in self._decode(keys, first, past)
        ]
        return line, found

    def _is_candidate(self, key: _Key) -> bool:
        known = self._candidates.get(key)
        if known is None:
            known = is_candidate(key[0], first=key[1], mode=key[2], look_up=self.listing)
            _remember(self._candidates, key, known)
        return known

    def _word(self, key: _Key) -> _Word:
        known = self._words.get(key)
        if known is None:
            known = _Word(traits(key[0], first=key[1], mode=key[2], look_up=self.listing))
            _remember(self._words, key, known)
        return known

    def _fill(self, word: _Word, side: str) -> Scores:
        mark, features = _SIDES[side]
        about = word.traits
        names = own(about, self.listing) if side == "own" else getattr(about, features)
        scores = self._sum(_MARKS[mark], _encoded(names))
        setattr(word, side, scores)
        return scores

    def _sum(self, mark: int, names: Sequence[bytes]) -> Scores:
        """The weights of features added up; `mark` is the CRC of what stands before each name."""
        weights = self._weights
        rows = [row for name in names if (row := weights.get(crc32(name, mark)))]
        if not rows:
            return _NOTHING
        outside, begin, inside = map(sum, zip(*rows, strict=True))
        return outside, begin, inside

    def _pair(self, name: str) -> Scores:
        known = self._pairs.get(name)
        if known is None:
            known = self._sum(0, _encoded((name,)))
            _remember(self._pairs, name, known)
        return known

    def _scores(self, keys: Sequence[_Key], first: int, past: int) -> list[Scores]:
        words = [
            self._word(keys[place]) if 0 <= place < len(keys) else self._edge
            for place in range(first - 2, past + 2)
        ]
        scores: list[Scores] = []
        for place in range(2, len(words) - 2):
            here, before, after = words[place], words[place - 1], words[place + 1]
            second_before, second_after = words[place - 2], words[place + 2]
            a = here.own or self._fill(here, "own")
            b = before.as_before or self._fill(before, "as_before")
            c = after.as_after or self._fill(after, "as_after")
            d = second_before.as_second_before or self._fill(second_before, "as_second_before")
            e = second_after.as_second_after or self._fill(second_after, "as_second_after")
            f = self._pair(pair_before(before.traits, here.traits))
            g = self._pair(pair_after(here.traits, after.traits))
            h = self._pair(word_before(before.traits, here.traits))
            scores.append(  # written out: half the time of summing over the parts
                (
                    a[0] + b[0] + c[0] + d[0] + e[0] + f[0] + g[0] + h[0],
                    a[1] + b[1] + c[1] + d[1] + e[1] + f[1] + g[1] + h[1],
                    a[2] + b[2] + c[2] + d[2] + e[2] + f[2] + g[2] + h[2],
                )
            )
        return scores

    def _decode(self, keys: Sequence[_Key], first: int, past: int) -> Iterator[Name]:
        """The best tags of a stretch that is surrounded by words outside any name."""
        scores = self._scores(keys, first, past)
        if any(max(begin, inside) - outside > self._least for outside, begin, inside in scores):
            path = self._best_path(scores, opens=first == 0, closes=past == len(keys))
            yield from self._read(path, scores, first)

    def _best_path(self, scores: Sequence[Scores], *, opens: bool, closes: bool) -> list[int]:
        """Viterbi; a stretch that does not open or close the text has no name beside it."""
        moves = self._moves
        start = _NOTHING if opens else moves[OUTSIDE]
        best = [start[tag] + scores[0][tag] for tag in range(3)]
        backs = []
        from_outside, from_begin, from_inside = moves
        for score in scores[1:]:
            outside, begin, inside = best
            back, fresh = [], []
            for tag in _TAGS:
                came = (
                    outside + from_outside[tag],
                    begin + from_begin[tag],
                    inside + from_inside[tag],
                )
                highest = max(came)
                back.append(came.index(highest))
                fresh.append(highest + score[tag])
            backs.append(back)
            best = fresh
        if not closes:
            best = [best[tag] + moves[tag][OUTSIDE] for tag in range(3)]
        path = [best.index(max(best))]
        for back in reversed(backs):
            path.append(back[path[-1]])
        return path[::-1]

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


def _key(token: Token, upper: str, lower: str) -> _Key:
    """What a word's traits depend on: how a text uses capitals tells only of some words.

    `upper` and `lower` are what its text's use of capitals says of words with one and without.
    """
    word, _, _, first = token
    if len(word) > LONGEST_WORD:
        word = word[:LONGEST_WORD]
    return (word, first, upper) if word[0].isupper() else (word, False, lower)


def _encoded(names: Sequence[str]) -> list[bytes]:
    return [name.encode("utf-8", "surrogatepass") for name in names]


def _least_gain(moves: Sequence[Sequence[float]]) -> float:
    """What a word must gain as part of a name for any stretch to hold one: see _margin.

    A name of n words has n + 1 moves, so no name can win while each word gains less.
    """
    gained = (moves[was][tag] - moves[OUTSIDE][OUTSIDE] for was in range(3) for tag in range(3))
    return -2.0 * max(0.0, *gained)


def _windows(candidates: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Stretches (first, past) around the candidates, apart from each other."""
    first = past = -BEFORE - 1
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
