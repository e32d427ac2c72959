"""Estimates: figures of one label with bootstrap intervals over the comments.

Every figure is computed over weighted comments, all resamples at once: a resample is how often
each comment was drawn, and the point estimate is the one where each was drawn once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
COVERED = (2.5, 97.5)
"""Percentiles between which a 95 % interval lies."""
SEED = 2026
CELLS = 2_000_000
"""Most resampled comments that are held at once."""

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval; NaN where it cannot be told (no positive, nothing flagged)."""

    point: float
    low: float = nan
    high: float = nan


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of comments by what they should and did get."""

    hits: int
    false_alarms: int
    misses: int
    right_silence: int


def estimates(
    wanted: Flags, scores: Numbers, flagged: Flags, *, resamples: int = RESAMPLES
) -> dict[str, Estimate]:
    """ROC and PR AUC of the scores; precision, recall and F1 of the flags; all of shape (n,)."""
    points = weighted_figures(wanted, scores, flagged, np.ones((1, len(wanted))))
    drawn = [
        weighted_figures(wanted, scores, flagged, weights)
        for weights in draws(len(wanted), resamples)
    ]
    return {
        name: estimate_of(float(point[0]), [each[name] for each in drawn])
        for name, point in points.items()
    }


def weighted_figures(
    wanted: Flags, scores: Numbers, flagged: Flags, weights: Numbers
) -> Mapping[str, Numbers]:
    """The same figures for each row of `weights`, shape (resamples, n); NaN where undefined."""
    order = np.argsort(-scores, kind="stable")
    lasts = np.flatnonzero(np.diff(scores[order], append=-np.inf))
    ranked = weights[:, order]
    hits = np.cumsum(ranked * wanted[order], axis=1)[:, lasts]
    alarms = np.cumsum(ranked * ~wanted[order], axis=1)[:, lasts]
    positives, negatives = hits[:, -1], alarms[:, -1]
    gained = np.diff(hits, axis=1, prepend=0)
    true, claimed = weights @ (flagged & wanted), weights @ flagged
    return {
        "roc_auc": _ratio(_area(hits, alarms), positives * negatives),
        "pr_auc": _ratio((gained * _ratio(hits, hits + alarms, 0)).sum(axis=1), positives),
        "precision": _ratio(true, claimed),
        "recall": _ratio(true, positives),
        "f1": _ratio(2 * true, claimed + positives),
    }


def confusion(wanted: Flags, flagged: Flags) -> Confusion:
    """How many comments were rightly and wrongly flagged and left alone."""
    pairs = ((wanted, flagged), (~wanted, flagged), (wanted, ~flagged), (~wanted, ~flagged))
    return Confusion(*(int((one & other).sum()) for one, other in pairs))


def _area(hits: Numbers, alarms: Numbers) -> Numbers:
    """Area under hits over alarms, the line starting in the origin; shape (resamples,)."""
    steps = np.diff(alarms, axis=1, prepend=0)
    before = np.concatenate([np.zeros((len(hits), 1)), hits[:, :-1]], axis=1)
    area: Numbers = (steps * (hits + before) / 2).sum(axis=1)
    return area


def _ratio(above: Numbers, below: Numbers, otherwise: float = nan) -> Numbers:
    quotient: Numbers = np.divide(
        above, below, out=np.full(np.shape(above), otherwise, dtype=np.float64), where=below > 0
    )
    return quotient


def draws(comments: int, resamples: int) -> Iterator[Numbers]:
    """How often each comment is drawn, shape (some, comments), `resamples` rows in all."""
    generator = np.random.default_rng(SEED)
    at_once = max(1, CELLS // comments)
    for first in range(0, resamples, at_once):
        drawn = generator.integers(comments, size=(min(at_once, resamples - first), comments))
        yield np.array([np.bincount(row, minlength=comments) for row in drawn], dtype=np.float64)


def estimate_of(point: float, drawn: Sequence[Numbers]) -> Estimate:
    """A figure with the interval that its values over the resamples give."""
    values = np.concatenate(drawn) if drawn else np.array([])
    values = values[~np.isnan(values)]
    if np.isnan(point) or not len(values):
        return Estimate(point)
    low, high = np.percentile(values, COVERED)
    return Estimate(point, float(low), float(high))
