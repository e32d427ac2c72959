"""Speed: our classifier beside scikit-learn's own n-grams and regressions, in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from data.corpus import Row
from model.classifier import Classifier
from model.labels import GROUND_PREFIX, OUTPUTS, TOXIC, TOXICITY

COMMENT = (
    "Hej, jag undrar när ni tänker laga hålet i vägen vid busshållplatsen på Ekgatan, det har "
    "varit där sedan i våras och nu höll min mamma på att ramla igen."
)
"""A comment of thirty words, which the linear scorer holds for harmless."""
HARSH = (
    "Hej, jag undrar när ni tänker laga hålet i vägen vid busshållplatsen på Ekgatan, ni är "
    "dumma i huvudet hela bunten och nu höll min mamma på att ramla igen."
)
"""As long a one, which a bundle's encoder reads too."""
BATCH_SIZE = 2_000
PEER_ROWS = 1_500
SINGLE_CALLS = 200
SINGLE, MANY = "assess, one comment of 30 words", f"assess_many, {BATCH_SIZE} comments"
ENCODED = "assess, one of 30 words with a harm"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Median seconds of one task, ours and the peer's, over the same runs."""

    task: str
    ours: float
    peer: float

    @property
    def ratio(self) -> float:
        """How many times longer the peer takes."""
        return self.peer / self.ours


def compare(classifier: Classifier, rows: Sequence[Row], *, runs: int) -> list[Comparison]:
    """Median times of single and of batch work, ours and a peer's trained here on `rows`."""
    peer = train_peer(rows[:: max(1, len(rows) // PEER_ROWS)])
    comments = list(islice(cycle(row.text for row in rows), BATCH_SIZE))
    return [
        *(
            _comparison(
                task,
                partial(classifier.assess, comment),
                partial(peer.predict_proba, [comment]),
                runs=runs,
                calls=SINGLE_CALLS,
            )
            for task, comment in ((SINGLE, COMMENT), (ENCODED, HARSH))
        ),
        _comparison(
            MANY,
            lambda: classifier.assess_many(comments),
            lambda: peer.predict_proba(comments),
            runs=runs,
            calls=1,
        ),
    ]


def train_peer(rows: Sequence[Row]) -> Pipeline:
    """scikit-learn's char_wb n-grams of 2 to 5 and one logistic regression for each output."""
    targets = np.array([_target(row) for row in rows])
    targets[0] = True  # every output needs one example of each kind
    targets[1] = False
    peer = make_pipeline(
        CountVectorizer(analyzer="char_wb", ngram_range=(2, 5)),
        OneVsRestClassifier(LogisticRegression(solver="liblinear")),
    )
    return peer.fit([row.text for row in rows], targets)


def _target(row: Row) -> NDArray[np.bool_]:
    named = {*row.labels, *row.intents, *(GROUND_PREFIX + ground for ground in row.ground)}
    if not named.isdisjoint(TOXIC):
        named.add(TOXICITY)
    return np.array([output in named for output in OUTPUTS])


def _comparison(
    task: str, ours: Callable[[], Any], peer: Callable[[], Any], *, runs: int, calls: int
) -> Comparison:
    """Runs alternate, so that a busy spell of the machine meets both alike; the first is warm-up."""
    times = [(_seconds(ours, calls), _seconds(peer, calls)) for _ in range(runs + 1)][1:]
    return Comparison(task, median(own for own, _ in times), median(other for _, other in times))


def _seconds(work: Callable[[], Any], calls: int) -> float:
    started = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - started) / calls
