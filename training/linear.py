"""Fits the default scorer: one regression an output, the second stage, calibration, thresholds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from data.examples import Example
from model.labels import GROUND_PREFIX, OUTPUTS, SCORED, TOXIC, TOXICITY
from model.linear import inverse_document_frequency, joined
from model.second_stage import Floats
from model.vectors import WordVectors
from training.errors import TrainingError
from training.features import read_features
from training.second_stage import Given, fit_second_stage
from training.thresholds import MISS_COSTS, cost_threshold, figures

STRENGTH = 16.0
"""Inverse regularisation C of every logistic regression, chosen on validation themes."""
TOLERANCE = 0.1
"""Where the dual solver stops: logits within 0.02 of a hundred times stricter, in 0.4 of the primal's time."""
FOLDS = 3
LEAST = 8
"""Rows of either kind, written by people, that an output is learnt from at least."""
WORDLESS_SHARE = 0.3
"""How much the network that reads no words weighs in every logit. By the corpus alone it would weigh less;
on sources left out of training it is worth more than another 27,000 comments (docs/decisions/0012)."""
SMALLEST_WEIGHT = 0.05
LEAST_COMMENTS = 3
"""Features of fewer comments are left out."""
MOST_EXAMPLES = 135_000
"""Examples that are read at all; of more, so many are drawn, and memory stays under 4 GB."""
MOST_ROWS = 60_000
"""Examples that one regression reads at most; beyond it, time and memory would grow without gain."""
SEED = 2026

Rows = NDArray[np.intp]
Logits = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Targets:
    """What one output should say of each example, and which examples know: shape (examples,)."""

    wanted: NDArray[np.bool_]
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What every output is fitted on: features, and a weight and a group a row.

    `typical` marks rows that calibration and figures go by: labelled by people as they stand, and not
    written against a model; `judged` those where every attack was looked for.
    """

    features: csr_array
    weights: NDArray[np.float64]
    groups: NDArray[np.str_]
    typical: NDArray[np.bool_]
    judged: NDArray[np.bool_]

    @classmethod
    def of(cls, examples: Sequence[Example], features: csr_array) -> Learnt:
        """The examples with their features, row by row."""
        return cls(
            features,
            np.array([example.weight for example in examples]),
            np.array([example.group for example in examples]),
            np.array([not (example.made or example.aimed) for example in examples]),
            np.array([example.known.issuperset(TOXIC) for example in examples]),
        )


@dataclass(frozen=True, slots=True)
class FittedOutput:
    """One output's regression, and its logit of every row: out of fold where the row is known."""

    name: str
    model: LogisticRegression
    logits: Logits


@dataclass(frozen=True, slots=True)
class FittedLinear:
    """Scikit-learn parts ready for a bundle, thresholds a label, and figures out of fold.

    `said` are calibrated logits of the examples, shape (examples, outputs): out of fold where known.
    """

    parts: dict[str, Any]
    thresholds: dict[str, float]
    metrics: dict[str, dict[str, float]]
    said: Logits


def fit(
    examples: Sequence[Example],
    vectors: WordVectors,
    report: Callable[[str], None] = lambda _: None,
) -> FittedLinear:
    """Fit every output on all processors; TrainingError as of require_enough."""
    require_enough(examples)
    examples = drawn(examples, MOST_EXAMPLES)
    targets = {name: targets_of(examples, name) for name in OUTPUTS}
    read = read_features([example.text for example in examples], vectors)
    idf, around = inverse_document_frequency(read.present, LEAST_COMMENTS), read.around
    learnt = Learnt.of(examples, joined(read.present, idf, read.means))
    del read  # As large as what is learnt from, and read no more.
    jobs = (delayed(fit_output)(name, learnt, targets[name]) for name in OUTPUTS)
    fitted = {}
    for output in Parallel(n_jobs=-1, return_as="generator")(jobs):
        fitted[output.name] = output
        report(output.name)
    given = second_given(
        [fitted[name] for name in OUTPUTS], [targets[name] for name in OUTPUTS], around, learnt
    )
    second = fit_second_stage(given)
    tfidf = TfidfTransformer()
    tfidf.idf_ = idf
    # One set of settings for all: which process fitted what would else show in the bundle's bytes.
    settings = _unfitted().get_params()
    models = {name: fitted[name].model.set_params(**settings) for name in OUTPUTS}
    said = np.concatenate([given.first[:, :, None], second.logits], axis=2)
    return _calibrated({"tfidf": tfidf, "models": models, **second.parts}, said, learnt, targets)


def require_enough(examples: Sequence[Example]) -> None:
    """TrainingError that names every output with too few rows, or groups of rows, of either kind."""
    written = [example for example in examples if not example.made]
    groups = np.array([example.group for example in written])
    faults = []
    for name in OUTPUTS:
        told = targets_of(written, name)
        kinds = {"with": told.known & told.wanted, "without": told.known & ~told.wanted}
        for kind, rows in kinds.items():
            held = len(set(groups[rows]))
            if rows.sum() < LEAST or held < FOLDS:
                faults.append(f"{name}: {rows.sum()} rows {kind} it, in {held} groups")
    if faults:
        raise TrainingError(
            f"each output needs {LEAST} rows with it and {LEAST} without, in {FOLDS} groups or more; "
            "add rows, or leave out --alone to learn beside the corpus:\n" + "\n".join(faults)
        )


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
    """One logistic regression on all known examples, and logits from folds of unseen themes."""
    known = np.flatnonzero(targets.known)
    model = regression(learnt, known, targets.wanted)
    logits = np.empty(len(targets.known))
    logits[known] = _logits_out_of_fold(learnt, known, targets.wanted)
    unknown = np.flatnonzero(~targets.known)
    if len(unknown):
        logits[unknown] = model.decision_function(learnt.features[unknown])
    model.coef_[np.abs(model.coef_) < SMALLEST_WEIGHT] = 0
    model.coef_ = _rounded(model.coef_)
    model.sparsify()
    return FittedOutput(name, model, logits)


def second_given(
    fitted: Sequence[FittedOutput], targets: Sequence[Targets], around: Floats, learnt: Learnt
) -> Given:
    """What the second stage learns from: the first one's logits, and what stands `around`.

    An output that nobody looked for in a row is taken to be as the first stage has it.
    """
    first = np.column_stack([each.logits for each in fitted]).astype(np.float32)
    known = np.column_stack([each.known for each in targets])
    return Given(
        first,
        around,
        np.where(known, np.column_stack([each.wanted for each in targets]), first > 0),
        learnt.judged,
        learnt.weights,
        learnt.groups,
    )


def _logits_out_of_fold(learnt: Learnt, rows: Rows, wanted: NDArray[np.bool_]) -> Logits:
    """The logit of each of `rows` from a regression that saw no row of its group."""
    logits = np.zeros(len(rows))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for learn, judge in folds.split(rows, wanted[rows], learnt.groups[rows]):
        model = regression(learnt, rows[learn], wanted)
        logits[judge] = model.decision_function(learnt.features[rows[judge]])
    return logits


def regression(learnt: Learnt, rows: Rows, wanted: NDArray[np.bool_]) -> LogisticRegression:
    """A regression fitted on some rows of what is learnt, at most MOST_ROWS of them."""
    kept, scale = thinned(wanted[rows], MOST_ROWS)
    rows = rows[kept]
    return _unfitted().fit(learnt.features[rows], wanted[rows], learnt.weights[rows] * scale)


def _unfitted() -> LogisticRegression:
    return LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, tol=TOLERANCE, random_state=SEED, max_iter=200
    )


def drawn(examples: Sequence[Example], most: int) -> Sequence[Example]:
    """At most so many examples, drawn evenly and in their order: shares and figures stay as they were."""
    if len(examples) <= most:
        return examples
    kept = np.random.default_rng(SEED).choice(len(examples), most, replace=False)
    return [examples[place] for place in np.sort(kept)]


def thinned(wanted: NDArray[np.bool_], most: int) -> tuple[Rows, NDArray[np.float64]]:
    """At most `most` rows, half of them positives if there are so many, and each one's weight.

    The weights give back what was left out, so that probabilities stay as they were.
    """
    if len(wanted) <= most:
        return np.arange(len(wanted)), np.ones(len(wanted))
    chance = np.random.default_rng(SEED)
    kinds = [np.flatnonzero(wanted), np.flatnonzero(~wanted)]
    positives = min(len(kinds[0]), max(most // 2, most - len(kinds[1])))
    room = (positives, most - positives)
    kept = [
        chance.choice(k, min(n, len(k)), replace=False) for k, n in zip(kinds, room, strict=True)
    ]
    weights = [np.full(len(k), len(a) / max(len(k), 1)) for k, a in zip(kept, kinds, strict=True)]
    rows = np.concatenate(kept)
    order = np.argsort(rows)
    return rows[order], np.concatenate(weights)[order]


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Single precision with the last 13 bits cleared: 1e-3 relative, and a third of the file."""
    bits = values.astype(np.float32).view(np.uint32)
    return ((bits + 0x1000) & np.uint32(0xFFFFE000)).view(np.float32)


def _calibrated(
    parts: dict[str, Any], logits: Floats, learnt: Learnt, targets: Mapping[str, Targets]
) -> FittedLinear:
    """Weighed and calibrated on what people wrote; thresholds by stated costs, figures on the same rows.

    `logits` has shape (rows, outputs, 3): the first stage's, and both networks' of the second.
    """
    calibrators, said, metrics = {}, np.empty(logits.shape[:2]), {}
    thresholds = {n: cost_threshold(MISS_COSTS[n]) for n in SCORED}
    for place, name in enumerate(OUTPUTS):
        rows = targets[name].known & learnt.typical
        truth = targets[name].wanted[rows]
        calibrators[name] = _calibrator(logits[rows, place], truth, learnt.weights[rows])
        said[:, place] = calibrators[name].decision_function(logits[:, place])
        if name in SCORED:
            metrics[name] = figures(truth, expit(said[rows, place]), thresholds[name])
    return FittedLinear({**parts, "calibrators": calibrators}, thresholds, metrics, said)


def _calibrator(said: Floats, truth: NDArray[np.bool_], weights: Floats) -> LogisticRegression:
    """Weighs the first two logits by what they are worth, the wordless one by its share."""
    worth = LogisticRegression(C=1e3).fit(said[:, :2], truth, weights)
    slopes = np.append((1 - WORDLESS_SHARE) * worth.coef_[0], WORDLESS_SHARE)
    scale = LogisticRegression(C=1e3).fit((said @ slopes)[:, None], truth, weights)
    scale.coef_, scale.n_features_in_ = scale.coef_ * slopes, len(slopes)
    return scale
