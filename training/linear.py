"""Fits the linear scorer: idf, one logistic regression an output, calibration, thresholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from data.examples import Example
from model.features import occurrences
from model.labels import GROUND_PREFIX, LABELS, OUTPUTS, TOXIC, TOXICITY
from model.linear import inverse_document_frequency, matrix
from model.text import normalise
from model.vectors import WordVectors
from training.errors import TrainingError
from training.thresholds import MISS_COSTS, cheapest_threshold, figures

STRENGTH = 16.0
"""Inverse regularisation C of every logistic regression, chosen on validation themes."""
FOLDS = 5
LEAST_POSITIVES = 8
SMALLEST_WEIGHT = 2e-3
SEED = 2026


@dataclass(frozen=True, slots=True)
class Targets:
    """What one output should say of each example, and which examples know: shape (examples,)."""

    wanted: NDArray[np.bool_]
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What every output is fitted on: features, and a weight, a group and a `made` mark a row."""

    features: csr_array
    weights: NDArray[np.float64]
    groups: NDArray[np.str_]
    made: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FittedOutput:
    """One output's parts, and its calibrated probabilities out of fold (known examples only)."""

    name: str
    model: LogisticRegression
    calibrator: LogisticRegression
    wanted: NDArray[np.bool_]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FittedLinear:
    """Scikit-learn parts ready for a bundle, thresholds a label, and figures out of fold."""

    parts: dict[str, Any]
    thresholds: dict[str, float]
    metrics: dict[str, dict[str, Any]]


def fit(
    examples: Sequence[Example],
    vectors: WordVectors,
    report: Callable[[str], None] = lambda _: None,
) -> FittedLinear:
    """Fit every output on two processes; TrainingError where an output has too few positives."""
    texts = [normalise(example.text).text for example in examples]
    found = occurrences(texts)
    idf = inverse_document_frequency(found, len(texts))
    learnt = Learnt(
        matrix(found, len(texts), idf, vectors),
        np.array([example.weight for example in examples]),
        np.array([example.group for example in examples]),
        np.array([example.made for example in examples]),
    )
    targets = {name: targets_of(examples, name) for name in OUTPUTS}
    scarce = {
        n: int(t.wanted.sum()) for n, t in targets.items() if t.wanted.sum() < LEAST_POSITIVES
    }
    if scarce:
        raise TrainingError(f"fewer than {LEAST_POSITIVES} examples of {scarce}")
    jobs = (delayed(fit_output)(name, learnt, targets[name]) for name in OUTPUTS)
    fitted = {}
    for output in Parallel(n_jobs=2, return_as="generator")(jobs):
        fitted[output.name] = output
        report(output.name)
    return _gather(fitted, idf)


def targets_of(examples: Sequence[Example], name: str) -> Targets:
    """Who should score high on one output of labels.OUTPUTS, and who knows."""
    if name == TOXICITY:
        wanted = [bool(example.labels & set(TOXIC)) for example in examples]
        known = [example.known.issuperset(TOXIC) for example in examples]
    elif name.startswith(GROUND_PREFIX):
        ground = name.removeprefix(GROUND_PREFIX)
        wanted = [ground in example.ground for example in examples]
        known = ["hate_speech" in example.known for example in examples]
    else:
        wanted = [name in example.labels for example in examples]
        known = [name in example.known for example in examples]
    return Targets(np.array(wanted, dtype=bool), np.array(known, dtype=bool))


def fit_output(name: str, learnt: Learnt, targets: Targets) -> FittedOutput:
    """One logistic regression on all known examples, calibrated on folds of unseen themes."""
    chosen = np.flatnonzero(targets.known)
    x, y, w = learnt.features[chosen], targets.wanted[chosen], learnt.weights[chosen]
    judged = np.flatnonzero(~learnt.made[chosen])
    logits = _logits_out_of_fold(x, y, w, learnt.groups[chosen])[judged]
    calibrator = LogisticRegression(C=1e3).fit(logits[:, None], y[judged], w[judged])
    model = _regression().fit(x, y, w)
    model.coef_[np.abs(model.coef_) < SMALLEST_WEIGHT] = 0
    model.coef_ = _rounded(model.coef_)
    model.sparsify()
    said = calibrator.predict_proba(logits[:, None])[:, 1]
    return FittedOutput(name, model, calibrator, y[judged], said)


def _logits_out_of_fold(
    x: csr_array, y: NDArray[np.bool_], w: NDArray[np.float64], groups: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Each row's logit from a regression that saw no row of its group."""
    logits = np.zeros(len(y))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for learn, judge in folds.split(x, y, groups):
        logits[judge] = _regression().fit(x[learn], y[learn], w[learn]).decision_function(x[judge])
    return logits


def _regression() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, solver="liblinear", random_state=SEED, max_iter=200)


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Single precision with the last 13 bits cleared: 1e-3 relative, and a third of the file."""
    bits = values.astype(np.float32).view(np.uint32)
    return ((bits + 0x1000) & np.uint32(0xFFFFE000)).view(np.float32)


def _gather(fitted: dict[str, FittedOutput], idf: NDArray[np.float32]) -> FittedLinear:
    tfidf = TfidfTransformer()
    tfidf.idf_ = idf
    parts = {
        "tfidf": tfidf,
        "models": {name: fitted[name].model for name in OUTPUTS},
        "calibrators": {name: fitted[name].calibrator for name in OUTPUTS},
    }
    scored = (*LABELS, TOXICITY)
    thresholds = {
        n: cheapest_threshold(fitted[n].wanted, fitted[n].probabilities, MISS_COSTS[n])
        for n in scored
    }
    metrics = {n: figures(fitted[n].wanted, fitted[n].probabilities, thresholds[n]) for n in scored}
    return FittedLinear(parts, thresholds, metrics)
