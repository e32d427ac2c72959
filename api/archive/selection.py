"""Selection: which content may go, and if not, why it stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.archive.tables import Handover, Hold, Registration
from api.decisions.document import remaining
from api.desk import Desk
from api.language import N_
from api.tables import Content, Decision, Execution, Review, Version

EPHEMERAL = "vid_inaktualitet"
"""The class that is erased here; the others are kept in the diary, so a copy must be there first."""

TOO_EARLY = N_("fristen har inte löpt ut")

_NOTHING = frozenset({"none", "observe"})
_ENDED = frozenset({"executed", "dismissed", "confirmed", "changed"})
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which content to consider; `days` stands in for a term that the profile does not set."""

    classes: tuple[str, ...] = (EPHEMERAL,)
    channel: str | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What speaks for and against keeping one decision's content."""

    decision: Decision
    profile: str
    suggestion: dict[str, Any]
    erased: bool
    review: Review | None
    executions: list[Execution]
    registered: bool
    handed_over: bool
    held: bool


def why_kept(
    session: Session, desk: Desk, decision: Decision, criteria: Criteria, now: datetime
) -> str | None:
    """Why the content stays, in Swedish; None when it may go."""
    return next(reason for _, reason in weigh(session, desk, [decision], criteria, now))


def weigh(
    session: Session,
    desk: Desk,
    decisions: Iterable[Decision],
    criteria: Criteria,
    now: datetime,
) -> Iterator[tuple[Decision, str | None]]:
    """Each decision with why its content stays, in Swedish; None when it may go."""
    waiting = iter(decisions)
    while batch := list(islice(waiting, _BATCH)):
        for facts in _facts_of(session, batch):
            yield facts.decision, _why_kept(desk, facts, criteria, now)


def retention_of(session: Session, desk: Desk, decision: Decision) -> str | None:
    """The class that holds: the reviewed ground's, else the suggestion's."""
    return _retention(desk, next(_facts_of(session, [decision])))


def _why_kept(desk: Desk, facts: Facts, criteria: Criteria, now: datetime) -> str | None:
    if facts.erased:
        return N_("redan gallrad")
    if facts.held:
        return N_("spärrad")
    if not _is_ended(facts):
        return N_("inte avslutad")
    return _why_archived(desk, facts, criteria) or _why_early(desk, facts, criteria, now)


def _is_ended(facts: Facts) -> bool:
    if facts.decision.state == "suggested":
        return {one["action"] for one in facts.suggestion["actions"]} <= _NOTHING
    return facts.decision.state in _ENDED and not remaining(facts.review, facts.executions)


def _why_archived(desk: Desk, facts: Facts, criteria: Criteria) -> str | None:
    retention = _retention(desk, facts)
    if retention not in criteria.classes:
        return N_("annan bevarandeklass")
    if (facts.registered or retention != EPHEMERAL) and not facts.handed_over:
        return N_("bevaras i diariet och är inte överlämnad")
    return None


def _why_early(desk: Desk, facts: Facts, criteria: Criteria, now: datetime) -> str | None:
    days = _term(desk, facts, criteria)
    if days is None:
        return N_("ingen gallringsfrist")
    began = max([facts.decision.received_at, *([facts.review.reviewed_at] if facts.review else [])])
    return None if began + timedelta(days=days) <= now else TOO_EARLY


def _retention(desk: Desk, facts: Facts) -> str | None:
    profile = desk.profiles.get(facts.profile)
    if facts.review is not None and profile is not None:
        for ground in profile.grounds:
            if ground.key == facts.review.ground and ground.retention is not None:
                return ground.retention
    suggested: str | None = facts.suggestion["retention"]
    return suggested


def _term(desk: Desk, facts: Facts, criteria: Criteria) -> int | None:
    profile, retention = desk.profiles.get(facts.profile), _retention(desk, facts)
    term = profile.retention.get(retention) if profile and retention else None  # type: ignore[call-overload]
    # Of the other classes the profile's days are how soon the medium itself is cleared.
    days = term.days if term is not None and retention == EPHEMERAL else None
    return days if days is not None else criteria.days


def _facts_of(session: Session, decisions: Sequence[Decision]) -> Iterator[Facts]:
    """Everything of a batch in one query a table: a dry run weighs every decision there is."""
    ids = [one.id for one in decisions]
    versions = _by_version(
        session.execute(
            select(Version.decision_id, Version.number, Version.profile, Version.suggestion).where(
                Version.decision_id.in_(ids)
            )
        )
    )
    erased = _by_version(
        session.execute(
            select(Content.decision_id, Content.version, Content.erased_at).where(
                Content.decision_id.in_(ids)
            )
        )
    )
    reviews: dict[tuple[str, int], Review] = {}
    for review in _rows(session, Review, ids):
        reviews[review.decision_id, review.version] = review
    done: dict[tuple[str, int], list[Execution]] = {}
    for row in _rows(session, Execution, ids):
        done.setdefault((row.decision_id, row.version), []).append(row)
    held = {row.decision_id: row.placed for row in _rows(session, Hold, ids)}
    registered, handed = _named(session, Registration, ids), _named(session, Handover, ids)
    for one in decisions:
        key = (one.id, one.version)
        yield Facts(
            decision=one,
            profile=versions[key].profile,
            suggestion=versions[key].suggestion,
            erased=erased[key].erased_at is not None,
            review=reviews.get(key),
            executions=done.get(key, []),
            registered=one.id in registered,
            handed_over=one.id in handed,
            held=held.get(one.id, False),
        )


def _by_version(rows: Iterable[Any]) -> dict[tuple[str, int], Any]:
    return {(row[0], row[1]): row for row in rows}


def _rows(session: Session, table: Any, ids: list[str]) -> Iterable[Any]:
    return session.scalars(select(table).where(table.decision_id.in_(ids)).order_by(table.id))


def _named(session: Session, table: Any, ids: list[str]) -> set[str]:
    return set(session.scalars(select(table.decision_id).where(table.decision_id.in_(ids))))
