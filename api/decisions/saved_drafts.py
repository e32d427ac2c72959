"""Saved drafts: what a reviewer has written over a draft, theirs alone, until the case is decided."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.auth.principal import REVIEW, Principal
from api.decisions.act import Act, acting
from api.decisions.lookup import content_of, find, seen
from api.desk import Desk
from api.errors import ConflictError, NotFoundError
from api.language import _
from api.tables import SavedDraft

LONGEST = 20_000
"""Characters of a draft."""


class Saved(NamedTuple):
    """A draft as its writer left it."""

    text: str
    saved_at: datetime


def save_draft(
    desk: Desk, actor: Principal, decision_id: str, kind: str, *, version: int, text: str | None
) -> Saved | None:
    """Keep what the person made of a draft; None, or the draft's own text, lets it go.

    Nothing of it is told to the registry or the log. Raises ForbiddenError for a key,
    NotFoundError for a draft that is not offered, ConflictError for a wording that was not shown,
    has changed or is erased.
    """
    with acting(desk, actor, REVIEW, decision_id) as act:
        offered = _offered(act, kind, version)
        key = (act.decision.id, actor.human(), kind)
        row = act.session.get(SavedDraft, key)
        if text is None or text == offered:
            if row is not None:
                act.session.delete(row)
            return None
        values = {"version": version, "text": text, "saved_at": act.now}
        names = {"decision_id": key[0], "user_id": key[1], "kind": key[2]}
        act.session.merge(SavedDraft(**names, **values))
        return Saved(text, act.now)


def saved_drafts(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Saved]:
    """What the person has saved of the present wording, by the draft's kind.

    Raises NotFoundError.
    """
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        query = select(SavedDraft).where(
            SavedDraft.decision_id == decision.id,
            SavedDraft.user_id == actor.id,
            SavedDraft.version == decision.version,
        )
        return {row.kind: Saved(row.text, row.saved_at) for row in session.scalars(query)}


def forget_drafts(session: Session, decision_id: str) -> None:
    """Let everybody's drafts of the decision go."""
    session.execute(delete(SavedDraft).where(SavedDraft.decision_id == decision_id))


def _offered(act: Act, kind: str, version: int) -> str:
    if version != act.decision.version or not seen(act.session, act.decision, act.actor.id):
        raise ConflictError(_("Kommentaren har ändrats sedan du läste den. Läs den igen."))
    if content_of(act.session, act.decision).erased_at is not None:
        raise ConflictError(_("Kommentaren är gallrad."))
    for draft in act.document()["drafts"]:
        if draft["kind"] == kind:
            return str(draft["text"])
    raise NotFoundError(_("Det finns inget sådant utkast."))
