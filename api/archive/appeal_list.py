"""Objections over all decisions: those that wait for a second person, and those that were tried."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from api.archive.tables import Appeal, AppealOutcome
from api.auth.principal import READ, Principal
from api.decisions.document import iso
from api.desk import Desk
from api.tables import Decision, Review


def list_objections(
    desk: Desk,
    actor: Principal,
    *,
    waiting: bool,
    limit: int = 50,
    before: int | None = None,
) -> dict[str, Any]:
    """One page: those that wait, oldest first, or those tried, latest first; `next` goes in `before`."""
    actor.need(READ)
    query = (
        select(Appeal, Decision, Review, AppealOutcome)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Review, Review.id == Appeal.review_id)
        .outerjoin(AppealOutcome, AppealOutcome.appeal_id == Appeal.id)
        .where(
            AppealOutcome.appeal_id.is_(None) if waiting else AppealOutcome.appeal_id.is_not(None)
        )
    )
    if actor.channel is not None:
        query = query.where(Decision.channel == actor.channel)
    if before is not None:
        query = query.where(Appeal.id > before if waiting else Appeal.id < before)
    query = query.order_by(Appeal.id if waiting else Appeal.id.desc()).limit(limit + 1)
    with desk.database.reading() as session:
        rows = session.execute(query).all()
    last = rows[limit - 1][0].id if len(rows) > limit else None
    return {"items": [_item(*row) for row in rows[:limit]], "next": last}


def count_waiting(desk: Desk, actor: Principal) -> int:
    """How many decisions wait for a second person."""
    actor.need(READ)
    query = select(func.count()).select_from(Decision).where(Decision.state == "appealed")
    if actor.channel is not None:
        query = query.where(Decision.channel == actor.channel)
    with desk.database.reading() as session:
        return session.scalar(query) or 0


def _item(
    row: Appeal, decision: Decision, review: Review, outcome: AppealOutcome | None
) -> dict[str, Any]:
    return {
        "decision": decision.id,
        "channel": decision.channel,
        "received_at": iso(row.received_at),
        "verdict": review.verdict,
        "actions": review.actions,
        "ground": review.ground,
        "reviewer": review.user_id,
        "outcome": outcome.outcome if outcome else None,
        "decided_by": outcome.user_id if outcome else None,
        "decided_at": iso(outcome.decided_at) if outcome else None,
    }
