"""Exhibits: the files that preserve one version, made and written before any row names them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.archive.pdf import Attachment, Section, render
from api.archive.store import Store, store_of
from api.auth.principal import Principal
from api.decisions.comment import new_salt
from api.decisions.document import iso
from api.decisions.lookup import content_of, version_of
from api.desk import Desk
from api.errors import UnavailableError
from api.language import _
from api.tables import Content, Decision, Version

FULL, REFERENCE, PDF, SCREENSHOT = "comment", "reference", "pdf", "screenshot"
"""Kinds: the whole comment, or only where it was (child abuse material); its PDF/A; a picture."""

JSON_TYPE, PDF_TYPE = "application/json", "application/pdf"
_SWEDEN = ZoneInfo("Europe/Stockholm")
_LABELS = (
    ("channel", "Kanal"),
    ("comment_id", "Kommentarens id"),
    ("url", "Adress"),
    ("published_at", "Publicerad"),
    ("author", "Skriven av"),
    ("author_id", "Avsändarens id"),
    ("parent", "Svar på"),
)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that is kept already; `version` is the wording that it preserves."""

    version: int
    kind: str
    sha256: str
    path: str
    size: int
    media_type: str


def write_exhibits(
    session: Session, desk: Desk, actor: Principal, decision: Decision, kind: str
) -> tuple[Exhibit, ...]:
    """Write the current version as JSON and, unless only referred to, PDF/A with the JSON in it.

    Raises UnavailableError when they cannot be written durably.
    """
    now = desk.now()
    record = _record(session, actor, decision, kind, now)
    body = json.dumps(record, ensure_ascii=True, indent=1).encode("ascii")
    number, store = decision.version, store_of(desk.settings)
    exhibits = (write_file(store, number, kind, body, JSON_TYPE),)
    if kind != FULL:
        return exhibits
    return (*exhibits, write_file(store, number, PDF, as_pdf(record, body, now), PDF_TYPE))


def write_file(store: Store, version: int, kind: str, body: bytes, media_type: str) -> Exhibit:
    """Keep a body under its SHA-256. Raises UnavailableError."""
    digest = hashlib.sha256(body).hexdigest()
    path = f"{digest[:2]}/{digest}.{media_type.rpartition('/')[2]}"
    try:
        store.write(path, body)
    except OSError as error:
        raise UnavailableError(_("Beviset kunde inte sparas; inget beslut är fattat.")) from error
    return Exhibit(version, kind, digest, path, len(body), media_type)


def as_pdf(record: Mapping[str, Any], body: bytes, moment: datetime) -> bytes:
    """The record for a reader, as PDF/A with the record itself attached."""
    comment = [(label, str(record[name] or "")) for name, label in _LABELS if name in record]
    captured = [
        ("Bevarad (UTC)", record["captured_at"]),
        ("Bevarad (svensk tid)", record["captured_at_local"]),
        ("Bevarad av", record["captured_by"]["name"]),
        ("Beslutets id", record["decision"]),
        ("Version", str(record["version"])),
        ("Modell", record["model"]),
        ("Regelverk", f"{record['profile']} {record['profile_version']}"),
        ("Regelverkets SHA-256", record["profile_hash"]),
        ("Registrets bindning", record["commitment"]),
    ]
    sections = [
        Section("Kommentaren", [("Text", str(record["text"] or "")), *comment]),
        Section("Föreslagna åtgärder", _suggested(record["suggestion"])),
        Section("Bevarandet", captured),
    ]
    return render(
        "Bevarad kommentar", sections, moment, [Attachment("kommentar.json", body, JSON_TYPE)]
    )


def _suggested(suggestion: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (
            one["action"],
            f"{one['explanation']} ({one['legal_basis']['kind']}: {one['legal_basis']['reference']})",
        )
        for one in suggestion["actions"]
    ]


def _record(
    session: Session, actor: Principal, decision: Decision, kind: str, now: datetime
) -> dict[str, Any]:
    version, content = version_of(session, decision), content_of(session, decision)
    return {
        "decision": decision.id,
        "channel": decision.channel,
        "comment_id": decision.comment_id,
        "url": content.url,
        "kind": kind,
        "captured_at": iso(now),
        "captured_at_local": now.astimezone(_SWEDEN).isoformat(),
        "captured_by": {"id": actor.id, "name": actor.name},
        "received_at": iso(decision.received_at),
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
