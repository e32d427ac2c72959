"""Search in the registry: by words, dates, place and case, never by what is sensitive of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from api.archive.cases import case_document, registration_of
from api.archive.search_texts import fold
from api.archive.tables import Registration, SearchText
from api.auth.principal import REGISTRY, Principal
from api.decisions.document import iso
from api.decisions.lookup import is_id, last_review
from api.desk import Desk
from api.errors import invalid
from api.tables import Content, Decision, Review


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
    query = select(Decision).where(*_conditions(actor, wanted))
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
    if wanted.words is not None:
        conditions += [_has_word(word) for word in fold(wanted.words).split()]
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


def _has_word(word: str) -> ColumnElement[bool]:
    found = select(SearchText.decision_id).where(SearchText.words.contains(word, autoescape=True))
    return Decision.id.in_(found)


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
    moment, _, identity = cursor.rpartition("_")
    try:
        received = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid("cursor", "Markören kommer inte härifrån.", "query") from error
    if not is_id(identity):
        raise invalid("cursor", "Markören kommer inte härifrån.", "query")
    return received, identity
