"""Slices: the same figures for parts of a collection, and shares with their intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from evaluation.estimates import Estimate, Flags
from evaluation.samples import Sample
from evaluation.scores import ANY_HARM, ScoredCollection

LENGTHS = (40, 100, 250, 600)
"""Where one class of length (characters) ends and the next begins."""
UNSAID = "not said"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's 95 % interval."""

    count: int
    of: int

    @property
    def estimate(self) -> Estimate:
        """The share, 0 to 1; NaN of nothing."""
        if not self.of:
            return Estimate(nan)
        interval = binomtest(self.count, self.of).proportion_ci(method="wilson")
        return Estimate(self.count / self.of, float(interval.low), float(interval.high))


@dataclass(frozen=True, slots=True)
class Slice:
    """Comments that have something in common: how any harm is found among them.

    `roc_auc` is NaN where they are all harmful or all clean.
    """

    name: str
    comments: int
    roc_auc: float
    found: Share
    clean_flagged: Share


def slices(scored: ScoredCollection) -> dict[str, list[Slice]]:
    """By theme, register and length, the largest first (lengths: the shortest first)."""
    samples = scored.collection.samples
    kinds = {
        "theme": [sample.theme or UNSAID for sample in samples],
        "register": [sample.register or UNSAID for sample in samples],
        "length": [_length(sample) for sample in samples],
    }
    return {
        kind: sorted(_cut(scored, names), key=_shortest if kind == "length" else _largest)
        for kind, names in kinds.items()
    }


def clean_flagged(scored: ScoredCollection, intent: str | None = None) -> Share:
    """Of the comments without harm (that have an intent), those flagged for any harm."""
    chosen = scored.clean
    if intent is not None:
        chosen = chosen & scored.columns[intent].wanted
    return Share(int((scored.accused & chosen).sum()), int(chosen.sum()))


def mixed_up(scored: ScoredCollection, names: Sequence[str]) -> NDArray[np.float64]:
    """Of the comments that carry one label, the share flagged with another; (wanted, flagged).

    The last row are the comments that carry none of the labels. NaN where there is no comment.
    """
    flagged = np.array([scored.columns[name].flagged for name in names])
    wanted = np.array([scored.columns[name].wanted for name in names])
    rows = np.concatenate([wanted, ~wanted.any(axis=0, keepdims=True)]).astype(np.float64)
    sizes = rows.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(
        rows @ flagged.T, sizes, out=np.full((len(rows), len(names)), nan), where=sizes > 0
    )
    return shares


def _cut(scored: ScoredCollection, names: Sequence[str]) -> list[Slice]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[name].append(place)
    return [_slice(scored, name, np.array(chosen)) for name, chosen in places.items()]


def _slice(scored: ScoredCollection, name: str, chosen: NDArray[np.int_]) -> Slice:
    harm = scored.columns[ANY_HARM]
    wanted, flagged = harm.wanted[chosen], harm.flagged[chosen]
    mixed = wanted.any() and not wanted.all()
    return Slice(
        name=name,
        comments=len(chosen),
        roc_auc=float(roc_auc_score(wanted, harm.scores[chosen])) if mixed else nan,
        found=_share(flagged, wanted),
        clean_flagged=_share(flagged, ~wanted),
    )


def _share(flagged: Flags, among: Flags) -> Share:
    return Share(int((flagged & among).sum()), int(among.sum()))


def _length(sample: Sample) -> str:
    edges = (0, *LENGTHS)
    place = int(np.searchsorted(LENGTHS, len(sample.text), side="right"))
    if place == len(LENGTHS):
        return f"{LENGTHS[-1]} or more"
    return f"{edges[place]}–{LENGTHS[place] - 1}"


def _largest(each: Slice) -> tuple[int, str]:
    return -each.comments, each.name


def _shortest(each: Slice) -> tuple[int, str]:
    return int(each.name.partition("–")[0].split()[0]), each.name
