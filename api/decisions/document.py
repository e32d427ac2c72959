"""A decision as the HTTP shape of it, the same for tools and pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.decisions.advice import advice
from api.decisions.grounds import grounds_under
from api.decisions.lookup import (
    content_of,
    evidence_of,
    executions_of,
    holder,
    last_review,
    state_of,
    version_of,
)
from api.decisions.priority import HARMLESS, STEP
from api.desk import Desk
from api.tables import Content, Decision, Evidence, Execution, Review, User, Version
from model.policy.profile import URGENCIES

PAGE_ACTIONS = frozenset({"hide", "unhide", "delete"})
"""Actions that change the comment on the page: a decision is executed when these are done."""

SELF_EVIDENT = frozenset({"none", "observe", "preserve"})
"""Actions that nobody carries out afterwards: nothing to do, or done by the service."""


def iso(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return moment.isoformat() if moment else None


def summary(decision: Decision, version: Version, now: datetime) -> dict[str, Any]:
    """A row of the queue: nothing of the comment's own words."""
    return {
        "id": decision.id,
        "state": state_of(decision, now),
        "channel": decision.channel,
        "comment_id": decision.comment_id,
        "version": decision.version,
        "urgency": URGENCIES[decision.urgency],
        "deadline": iso(decision.deadline),
        "received_at": iso(decision.received_at),
        "assignee": holder(decision, now),
        "claimed_until": iso(decision.claimed_until) if holder(decision, now) else None,
        "model": version.model,
        "profile": version.profile,
        "profile_version": version.profile_version,
        "flags": version.assessment["flags"],
        "harmless": decision.priority % STEP == HARMLESS,
        "actions": [action["action"] for action in version.suggestion["actions"]],
        "links": links(decision),
    }


def document(session: Session, desk: Desk, decision: Decision) -> dict[str, Any]:
    """Everything that is known of the current version."""
    version, review = version_of(session, decision), last_review(session, decision)
    executions = executions_of(session, decision)
    left = remaining(review, executions)
    return {
        **summary(decision, version, desk.now()),
        "profile_hash": version.profile_hash,
        "commitment": version.commitment,
        "assessment": version.assessment,
        "suggestion": version.suggestion,
        "comment": _comment(content_of(session, decision)),
        "review": _review(session, review) if review else None,
        "evidence": [evidence_document(row) for row in evidence_of(session, decision)],
        "executions": [_execution(row) for row in executions],
        "remaining": left,
        **advice(session, desk, decision, left),
        "grounds": [
            {
                "key": ground.key,
                "title": ground.title,
                "legal_basis": ground.legal_basis.model_dump(),
                "actions": list(ground.actions),
                "evidence": ground.evidence,
            }
            for ground in grounds_under(desk, version)
        ],
    }


def remaining(review: Review | None, executions: list[Execution]) -> list[str]:
    """The reviewed actions that somebody has yet to carry out, in order."""
    if review is None:
        return []
    done = {
        row.action for row in executions if row.outcome == "done" and row.review_id == review.id
    }
    return [action for action in review.actions if action not in done | SELF_EVIDENT]


def links(decision: Decision) -> dict[str, str]:
    """Where the decision can be read and acted on."""
    here = f"/v1/decisions/{decision.id}"
    parts = (
        "claim",
        "reviews",
        "reopenings",
        "restorations",
        "executions",
        "evidence",
        "history",
    )
    return {"self": here, **{part: f"{here}/{part}" for part in parts}}


def evidence_document(row: Evidence) -> dict[str, Any]:
    """A preserved file: what it is, never what is in it."""
    return {
        "kind": row.kind,
        "sha256": row.sha256,
        "size": row.size,
        "media_type": row.media_type,
        "preserved_at": iso(row.preserved_at),
        "preserved_by": row.actor.partition(":")[2],
    }


def _comment(content: Content) -> dict[str, Any]:
    return {
        "text": content.text,
        "author": content.author,
        "author_id": content.author_id,
        "url": content.url,
        "parent": content.parent,
        "published_at": iso(content.published_at),
        "erased_at": iso(content.erased_at),
    }


def _review(session: Session, row: Review) -> dict[str, Any]:
    return {
        "verdict": row.verdict,
        "actions": row.actions,
        "ground": row.ground,
        "reason": row.reason,
        "reviewer": {"id": row.user_id, "name": session.get_one(User, row.user_id).name},
        "reviewed_at": iso(row.reviewed_at),
    }


def _execution(row: Execution) -> dict[str, Any]:
    return {
        "action": row.action,
        "outcome": row.outcome,
        "executed_at": iso(row.executed_at),
        "recorded_at": iso(row.recorded_at),
        "actor": row.actor,
        "detail": row.detail,
    }
