"""Word vectors: what words keep company with, learnt from plain Swedish text without labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.errors import BundleError

VECTORS_FILE = Path(__file__).parent / "vectors.npz"
SCALE = 0.2
"""Length of a comment's vector beside its n-gram features, whose length is 1; by measurement."""
_FIELDS = {"words", "matrix", "weights"}

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """`matrix` has shape (words, dimensions), rows of length 1; `weights` (words,), rare words most."""

    numbers: dict[str, int]
    matrix: Vectors

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return int(self.matrix.shape[1])

    def means(self, words: Sequence[str], row: NDArray[np.intp], rows: int) -> Vectors:
        """Each comment's weighted mean vector, of length SCALE (0 without known words).

        `words` are all words of a batch, `row` the comment of each; shape (rows, dimensions).
        """
        numbers = self.numbers
        known = [(numbers[word], place) for place, word in enumerate(words) if word in numbers]
        total = np.zeros((rows, self.dimensions), dtype=np.float32)
        if known:
            which, places = np.array(known, dtype=np.intp).T
            if rows == 1:
                total[0] = self.matrix[which].sum(axis=0)
            else:
                np.add.at(total, row[places], self.matrix[which])
        lengths = np.sqrt((total * total).sum(axis=1, keepdims=True))
        np.divide(total * np.float32(SCALE), lengths, out=total, where=lengths > 0)
        return total


def read_vectors(file: Path) -> WordVectors:
    """The vectors of a file (int8 rows and a weight a word); BundleError when it is not one."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            if set(stored.files) != _FIELDS:
                raise BundleError(f"{file}: holds no word vectors")
            words = str(stored["words"]).split("\n")
            matrix = stored["matrix"].astype(np.float32)
            weights = stored["weights"].astype(np.float32)
    except (OSError, ValueError) as error:
        raise BundleError(f"{file}: cannot be read as word vectors ({error})") from error
    if matrix.shape[0] != len(words) or weights.shape != (len(words),):
        raise BundleError(f"{file}: words and vectors are not equally many")
    matrix *= (weights / np.sqrt((matrix * matrix).sum(axis=1)))[:, None]
    return WordVectors({word: number for number, word in enumerate(words)}, matrix)


@lru_cache(maxsize=1)
def shipped_vectors() -> WordVectors:
    """The vectors beside this file, read once."""
    return read_vectors(VECTORS_FILE)
