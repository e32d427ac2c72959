"""Advice: what a human is helped with while deciding; made when it is read, never stored or sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from api.channels import watch_of
from api.decisions.grounds import grounds_of
from api.decisions.lookup import (
    OPEN_STATES,
    content_of,
    evidence_of,
    last_review,
    outcome_of,
    version_of,
)
from api.desk import Desk
from api.tables import Channel, Decision, Review, Version
from model.policy import (
    Context,
    Draft,
    Ground,
    Occasion,
    Outcome,
    Profile,
    escalation,
    write_drafts,
)
from model.policy.words import marked_words

_REFUSED = "dismiss"


def advice(
    session: Session, desk: Desk, decision: Decision, remaining: Sequence[str]
) -> dict[str, Any]:
    """Drafts, a passed deadline, the marked words and the guideline's own tree of questions.

    `remaining` names the reviewed actions that are still to be carried out.
    """
    version = version_of(session, decision)
    # A profile may have been taken away since; what was suggested by it can still be read.
    profile, outcome = desk.profiles.get(version.profile), outcome_of(version)
    review = last_review(session, decision)
    drafts = _drafts(session, decision, profile, outcome, review) if profile else ()
    return {
        "drafts": [draft.as_dict() for draft in drafts],
        "escalation": _escalation(
            desk, decision, session.get_one(Channel, decision.channel), outcome, remaining
        ),
        "marked": _marked(content_of(session, decision).text, version),
        "guide": profile.guide.model_dump(mode="json") if profile and profile.guide else None,
    }


def overdue(desk: Desk, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Whom to tell, by decision, of those that wait past their deadline."""
    if not ids:
        return {}
    query = (
        select(Decision, Version, Channel)
        .join(Version, and_(Version.decision_id == Decision.id, Version.number == Decision.version))
        .join(Channel, Channel.key == Decision.channel)
        .where(Decision.id.in_(ids), Decision.due <= desk.now(), Decision.state.in_(OPEN_STATES))
    )
    with desk.database.reading() as session:
        rows = session.execute(query).all()
    found = {
        decision.id: _escalation(desk, decision, channel, outcome_of(version), ())
        for decision, version, channel in rows
    }
    return {identity: late for identity, late in found.items() if late}


def _drafts(
    session: Session,
    decision: Decision,
    profile: Profile,
    outcome: Outcome,
    review: Review | None,
) -> tuple[Draft, ...]:
    if review is not None and review.verdict == _REFUSED:
        return ()
    return write_drafts(
        outcome,
        profile,
        _occasion(session, decision),
        actions=review.actions if review else None,
        ground=_ground(profile, review) if review else None,
    )


def _ground(profile: Profile, review: Review) -> Ground | None:
    return next((one for one in grounds_of(profile) if one.key == review.ground), None)


def _occasion(session: Session, decision: Decision) -> Occasion:
    content, kept = content_of(session, decision), evidence_of(session, decision)
    channel = session.get_one(Channel, decision.channel)
    return Occasion(
        decision=decision.id,
        channel=channel.name,
        medium=channel.medium,
        at=content.published_at or decision.received_at,
        text=content.text,
        author=content.author,
        url=content.url,
        evidence=kept[-1].sha256 if kept else None,
    )


def _escalation(
    desk: Desk,
    decision: Decision,
    channel: Channel,
    outcome: Outcome,
    remaining: Sequence[str],
) -> dict[str, Any] | None:
    left = None if decision.state in OPEN_STATES else remaining
    found = escalation(outcome, desk.now(), Context(watch=watch_of(desk, channel)), left=left)
    return found.as_dict() if found else None


def _marked(text: str | None, version: Version) -> list[dict[str, str | None]]:
    findings = version.assessment["findings"]
    marks = ((one["kind"], one["start"], one["end"]) for one in findings)
    return [
        {"kind": kind, "words": words}
        for kind, words in (marked_words(text, marks) if text is not None else ())
    ]
