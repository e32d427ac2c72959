"""The queue: by priority, then deadline, then age; keyset pages, so that no page grows slow."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_

from api.archive.erasure import GONE
from api.auth.principal import READ, Principal
from api.decisions.document import summary
from api.decisions.lookup import OPEN_STATES
from api.decisions.priority import HARMLESS, STEP, rank
from api.desk import Desk
from api.errors import invalid
from api.language import _
from api.tables import STATES, Decision, DecisionLabel, Version
from model.personal_data import mask_identity_numbers
from model.policy.profile import URGENCIES


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; an empty part does not narrow. `assignee` is a user's id or "none".

    `before` is the latest time of arrival, `late` only what is past its deadline, `harmless` only
    what may be dismissed together.
    """

    channels: Sequence[str] = ()
    states: Sequence[str] = ()
    labels: Sequence[str] = ()
    urgencies: Sequence[str] = ()
    assignee: str | None = None
    before: datetime | None = None
    late: bool = False
    harmless: bool = False


def list_decisions(
    desk: Desk,
    actor: Principal,
    chosen: Filter = Filter(),
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> dict[str, Any]:
    """One page: `items`, most urgent first, and `next`, the cursor of the following page.

    Raises InvalidError for a cursor that is not ours.
    """
    actor.need(READ)
    now = desk.now()
    query = (
        select(Decision, Version)
        .join(Version, and_(Version.decision_id == Decision.id, Version.number == Decision.version))
        .where(*_conditions(actor, chosen, now))
    )
    if cursor is not None:
        query = query.where(tuple_(*_KEY) > tuple_(*_read_cursor(cursor)))
    query = query.order_by(*_KEY).limit(limit + 1)
    with desk.database.reading() as session:
        rows = session.execute(query).all()
    more = len(rows) > limit
    items = [_row(decision, version, now) for decision, version in rows[:limit]]
    return {"items": items, "next": _write_cursor(rows[limit - 1][0]) if more else None}


def _row(decision: Decision, version: Version, now: datetime) -> dict[str, Any]:
    """A summary as a list may show it: a platform's id may hold a person's number."""
    row = summary(decision, version, now)
    return {**row, "comment_id": mask_identity_numbers(decision.comment_id)}


def count_decisions(desk: Desk, actor: Principal, chosen: Filter) -> int:
    """How many decisions the filter lets through."""
    actor.need(READ)
    conditions = _conditions(actor, chosen, desk.now())
    query = select(func.count()).select_from(Decision).where(*conditions)
    with desk.database.reading() as session:
        return session.scalar(query) or 0


def _conditions(actor: Principal, chosen: Filter, now: datetime) -> list[ColumnElement[bool]]:
    # What is erased waits for nobody; the registry's search still finds it.
    conditions: list[ColumnElement[bool]] = [Decision.comment_id.not_like(f"{GONE}%")]
    if actor.channel is not None:
        conditions.append(Decision.channel == actor.channel)
    if chosen.channels:
        conditions.append(Decision.channel.in_(chosen.channels))
    if chosen.states:
        conditions.append(_in_states(chosen.states, now))
    if chosen.urgencies:
        conditions.append(Decision.urgency.in_([rank(urgency) for urgency in chosen.urgencies]))
    if chosen.labels:
        conditions.append(_labelled(chosen.labels))
    if chosen.assignee is not None:
        conditions.append(_assigned(chosen.assignee, now))
    if chosen.before is not None:
        conditions.append(Decision.received_at <= chosen.before)
    if chosen.late:
        conditions.append(Decision.due <= now)
    if chosen.harmless:
        conditions.append(Decision.priority % STEP == HARMLESS)
    return conditions


def _held(now: datetime) -> ColumnElement[bool]:
    return and_(Decision.state == "claimed", Decision.claimed_until > now)


def _in_states(states: Sequence[str], now: datetime) -> ColumnElement[bool]:
    if set(STATES) - set(states) == OPEN_STATES:
        # Nearly everything: read in the queue's order, and nothing is sorted.
        return Decision.state.not_in(sorted(OPEN_STATES))
    plain = Decision.state.in_([state for state in states if state != "claimed"])
    expired = and_(Decision.state == "claimed", Decision.claimed_until <= now)
    exact = or_(
        plain,
        *([_held(now)] if "claimed" in states else []),
        *([expired] if "suggested" in states else []),
    )
    # What follows from it anyway, and what an index can be asked for.
    possible = {*states, *(["claimed"] if "suggested" in states else [])}
    return and_(Decision.state.in_(sorted(possible)), exact)


def _labelled(labels: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(DecisionLabel.decision_id == Decision.id, DecisionLabel.label.in_(labels))


def _assigned(assignee: str, now: datetime) -> ColumnElement[bool]:
    if assignee == "none":
        return ~_held(now)
    return and_(_held(now), Decision.claimed_by == assignee)


_KEY = (Decision.priority, Decision.due, Decision.received_at, Decision.id)


def _write_cursor(last: Decision) -> str:
    key = [last.priority, last.due.isoformat(), last.received_at.isoformat(), last.id]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read_cursor(cursor: str) -> tuple[int, datetime, datetime, str]:
    try:
        key, due, received, identity = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        place = range(STEP * len(URGENCIES)).index(key)
        return place, _moment(due), _moment(received), str(UUID(identity))
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise invalid("cursor", _("Markören kommer inte härifrån."), "query") from error


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)
