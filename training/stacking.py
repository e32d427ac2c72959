"""Stacking: how much each scorer's word counts, label by label, measured on themes neither has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from model.labels import OUTPUTS, SCORED
from model.linear import sigmoid
from training.errors import TrainingError
from training.thresholds import MISS_COSTS, cost_threshold, figures

FOLDS = 5
ENOUGH = 25
"""Below so many held-out positives an output keeps the linear scorer's word: nothing can be measured."""
STRENGTH = 1.0

Logits = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What two scorers said of rows that neither learnt from: arrays (rows, outputs), a group a row."""

    linear: Logits
    encoder: Logits
    wanted: Flags
    known: Flags
    groups: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Weights and bias an output (linear, encoder, bias), thresholds, and figures out of fold."""

    blend: dict[str, list[float]]
    thresholds: dict[str, float]
    metrics: dict[str, dict[str, Any]]
    linear_metrics: dict[str, dict[str, Any]]


def check_held_out(wanted: Flags, known: Flags) -> None:
    """TrainingError when the held-out rows do not hold both sides of every label that is scored."""
    bare = [
        name
        for name, yes, asked in zip(OUTPUTS, wanted.T, known.T, strict=True)
        if name in SCORED and not 0 < (yes & asked).sum() < asked.sum()
    ]
    if bare:
        raise TrainingError(
            f"the validation split holds no row with, or none without: {', '.join(bare)}; "
            "weights are measured there"
        )


def stack(held: HeldOut) -> Stacked:
    """The blend fitted on all held-out rows, thresholds by cost, figures from folds of whole themes."""
    fitted = _fit(held, np.arange(len(held.groups)))
    said = np.zeros(held.wanted.shape)
    folds = GroupKFold(min(FOLDS, len(set(held.groups))))
    for learn, judge in folds.split(said, groups=held.groups):
        said[judge] = _blended(held, judge, _fit(held, learn))
    thresholds, metrics, alone = {}, {}, {}
    for place, name in enumerate(OUTPUTS):
        if name in SCORED:
            asked = held.known[:, place]
            wanted, found = held.wanted[asked, place], said[asked, place]
            cut = thresholds[name] = cost_threshold(MISS_COSTS[name])
            metrics[name] = figures(wanted, found, cut)
            alone[name] = figures(wanted, _probabilities(held.linear[asked, place]), cut)
    blend = {
        name: [round(float(number), 4) for number in row]
        for name, row in zip(OUTPUTS, fitted, strict=True)
    }
    return Stacked(blend, thresholds, metrics, alone)


def _blended(held: HeldOut, rows: NDArray[np.intp], fitted: Logits) -> Logits:
    linear, encoder, bias = fitted.T
    return _probabilities(held.linear[rows] * linear + held.encoder[rows] * encoder + bias)


def _probabilities(logits: Logits) -> Logits:
    return sigmoid(logits).astype(np.float64)


def _fit(held: HeldOut, rows: NDArray[np.intp]) -> Logits:
    """Weights and bias of every output: shape (outputs, 3)."""
    both = np.stack((held.linear[rows], held.encoder[rows]), -1)
    wanted, known = held.wanted[rows], held.known[rows]
    fitted = np.tile([1.0, 0.0, 0.0], (len(OUTPUTS), 1))
    for k in np.flatnonzero((wanted & known).sum(0) >= ENOUGH):
        fitted[k] = _regress(both[known[:, k], k], wanted[known[:, k], k])
    return fitted


def _regress(logits: Logits, wanted: Flags) -> Logits:
    """A logistic regression whose weights are never below zero: who harms is left out."""
    kept: Sequence[int] = (0, 1)
    while True:
        model = LogisticRegression(C=STRENGTH, solver="newton-cholesky").fit(
            logits[:, kept], wanted
        )
        if (model.coef_ >= 0).all() or len(kept) == 1:
            break
        kept = [int(np.argmax(model.coef_[0]))]
    result = np.zeros(3)
    result[list(kept)] = model.coef_[0].clip(min=0)
    result[2] = model.intercept_[0]
    return result
