"""Executions: what was done on the page, accepted only for what a human decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.auth.principal import EXECUTE, Principal
from api.decisions.act import Act, acting
from api.decisions.document import PAGE_ACTIONS, remaining
from api.decisions.evidence import standing
from api.decisions.lookup import REVIEWED_STATES, executions_of, last_review
from api.decisions.saved_drafts import forget_drafts
from api.desk import Desk
from api.errors import ConflictError
from api.language import _
from api.tables import Execution, Review


@dataclass(frozen=True, slots=True)
class Deed:
    """What the tool did: `outcome` "done" or "failed"."""

    action: str
    outcome: str
    executed_at: datetime | None = None
    detail: str | None = None


def execute(desk: Desk, actor: Principal, decision_id: str, deed: Deed) -> dict[str, Any]:
    """Record a deed; the decision's document. What is done already is not recorded again.

    Raises ForbiddenError, NotFoundError, ConflictError when no human decided that action or,
    for delete, nothing is kept.
    """
    with acting(desk, actor, EXECUTE, decision_id) as act:
        carry_out(act, deed)
        return act.document()


def carry_out(act: Act, deed: Deed) -> None:
    """Record a deed within an act. Raises ConflictError as `execute` does."""
    review = _standing_review(act, deed)
    if deed.action == "delete" and standing(act.session, act.desk, act.decision) is None:
        raise ConflictError(_("Inget är bevarat; radering får inte ske."))
    if not _is_done(act, review, deed):
        _record(act, review, deed)


def _standing_review(act: Act, deed: Deed) -> Review:
    review = last_review(act.session, act.decision)
    if review is None or act.decision.state not in REVIEWED_STATES:
        raise ConflictError(_("Ingen människa har beslutat om den här kommentaren."))
    if deed.action not in review.actions:
        raise ConflictError(_("Åtgärden ingår inte i det fattade beslutet."))
    return review


def _is_done(act: Act, review: Review, deed: Deed) -> bool:
    return any(
        row.action == deed.action and row.outcome == "done" and row.review_id == review.id
        for row in executions_of(act.session, act.decision)
    )


def _record(act: Act, review: Review, deed: Deed) -> None:
    entry = act.record("decision.executed", action=deed.action, outcome=deed.outcome)
    act.session.add(
        Execution(
            decision_id=act.decision.id,
            version=act.decision.version,
            review_id=review.id,
            action=deed.action,
            outcome=deed.outcome,
            executed_at=deed.executed_at or act.now,
            recorded_at=act.now,
            actor=act.actor.actor,
            detail=deed.detail,
            entry=entry,
        )
    )
    act.session.flush()
    act.decision.state = _state(act, review, deed)


def _state(act: Act, review: Review, deed: Deed) -> str:
    if deed.outcome == "failed":
        return "failed"
    left = remaining(review, executions_of(act.session, act.decision))
    if not left:  # nothing more is to be written
        forget_drafts(act.session, act.decision.id)
    return act.decision.state if PAGE_ACTIONS.intersection(left) else "executed"
