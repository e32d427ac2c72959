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

from model.lexicon import shipped_lexicon
from model.second_stage import Floats, SecondStage

UNITS = 32
WORDLESS_UNITS = 128
WORDLESS_PASSES = 3
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
    """The scikit-learn parts, and every row's logits from networks that saw nothing of its group.

    `logits` has shape (rows, outputs, 2): of the network that sees all, and of the wordless one.
    """

    parts: dict[str, Any]
    logits: Floats


def fit_second_stage(given: Given) -> FittedSecondStage:
    """Both networks on every judged row, and a pair a fold for honest logits."""
    scaler = StandardScaler().fit(given.first)
    rows = np.flatnonzero(given.judged)
    folds = list(
        GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, None, given.groups[rows])
    )
    jobs = [rows, *(rows[learn] for learn, _ in folds)]
    parts = Parallel(n_jobs=-1)(delayed(_parts)(given, scaler, chosen) for chosen in jobs)
    logits = both_logits(parts[0], given.first, given.around)
    for part, (_, judge) in zip(parts[1:], folds, strict=True):
        judged = rows[judge]
        logits[judged] = both_logits(part, given.first[judged], given.around[judged])
    return FittedSecondStage(parts[0], logits)


def both_logits(parts: dict[str, Any], first: Floats, around: Floats) -> Floats:
    """The logits of both networks: shape (rows, outputs, 2)."""
    stages = SecondStage.from_parts(parts), SecondStage.wordless_from_parts(parts)
    return np.stack([stage.logits(first, around) for stage in stages], axis=2)


def _parts(given: Given, scaler: StandardScaler, rows: NDArray[np.intp]) -> dict[str, Any]:
    around = given.around[rows]
    shares = len(shipped_lexicon().tokens)
    seen = np.hstack([scaler.transform(given.first[rows]), around[:, :-shares]])
    wanted, weights = given.wanted[rows].astype(int), given.weights[rows]
    return {
        "scaler": scaler,
        "network": _network(seen, wanted, weights, UNITS, PASSES),
        "wordless": _network(around, wanted, weights, WORDLESS_UNITS, WORDLESS_PASSES),
    }


def _network(
    seen: Floats, wanted: NDArray[np.int_], weights: Floats, units: int, passes: int
) -> MLPClassifier:
    networks = [
        MLPClassifier(
            (units,),
            alpha=DECAY,
            batch_size=min(BATCH, len(seen)),
            learning_rate_init=RATE,
            max_iter=passes,
            random_state=SEED + number,
        )
        for number in range(NETWORKS)
    ]
    with warnings.catch_warnings():
        # The number of passes is chosen; there is no convergence to wait for.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for network in networks:
            network.fit(seen, wanted, weights)
    return _without_training_state(_as_one(networks))


def _as_one(networks: Sequence[MLPClassifier]) -> MLPClassifier:
    """One network with the units of all, whose logits are the mean of theirs."""
    one = networks[0].set_params(
        hidden_layer_sizes=(networks[0].hidden_layer_sizes[0] * len(networks),)
    )
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
