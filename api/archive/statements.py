"""Statements: what somebody says of a decision afterwards, bound to the registry and erasable."""

from __future__ import annotations

from typing import Any

from api.archive.tables import Statement
from api.decisions.act import Act
from api.decisions.comment import commit, new_salt
from api.decisions.document import iso
from api.decisions.lookup import content_of
from api.errors import ConflictError, invalid
from api.language import _

_EVENTS = {
    "objection": "appeal.received",
    "outcome": "appeal.decided",
    "rectification": "content.rectified",
}


def add_statement(act: Act, kind: str, text: str, **payload: Any) -> Statement:
    """Record the statement with its entry. Raises InvalidError for no words, ConflictError."""
    if not text.strip():
        raise invalid("/text", _("Skriv något."))
    if content_of(act.session, act.decision).erased_at is not None and kind == "rectification":
        raise ConflictError(_("Kommentaren är gallrad; det finns inget att rätta."))
    salt = new_salt()
    commitment = commit(salt, {"text": text})
    row = Statement(
        decision_id=act.decision.id,
        version=act.decision.version,
        kind=kind,
        actor=act.actor.actor,
        text=text,
        salt=salt,
        commitment=commitment,
        made_at=act.now,
        entry=act.record(_EVENTS[kind], commitment=commitment, **payload),
    )
    act.session.add(row)
    act.session.flush()
    return row


def statement_document(row: Statement) -> dict[str, Any]:
    """The statement; no words once it is erased."""
    return {
        "kind": row.kind,
        "version": row.version,
        "text": row.text,
        "by": row.actor,
        "made_at": iso(row.made_at),
        "erased_at": iso(row.erased_at),
    }
