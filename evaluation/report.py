"""The report: everything that is measured of each collection, and its plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.calibration import Reliability, adaptive_reliability, reliability
from evaluation.costs import cost_curve, miss_costs
from evaluation.estimates import RESAMPLES, Confusion, Estimate, Numbers, confusion, estimates
from evaluation.figures import number
from evaluation.mistakes import Mistakes, worst_mistakes
from evaluation.obfuscation import Obfuscation, Twins, measure_obfuscation
from evaluation.personal_data import SeekerStanding, standing_values
from evaluation.samples import Collection
from evaluation.scores import ANY_HARM, Column, ScoredCollection, Track, score, untracked
from evaluation.slices import Share, Slice, clean_flagged, mixed_up, slices
from model.classifier import Classifier
from model.labels import LABELS


@dataclass(frozen=True, slots=True)
class LabelReport:
    """One label or summary: its figures, and what is drawn and read of it.

    `threshold` and `costs` are None for a summary that is flagged by its labels' flags.
    """

    column: Column
    threshold: float | None
    estimates: Mapping[str, Estimate]
    confusion: Confusion
    even: Reliability
    adaptive: Reliability
    miss_cost: float | None
    costs: Numbers | None
    mistakes: Mistakes


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """One collection as it was scored; `criticism` and `obfuscation` are None where unknown."""

    collection: Collection
    labels: Mapping[str, LabelReport]
    slices: Mapping[str, Sequence[Slice]]
    mixed_up: NDArray[np.float64]
    mixed_names: Sequence[str]
    clean_flagged: Share
    criticism: Share | None
    obfuscation: Obfuscation | None


@dataclass(frozen=True, slots=True)
class Report:
    """The model's version and a report on each collection, in the order given.

    `personal_data` is how ours and other seekers did on the gold set, ours first; empty where it
    was not measured.
    """

    model: str
    resamples: int
    collections: tuple[CollectionReport, ...]
    personal_data: tuple[SeekerStanding, ...] = ()


def make_report(
    classifier: Classifier,
    collections: Sequence[Collection],
    *,
    personal_data: Sequence[SeekerStanding] = (),
    resamples: int = RESAMPLES,
    track: Track = untracked,
) -> Report:
    """Score and measure each collection; the same input always gives the same report."""
    reports = tuple(
        _collection_report(classifier, score(classifier, collection, track), resamples, track)
        for collection in collections
    )
    return Report(classifier.version, resamples, reports, tuple(personal_data))


def report_values(report: Report) -> dict[str, Any]:
    """Every figure of the report, no comment's text; NaN as null."""
    return {
        "model": report.model,
        "bootstrap": {"resamples": report.resamples, "interval": 0.95},
        "collections": [_collection_values(each) for each in report.collections],
        "personal_data": standing_values(report.personal_data),
    }


def _collection_report(
    classifier: Classifier, scored: ScoredCollection, resamples: int, track: Track
) -> CollectionReport:
    names = [name for name in LABELS if name in scored.columns]
    columns = list(scored.columns.values())
    seen = scored.collection.trained_on
    return CollectionReport(
        collection=scored.collection,
        labels={
            column.name: _label_report(classifier, scored, column, resamples)
            for column in track(columns, f"Measuring {scored.collection.name}")
        },
        slices=slices(scored) if ANY_HARM in scored.columns else {},
        mixed_up=mixed_up(scored, names),
        mixed_names=names,
        clean_flagged=clean_flagged(scored),
        criticism=clean_flagged(scored, "criticism") if "criticism" in scored.columns else None,
        obfuscation=None if seen else measure_obfuscation(classifier, scored, track),
    )


def _label_report(
    classifier: Classifier, scored: ScoredCollection, column: Column, resamples: int
) -> LabelReport:
    wanted, scores = column.wanted, column.scores
    miss_cost = miss_costs(classifier.manifest).get(column.name)
    return LabelReport(
        column=column,
        threshold=classifier.thresholds.get(column.name),
        estimates=estimates(wanted, scores, column.flagged, resamples=resamples),
        confusion=confusion(wanted, column.flagged),
        even=reliability(wanted, scores),
        adaptive=adaptive_reliability(wanted, scores),
        miss_cost=miss_cost,
        costs=None if miss_cost is None else cost_curve(wanted, scores, miss_cost),
        mistakes=worst_mistakes(scored, column),
    )


def _collection_values(report: CollectionReport) -> dict[str, Any]:
    collection = report.collection
    return {
        "name": collection.name,
        "title": collection.title,
        "trained_on": collection.trained_on,
        "comments": len(collection.samples),
        "labels": {name: _label_values(each) for name, each in report.labels.items()},
        "clean_flagged": _share_values(report.clean_flagged),
        "criticism_flagged": report.criticism and _share_values(report.criticism),
        "obfuscation": report.obfuscation and _obfuscation_values(report.obfuscation),
        "slices": {
            kind: [_slice_values(each) for each in parts] for kind, parts in report.slices.items()
        },
        "mixed_up": {
            carried: dict(zip(report.mixed_names, map(number, row), strict=True))
            for carried, row in zip((*report.mixed_names, "none"), report.mixed_up, strict=True)
        },
    }


def _label_values(report: LabelReport) -> dict[str, Any]:
    return {
        "positives": int(report.column.wanted.sum()),
        "threshold": report.threshold,
        **{name: _estimate_values(each) for name, each in report.estimates.items()},
        "calibration_error": number(report.even.error),
        "adaptive_calibration_error": number(report.adaptive.error),
        "confusion": asdict(report.confusion),
        "miss_cost": report.miss_cost,
    }


def _obfuscation_values(report: Obfuscation) -> dict[str, Any]:
    return {
        "twins": report.twins,
        "overall": _twins_values(report.overall),
        "ways": {each.name: _twins_values(each) for each in report.ways},
        "labels": {each.name: _twins_values(each) for each in report.labels},
    }


def _twins_values(twins: Twins) -> dict[str, Any]:
    return {
        "pairs": twins.plain.of,
        "recall": number(twins.plain.estimate.point),
        "recall_disguised": number(twins.disguised.estimate.point),
        "points_lost": number(twins.lost),
    }


def _slice_values(part: Slice) -> dict[str, Any]:
    return {
        "name": part.name,
        "comments": part.comments,
        "roc_auc": number(part.roc_auc),
        "recall": _share_values(part.found),
        "clean_flagged": _share_values(part.clean_flagged),
    }


def _share_values(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, **_estimate_values(share.estimate)}


def _estimate_values(estimate: Estimate) -> dict[str, float | None]:
    return {
        "point": number(estimate.point),
        "low": number(estimate.low),
        "high": number(estimate.high),
    }
