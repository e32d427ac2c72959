"""Spans: what was found in comments held against what should be, with intervals over comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.gold import GoldComment
from evaluation.estimates import RESAMPLES, Estimate, Numbers, draws, estimate_of
from model.labels import PERSONAL_DATA_KINDS

EXACT, OVERLAP = "exact", "overlap"
MODES = (EXACT, OVERLAP)
FIGURES = ("precision", "recall", "f1")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "identifiers": (
        "personnummer",
        "coordination_number",
        "interim_number",
        "organisation_number",
        "bank_account",
        "card_number",
        "passport",
        "registration_plate",
    ),
    "contact and address": (
        "phone",
        "email",
        "address",
        "property",
        "coordinates",
        "ip_address",
        "social_handle",
        "profile_link",
    ),
    "names": ("name",),
    "sensitive": ("sensitive",),
}
AIMS: Mapping[str, float] = {
    "identifiers": 0.99,
    "contact and address": 0.95,
    "names": 0.90,
    "sensitive": 0.80,
}
"""The F1 that each group should reach."""
_HITS = {EXACT: 0, OVERLAP: 1}
_FOUND, _WANTED = 2, 3

Counts = NDArray[np.float64]


class Found(NamedTuple):
    """One stretch that was found: code points of the text, `end` exclusive."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """How well one kind, or a group of kinds, was found: by mode, then by figure.

    Exact is the same kind, start and end; overlap the same kind with a sign in common, one to one.
    """

    name: str
    wanted: int
    found: int
    modes: Mapping[str, Mapping[str, Estimate]]


def span_figures(
    gold: Sequence[GoldComment], found: Sequence[Sequence[Found]], *, resamples: int = RESAMPLES
) -> dict[str, SpanFigures]:
    """Figures of each group and of each kind that the gold or what was found holds."""
    counts = {kind: np.zeros((len(gold), 4)) for kind in PERSONAL_DATA_KINDS}
    for place, (comment, spans) in enumerate(zip(gold, found, strict=True)):
        wanted = [Found(span.kind, span.start, span.end) for span in comment.spans]
        for kind, row in count_kinds(wanted, spans).items():
            counts[kind][place] = row
    seen = [kind for kind, rows in counts.items() if rows.any()]
    parts = {
        **{group: [kind for kind in kinds if kind in seen] for group, kinds in GROUPS.items()},
        **{kind: [kind] for kind in seen},
    }
    return {
        name: _figures(name, np.sum([counts[kind] for kind in kinds], axis=0), resamples)
        for name, kinds in parts.items()
        if kinds
    }


def count_kinds(
    wanted: Iterable[Found], found: Iterable[Found]
) -> dict[str, tuple[int, int, int, int]]:
    """Of one comment by kind: exact hits, hits that overlap, how many found, how many wanted."""
    asked, given = _by_kind(wanted), _by_kind(found)
    return {
        kind: (
            len({*asked.get(kind, ())} & {*given.get(kind, ())}),
            _overlapping(asked.get(kind, []), given.get(kind, [])),
            len(given.get(kind, ())),
            len(asked.get(kind, ())),
        )
        for kind in {*asked, *given}
    }


def _by_kind(spans: Iterable[Found]) -> dict[str, list[Found]]:
    ordered = sorted(set(spans))
    return {kind: list(members) for kind, members in groupby(ordered, lambda span: span.kind)}


def _overlapping(wanted: list[Found], found: list[Found]) -> int:
    """How many pairs share a sign, no span in two pairs; both in order of their start."""
    hits = first = 0
    for span in wanted:
        while first < len(found) and found[first].end <= span.start:
            first += 1
        if first < len(found) and found[first].start < span.end:
            hits += 1
            first += 1
    return hits


def _figures(name: str, counts: Counts, resamples: int) -> SpanFigures:
    points = _weighed(np.ones((1, len(counts))) @ counts)
    drawn = [_weighed(weights @ counts) for weights in draws(len(counts), resamples)]
    modes = {
        mode: {
            figure: estimate_of(
                float(points[mode, figure][0]), [each[mode, figure] for each in drawn]
            )
            for figure in FIGURES
        }
        for mode in MODES
    }
    total = counts.sum(axis=0)
    return SpanFigures(name, int(total[_WANTED]), int(total[_FOUND]), modes)


def _weighed(sums: Counts) -> dict[tuple[str, str], Numbers]:
    """Each figure from summed counts of shape (resamples, 4); NaN where it cannot be told."""
    found, wanted = sums[:, _FOUND], sums[:, _WANTED]
    figures: dict[tuple[str, str], Numbers] = {}
    for mode, column in _HITS.items():
        hits = sums[:, column]
        below = {"precision": found, "recall": wanted, "f1": (found + wanted) / 2}
        for figure, divisor in below.items():
            figures[mode, figure] = np.divide(
                hits, divisor, out=np.full(len(sums), nan), where=divisor > 0
            )
    return figures
