"""The timeline: everything that happened to a decision, with what people said of it, in one line."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.archive.tables import Statement
from api.auth.principal import Principal
from api.decisions.views import history
from api.desk import Desk
from api.tables import Evidence, Execution, Review


def timeline(desk: Desk, actor: Principal, decision_id: str) -> list[dict[str, Any]]:
    """The history, each event with `ground`, `words` (a reason or a statement) and `kind` of file.

    Appeals and their outcomes stand among the rest. Raises NotFoundError.
    """
    events = history(desk, actor, decision_id)
    with desk.database.reading() as session:
        told = _told(session, decision_id)
    blank = {"ground": None, "words": None, "kind": None}
    return [{**event, **blank, **told.get(event["sequence"], {})} for event in events]


def _told(session: Session, decision: str) -> dict[int, dict[str, Any]]:
    """What the erasable tables add, by the entry that they belong to."""
    told: dict[int, dict[str, Any]] = {}
    for review in session.scalars(select(Review).where(Review.decision_id == decision)):
        told[review.entry] = {"ground": review.ground, "words": review.reason}
    for said in session.scalars(select(Statement).where(Statement.decision_id == decision)):
        told[said.entry] = {"words": said.text}
    for deed in session.scalars(select(Execution).where(Execution.decision_id == decision)):
        told[deed.entry] = {"words": deed.detail}
    for file in session.scalars(select(Evidence).where(Evidence.decision_id == decision)):
        told[file.entry] = {"kind": file.kind}
    return told
