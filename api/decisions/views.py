"""Reading a decision; for a human that is the moment of knowledge, and it is logged."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.principal import READ, Principal
from api.decisions.act import Act, acting
from api.decisions.document import document
from api.decisions.lookup import find, seen
from api.desk import Desk
from api.registry import entries
from api.tables import ApiKey, User, View
from model.personal_data import mask_identity_numbers


def show(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """The decision's document; logs the first time that this human is shown this version.

    Raises NotFoundError.
    """
    actor.need(READ)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        if actor.kind != "user" or seen(session, decision, actor.id):
            return document(session, desk, decision)
    with acting(desk, actor, READ, decision_id) as act:
        if not seen(act.session, act.decision, actor.id):
            _log(act)
        return act.document()


def outline(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """The document without the comment's words and author, which logs nothing.

    `seen` tells whether this human has been shown this version. Raises NotFoundError.
    """
    actor.need(READ)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        whole = document(session, desk, decision)
        known = actor.kind == "user" and seen(session, decision, actor.id)
    comment = whole["comment"]
    withheld = {
        "text": None,
        "author": None,
        "author_id": None,
        "length": len(comment["text"] or ""),
    }
    for name in ("url", "parent"):  # an address that holds a person's number is not shown
        shown = comment[name]
        withheld[name] = shown if shown == mask_identity_numbers(shown or "") else None
    told: dict[str, Any] = {"drafts": [], "marked": []}  # both may quote the comment
    told["comment_id"] = mask_identity_numbers(whole["comment_id"])
    return {**whole, **told, "comment": {**comment, **withheld}, "seen": known}


def _log(act: Act) -> None:
    act.session.add(
        View(
            decision_id=act.decision.id,
            version=act.decision.version,
            user_id=act.actor.human(),
            viewed_at=act.now,
            entry=act.record("decision.viewed"),
        )
    )


def history(desk: Desk, actor: Principal, decision_id: str) -> list[dict[str, Any]]:
    """Everything that happened to the decision, oldest first, with who did it by name.

    Raises NotFoundError.
    """
    actor.need(READ)
    with desk.database.reading() as session:
        found = find(session, actor, decision_id)
        rows = list(entries(session, decision=found.id))
        names = _names(session, {row["actor"] for row in rows})
    return [
        {
            "sequence": row["sequence"],
            "time": row["time"],
            "type": row["type"],
            "actor": row["actor"],
            "name": names.get(row["actor"], row["actor"]),
            "payload": row["payload"],
        }
        for row in rows
    ]


def _names(session: Session, actors: set[str]) -> dict[str, str]:
    ids = [actor.partition(":")[2] for actor in actors]
    users = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    keys = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(ids)))
    return {f"user:{row.id}": row.name for row in users} | {
        f"key:{row.id}": row.name for row in keys
    }
