"""Fits the second stage on logits that the first gave to themes it had not seen."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from model.second_stage import Floats, SecondStage

UNITS = 32
PASSES = 8
BATCH = 128
RATE = 2e-3
DECAY = 1e-2
FOLDS = 3
SEED = 2026


@dataclass(frozen=True, slots=True)
class Given:
    """What the second stage learns from, one row an example.

    `first` (rows, outputs) are logits out of fold, `around` the circumstances, `wanted`
    (rows, outputs); `whole` (rows,) tells the rows of which every output is known.
    """

    first: Floats
    around: Floats
    wanted: NDArray[np.bool_]
    whole: NDArray[np.bool_]
    weights: NDArray[np.float64]
    groups: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class FittedSecondStage:
    """The scikit-learn parts, and every row's logits from a network that saw nothing of its group."""

    parts: dict[str, Any]
    logits: Floats


def fit_second_stage(given: Given) -> FittedSecondStage:
    """One network on every whole row, and one a fold for honest logits."""
    scaler = StandardScaler().fit(given.first)
    rows = np.flatnonzero(given.whole)
    folds = list(
        GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, None, given.groups[rows])
    )
    jobs = [rows, *(rows[learn] for learn, _ in folds)]
    networks = Parallel(n_jobs=-1)(delayed(_network)(given, scaler, chosen) for chosen in jobs)
    parts = [{"scaler": scaler, "network": network} for network in networks]
    logits = _said(parts[0], given)
    for part, (_, judge) in zip(parts[1:], folds, strict=True):
        logits[rows[judge]] = _said(part, given, rows[judge])
    return FittedSecondStage(parts[0], logits)


def _network(given: Given, scaler: StandardScaler, rows: NDArray[np.intp]) -> MLPClassifier:
    network = MLPClassifier(
        (UNITS,),
        alpha=DECAY,
        batch_size=min(BATCH, len(rows)),
        learning_rate_init=RATE,
        max_iter=PASSES,
        random_state=SEED,
    )
    seen = np.hstack([scaler.transform(given.first[rows]), given.around[rows]])
    with warnings.catch_warnings():
        # The number of passes is chosen; there is no convergence to wait for.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(seen, given.wanted[rows].astype(int), given.weights[rows])
    return _without_training_state(network)


def _without_training_state(network: MLPClassifier) -> MLPClassifier:
    for name in (
        "_optimizer",
        "_random_state",
        "_label_binarizer",
        "_best_coefs",
        "_best_intercepts",
    ):
        vars(network).pop(name, None)
    network.coefs_ = [each.astype(np.float32) for each in network.coefs_]
    network.intercepts_ = [each.astype(np.float32) for each in network.intercepts_]
    return network


def _said(parts: dict[str, Any], given: Given, rows: Any = slice(None)) -> Floats:
    return SecondStage.from_parts(parts).logits(given.first[rows], given.around[rows])
