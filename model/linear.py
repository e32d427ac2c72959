"""The default scorer: one logistic regression an output over hashed n-grams, then a second stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack

from model.features import Occurrences
from model.lexicon import shipped_lexicon
from model.ngrams import BUCKETS
from model.second_stage import Floats, SecondStage, circumstances
from model.vectors import WordVectors


def matrix(found: Occurrences, rows: int, idf: Floats, vectors: WordVectors) -> csr_array:
    """All that the scorer reads of comments: shape (rows, BUCKETS + vectors.dimensions)."""
    means = vectors.means(found.texts, found.words.row, rows)
    return joined(presence(found, rows), idf, means)


def presence(found: Occurrences, rows: int) -> csr_array:
    """1 where a comment holds a feature, however often: shape (rows, BUCKETS)."""
    ones = np.ones(len(found.bucket), dtype=np.float32)
    # liblinear takes no 64-bit indices.
    places = found.row.astype(np.int32), found.bucket.astype(np.int32)
    counted = csr_array((ones, places), shape=(rows, BUCKETS))
    counted.sum_duplicates()
    counted.data[:] = 1
    return counted


def joined(present: csr_array, idf: Floats, means: Floats) -> csr_array:
    """Features weighed by `idf`, each row of length 1, then the mean vectors beside them."""
    rows = np.repeat(np.arange(present.shape[0]), np.diff(present.indptr))
    values = idf[present.indices]
    lengths = np.sqrt(np.bincount(rows, weights=values * values, minlength=present.shape[0]))
    values /= np.where(lengths > 0, lengths, 1)[rows].astype(np.float32)
    places = present.indices, present.indptr
    weighed = csr_array((values, *places), shape=present.shape, copy=True)
    weighed.eliminate_zeros()
    return csr_array(hstack([weighed, csr_array(means)], format="csr"))


def inverse_document_frequency(present: csr_array, least: int = 2) -> Floats:
    """Smoothed idf a bucket (as scikit-learn's); 0 where fewer than `least` comments hold it."""
    counts = np.bincount(present.indices, minlength=BUCKETS)
    idf = np.log((1 + present.shape[0]) / (1 + counts)) + 1
    return np.where(counts >= least, idf, 0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class LinearScorer:
    """Calibrated probabilities for each of `outputs`.

    `idf` has shape (BUCKETS,), `weights` (BUCKETS + vectors.dimensions, outputs), `bias`
    (outputs,); calibration is already folded into the second stage.
    """

    outputs: tuple[str, ...]
    idf: Floats
    weights: Floats
    bias: Floats
    vectors: WordVectors
    second: SecondStage
    tokens: int

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any], vectors: WordVectors) -> LinearScorer:
        """From fitted scikit-learn objects: `tfidf`, `models` by output, the second stage's."""
        outputs = tuple(parts["models"])
        weights = np.empty((BUCKETS + vectors.dimensions, len(outputs)), dtype=np.float32)
        bias = np.empty(len(outputs), dtype=np.float32)
        for column, model in enumerate(parts["models"].values()):
            weights[:, column] = (
                model.coef_.toarray() if hasattr(model.coef_, "toarray") else model.coef_
            )[0]
            bias[column] = model.intercept_[0]
        tokens = len(shipped_lexicon().tokens)
        second = SecondStage.from_parts(parts)
        second.check(tokens)
        second = second.calibrated(
            SecondStage.wordless_from_parts(parts), [parts["calibrators"][n] for n in outputs]
        )
        idf = parts["tfidf"].idf_.astype(np.float32)
        return cls(outputs, idf, weights, bias, vectors, second, tokens)

    def probabilities(self, found: Occurrences, rows: int) -> Floats:
        """Shape (rows, outputs), each in 0-1, for the features of so many comments."""
        around = circumstances(found, rows, self.tokens)
        return sigmoid(self.second.logits(self._first(found, rows), around))

    def word_shares(self, found: Occurrences, output: int) -> Floats:
        """How much each word of one comment raised the first logit of one output: shape (words,)."""
        values = self.idf[found.bucket] * self.weights[found.bucket, output] / found.reach
        shares = np.zeros(len(found.words.starts) + 16, dtype=np.float32)
        for reach in np.unique(found.reach):
            touching = found.reach == reach
            for step in range(reach):
                np.add.at(shares, found.word[touching] + step, values[touching])
        return shares[: len(found.words.starts)]

    def _first(self, found: Occurrences, rows: int) -> Floats:
        if rows > 1:
            seen = matrix(found, rows, self.idf, self.vectors)
            logits: Floats = seen @ self.weights + self.bias
            return logits
        bucket = np.sort(found.bucket)
        bucket = bucket[np.flatnonzero(np.diff(bucket, prepend=-1))]
        values = self.idf[bucket]
        length = float(np.sqrt(values @ values)) or 1.0
        mean = self.vectors.means(found.texts, found.words.row, 1)[0]
        logits = (values / np.float32(length)) @ self.weights[bucket] + self.bias
        logits += mean @ self.weights[BUCKETS:]
        return logits[None, :]


def sigmoid(logits: Floats) -> Floats:
    """The logistic function, safe for any finite logit."""
    result: Floats = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    return result
