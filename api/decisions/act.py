"""An act on one decision: one transaction, one principal, one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.auth.principal import Principal
from api.decisions.document import document
from api.decisions.lookup import find
from api.desk import Desk
from api.registry import append
from api.tables import Decision


@dataclass(frozen=True, slots=True)
class Act:
    """What every step of an act needs; `decision` is the locked row."""

    desk: Desk
    session: Session
    actor: Principal
    decision: Decision
    now: datetime

    def record(self, event: str, **payload: Any) -> int:
        """Tell the registry of this version; the entry's sequence, which the decision takes."""
        self.decision.entry = append(
            self.session,
            actor=self.actor.actor,
            type=event,
            decision=self.decision.id,
            payload={"version": self.decision.version, **payload},
            now=self.now,
        )
        return self.decision.entry

    def document(self) -> dict[str, Any]:
        """The decision as it now stands."""
        self.session.flush()
        return document(self.session, self.desk, self.decision)


@contextmanager
def acting(desk: Desk, actor: Principal, right: str, decision_id: str) -> Iterator[Act]:
    """A writing transaction on one decision. Raises ForbiddenError, NotFoundError."""
    actor.need(right)
    with desk.database.writing() as session:
        yield Act(desk, session, actor, find(session, actor, decision_id), desk.now())
