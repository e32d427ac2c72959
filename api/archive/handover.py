"""Handover to the registrar: one decision's documents as PDF/A, JSON and XML with checksums."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.archive.cases import case_document, registration_of
from api.archive.erms import erms
from api.archive.packages import digest_of, with_manifest, zipped
from api.archive.pdf import Attachment, Section, render
from api.archive.store import store_of
from api.archive.tables import Handover
from api.auth.principal import REGISTRY, Principal
from api.decisions.act import acting
from api.decisions.document import document, iso
from api.decisions.evidence import is_intact
from api.decisions.lookup import content_of, find, is_id, version_of
from api.desk import Desk
from api.errors import ConflictError
from api.language import _
from api.mail import deliver
from api.registry import entries
from api.settings import Settings
from api.tables import Channel, Decision, Evidence, Review, User


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The package by file name, and the SHA-256 of its list of checksums."""

    files: Mapping[str, bytes]
    sha256: str

    def as_zip(self) -> bytes:
        """The package as one file."""
        return zipped(self.files)


def hand_over(desk: Desk, actor: Principal, decision_id: str, receiver: str) -> HandedOver:
    """The decision's documents, recorded as handed to `receiver`.

    Raises ForbiddenError, NotFoundError, ConflictError when a preserved file is not intact.
    """
    actor.need(REGISTRY)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        files = with_manifest(_files(session, desk, decision))
    made = HandedOver(files, digest_of(files))
    with acting(desk, actor, REGISTRY, decision_id) as act:
        entry = act.record("case.handed_over", receiver=receiver, sha256=made.sha256)
        act.session.add(
            Handover(
                decision_id=decision_id,
                receiver=receiver,
                sha256=made.sha256,
                actor=actor.actor,
                made_at=act.now,
                entry=entry,
            )
        )
    return made


def send(settings: Settings, made: HandedOver, address: str, subject: str) -> None:
    """Mail the package. Raises UnavailableError when no server is set or it does not take it."""
    message = EmailMessage()
    message["To"], message["Subject"] = address, subject
    message.set_content(f"Handlingar för diarieföring. Kontrollsumma (SHA-256): {made.sha256}\n")
    message.add_attachment(
        made.as_zip(), maintype="application", subtype="zip", filename="overlamning.zip"
    )
    deliver(settings, message)


def dossier(session: Session, desk: Desk, decision: Decision) -> dict[str, Any]:
    """What the registrar's system needs to know of a decision, its files still to be named."""
    row = registration_of(session, decision.id)
    channel = session.get_one(Channel, decision.channel)
    content, version = content_of(session, decision), version_of(session, decision)
    retention = version.suggestion["retention"]
    terms = desk.profiles[version.profile].retention if version.profile in desk.profiles else {}
    case = case_document(row) if row else _unregistered(decision, channel)
    acts = [_act(session, review) for review in _reviews(session, decision)]
    return {
        **case,
        "state": decision.state,
        "channel": decision.channel,
        "comment_id": decision.comment_id,
        "published_at": iso(content.published_at),
        "retention": retention,
        "retention_meaning": terms[retention].meaning if retention in terms else (retention or ""),
        "responsible_person": _name(session, case["handler"]),
        "authorising_person": acts[-1]["by"] if acts else None,
        "acts": acts,
        "files": [],
    }


def _files(session: Session, desk: Desk, decision: Decision) -> dict[str, bytes]:
    kept = _evidence_files(session, desk, decision)
    told = {
        **document(session, desk, decision),
        "case": dossier(session, desk, decision),
        "history": list(entries(session, decision=decision.id)),
    }
    body = json.dumps(told, ensure_ascii=True, indent=1).encode("ascii")
    now = desk.now()
    files = {"arende.json": body, "arende.pdf": _case_pdf(told, body, now)}
    files.update({name: content for name, (content, _) in kept.items()})
    case = told["case"]
    case["files"] = [
        {"name": name, "path": name, "media_type": row.media_type, "sha256": row.sha256}
        for name, (_, row) in kept.items()
    ]
    return {**files, "erms.xml": erms([case], now)}


def _evidence_files(
    session: Session, desk: Desk, decision: Decision
) -> dict[str, tuple[bytes, Evidence]]:
    store, files = store_of(desk.settings), {}
    query = select(Evidence).where(Evidence.decision_id == decision.id).order_by(Evidence.id)
    erased = content_of(session, decision).erased_at is not None
    for row in session.scalars(query):
        if is_intact(store, row):
            name = f"bevis/version-{row.version}-{row.kind}-{row.path.rpartition('/')[2]}"
            files[name] = (store.read(row.path), row)
        elif not erased:
            raise ConflictError(_("Beviset %(sha)s saknas eller är ändrat.", sha=row.sha256))
    return files


def _case_pdf(told: Mapping[str, Any], body: bytes, now: datetime) -> bytes:
    case, comment = told["case"], told["comment"]
    sections = [
        Section(
            "Ärendet",
            [
                ("Diarienummer", case["diarienummer"] or "inte diariefört"),
                ("Ärendemening", case["title"] or ""),
                ("Avsändare", case["sender"] or ""),
                ("Mottagare", case["receiver"] or ""),
                ("Inkom", case["received_at"]),
                ("Sekretess", case["secrecy"] or "ingen markering"),
            ],
        ),
        Section(
            "Kommentaren",
            [("Text", comment["text"] or "gallrad"), ("Adress", comment["url"] or "")],
        ),
        Section(
            "Beslut",
            [
                (act["time"], f"{act['text']}. {act['why'] or ''} ({act['by']})")
                for act in case["acts"]
            ]
            or [("", "Inget beslut är fattat.")],
        ),
    ]
    attached = [Attachment("arende.json", body, "application/json")]
    return render(case["title"] or "Ärende", sections, now, attached)


def _unregistered(decision: Decision, channel: Channel) -> dict[str, Any]:
    return {
        "decision": decision.id,
        "municipality": channel.municipality,
        "diarienummer": None,
        "document": 1,
        "direction": "incoming",
        "title": f"Kommentar på {channel.name} {decision.received_at:%Y-%m-%d}",
        "public_title": None,
        "sender": None,
        "receiver": channel.municipality,
        "secrecy": None,
        "handler": None,
        "received_at": iso(decision.received_at),
        "registered_at": None,
    }


def _reviews(session: Session, decision: Decision) -> list[Review]:
    query = select(Review).where(Review.decision_id == decision.id).order_by(Review.id)
    return list(session.scalars(query))


def _act(session: Session, review: Review) -> dict[str, Any]:
    actions = ", ".join(review.actions) or "ingen åtgärd"
    return {
        "type": review.verdict,
        "text": f"Beslut: {actions}; grund: {review.ground}",
        "why": review.reason,
        "time": iso(review.reviewed_at),
        "by": _name(session, review.user_id) or review.user_id,
    }


def _name(session: Session, user: str | None) -> str | None:
    found = session.get(User, user) if user is not None and is_id(user) else None
    return found.name if found else None
