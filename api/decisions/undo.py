"""Undoing: what a human decided is taken back as an added entry, while it still can be."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from api.archive.tables import Appeal
from api.auth.principal import ADMINISTER, REVIEW, Principal
from api.decisions.act import acting
from api.decisions.grounds import DISMISSALS
from api.decisions.lookup import (
    OPEN_STATES,
    content_of,
    executions_of,
    find,
    last_review,
    seen,
)
from api.decisions.reviews import Verdict, record_review, require_reason
from api.desk import Desk
from api.errors import ConflictError, invalid
from api.language import _
from api.registry.reopenings import REOPENED
from api.tables import Decision, RegistryEntry, Review

_OPENABLE = frozenset({"confirmed", "changed", "dismissed", "failed"})
_RESTORABLE = frozenset({"confirmed", "changed", "executed", "failed"})


def undoing(desk: Desk, actor: Principal, decision_id: str) -> str | None:
    """How this human may undo the standing review: "reopen", "unhide", or None.

    Raises NotFoundError.
    """
    if not actor.may(REVIEW):
        return None
    with desk.database.reading() as session:
        return _undoing(session, actor, find(session, actor, decision_id))


def reopen(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """Let the decision wait again; the review stays in the history. The decision's document.

    What waits again already is not reopened twice. Raises ForbiddenError for a key, NotFoundError, ConflictError when something is done already,
    a deletion is decided, or somebody else decided.
    """
    with acting(desk, actor, REVIEW, decision_id) as act:
        if _waits_again(act.session, actor, act.decision):
            return act.document()
        review = last_review(act.session, act.decision)
        if review is None or _undoing(act.session, actor, act.decision) != "reopen":
            raise ConflictError(_("Beslutet kan inte ångras längre."))
        act.decision.state = "suggested"
        act.decision.claimed_by = act.decision.claimed_until = None
        act.record(REOPENED, review=review.entry)
        return act.document()


def restore(
    desk: Desk, actor: Principal, decision_id: str, ground: str, reason: str
) -> dict[str, Any]:
    """Decide that a hidden comment is shown again. The decision's document.

    Raises ForbiddenError for a key, NotFoundError, InvalidError for a ground or reason that will
    not do, ConflictError when it is not hidden by the standing review.
    """
    with acting(desk, actor, REVIEW, decision_id) as act:
        review = last_review(act.session, act.decision)
        if review is None or _undoing(act.session, actor, act.decision) != "unhide":
            raise ConflictError(_("Kommentaren är inte dold genom det här beslutet."))
        if ground not in {one.key for one in DISMISSALS}:
            raise invalid("/ground", _("Välj en grund för att kommentaren ska visas igen."))
        require_reason(reason, desk.settings.reason_length)
        told = [action for action in ("notify_author",) if action in review.actions]
        record_review(act, Verdict("change", ground, reason), [*told, "unhide"])
        return act.document()


def _waits_again(session: Session, actor: Principal, decision: Decision) -> bool:
    """Whether the newest thing said of it is that this human reopened it."""
    if decision.state not in OPEN_STATES:
        return False
    told = select(RegistryEntry).where(RegistryEntry.sequence == decision.entry)
    newest = session.scalars(told).one()
    return (newest.type, newest.actor) == (REOPENED, actor.actor)


def _undoing(session: Session, actor: Principal, decision: Decision) -> str | None:
    review = last_review(session, decision)
    if review is None or not (review.user_id == actor.id or actor.may(ADMINISTER)):
        return None
    if _is_final(session, decision, review):
        return None
    done = {
        row.action
        for row in executions_of(session, decision)
        if row.review_id == review.id and row.outcome == "done"
    }
    if not done and decision.state in _OPENABLE:
        return "reopen"
    hidden = "hide" in done and decision.state in _RESTORABLE
    return "unhide" if hidden and seen(session, decision, actor.id) else None


def _is_final(session: Session, decision: Decision, review: Review) -> bool:
    # The tool may be removing the comment at this moment: a deletion is never called back.
    erased = content_of(session, decision).erased_at is not None
    tried = exists().where(Appeal.decision_id == decision.id)
    return erased or "delete" in review.actions or bool(session.scalar(select(tried)))
