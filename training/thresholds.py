"""Where a label's flag goes up, and how good that is: figures on scores that were not trained on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from model.labels import HARMS, INTENTS, TOXICITY

MISS_COSTS: Mapping[str, float] = {
    **dict.fromkeys(HARMS, 1.0),
    **dict.fromkeys(INTENTS, 1.5),
    "distress": 2.7,
    "threat": 1.4,
    "spam": 0.7,
    TOXICITY: 1.0,
}
"""How many false alarms one missed comment is worth, on comments as mixed as the corpus.

About 1, because a flag starts a suggestion to remove and real pages hold far less harm than the corpus;
a cry for help is the exception. Costs half as high again found 5 in a hundred more of the harmful comments
out of fold, and flagged half as many clean ones and criticisms again.
"""
Wanted = NDArray[np.bool_]
Probabilities = NDArray[np.float64]


def cost_threshold(miss_cost: float) -> float:
    """Where a calibrated probability makes a miss and a false alarm equally dear.

    The cheapest cut counted on the rows at hand cost 1.5 % more on rows set aside, and wandered by
    0.05 from draw to draw: the curve is flat, and its lowest point chance.
    """
    return round(1 / (1 + miss_cost), 2)


def figures(wanted: Wanted, probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    """ROC and PR AUC; precision, recall, F1 and false-positive rate at the threshold; reliability."""
    flagged = probabilities >= threshold
    hits = float((flagged & wanted).sum())
    precision = hits / max(float(flagged.sum()), 1)
    recall = hits / max(float(wanted.sum()), 1)
    return {
        "positives": int(wanted.sum()),
        "negatives": int((~wanted).sum()),
        "roc_auc": _rounded(roc_auc_score(wanted, probabilities)),
        "pr_auc": _rounded(average_precision_score(wanted, probabilities)),
        "precision": _rounded(precision),
        "recall": _rounded(recall),
        "f1": _rounded(2 * precision * recall / max(precision + recall, 1e-9)),
        "false_positive_rate": _rounded(
            float((flagged & ~wanted).sum()) / max(float((~wanted).sum()), 1)
        ),
        "calibration_error": _rounded(expected_calibration_error(wanted, probabilities)),
        "reliability": reliability(wanted, probabilities),
    }


def reliability(
    wanted: Wanted, probabilities: Probabilities, bins: int = 20
) -> list[tuple[float, float, int]]:
    """Mean score, share that carry the label, and how many: each bin of equal width that is not empty.

    By bins of 0.05, so that what a threshold would cost can be read from them later.
    """
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    rows = []
    for place in np.unique(places):
        inside = places == place
        said, seen = probabilities[inside].mean(), wanted[inside].mean()
        rows.append((_rounded(said), _rounded(seen), int(inside.sum())))
    return rows


def expected_calibration_error(
    wanted: Wanted, probabilities: Probabilities, bins: int = 15
) -> float:
    """Mean gap between predicted and seen share over equal-width bins, weighed by their size."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    sizes = np.bincount(places, minlength=bins)
    seen = np.bincount(places, weights=wanted, minlength=bins)
    said = np.bincount(places, weights=probabilities, minlength=bins)
    return float(np.abs(seen - said).sum() / max(sizes.sum(), 1))


def _rounded(value: float) -> float:
    return round(float(value), 4)
