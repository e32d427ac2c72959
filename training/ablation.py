"""Ablation: what each part of the scorer is worth on themes and sources that it did not see.

Each variant is fitted on the training themes and all sources but one, and judged on the validation
themes and on the source left out: the nearest thing to comments that nobody here wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from data.corpus import read_corpus
from data.examples import Example, examples_of, source_examples
from data.sources import read_sources
from model import features, vectors
from model.features import occurrences
from model.labels import TOXIC
from model.linear import inverse_document_frequency, matrix, presence
from model.text import normalise
from training.linear import SEED, STRENGTH, targets_of
from training.multiply import framed, twins

LABELS = ("profanity", "hate_speech", "threat", "insult", "incitement", "sexual", "violence")
ATTACK = ("hate_speech", "threat", "insult", "incitement")

Scores = NDArray[np.float64]


class NoLexicon:
    """A lexicon that knows no word."""

    tokens: tuple[()] = ()
    hidden = np.zeros(0, dtype=bool)

    def of_word(self, _: str) -> tuple[int, ...]:
        """Nothing."""
        return ()

    def phrases(self, _: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """Nothing."""
        return ()


def _multiplied(examples: Sequence[Example]) -> list[Example]:
    return [*examples, *twins(examples), *framed()]


VARIANTS: Mapping[str, tuple[bool, bool, bool]] = {
    "n-grams only": (False, False, False),
    "+ lexicon": (True, False, False),
    "+ word vectors": (True, True, False),
    "+ frames and twins": (True, True, True),
}
"""Whether each has the lexicon, the word vectors, the multiplication."""


def ablate(folder: Path) -> Iterator[tuple[str, str, str, float]]:
    """(variant, judged on, figure's name, figure) for validation themes and left-out sources."""
    rows = read_corpus()
    learn, judge = examples_of(rows, ("train",)), examples_of(rows, ("validation",))
    outside = {key: source_examples(source, folder) for key, source in read_sources().items()}
    for name, (lexicon, vector, more) in VARIANTS.items():
        with ExitStack() as changes:
            if not lexicon:
                changes.enter_context(patch.object(features, "shipped_lexicon", NoLexicon))
            if not vector:
                changes.enter_context(patch.object(vectors, "SCALE", 0.0))
            yield from _measure(name, learn, judge, outside, _multiplied if more else list)


def _measure(
    name: str,
    learn: Sequence[Example],
    judge: Sequence[Example],
    outside: Mapping[str, Sequence[Example]],
    multiply: Callable[[Sequence[Example]], list[Example]],
) -> Iterator[tuple[str, str, str, float]]:
    everything = [*learn, *(example for rows in outside.values() for example in rows)]
    scores = score(multiply(everything), judge)
    figures = [
        average_precision_score(targets_of(judge, label).wanted, scores[label]) for label in LABELS
    ]
    yield name, "validation", "mean PR AUC", float(np.mean(figures))
    for left_out in ("subtitles", "debate"):
        others = [row for key, rows in outside.items() if key != left_out for row in rows]
        judged = outside[left_out]
        scores = score(multiply([*learn, *others]), judged)
        for label, harms in (("any harm", TOXIC), ("attack", ATTACK)):
            wanted = [bool(example.labels & set(harms)) for example in judged]
            none = np.prod([1 - scores[harm] for harm in harms], axis=0)
            yield name, left_out, f"{label} ROC AUC", float(roc_auc_score(wanted, 1 - none))


def score(learn: Sequence[Example], judged: Sequence[Example]) -> dict[str, Scores]:
    """Probabilities (not calibrated) of LABELS for `judged` from regressions on `learn`."""
    lexical = [occurrences([normalise(e.text).text for e in part]) for part in (learn, judged)]
    idf = inverse_document_frequency(presence(lexical[0], len(learn)))
    known = vectors.shipped_vectors()
    x = matrix(lexical[0], len(learn), idf, known)
    y = matrix(lexical[1], len(judged), idf, known)
    weights = np.array([example.weight for example in learn])
    result = {}
    for label in LABELS:
        targets = targets_of(learn, label)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=SEED)
        model.fit(x[targets.known], targets.wanted[targets.known], weights[targets.known])
        result[label] = model.predict_proba(y)[:, 1]
    return result
