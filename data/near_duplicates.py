"""Near-duplicates in the corpus, found by MinHash (the library datasketch)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.corpus import Row
from data.errors import DataError

SIMILARITY = 0.7
"""Jaccard similarity of character 5-grams from which two texts count as the same."""
SHINGLE = 5
PERMUTATIONS = 64


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that say nearly the same, and their estimated Jaccard similarity."""

    first: Row
    second: Row
    similarity: float


def near_duplicates(rows: Sequence[Row], similarity: float = SIMILARITY) -> Iterator[Pair]:
    """Each row with every earlier one that it nearly repeats; DataError without the extra."""
    try:
        from datasketch import MinHash, MinHashLSH  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise DataError("the package `datasketch` is needed: pip install -e '.[data]'") from error
    index = MinHashLSH(threshold=similarity, num_perm=PERMUTATIONS)
    sketches = MinHash.bulk((_shingles(row.text) for row in rows), num_perm=PERMUTATIONS)
    for place, (row, sketch) in enumerate(zip(rows, sketches, strict=True)):
        for other in index.query(sketch):
            exact = _jaccard(row.text, rows[other].text)
            if exact >= similarity:
                yield Pair(rows[other], row, exact)
        index.insert(place, sketch)


def _shingles(text: str) -> list[bytes]:
    folded = "".join(filter(str.isalnum, text.lower())) or text
    return [
        folded[place : place + SHINGLE].encode("utf-8", "replace")
        for place in range(max(len(folded) - SHINGLE + 1, 1))
    ]


def _jaccard(one: str, other: str) -> float:
    first, second = set(_shingles(one)), set(_shingles(other))
    return len(first & second) / len(first | second)
