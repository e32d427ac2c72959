"""Two bundles over the same comments: whether one is better is told by paired resamples.

Each resample draws the same comments for both (Efron and Tibshirani 1993), so that what makes a
comment hard falls out of the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from evaluation.calibration import reliability
from evaluation.estimates import (
    RESAMPLES,
    Estimate,
    Flags,
    Numbers,
    draws,
    estimate_of,
    weighted_figures,
)
from evaluation.fairness import Fairness, measure, read_sentences
from evaluation.figures import number
from evaluation.samples import Collection
from evaluation.scores import Column, ScoredCollection, Track, score, untracked
from evaluation.slices import clean_flagged
from evaluation.suite import overall_share, read_suite, run_suite
from model.classifier import Classifier
from model.labels import LABELS

FIGURES = ("roc_auc", "pr_auc", "f1")
BETTER, WORSE, EVEN, UNTOLD = "better", "worse", "no clear difference", "cannot be told"
FEWEST = 10
"""Comments that carry a label, and that do not, below which nothing is said of it."""
OVERALL = "mean of labels"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one label: of the first bundle, of the second, second less first."""

    first: float
    second: float
    change: Estimate

    @property
    def verdict(self) -> str:
        """What the interval says of the second beside the first."""
        if np.isnan(self.change.low) or np.isnan(self.change.high):
            return UNTOLD
        if self.change.low > 0:
            return BETTER
        return WORSE if self.change.high < 0 else EVEN


@dataclass(frozen=True, slots=True)
class LabelDifference:
    """One label of one collection; calibration errors as in evaluation.calibration."""

    label: str
    positives: int
    comments: int
    figures: dict[str, Difference]
    calibration: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CollectionDifference:
    """One collection: each label, their mean, and the shares of clean comments that are flagged."""

    title: str
    comments: int
    labels: tuple[LabelDifference, ...]
    overall: dict[str, Difference]
    clean_flagged: tuple[float, float]
    criticism_flagged: tuple[float, float]

    @property
    def verdict(self) -> str:
        """The second beside the first by the mean F1 and the mean area under precision and recall."""
        told = {self.overall[name].verdict for name in ("pr_auc", "f1")}
        if told >= {BETTER, WORSE}:
            return EVEN
        return next((each for each in (WORSE, BETTER, EVEN) if each in told), UNTOLD)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two bundles by version, over collections that neither was trained on, and over the suites."""

    first: str
    second: str
    collections: tuple[CollectionDifference, ...]
    left_out: tuple[str, ...]
    fairness: tuple[Fairness, Fairness]
    functional: tuple[float, float]


def compare_bundles(
    pair: tuple[Classifier, Classifier],
    collections: Iterable[Collection],
    *,
    resamples: int = RESAMPLES,
    track: Track = untracked,
) -> Comparison:
    """The second of the pair beside the first; collections that either has learnt from are left out."""
    given = list(collections)
    unseen = [each for each in given if not each.trained_on]
    sentences, suite = read_sentences(), read_suite()
    first, second = pair
    return Comparison(
        first=first.version,
        second=second.version,
        collections=tuple(_collection(pair, each, resamples, track) for each in unseen),
        left_out=tuple(each.title for each in given if each.trained_on),
        fairness=(measure(first, sentences), measure(second, sentences)),
        functional=(
            overall_share(run_suite(suite, first)),
            overall_share(run_suite(suite, second)),
        ),
    )


def comparison_values(found: Comparison) -> dict[str, Any]:
    """Everything as JSON; NaN as null. Pairs are first and second."""
    return {
        "first": found.first,
        "second": found.second,
        "left_out": list(found.left_out),
        "collections": [_values(each) for each in found.collections],
        "fairness": [_fairness_values(each) for each in found.fairness],
        "functional": [number(each) for each in found.functional],
    }


def _collection(
    pair: tuple[Classifier, Classifier], collection: Collection, resamples: int, track: Track
) -> CollectionDifference:
    first, second = (score(each, collection, track) for each in pair)
    names = [name for name in LABELS if name in first.columns]
    shown = [_known(collection, name, first.columns[name], second.columns[name]) for name in names]
    per_label = [_figures(one, other, resamples) for one, other in shown]
    return CollectionDifference(
        title=collection.title,
        comments=len(collection.samples),
        labels=tuple(
            LabelDifference(
                label=name,
                positives=int(one.wanted.sum()),
                comments=len(one.wanted),
                figures={figure: _difference(told[figure]) for figure in FIGURES},
                calibration=(_calibration(one), _calibration(other)),
            )
            for name, (one, other), told in zip(names, shown, per_label, strict=True)
        ),
        overall=_overall(per_label),
        clean_flagged=_shares(first, second),
        criticism_flagged=_shares(first, second, "criticism"),
    )


def _known(collection: Collection, name: str, one: Column, other: Column) -> tuple[Column, Column]:
    """The columns over those comments whose readers looked for the label."""
    known = np.array([each.known is None or name in each.known for each in collection.samples])
    return _narrowed(one, known), _narrowed(other, known)


def _narrowed(column: Column, rows: Flags) -> Column:
    return replace(
        column,
        wanted=column.wanted[rows],
        scores=column.scores[rows],
        flagged=column.flagged[rows],
    )


def _figures(one: Column, other: Column, resamples: int) -> dict[str, tuple[Numbers, Numbers]]:
    """Each figure of both over the comments as they are (first) and over each resample."""
    carried = int(one.wanted.sum())
    if min(carried, len(one.wanted) - carried) < FEWEST:
        nothing = np.full(1 + resamples, np.nan)
        return dict.fromkeys(FIGURES, (nothing, nothing))
    once = np.ones((1, len(one.wanted)))
    weights = [once, *draws(len(one.wanted), resamples)]
    told = [
        [weighted_figures(each.wanted, each.scores, each.flagged, some) for some in weights]
        for each in (one, other)
    ]
    first, second = told
    return {
        name: (
            np.concatenate([each[name] for each in first]),
            np.concatenate([each[name] for each in second]),
        )
        for name in FIGURES
    }


def _difference(pair: tuple[Numbers, Numbers]) -> Difference:
    first, second = pair
    change = second - first
    return Difference(
        float(first[0]), float(second[0]), estimate_of(float(change[0]), [change[1:]])
    )


def _overall(per_label: Sequence[dict[str, tuple[Numbers, Numbers]]]) -> dict[str, Difference]:
    """The mean of those labels that can be told, by resample."""
    told = [each for each in per_label if not np.isnan(each["f1"][0][0])]
    if not told:
        nothing = np.full(1, np.nan)
        return dict.fromkeys(FIGURES, _difference((nothing, nothing)))
    return {
        name: _difference(
            (
                np.mean([each[name][0] for each in told], axis=0),
                np.mean([each[name][1] for each in told], axis=0),
            )
        )
        for name in FIGURES
    }


def _calibration(column: Column) -> float:
    carried = int(column.wanted.sum())
    return reliability(column.wanted, column.scores).error if carried >= FEWEST else float("nan")


def _shares(
    first: ScoredCollection, second: ScoredCollection, intent: str | None = None
) -> tuple[float, float]:
    if intent is not None and intent not in first.columns:
        return float("nan"), float("nan")
    one, other = (clean_flagged(each, intent).estimate.point for each in (first, second))
    return one, other


def _values(found: CollectionDifference) -> dict[str, Any]:
    return {
        "title": found.title,
        "comments": found.comments,
        "verdict": found.verdict,
        "overall": {name: _difference_values(each) for name, each in found.overall.items()},
        "clean_flagged": [number(each) for each in found.clean_flagged],
        "criticism_flagged": [number(each) for each in found.criticism_flagged],
        "labels": {
            each.label: {
                "positives": each.positives,
                "comments": each.comments,
                "calibration_error": [number(one) for one in each.calibration],
                **{name: _difference_values(one) for name, one in each.figures.items()},
            }
            for each in found.labels
        },
    }


def _difference_values(found: Difference) -> dict[str, Any]:
    return {
        "first": number(found.first),
        "second": number(found.second),
        "change": number(found.change.point),
        "low": number(found.change.low),
        "high": number(found.change.high),
        "verdict": found.verdict,
    }


def _fairness_values(found: Fairness) -> dict[str, Any]:
    worst = min(found.groups, key=lambda each: each.bpsn)
    return {
        "any_harm": number(found.any_harm),
        "hate_speech": number(found.hate_speech),
        "worst_group": {
            "term": worst.term,
            **{k: v for k, v in asdict(worst).items() if k == "bpsn"},
        },
        "most_flagged_group": number(max(each.hate_speech for each in found.groups)),
    }
