"""Hashed character and word n-grams of many comments at once, in NumPy.

The rolling hash of an n-gram is built from that of the (n-1)-gram that starts at the same place,
so each size costs a few array operations over the whole batch instead of a Python loop a comment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHARACTER_SIZES = (2, 3, 4, 5)
"""Lengths of character n-grams, a word's edges counted as one character each."""
BUCKETS = 1 << 18
"""Hash buckets, shared by all n-grams."""

_SPACE = 32
_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 18)
_SKIP = np.uint64(7919)

Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every n-gram of a batch: its bucket, its comment, and the words it touches.

    All arrays have one entry an n-gram; `word` is the number of its first word in the batch,
    `words` how many words it reaches over (1 for characters). `word_starts` and `word_ends` are
    places in the batch's joined text, `row_starts` where each comment begins there.
    """

    bucket: Places
    row: Places
    word: Places
    reach: Places
    word_starts: Places
    word_ends: Places
    row_starts: Places


def occurrences(texts: Sequence[str]) -> Occurrences:
    """All n-grams of normalised texts (no lone surrogates), by bucket and place."""
    joined = " " + " ".join(texts) + " "
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4")
    lengths = np.fromiter((len(text) for text in texts), dtype=np.intp, count=len(texts))
    row_starts = np.concatenate(([1], 1 + np.cumsum(lengths + 1)[:-1])).astype(np.intp)
    codes, is_word = _as_words(codes)
    starts, ends = _word_bounds(codes, is_word)
    if not len(starts):
        nothing = np.empty(0, dtype=np.intp)
        return Occurrences(*(nothing,) * 4, starts, ends, row_starts)
    word_row = np.searchsorted(row_starts, starts, side="right") - 1
    parts = [_characters(codes, starts, ends), *_words(codes, starts, ends, word_row)]
    bucket, word, reach = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Occurrences(bucket, word_row[word], word, reach, starts, ends, row_starts)


def _as_words(codes: Codes) -> tuple[Codes, NDArray[np.bool_]]:
    """Digits become one sign; what is no letter, digit or mask counts as a sign of its own."""
    table = _CLASSES[np.minimum(codes, len(_CLASSES) - 1)]
    return np.where(table == _DIGIT, np.uint32(ord("0")), codes), table >= _DIGIT


def _word_bounds(codes: Codes, is_word: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Where each word (a run of letters, or one sign) starts and ends."""
    inside = is_word[1:] & is_word[:-1]
    filled = codes != _SPACE
    starts = np.flatnonzero(filled[1:] & ~inside) + 1
    ends = np.flatnonzero(filled[:-1] & ~inside) + 1
    return starts, ends


def _characters(codes: Codes, starts: Places, ends: Places) -> tuple[Places, Places, Places]:
    """Character n-grams inside each word with its two edges, laid out edge to edge."""
    lengths = ends - starts + 2
    offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    word = np.repeat(np.arange(len(starts)), lengths)
    place = np.arange(len(word)) - offsets[word]
    left = lengths[word] - place
    letters = codes[np.clip(starts[word] + place - 1, 0, len(codes) - 1)]
    letters = np.where((place == 0) | (left == 1), _SPACE, letters).astype(np.uint64)
    rolling = letters
    buckets, words = [], []
    for size in range(2, max(CHARACTER_SIZES) + 1):
        following = letters[size - 1 :]
        rolling = rolling[: len(following)] * _PRIME + following
        fits = left[: len(following)] >= size
        buckets.append(_bucket(rolling[fits], size))
        words.append(word[: len(following)][fits])
    touched = np.concatenate(words)
    return np.concatenate(buckets), touched, np.ones_like(touched)


def _words(
    codes: Codes, starts: Places, ends: Places, row: Places
) -> list[tuple[Places, Places, Places]]:
    """Single words, pairs, and pairs with one word between, within a comment."""
    single = _word_hashes(codes, starts, ends)
    everyone = np.arange(len(single))
    parts = [(_bucket(single, 101), everyone, np.ones_like(everyone))]
    for distance, seed in ((1, 102), (2, 103)):
        if len(single) > distance:
            together = np.flatnonzero(row[:-distance] == row[distance:])
            pair = single[together] * _MIX + single[together + distance] * _SKIP
            reach = np.full(len(together), distance + 1)
            parts.append((_bucket(pair, seed), together, reach))
    return parts


def _word_hashes(codes: Codes, starts: Places, ends: Places) -> Hashes:
    lengths = ends - starts
    offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    place = np.arange(int(lengths.sum())) - np.repeat(offsets, lengths)
    letters = codes[np.repeat(starts, lengths) + place].astype(np.uint64)
    powers = _POWERS[np.minimum(place, len(_POWERS) - 1)]
    hashes: Hashes = np.add.reduceat(letters * powers, offsets)
    return hashes


def _bucket(hashes: Hashes, seed: int) -> Places:
    mixed = (hashes ^ np.uint64(seed * 0x51ED27)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    return ((mixed * _PRIME) >> _SHIFT).astype(np.intp)


def _classes() -> NDArray[np.uint8]:
    """What each code point up to U+024F is; the rest counts as a sign."""
    table = np.zeros(0x2000, dtype=np.uint8)
    for code in range(len(table)):
        character = chr(code)
        if character.isalpha() or character == "*":
            table[code] = _LETTER
        elif character.isdigit():
            table[code] = _DIGIT
    table[-1] = 0
    return table


_DIGIT, _LETTER = 1, 2
_CLASSES = _classes()
_POWERS = np.cumprod(np.full(64, _PRIME, dtype=np.uint64))
