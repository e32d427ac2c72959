"""Mistakes: the model's most confident ones, for a human to read, with personal data masked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evaluation.scores import Column, ScoredCollection
from model.personal_data import mask_personal_data

MOST = 8
LONGEST = 400
"""Characters of a comment that are shown."""
MASK = "•••"
_NUMBER = re.compile(r"\d(?:[\s-]?\d){4,}")
_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One comment judged wrongly: its masked text, its score, and what its readers saw in it."""

    text: str
    score: float
    wanted: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The most confident mistakes of one label, the worst first."""

    false_alarms: tuple[Mistake, ...]
    misses: tuple[Mistake, ...]


def worst_mistakes(scored: ScoredCollection, column: Column, most: int = MOST) -> Mistakes:
    """At most `most` comments wrongly flagged and wrongly left alone."""
    alarms = np.flatnonzero(column.flagged & ~column.wanted)
    misses = np.flatnonzero(~column.flagged & column.wanted)
    worst_alarms = alarms[np.argsort(-column.scores[alarms], kind="stable")][:most]
    worst_misses = misses[np.argsort(column.scores[misses], kind="stable")][:most]
    return Mistakes(_told(scored, column, worst_alarms), _told(scored, column, worst_misses))


def masked(text: str) -> str:
    """The beginning of a text without what may point out a person; control characters dropped."""
    known = mask_personal_data(text, lambda _kind, _words: MASK)
    shown = _CONTROL.sub("", _ADDRESS.sub(MASK, _NUMBER.sub(MASK, known)))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _told(
    scored: ScoredCollection, column: Column, places: Iterable[np.int_]
) -> tuple[Mistake, ...]:
    samples = scored.collection.samples
    return tuple(
        Mistake(
            text=masked(samples[place].text),
            score=float(column.scores[place]),
            wanted=tuple(name for name in scored.columns if name in samples[place].wanted),
            place=samples[place].place,
        )
        for place in map(int, places)
    )
