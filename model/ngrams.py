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
BUCKET_BITS = 18
BUCKETS = 1 << BUCKET_BITS
"""Hash buckets, shared by all features."""

_SPACE = 32
_DIGIT, _LETTER = 1, 2
_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - BUCKET_BITS)
_SKIP = np.uint64(7919)

Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch of comments: runs of letters, digits and masks, or one sign each.

    `starts` and `ends` are places in `joined` (the comments with one space around each), `row` the
    comment of each word; all of shape (words,). `row_starts` has shape (comments,).
    """

    joined: str
    codes: Codes
    starts: Places
    ends: Places
    row: Places
    row_starts: Places

    def texts(self) -> list[str]:
        """The words themselves."""
        joined = self.joined
        bounds = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [joined[start:end] for start, end in bounds]


@dataclass(frozen=True, slots=True)
class Grams:
    """Features of a batch: bucket, first word and number of words reached; shape (features,)."""

    bucket: Places
    word: Places
    reach: Places


def split_words(texts: Sequence[str]) -> Words:
    """The words of normalised texts (no lone surrogates); digits are all one digit in `codes`."""
    joined = " " + " ".join(texts) + " "
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4")
    lengths = np.fromiter((len(text) for text in texts), dtype=np.intp, count=len(texts))
    row_starts = 1 + np.cumsum(lengths + 1) - lengths - 1
    kinds = _CLASSES[np.minimum(codes, len(_CLASSES) - 1)]
    inside = (kinds[1:] >= _DIGIT) & (kinds[:-1] >= _DIGIT)
    filled = codes != _SPACE
    starts = np.flatnonzero(filled[1:] & ~inside) + 1
    ends = np.flatnonzero(filled[:-1] & ~inside) + 1
    codes = np.where(kinds == _DIGIT, np.uint32(ord("0")), codes)
    row = np.searchsorted(row_starts, starts, side="right") - 1
    return Words(joined, codes, starts, ends, row, row_starts)


def character_grams(words: Words, chosen: Places) -> Grams:
    """Character n-grams inside each of the `chosen` words with its two edges."""
    starts = words.starts[chosen]
    lengths = words.ends[chosen] - starts + 2
    offsets = np.cumsum(lengths) - lengths
    word = np.repeat(np.arange(len(starts)), lengths)
    place = np.arange(len(word)) - offsets[word]
    left = lengths[word] - place
    letters = words.codes[starts[word] + place - 1]
    letters = np.where((place == 0) | (left == 1), _SPACE, letters).astype(np.uint64)
    rolling = letters
    buckets, touched = [], []
    for size in range(2, max(CHARACTER_SIZES) + 1):
        following = letters[size - 1 :]
        rolling = rolling[: len(following)] * _PRIME + following
        if size in CHARACTER_SIZES:
            fits = left[: len(following)] >= size
            buckets.append(bucket_of(rolling[fits], size))
            touched.append(word[: len(following)][fits])
    found = chosen[np.concatenate(touched)]
    return Grams(np.concatenate(buckets), found, np.ones_like(found))


def word_hashes(words: Words) -> Hashes:
    """A 64-bit hash of each word: shape (words,)."""
    lengths = words.ends - words.starts
    offsets = np.cumsum(lengths) - lengths
    place = np.arange(int(lengths.sum())) - np.repeat(offsets, lengths)
    letters = words.codes[np.repeat(words.starts, lengths) + place].astype(np.uint64)
    powers = _POWERS[np.minimum(place, len(_POWERS) - 1)]
    hashes: Hashes = np.add.reduceat(letters * powers, offsets)
    return hashes


def single_grams(hashes: Hashes, seed: int, places: Places | None = None) -> Grams:
    """Each hash as a feature of its own, at `places` (all words, in order, when None)."""
    where = np.arange(len(hashes)) if places is None else places
    return Grams(bucket_of(hashes, seed), where, np.ones_like(where))


def pair_grams(hashes: Hashes, row: Places, distance: int, seed: int) -> Grams:
    """Ordered pairs of words that stand `distance` apart in the same comment."""
    together = np.flatnonzero(row[:-distance] == row[distance:])
    pair = hashes[together] * _MIX + hashes[together + distance] * _SKIP
    return Grams(bucket_of(pair, seed), together, np.full(len(together), distance + 1))


def bucket_of(hashes: Hashes, seed: int) -> Places:
    """Well-mixed bucket numbers, different for each seed."""
    mixed = (hashes ^ np.uint64(seed * 0x51ED27)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    return ((mixed * _PRIME) >> _SHIFT).astype(np.intp)


def _classes() -> NDArray[np.uint8]:
    """What each code point below U+2000 is; the rest counts as a sign."""
    table = np.zeros(0x2001, dtype=np.uint8)
    for code in range(len(table) - 1):
        character = chr(code)
        if character.isalpha() or character == "*":
            table[code] = _LETTER
        elif character.isdigit():
            table[code] = _DIGIT
    return table


_CLASSES = _classes()
_POWERS = np.cumprod(np.full(64, _PRIME, dtype=np.uint64))
