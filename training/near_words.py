"""Which words of plain Swedish lie one slip from a telling word: the speller leaves them alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from data.corpus import read_corpus
from data.plain import read_documents, read_plain
from model.lexicon import shipped_lexicon
from model.spelling import Speller
from model.text import normalise
from model.vectors import shipped_vectors

_WORD = re.compile("[a-zåäö]+")


def near_words(folder: Path) -> list[str]:
    """Words of the plain texts, the name lists and harmless training comments, in order.

    SourceError when one of the folder's texts is missing.
    """
    lexicon = shipped_lexicon()
    speller = Speller(lexicon, shipped_vectors().numbers)
    words = {word for text in _texts(folder) for word in _WORD.findall(normalise(text).text)}
    return sorted(word for word in words if not lexicon.of_word(word) and speller.slip(word))


def _texts(folder: Path) -> Iterator[str]:
    for text in read_plain().values():
        for document in read_documents(folder / text.file):
            yield from document
    for file in sorted((folder / "names").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            yield from (" ".join(row) for row in csv.reader(rows))
    yield from (row.text for row in read_corpus() if row.split == "train" and not row.labels)
