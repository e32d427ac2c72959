"""Appeals: the author objects, and a second person, never the first, looks again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.archive.statements import add_statement, statement_document
from api.archive.tables import Appeal, AppealOutcome, Statement
from api.auth.principal import READ, REGISTRY, REVIEW, SUBMIT, Principal
from api.decisions.act import Act, acting
from api.decisions.comment import commit, new_salt
from api.decisions.document import iso
from api.decisions.lookup import REVIEWED_STATES, find, last_review, seen
from api.desk import Desk
from api.errors import ConflictError, invalid
from api.language import _
from api.tables import Execution, Review

UPHELD, GRANTED = "upheld", "granted"
_UNDONE_BY = {"hide": "unhide"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the second person finds: `outcome` "upheld" or "granted", and why."""

    outcome: str
    reason: str


def appeal(
    desk: Desk,
    actor: Principal,
    decision_id: str,
    text: str,
    received_at: datetime | None = None,
) -> dict[str, Any]:
    """Record the author's objection to the standing review; the decision becomes appealed.

    Raises ForbiddenError, NotFoundError, InvalidError, ConflictError when nothing is decided or
    this decision was appealed before.
    """
    actor.need(SUBMIT if actor.kind == "key" else REGISTRY if actor.may(REGISTRY) else REVIEW)
    with acting(desk, actor, READ, decision_id) as act:
        review = last_review(act.session, act.decision)
        if review is None or act.decision.state not in REVIEWED_STATES:
            raise ConflictError(_("Det finns inget beslut att invända mot."))
        if act.session.scalar(select(Appeal).where(Appeal.review_id == review.id)):
            raise ConflictError(_("Det här beslutet har redan prövats en gång till."))
        objection = add_statement(act, "objection", text, review=review.entry)
        act.session.add(
            Appeal(
                decision_id=decision_id,
                version=act.decision.version,
                review_id=review.id,
                statement_id=objection.id,
                state_before=act.decision.state,
                received_at=received_at or act.now,
                recorded_at=act.now,
                actor=act.actor.actor,
                entry=objection.entry,
            )
        )
        act.session.flush()
        act.decision.state = "appealed"
        return {**act.document(), "appeals": appeals_of(act.session, decision_id)}


def settle(desk: Desk, actor: Principal, decision_id: str, outcome: Outcome) -> dict[str, Any]:
    """A second person, who was shown the comment, decides on the objection.

    Granted, the review is replaced by one that undoes what was done to the comment as far as it
    can be: `unhide`, and telling the author. Raises ForbiddenError for a key, NotFoundError,
    InvalidError, ConflictError for whoever reviewed it before.
    """
    with acting(desk, actor, REVIEW, decision_id) as act:
        standing = _standing(act)
        _require_second(act)
        if len("".join(outcome.reason.split())) < desk.settings.reason_length:
            least = desk.settings.reason_length
            raise invalid("/reason", _("Skriv ett skäl med minst %(least)s tecken.", least=least))
        said = add_statement(
            act, "outcome", outcome.reason, outcome=outcome.outcome, appeal=standing.entry
        )
        act.session.add(
            AppealOutcome(
                appeal_id=standing.id,
                user_id=actor.human(),
                outcome=outcome.outcome,
                statement_id=said.id,
                decided_at=act.now,
                entry=said.entry,
            )
        )
        act.session.flush()
        if outcome.outcome == GRANTED:
            _undo(act, standing, outcome)
        else:
            act.decision.state = standing.state_before
        return {**act.document(), "appeals": appeals_of(act.session, decision_id)}


def list_appeals(desk: Desk, actor: Principal, decision_id: str) -> list[dict[str, Any]]:
    """The decision's appeals with their outcomes. Raises NotFoundError."""
    actor.need(READ)
    with desk.database.reading() as session:
        return appeals_of(session, find(session, actor, decision_id).id)


def appeals_of(session: Session, decision: str) -> list[dict[str, Any]]:
    """The decision's appeals, oldest first."""
    query = select(Appeal).where(Appeal.decision_id == decision).order_by(Appeal.id)
    return [_document(session, row) for row in session.scalars(query)]


def _standing(act: Act) -> Appeal:
    query = select(Appeal).where(Appeal.decision_id == act.decision.id).order_by(Appeal.id.desc())
    row = act.session.scalar(query.limit(1))
    if row is None or act.decision.state != "appealed":
        raise ConflictError(_("Ingen invändning väntar på prövning."))
    return row


def _require_second(act: Act) -> None:
    if not seen(act.session, act.decision, act.actor.id):
        raise ConflictError(_("Öppna kommentaren innan du prövar invändningen."))
    mine = select(Review.id).where(
        Review.decision_id == act.decision.id,
        Review.version == act.decision.version,
        Review.user_id == act.actor.human(),
    )
    if act.session.scalar(mine.limit(1)) is not None:
        raise ConflictError(_("Du fattade beslutet; någon annan ska pröva invändningen."))


def _undo(act: Act, standing: Appeal, outcome: Outcome) -> None:
    before = act.session.get_one(Review, standing.review_id)
    done = act.session.scalars(
        select(Execution.action).where(
            Execution.review_id == before.id, Execution.outcome == "done"
        )
    )
    actions = [_UNDONE_BY[action] for action in done if action in _UNDONE_BY]
    actions, salt = [*actions, "notify_author"], new_salt()
    entry = act.record(
        "decision.reviewed",
        verdict="change",
        actions=actions,
        ground=before.ground,
        reason_commitment=commit(salt, {"reason": outcome.reason}),
        appeal=standing.entry,
    )
    act.session.add(
        Review(
            decision_id=act.decision.id,
            version=act.decision.version,
            user_id=act.actor.human(),
            verdict="change",
            actions=actions,
            ground=before.ground,
            reason=outcome.reason,
            salt=salt,
            reviewed_at=act.now,
            entry=entry,
        )
    )
    act.session.flush()
    act.decision.state = "changed"


def _document(session: Session, row: Appeal) -> dict[str, Any]:
    found = session.get(AppealOutcome, row.id)
    told = {
        "version": row.version,
        "received_at": iso(row.received_at),
        "objection": statement_document(session.get_one(Statement, row.statement_id)),
        "outcome": None,
    }
    if found is not None:
        told["outcome"] = {
            "outcome": found.outcome,
            "by": found.user_id,
            "decided_at": iso(found.decided_at),
            "statement": statement_document(session.get_one(Statement, found.statement_id)),
        }
    return told
