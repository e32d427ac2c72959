"""Makes word vectors from plain text: positive pointwise mutual information, then a truncated SVD.

Levy, Goldberg and Dagan (2015) found this on a par with word2vec; it needs no other library, gives the
same vectors every time, and takes a minute for seven million words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from sklearn.utils.extmath import randomized_svd

from data.corpus import read_corpus
from data.plain import read_documents
from data.sources import read_source, read_sources
from model.text import normalise

DIMENSIONS = 128
VOCABULARY = 32_000
LEAST = 5
WINDOW = 5
SMOOTHING = 0.75
"""Exponent on context counts, as in Levy et al."""
COMMON = 1e-3
"""A word of this share of all words gets half a rare word's weight (Arora et al. 2017)."""
REPEATS = 3
"""How many times comments count beside the formal text, which is fifty times as long."""
SEED = 2026
_WORD = re.compile(r"[^\W_]+|[^\w\s]")
_BREAK = [-1] * WINDOW


def sentences(folder: Path) -> Iterator[list[str]]:
    """Words of the plain text in `folder`/text, the training split of the corpus, the sources."""
    for file in sorted((folder / "text").glob("*.txt.xz")):
        for document in read_documents(file):
            yield from (_WORD.findall(normalise(line).text) for line in document)
    texts = [row.text for row in read_corpus() if row.split == "train"]
    for source in read_sources().values():
        texts += [row.text for row in read_source(source, folder)]
    comments = [_WORD.findall(normalise(text).text) for text in texts]
    for _ in range(REPEATS):
        yield from comments


def make_vectors(texts: Iterable[list[str]], file: Path) -> int:
    """Write the vectors of the commonest words to `file`; how many words there are."""
    lines = list(texts)
    counts = Counter(word for line in lines for word in line)
    words = [word for word, count in counts.most_common(VOCABULARY) if count >= LEAST]
    numbers = {word: number for number, word in enumerate(words)}
    stream: list[int] = []
    for line in lines:
        stream.extend(numbers.get(word, -1) for word in line)
        stream.extend(_BREAK)
    association = _association(np.array(stream, dtype=np.int32), len(words))
    left, strengths, _ = randomized_svd(association, DIMENSIONS, n_iter=4, random_state=SEED)
    vectors = left * np.sqrt(strengths)
    vectors /= np.abs(vectors).max(axis=1, keepdims=True) + 1e-9
    shares = np.array([counts[word] for word in words]) / counts.total()
    np.savez_compressed(
        file,
        words=np.array("\n".join(words)),
        matrix=np.round(vectors * 127).astype(np.int8),
        weights=(COMMON / (COMMON + shares)).astype(np.float16),
    )
    return len(words)


def _association(stream: NDArray[np.int32], size: int) -> csr_array:
    """Positive pointwise mutual information of words within WINDOW, nearer ones counting more."""
    together = csr_array((size, size), dtype=np.float64)
    for distance in range(1, WINDOW + 1):
        one, other = stream[:-distance], stream[distance:]
        both = (one >= 0) & (other >= 0)
        counted = np.full(int(both.sum()), 1 / distance)
        together += csr_array(coo_array((counted, (one[both], other[both])), shape=(size, size)))
    met = coo_array(together + together.T)
    row, column = met.coords
    words = np.bincount(row, weights=met.data, minlength=size)
    contexts = words**SMOOTHING / (words**SMOOTHING).sum()
    information = np.log(met.data / (words[row] * contexts[column]))
    telling = information > 0
    return csr_array(
        coo_array((information[telling], (row[telling], column[telling])), shape=(size, size))
    )
