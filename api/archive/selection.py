"""Selection: which content may go, and if not, why it stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from api.archive.erasure import is_held
from api.archive.tables import Handover, Registration
from api.decisions.document import remaining
from api.decisions.lookup import content_of, executions_of, last_review, version_of
from api.desk import Desk
from api.tables import Decision

EPHEMERAL = "vid_inaktualitet"
"""The class that is erased here; the others are kept in the diary, so a copy must be there first."""

TOO_EARLY = "fristen har inte löpt ut"

_NOTHING = frozenset({"none", "observe"})
_ENDED = frozenset({"executed", "dismissed", "confirmed", "changed"})


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which content to consider; `days` stands in for a term that the profile does not set."""

    classes: tuple[str, ...] = (EPHEMERAL,)
    channel: str | None = None
    days: int | None = None


def why_kept(
    session: Session, desk: Desk, decision: Decision, criteria: Criteria, now: datetime
) -> str | None:
    """Why the content stays, in Swedish; None when it may go."""
    if content_of(session, decision).erased_at is not None:
        return "redan gallrad"
    if is_held(session, decision.id):
        return "spärrad"
    if not _is_ended(session, decision):
        return "inte avslutad"
    return _why_archived(session, desk, decision, criteria) or _why_early(
        session, desk, decision, criteria, now
    )


def _is_ended(session: Session, decision: Decision) -> bool:
    if decision.state == "suggested":
        suggestion = version_of(session, decision).suggestion
        return {one["action"] for one in suggestion["actions"]} <= _NOTHING
    left = remaining(last_review(session, decision), executions_of(session, decision))
    return decision.state in _ENDED and not left


def _why_archived(
    session: Session, desk: Desk, decision: Decision, criteria: Criteria
) -> str | None:
    retention = retention_of(session, desk, decision)
    if retention not in criteria.classes:
        return "annan bevarandeklass"
    registered = session.scalar(select(exists().where(Registration.decision_id == decision.id)))
    handed = session.scalar(select(exists().where(Handover.decision_id == decision.id)))
    if (registered or retention != EPHEMERAL) and not handed:
        return "bevaras i diariet och är inte överlämnad"
    return None


def _why_early(
    session: Session, desk: Desk, decision: Decision, criteria: Criteria, now: datetime
) -> str | None:
    days = _term(session, desk, decision, retention_of(session, desk, decision), criteria)
    if days is None:
        return "ingen gallringsfrist"
    review = last_review(session, decision)
    began = max([decision.received_at, *([review.reviewed_at] if review else [])])
    return None if began + timedelta(days=days) <= now else TOO_EARLY


def retention_of(session: Session, desk: Desk, decision: Decision) -> str | None:
    """The class that holds: the reviewed ground's, else the suggestion's."""
    version, review = version_of(session, decision), last_review(session, decision)
    profile = desk.profiles.get(version.profile)
    if review is not None and profile is not None:
        for ground in profile.grounds:
            if ground.key == review.ground and ground.retention is not None:
                return ground.retention
    suggested: str | None = version.suggestion["retention"]
    return suggested


def _term(
    session: Session, desk: Desk, decision: Decision, retention: str | None, criteria: Criteria
) -> int | None:
    profile = desk.profiles.get(version_of(session, decision).profile)
    term = profile.retention.get(retention) if profile and retention else None  # type: ignore[call-overload]
    # Of the other classes the profile's days are how soon the medium itself is cleared.
    days = term.days if term is not None and retention == EPHEMERAL else None
    return days if days is not None else criteria.days
