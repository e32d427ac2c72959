"""Where a label's flag goes up, and how good that is: figures on scores that were not trained on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

LOWEST, HIGHEST = 0.15, 0.85

Wanted = NDArray[np.bool_]
Probabilities = NDArray[np.float64]


def best_threshold(wanted: Wanted, probabilities: Probabilities) -> float:
    """The probability, rounded to 0.01 and kept within 0.15-0.85, that gives the best F1."""
    precision, recall, cuts = precision_recall_curve(wanted, probabilities)
    both = precision[:-1] + recall[:-1]
    f1 = np.divide(2 * precision[:-1] * recall[:-1], both, out=np.zeros_like(both), where=both > 0)
    return float(np.clip(round(float(cuts[np.argmax(f1)]), 2), LOWEST, HIGHEST))


def figures(wanted: Wanted, probabilities: Probabilities, threshold: float) -> dict[str, float]:
    """ROC and PR AUC, and precision, recall, F1 and false-positive rate at the threshold."""
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
    }


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
