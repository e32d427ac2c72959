"""Scores: what the model says of a collection, in columns for the labels and their summaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from evaluation.estimates import Flags, Numbers
from evaluation.samples import Collection
from model.classifier import Classifier
from model.guard import flags_of
from model.labels import HARMS, LABELS, SCORED, TOXIC, TOXICITY

ANY_HARM, ATTACK = "any_harm", "attack"
SUMMARIES: dict[str, tuple[str, ...]] = {
    ANY_HARM: HARMS,
    ATTACK: ("hate_speech", "threat", "insult", "incitement"),
    TOXICITY: TOXIC,
}
"""A comment carries a summary when it carries any of these labels."""
AT_ONCE = 256
Item = TypeVar("Item")


class Track(Protocol):
    """Passes items on and tells how far one is, as Rich's `progress.track` does."""

    def __call__(self, items: Sequence[Item], what: str) -> Iterable[Item]:
        """The items, in order."""


def untracked(items: Sequence[Item], what: str) -> Iterable[Item]:  # noqa: ARG001  (a Track)
    """The items, and nothing told."""
    return items


@dataclass(frozen=True, slots=True)
class Column:
    """One label or summary over the comments of a collection; arrays of shape (n,)."""

    name: str
    wanted: Flags
    scores: Numbers
    flagged: Flags

    @property
    def mixed(self) -> bool:
        """Whether some comments carry it and some do not, without which there is no curve."""
        return bool(self.wanted.any() and not self.wanted.all())


@dataclass(frozen=True, slots=True)
class ScoredCollection:
    """A collection and a column for each label and summary that its readers looked for."""

    collection: Collection
    columns: dict[str, Column]

    @property
    def clean(self) -> Flags:
        """The comments without any harm among those looked for."""
        return ~self._any_harm([column.wanted for column in self._harms])

    @property
    def accused(self) -> Flags:
        """The comments flagged for any harm among those looked for."""
        return self._any_harm([column.flagged for column in self._harms])

    @property
    def _harms(self) -> list[Column]:
        return [column for name, column in self.columns.items() if name in HARMS]

    def _any_harm(self, columns: Sequence[Flags]) -> Flags:
        found: Flags = np.any([np.zeros(len(self), dtype=bool), *columns], axis=0)
        return found

    def __len__(self) -> int:
        return len(self.collection.samples)


def score(
    classifier: Classifier, collection: Collection, track: Track = untracked
) -> ScoredCollection:
    """The model's word on every comment of a collection."""
    texts = [sample.text for sample in collection.samples]
    scores = score_texts(classifier, texts, track, f"Scoring {collection.name}")
    flags = flags_of(scores, classifier.thresholds)
    wanted = np.array(
        [[name in sample.wanted for name in LABELS] for sample in collection.samples], dtype=bool
    )
    columns = {
        name: Column(name, wanted[:, place], scores[:, place], flags[:, place])
        for place, name in enumerate(LABELS)
        if name in collection.known
    }
    for name, members in SUMMARIES.items():
        if collection.known.issuperset(members):
            columns[name] = _summary(name, members, columns, scores[:, -1], flags[:, -1])
    return ScoredCollection(collection, columns)


def score_texts(classifier: Classifier, texts: Sequence[str], track: Track, what: str) -> Numbers:
    """Probabilities of shape (texts, SCORED)."""
    parts = [texts[first : first + AT_ONCE] for first in range(0, len(texts), AT_ONCE)]
    return np.array(
        [
            [assessment.scores[name] for name in SCORED]
            for part in track(parts, what)
            for assessment in classifier.assess_many(part)
        ]
    ).reshape(len(texts), len(SCORED))


def _summary(
    name: str, members: Sequence[str], columns: dict[str, Column], own: Numbers, flag: Flags
) -> Column:
    """Toxicity has a score of its own; the others take the highest of their labels'."""
    parts = [columns[member] for member in members]
    wanted = np.any([part.wanted for part in parts], axis=0)
    if name == TOXICITY:
        return Column(name, wanted, own, flag)
    scores = np.max([part.scores for part in parts], axis=0)
    return Column(name, wanted, scores, np.any([part.flagged for part in parts], axis=0))
