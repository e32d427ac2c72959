"""Search in the registry: by words, dates, place and case, never by what is sensitive of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from api.archive.cases import case_document, registration_of
from api.archive.search_texts import fold
from api.archive.tables import Registration, SearchText
from api.auth.principal import REGISTRY, Principal
from api.decisions.document import iso
from api.decisions.lookup import is_id, last_review
from api.desk import Desk
from api.errors import invalid
from api.language import _
from api.tables import Content, Decision, Review

_MANY = 500
"""Hits of words from which they are no longer looked up one by one."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to find; an empty part does not narrow. There is no filter on labels or sensitive data.

    Dataskyddslagen (2018:218) 3 kap. 3 § forbids selecting people by sensitive personal data.
    """

    words: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    channel: str | None = None
    author: str | None = None
    diarienummer: str | None = None
    ground: str | None = None
    handler: str | None = None


def search(
    desk: Desk,
    actor: Principal,
    wanted: Search,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> dict[str, Any]:
    """One page, latest first: `items` without the comments' words, and `next`.

    Raises ForbiddenError, InvalidError for a cursor that is not ours.
    """
    actor.need(REGISTRY)
    with desk.database.reading() as session:
        worded = _worded(session, wanted.words)
    query = select(Decision).where(*_conditions(actor, wanted), *worded)
    place = tuple_(Decision.received_at, Decision.id)
    if cursor is not None:
        query = query.where(place < tuple_(*_read_cursor(cursor)))
    query = query.order_by(Decision.received_at.desc(), Decision.id.desc()).limit(limit + 1)
    with desk.database.reading() as session:
        rows = list(session.scalars(query))
        items = []
        for row in rows[:limit]:
            case, review = registration_of(session, row.id), last_review(session, row)
            items.append(
                {
                    "decision": row.id,
                    "channel": row.channel,
                    "state": row.state,
                    "received_at": iso(row.received_at),
                    "ground": review.ground if review else None,
                    "reviewer": review.user_id if review else None,
                    "case": case_document(case) if case else None,
                    "links": {"self": f"/v1/decisions/{row.id}"},
                }
            )
    last = rows[limit - 1] if len(rows) > limit else None
    return {"items": items, "next": f"{last.received_at.isoformat()}_{last.id}" if last else None}


def _conditions(actor: Principal, wanted: Search) -> list[ColumnElement[bool]]:
    channels = (actor.channel, wanted.channel)
    conditions: list[ColumnElement[bool]] = [
        Decision.channel == channel for channel in channels if channel is not None
    ]
    if wanted.since is not None:
        conditions.append(Decision.received_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Decision.received_at < wanted.until)
    if wanted.author is not None:
        conditions.append(_written_by(wanted.author))
    if wanted.diarienummer is not None:
        conditions.append(_registered(Registration.diarienummer == wanted.diarienummer))
    if wanted.ground is not None:
        conditions.append(_reviewed(Review.ground == wanted.ground))
    if wanted.handler is not None:
        mine = _reviewed(Review.user_id == wanted.handler)
        conditions.append(or_(mine, _registered(Registration.handler == wanted.handler)))
    return conditions


def _worded(session: Session, words: str | None) -> list[ColumnElement[bool]]:
    """That a decision's words hold every one of these, also as a part of a word.

    Where few do they are looked up one by one; where many do the latest decisions are gone
    through until a page is full. Either way most of the base is never read.
    """
    sought = fold(words or "").split()
    if not sought:
        return []
    holds = and_(*(SearchText.words.contains(word, autoescape=True) for word in sought))
    found = select(SearchText.decision_id).where(holds)
    number = select(func.count()).select_from(found.limit(_MANY + 1).subquery())
    if (session.scalar(number) or 0) <= _MANY:
        return [Decision.id.in_(found)]
    return [exists().where(SearchText.decision_id == Decision.id, holds)]


def _written_by(author: str) -> ColumnElement[bool]:
    own = or_(Content.author == author, Content.author_id == author)
    return Decision.id.in_(select(Content.decision_id).where(own))


def _registered(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    latest = select(func.max(Registration.id)).group_by(Registration.decision_id)
    rows = select(Registration.decision_id).where(and_(Registration.id.in_(latest), condition))
    return Decision.id.in_(rows)


def _reviewed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Decision.id.in_(select(Review.decision_id).where(condition))


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    moment, __, identity = cursor.rpartition("_")
    try:
        received = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid("cursor", _("Markören kommer inte härifrån."), "query") from error
    if not is_id(identity):
        raise invalid("cursor", _("Markören kommer inte härifrån."), "query")
    return received, identity
