"""Evidence: a comment kept as a file before anything may be deleted."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from api.auth.principal import READ, REVIEW, Principal
from api.decisions.act import Act, acting
from api.decisions.comment import new_salt
from api.decisions.document import evidence_document, iso
from api.decisions.lookup import content_of, evidence_of, find, seen, version_of
from api.desk import Desk
from api.errors import ConflictError, UnavailableError
from api.tables import Content, Decision, Evidence, Version

FULL, REFERENCE = "comment", "reference"
"""Kinds of evidence: the whole comment, or only where it was (child abuse material)."""


def preserve(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """Keep the current version as it stands; the evidence's description.

    Raises ForbiddenError for a key, NotFoundError, ConflictError unless the human was shown it,
    UnavailableError when it cannot be written.
    """
    with acting(desk, actor, REVIEW, decision_id) as act:
        if not seen(act.session, act.decision, actor.id):
            raise ConflictError("Öppna kommentaren innan du bevarar den.")
        return evidence_document(keep(act))


def list_evidence(desk: Desk, actor: Principal, decision_id: str) -> list[dict[str, Any]]:
    """Descriptions of what preserves the current version. Raises NotFoundError."""
    actor.need(READ)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        return [evidence_document(row) for row in evidence_of(session, decision)]


def standing(session: Session, desk: Desk, decision: Decision) -> Evidence | None:
    """Evidence of the current version whose file is there and unaltered."""
    rows = evidence_of(session, decision)
    return next((row for row in rows if _intact(desk.settings.evidence_folder, row)), None)


def keep(act: Act, *, kind: str = FULL) -> Evidence:
    """Write the file, then the row; gives what is kept already if it stands.

    Raises UnavailableError when the file cannot be written durably.
    """
    kept = standing(act.session, act.desk, act.decision)
    if kept is not None and kind in {kept.kind, REFERENCE}:
        return kept
    body = _body(act, kind)
    digest, path = _write(act.desk.settings.evidence_folder, body)
    row = Evidence(
        decision_id=act.decision.id,
        version=act.decision.version,
        kind=kind,
        user_id=act.actor.human(),
        sha256=digest,
        path=path,
        size=len(body),
        media_type="application/json",
        preserved_at=act.now,
        entry=act.record("evidence.preserved", kind=kind, sha256=digest),
    )
    act.session.add(row)
    act.session.flush()
    return row


def _body(act: Act, kind: str) -> bytes:
    decision = act.decision
    version, content = version_of(act.session, decision), content_of(act.session, decision)
    record = {
        "decision": decision.id,
        "channel": decision.channel,
        "comment_id": decision.comment_id,
        "url": content.url,
        "kind": kind,
        "captured_at": iso(act.now),
        "captured_by": {"id": act.actor.id, "name": act.actor.name},
        "version": version.number,
        "commitment": version.commitment,
        "model": version.model,
        "profile": version.profile,
        "profile_version": version.profile_version,
        "profile_hash": version.profile_hash,
        # The registry names this file's hash; the salt keeps it from telling what is inside.
        "salt": new_salt(),
        **(_words(content, version) if kind == FULL else {}),
    }
    return json.dumps(record, ensure_ascii=True, indent=1).encode("ascii")


def _words(content: Content, version: Version) -> dict[str, Any]:
    return {
        "text": content.text,
        "author": content.author,
        "author_id": content.author_id,
        "parent": content.parent,
        "published_at": iso(content.published_at),
        "commitment_salt": content.salt,
        "assessment": version.assessment,
        "suggestion": version.suggestion,
    }


def _write(folder: Path, body: bytes) -> tuple[str, str]:
    digest = hashlib.sha256(body).hexdigest()
    path = f"{digest[:2]}/{digest}.json"
    try:
        _write_durably(folder / path, body)
    except OSError as error:
        raise UnavailableError("Beviset kunde inte sparas; inget beslut är fattat.") from error
    return digest, path


def _write_durably(target: Path, body: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_name(f".{secrets.token_hex(8)}")
    try:
        with waiting.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(target)
    finally:
        waiting.unlink(missing_ok=True)
    for folder in (target.parent, target.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _intact(folder: Path, row: Evidence) -> bool:
    try:
        body = (folder / row.path).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(body).hexdigest() == row.sha256
