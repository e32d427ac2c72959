"""From scores to flags: each label's limit, higher for insult and hate in what reads as criticism."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from model.labels import SCORED

GUARDED = frozenset({"hate_speech", "insult"})
GUARD = 0.7
"""How far above its threshold a GUARDED label must score in what reads as criticism: this share of the
way to certainty, times how surely it is criticism. Sharp criticism is protected (docs/decisions/0014)."""

Score = TypeVar("Score", float, NDArray[np.float64])


def flag_limit(name: str, threshold: float, criticism: Score) -> float | Score:
    """The score from which a label is flagged in a comment with this score of criticism."""
    if name not in GUARDED:
        return threshold
    return threshold + GUARD * (1 - threshold) * criticism


def flags_of(scores: NDArray[np.float64], thresholds: Mapping[str, float]) -> NDArray[np.bool_]:
    """What a model with these thresholds flags: both shapes are (comments, SCORED)."""
    criticism = scores[:, SCORED.index("criticism")]
    limits = [
        np.broadcast_to(flag_limit(name, thresholds[name], criticism), len(scores))
        for name in SCORED
    ]
    flags: NDArray[np.bool_] = scores >= np.column_stack(limits)
    return flags
