"""Facts: what figures are counted from, held in memory and kept up with by reading on in the chain.

Whatever changes a decision leaves an entry that names it, so the entries since the last look say
what to read anew. Counting a year of 100,000 decisions is then some milliseconds on arrays.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from api.figures.columns import Codes, Columns
from api.figures.period import minute
from api.tables import OPEN, VERDICTS, Decision, DecisionLabel, RegistryEntry, Review, Version
from model.labels import LABELS

NEVER = -1
"""A moment or a verdict that there is none of."""

REVIEWED, VIEWED = "decision.reviewed", "decision.viewed"
_BATCH = 500
_ALL_FROM = 5_000
"""Changed decisions from which everything is read in one pass."""


class Facts:
    """Decisions and acts of people as columns. `decisions` and `acts` are read under `lock`."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.decisions = Columns(
            (
                "received",
                "channel",
                "urgency",
                "deadline",
                "open",
                "labels",
                "model",
                "verdict",
                "reviewed",
            )
        )
        self.acts = Columns(("at", "person", "channel", "viewed"))
        self.channels, self.models, self.people = Codes(), Codes(), Codes()
        self._places: dict[str, int] = {}
        self._seen = 0

    def follow(self, session: Session) -> None:
        """Take up what the chain tells of since last; the caller holds the lock."""
        query = select(
            RegistryEntry.sequence,
            RegistryEntry.time,
            RegistryEntry.actor,
            RegistryEntry.type,
            RegistryEntry.decision,
        ).where(RegistryEntry.sequence > self._seen)
        query = query.order_by(RegistryEntry.sequence)
        rows = session.execute(query.execution_options(yield_per=_BATCH)).all()
        changed = dict.fromkeys(row.decision for row in rows if row.decision is not None)
        for found in _decisions(session, list(changed)):
            self._put(found)
        for row in rows:
            if row.type in {REVIEWED, VIEWED} and row.decision in self._places:
                self._act(row)
            self._seen = row.sequence

    def _put(self, found: tuple[str, str, str | None, tuple[int, ...]]) -> None:
        identity, channel, model, numbers = found
        received, urgency, deadline, is_open, labels, verdict, reviewed = numbers
        place = self._places.setdefault(identity, len(self._places))
        coded = self.channels[channel], self.models[model or ""]
        row = (received, coded[0], urgency, deadline, is_open, labels, coded[1], verdict, reviewed)
        self.decisions.put(place, row)

    def _act(self, row: Any) -> None:
        kind, _, who = row.actor.partition(":")
        if kind == "user":
            channel = int(self.decisions["channel"][self._places[row.decision]])
            at = minute(datetime.fromisoformat(row.time))
            place = self.acts.length
            self.acts.put(place, (at, self.people[who], channel, row.type == VIEWED))


def _decisions(
    session: Session, ids: list[str]
) -> Iterator[tuple[str, str, str | None, tuple[int, ...]]]:
    """Each decision's id, channel, model and numbers; all there are where most have changed."""
    if len(ids) > _ALL_FROM:
        yield from _read(session, None)
        return
    waiting = iter(ids)
    while batch := list(islice(waiting, _BATCH)):
        yield from _read(session, batch)


def _read(
    session: Session, ids: list[str] | None
) -> Iterator[tuple[str, str, str | None, tuple[int, ...]]]:
    labels = _labels(session, ids)
    reviews = {
        (row.decision_id, row.version): row
        for row in _rows(
            session,
            select(Review.decision_id, Review.version, Review.verdict, Review.reviewed_at).order_by(
                Review.id
            ),
            Review.decision_id,
            ids,
        )
    }
    query = select(
        Decision.id,
        Decision.channel,
        Decision.version,
        Decision.urgency,
        Decision.received_at,
        Decision.deadline,
        Decision.state,
        Version.model,
    ).join(Version, and_(Version.decision_id == Decision.id, Version.number == Decision.version))
    for row in _rows(session, query, Decision.id, ids):
        # Taken back, a verdict waits to be made anew.
        review = None if row.state in OPEN else reviews.get((row.id, row.version))
        numbers = (
            minute(row.received_at),
            row.urgency,
            minute(row.deadline) if row.deadline else NEVER,
            int(row.state in OPEN),
            labels.get(row.id, 0),
            VERDICTS.index(review.verdict) if review else NEVER,
            minute(review.reviewed_at) if review else NEVER,
        )
        yield row.id, row.channel, row.model, numbers


def _labels(session: Session, ids: list[str] | None) -> dict[str, int]:
    """The flags of each decision as bits in the order of LABELS."""
    bits = {label: 1 << place for place, label in enumerate(LABELS)}
    flags: dict[str, int] = {}
    query = select(DecisionLabel.decision_id, DecisionLabel.label)
    for decision, label in _rows(session, query, DecisionLabel.decision_id, ids):
        flags[decision] = flags.get(decision, 0) | bits.get(label, 0)
    return flags


def _rows(session: Session, query: Any, key: Any, ids: list[str] | None) -> Iterable[Any]:
    if ids is not None:
        query = query.where(key.in_(ids))
    return session.execute(query.execution_options(yield_per=_BATCH))
