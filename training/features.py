"""The features of many examples, made on all processors, a batch of texts at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from model.features import occurrences
from model.lexicon import Lexicon, shipped_lexicon
from model.linear import presence
from model.second_stage import Floats, circumstances
from model.spelling import folded
from model.vectors import WordVectors

BATCH = 2_000
"""Texts a batch: what is held of letters and places at a time, about 60 MB."""


@dataclass(frozen=True, slots=True)
class Features:
    """`present` has shape (texts, BUCKETS), `means` (texts, dimensions), `around` (texts, forms)."""

    present: csr_array
    means: NDArray[np.float32]
    around: Floats


def read_features(
    texts: Sequence[str], vectors: WordVectors, lexicon: Lexicon | None = None
) -> Features:
    """What the scorer sees of each text, in order, made by as many processes as processors."""
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    if len(batches) == 1:
        return features_of(texts, vectors, lexicon)
    made = Parallel(n_jobs=-1)(delayed(features_of)(batch, vectors, lexicon) for batch in batches)
    return Features(
        csr_array(vstack([each.present for each in made], format="csr")),
        np.concatenate([each.means for each in made]),
        np.concatenate([each.around for each in made]),
    )


def features_of(
    texts: Sequence[str], vectors: WordVectors, lexicon: Lexicon | None = None
) -> Features:
    """What the scorer sees of each text of one batch; the shipped lexicon where None is given."""
    found = occurrences([folded(text).text for text in texts], lexicon)
    return Features(
        presence(found, len(texts)),
        vectors.means(found.texts, found.words.row, len(texts)),
        circumstances(found, len(texts), len(shipped_lexicon().tokens)),
    )
