"""Calibration: whether seven in ten comments scored 0.7 do carry the label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.estimates import Flags, Numbers

BINS = 15


@dataclass(frozen=True, slots=True)
class Reliability:
    """Mean score, share seen and number of comments of each bin that is not empty, by score."""

    said: Numbers
    seen: Numbers
    sizes: Numbers

    @property
    def error(self) -> float:
        """Expected calibration error: mean gap between said and seen, weighed by size."""
        return float(np.average(np.abs(self.said - self.seen), weights=self.sizes))


def reliability(wanted: Flags, scores: Numbers, bins: int = BINS) -> Reliability:
    """Over bins of equal width (Guo et al. 2017)."""
    return _over(np.minimum((scores * bins).astype(int), bins - 1), wanted, scores)


def adaptive_reliability(wanted: Flags, scores: Numbers, bins: int = BINS) -> Reliability:
    """Over bins of about equally many comments (Nixon et al. 2019), which rare labels need."""
    ranks = np.searchsorted(np.sort(scores), scores)  # equal scores fall into one bin
    return _over(ranks * bins // len(scores), wanted, scores)


def _over(places: NDArray[np.int_], wanted: Flags, scores: Numbers) -> Reliability:
    sizes = np.bincount(places).astype(np.float64)
    full = sizes > 0
    said = np.bincount(places, weights=scores)[full] / sizes[full]
    seen = np.bincount(places, weights=wanted)[full] / sizes[full]
    return Reliability(said, seen, sizes[full])
