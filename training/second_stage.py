"""Fits the second stage on logits that the first gave to themes it had not seen."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
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
NETWORKS = 4
"""Networks that begin at different weights and are read as one: a single one's luck moved the suite by a point."""
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
    (rows, outputs); `judged` (rows,) tells the rows in which somebody looked for every attack.
    """

    first: Floats
    around: Floats
    wanted: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    weights: NDArray[np.float64]
    groups: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class FittedSecondStage:
    """The scikit-learn parts, and every row's logits from a network that saw nothing of its group."""

    parts: dict[str, Any]
    logits: Floats


def fit_second_stage(given: Given) -> FittedSecondStage:
    """One network on every judged row, and one a fold for honest logits."""
    scaler = StandardScaler().fit(given.first)
    rows = np.flatnonzero(given.judged)
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
    seen = np.hstack([scaler.transform(given.first[rows]), given.around[rows]])
    wanted = given.wanted[rows].astype(int)
    networks = [
        MLPClassifier(
            (UNITS,),
            alpha=DECAY,
            batch_size=min(BATCH, len(rows)),
            learning_rate_init=RATE,
            max_iter=PASSES,
            random_state=SEED + number,
        )
        for number in range(NETWORKS)
    ]
    with warnings.catch_warnings():
        # The number of passes is chosen; there is no convergence to wait for.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for network in networks:
            network.fit(seen, wanted, given.weights[rows])
    return _without_training_state(_as_one(networks))


def _as_one(networks: Sequence[MLPClassifier]) -> MLPClassifier:
    """One network with the units of all, whose logits are the mean of theirs."""
    one = networks[0].set_params(hidden_layer_sizes=(UNITS * len(networks),))
    units, outputs = zip(*(network.coefs_ for network in networks), strict=True)
    shifts, ends = zip(*(network.intercepts_ for network in networks), strict=True)
    one.coefs_ = [np.hstack(units), np.vstack(outputs) / len(networks)]
    one.intercepts_ = [np.concatenate(shifts), np.mean(ends, axis=0)]
    return one


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
