"""Context: what else was said under the same post, and by the same author in the same channel."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from api.auth.principal import READ, Principal
from api.decisions.document import iso
from api.decisions.lookup import content_of, find, seen, state_of
from api.decisions.previews import preview
from api.desk import Desk
from api.tables import Content, Decision, Version

LENGTH = 5
"""Most comments shown of each kind."""

MOST = 100
"""Most that are counted; a thread may be long."""

_NOTHING: dict[str, Any] = {"items": [], "total": 0}


def context_of(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """`thread`: the latest others under the same post; `earlier`: the author's own before this one.

    Each with `items` and `total`, counted to MOST. `earlier` only for whoever was shown the comment, and None where
    the tool sends no author's id. Raises NotFoundError.
    """
    actor.need(READ)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        content = content_of(session, decision)
        told: dict[str, Any] = {"thread": _NOTHING, "earlier": None}
        if content.parent:
            told["thread"] = _found(session, desk, decision, Content.parent == content.parent)
        if content.author_id and seen(session, decision, actor.id):
            own = Content.author_id == content.author_id
            before = Decision.received_at <= decision.received_at
            told["earlier"] = _found(session, desk, decision, own & before)
        return told


def _found(
    session: Session, desk: Desk, decision: Decision, same: ColumnElement[bool]
) -> dict[str, Any]:
    others = (
        select(Decision, Content, Version)
        .join(
            Content,
            and_(Content.decision_id == Decision.id, Content.version == Decision.version),
        )
        .join(Version, and_(Version.decision_id == Decision.id, Version.number == Decision.version))
        .where(same, Decision.channel == decision.channel, Decision.id != decision.id)
    )
    latest = others.order_by(Decision.received_at.desc(), Decision.id).limit(LENGTH)
    rows = session.execute(latest).all()
    counted = others.with_only_columns(Decision.id).limit(MOST).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    return {"items": [_item(desk, *row) for row in rows], "total": total}


def _item(desk: Desk, decision: Decision, content: Content, version: Version) -> dict[str, Any]:
    return {
        "id": decision.id,
        "state": state_of(decision, desk.now()),
        "received_at": iso(decision.received_at),
        "flags": version.assessment["flags"],
        "preview": preview(content.text, version.assessment),
    }
