"""Finding a decision and what belongs to its current version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.principal import Principal
from api.errors import NotFoundError
from api.language import _
from api.tables import OPEN, Content, Decision, Evidence, Execution, Review, Version, View
from model.policy import Outcome

ID_LENGTH = 36
"""Characters of a UUID in text."""

OPEN_STATES = frozenset(OPEN)
"""States in which a decision waits for a human."""

REVIEWED_STATES = frozenset({"confirmed", "changed", "executed", "failed"})
"""States in which a human has said what to do, so that a tool may do it."""


def is_id(value: str) -> bool:
    """Whether a string from outside can be an id at all; others never reach the database."""
    return len(value) == ID_LENGTH and value.isascii() and value.isprintable()


def find(session: Session, actor: Principal, decision_id: str) -> Decision:
    """The decision. Raises NotFoundError, also for a key bound to another channel."""
    decision = session.get(Decision, decision_id) if is_id(decision_id) else None
    if decision is None or actor.channel not in (None, decision.channel):
        raise NotFoundError(_("Det finns inget beslut med det id:t."))
    return decision


def version_of(session: Session, decision: Decision) -> Version:
    """The current version's judgement."""
    return session.get_one(Version, (decision.id, decision.version))


def outcome_of(version: Version) -> Outcome:
    """What was suggested of that version, as the engine gave it."""
    return Outcome.from_dict(
        version.suggestion,
        profile=version.profile,
        version=version.profile_version,
        digest=version.profile_hash,
    )


def content_of(session: Session, decision: Decision) -> Content:
    """The current version's comment."""
    return session.get_one(Content, (decision.id, decision.version))


def seen(session: Session, decision: Decision, user: str) -> bool:
    """Whether the current version has been shown to the user."""
    return session.get(View, (decision.id, decision.version, user)) is not None


def last_review(session: Session, decision: Decision) -> Review | None:
    """The review of the current version that stands; None while it waits, also for another."""
    if decision.state in OPEN_STATES:
        return None
    return session.scalar(
        select(Review)
        .where(Review.decision_id == decision.id, Review.version == decision.version)
        .order_by(Review.id.desc())
        .limit(1)
    )


def evidence_of(session: Session, decision: Decision) -> list[Evidence]:
    """What preserves the current version."""
    query = select(Evidence).where(
        Evidence.decision_id == decision.id, Evidence.version == decision.version
    )
    return list(session.scalars(query.order_by(Evidence.id)))


def executions_of(session: Session, decision: Decision) -> list[Execution]:
    """What has been done under the current version."""
    query = select(Execution).where(
        Execution.decision_id == decision.id, Execution.version == decision.version
    )
    return list(session.scalars(query.order_by(Execution.id)))


def holder(decision: Decision, now: datetime) -> str | None:
    """The user whose claim holds now."""
    until = decision.claimed_until
    if decision.state != "claimed" or until is None or until <= now:
        return None
    return decision.claimed_by


def state_of(decision: Decision, now: datetime) -> str:
    """The state, where an expired claim is again only a suggestion."""
    if decision.state == "claimed" and holder(decision, now) is None:
        return "suggested"
    return decision.state
