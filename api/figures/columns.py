"""Columns: rows of whole numbers that grow, each kind of value in an array of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]


class Columns:
    """Arrays by name; `put` writes a row, `name` reads the part in use."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._cells = np.zeros((1024, len(names)), dtype=np.int64)
        self.length = 0

    def put(self, place: int, row: Iterable[int]) -> None:
        """Write the row at `place`, which is at most one past the last."""
        if place >= len(self._cells):
            self._cells = np.concatenate([self._cells, np.zeros_like(self._cells)])
        self._cells[place] = tuple(row)
        self.length = max(self.length, place + 1)

    def __getitem__(self, name: str) -> Column:
        column: Column = self._cells[: self.length, self.names.index(name)]
        return column


class Codes:
    """Small numbers for words, in the order that they are first met."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._places: dict[str, int] = {}

    def __getitem__(self, word: str) -> int:
        if word not in self._places:
            self._places[word] = len(self.words)
            self.words.append(word)
        return self._places[word]
