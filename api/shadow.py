"""The shadow: a challenger reads what comes in, after the answer; what it says is never acted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.background import working
from api.desk import Classifier, Desk
from api.tables import Decision, ShadowReading
from model.labels import HARMS, LABELS

_LOG = structlog.get_logger("uppsikt")

WAITING = 2_000
"""Most comments that wait for the challenger; one that finds no room goes unread."""
AT_ONCE = 32
SUMMED = 5_000
"""How many of the newest readings a summary counts."""
_PATIENCE = 0.2
_JUDGED = {"confirmed": "confirmed", "executed": "confirmed", "dismissed": "dismissed"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One version of a comment, for the challenger to read, and what the model in use flagged."""

    decision: str
    version: int
    text: str
    model: str
    flags: tuple[str, ...]


class Shadow:
    """A challenger with a queue of its own, so that no request waits for it."""

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        self._waiting: Queue[Reading] = Queue(WAITING)

    def offer(self, reading: Reading) -> None:
        """Let the challenger read it when it has time; dropped, and logged, where none is left."""
        try:
            self._waiting.put_nowait(reading)
        except Full:
            _LOG.warning("shadow.dropped", decision=reading.decision)

    def read(self, desk: Desk) -> int:
        """Read and store what waits, some at a time; how many were read."""
        readings = self._some()
        if not readings:
            return 0
        told = self.classifier.assess_many([each.text for each in readings])
        with desk.database.writing() as session:
            for each, assessment in zip(readings, told, strict=True):
                session.merge(
                    ShadowReading(
                        decision_id=each.decision,
                        version=each.version,
                        model=assessment.model,
                        scores=dict(assessment.scores),
                        flags=list(assessment.flags),
                        beside=each.model,
                        beside_flags=list(each.flags),
                        read_at=desk.now(),
                    )
                )
        return len(readings)

    def _some(self) -> list[Reading]:
        readings: list[Reading] = []
        try:
            readings.append(self._waiting.get(timeout=_PATIENCE))
            while len(readings) < AT_ONCE:
                readings.append(self._waiting.get_nowait())
        except Empty:
            pass
        return readings


@contextmanager
def shadowing(desk: Desk) -> Iterator[None]:
    """While the block runs, the desk's challenger reads; at its end what waits is read out."""
    shadow = desk.shadow
    if shadow is None:
        yield
        return
    with working("shadow", lambda ended: _work(desk, shadow, ended)):
        yield


def _work(desk: Desk, shadow: Shadow, ended: Event) -> None:
    while True:
        try:
            if not shadow.read(desk) and ended.is_set():
                return
        except SQLAlchemyError as error:
            _LOG.warning("shadow.lost", error=type(error).__name__)


def summary(session: Session) -> list[dict[str, Any]]:
    """Each challenger beside the model in use, over its newest SUMMED readings; newest first.

    `labels` counts who flagged what; `people` says of comments that people have decided on how
    many each model flags for any harm: of the confirmed many, of the dismissed few is better.
    """
    newest = func.max(ShadowReading.read_at)
    query = select(ShadowReading.model, func.count(), newest).group_by(ShadowReading.model)
    models = session.execute(query.order_by(newest.desc())).all()
    return [
        {"model": model, "comments": count, "last": last.isoformat(), **_counted(session, model)}
        for model, count, last in models
    ]


def _counted(session: Session, model: str) -> dict[str, Any]:
    query = (
        select(
            ShadowReading.flags, ShadowReading.beside_flags, ShadowReading.beside, Decision.state
        )
        .join(Decision, Decision.id == ShadowReading.decision_id)
        .where(ShadowReading.model == model)
        .order_by(ShadowReading.read_at.desc())
        .limit(SUMMED)
    )
    rows = session.execute(query).all()
    flags = [(set(own), set(other)) for own, other, _, _ in rows]
    return {
        "counted": len(rows),
        "beside": sorted({row.beside for row in rows}),
        "same_flags": sum(own == other for own, other in flags),
        "labels": _by_label(flags),
        "people": _by_state([(*pair, row.state) for pair, row in zip(flags, rows, strict=True)]),
    }


def _by_label(flags: Sequence[tuple[set[str], set[str]]]) -> list[dict[str, Any]]:
    both = Counter(label for own, other in flags for label in own & other)
    own_only = Counter(label for own, other in flags for label in own - other)
    other_only = Counter(label for own, other in flags for label in other - own)
    return [
        {
            "label": label,
            "both": both[label],
            "challenger_only": own_only[label],
            "active_only": other_only[label],
        }
        for label in LABELS
    ]


def _by_state(rows: Sequence[tuple[set[str], set[str], str]]) -> Mapping[str, dict[str, int]]:
    told = {
        each: {"comments": 0, "challenger": 0, "active": 0} for each in ("confirmed", "dismissed")
    }
    for own, other, state in rows:
        if state in _JUDGED:
            counts = told[_JUDGED[state]]
            counts["comments"] += 1
            counts["challenger"] += not own.isdisjoint(HARMS)
            counts["active"] += not other.isdisjoint(HARMS)
    return told
