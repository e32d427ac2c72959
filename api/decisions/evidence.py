"""Evidence: a comment kept as files before anything may be deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.archive.erasure import is_forbidden_content
from api.archive.pictures import media_type_of
from api.archive.store import Store, store_of
from api.auth.principal import READ, REVIEW, SUBMIT, Principal
from api.decisions.act import Act, acting
from api.decisions.document import evidence_document
from api.decisions.exhibits import (
    FULL,
    REFERENCE,
    SCREENSHOT,
    Exhibit,
    write_exhibits,
    write_file,
)
from api.decisions.lookup import content_of, evidence_of, find, seen
from api.desk import Desk
from api.errors import ConflictError, NotFoundError, UnavailableError
from api.language import N_, _
from api.tables import Decision, Evidence

ERASED = N_("Kommentaren är gallrad eller får inte sparas; det finns inget att bevara.")


def preserve(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """Keep the current version as it stands; the evidence's description.

    Raises ForbiddenError for a key, NotFoundError, ConflictError unless the human was shown it,
    UnavailableError when it cannot be written.
    """
    actor.need(REVIEW)
    exhibits = prepare(desk, actor, decision_id)
    with acting(desk, actor, REVIEW, decision_id) as act:
        if not seen(act.session, act.decision, actor.id):
            raise ConflictError(_("Öppna kommentaren innan du bevarar den."))
        return evidence_document(keep(act, exhibits=exhibits))


def attach(desk: Desk, actor: Principal, decision_id: str, picture: bytes) -> dict[str, Any]:
    """Keep a screenshot of the current version; the evidence's description.

    Raises ForbiddenError, NotFoundError, InvalidError for what is no picture, ConflictError where
    the content may not be stored, UnavailableError when it cannot be written.
    """
    right = REVIEW if actor.kind == "user" else SUBMIT
    actor.need(right)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        _require_storable(session, decision)
        version = decision.version
    media_type = media_type_of(picture, desk.settings.max_screenshot)
    exhibit = write_file(store_of(desk.settings), version, SCREENSHOT, picture, media_type)
    with acting(desk, actor, right, decision_id) as act:
        _require_storable(act.session, act.decision)
        same = [
            row
            for row in evidence_of(act.session, act.decision)
            if (row.kind, row.sha256) == (SCREENSHOT, exhibit.sha256)
        ]
        return evidence_document(same[0] if same else _add(act, exhibit))


def list_evidence(desk: Desk, actor: Principal, decision_id: str) -> list[dict[str, Any]]:
    """Descriptions of what preserves the current version. Raises NotFoundError."""
    actor.need(READ)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        return [evidence_document(row) for row in evidence_of(session, decision)]


def picture(desk: Desk, actor: Principal, decision_id: str, sha256: str) -> tuple[bytes, str]:
    """A kept screenshot and its media type, for whoever was shown the comment.

    Raises ForbiddenError, NotFoundError, UnavailableError when it cannot be read.
    """
    actor.need(READ)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        rows = evidence_of(session, decision) if seen(session, decision, actor.id) else []
        row = next((one for one in rows if (one.kind, one.sha256) == (SCREENSHOT, sha256)), None)
    if row is None:
        raise NotFoundError(_("Det finns ingen sådan bild i ärendet."))
    try:
        return store_of(desk.settings).read(row.path), row.media_type
    except OSError as error:
        raise UnavailableError(_("Bilden kan inte läsas just nu.")) from error


def standing(session: Session, desk: Desk, decision: Decision) -> Evidence | None:
    """Evidence of the current version whose file is there and unaltered; pictures are not enough."""
    store = store_of(desk.settings)
    rows = (row for row in evidence_of(session, decision) if row.kind in {FULL, REFERENCE})
    return next((row for row in rows if is_intact(store, row)), None)


def prepare(
    desk: Desk, actor: Principal, decision_id: str, kind: str = FULL
) -> tuple[Exhibit, ...]:
    """Write what `keep` will need before the write lock is taken, where it will be needed at all.

    A request that fails afterwards leaves files that nothing names; `archive sweep` removes them.
    Raises NotFoundError, UnavailableError.
    """
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        shown = seen(session, decision, actor.id)
        if not shown or content_of(session, decision).erased_at is not None:
            return ()
        if _enough(standing(session, desk, decision), kind):
            return ()
        return write_exhibits(session, desk, actor, decision, kind)


def keep(act: Act, *, kind: str = FULL, exhibits: Sequence[Exhibit] = ()) -> Evidence:
    """Record the files; gives what is kept already if it stands.

    Raises ConflictError when the content is erased, UnavailableError when it cannot be written.
    """
    kept = standing(act.session, act.desk, act.decision)
    if kept is not None and _enough(kept, kind):
        return kept
    _require_storable(act.session, act.decision)
    if not exhibits or exhibits[0].version != act.decision.version:
        exhibits = write_exhibits(act.session, act.desk, act.actor, act.decision, kind)
    first, *_ = [_add(act, one) for one in exhibits]
    return first


def is_intact(store: Store, row: Evidence) -> bool:
    """Whether the file is there with the recorded SHA-256."""
    try:
        body = store.read(row.path)
    except OSError:
        return False
    return hashlib.sha256(body).hexdigest() == row.sha256


def _enough(kept: Evidence | None, kind: str) -> bool:
    # What may only be referred to is never again kept whole.
    return kept is not None and kept.kind in {kind, REFERENCE}


def _require_storable(session: Session, decision: Decision) -> None:
    erased = content_of(session, decision).erased_at is not None
    if erased or is_forbidden_content(session, decision.id):
        raise ConflictError(_(ERASED))


def _add(act: Act, exhibit: Exhibit) -> Evidence:
    row = Evidence(
        decision_id=act.decision.id,
        version=exhibit.version,
        kind=exhibit.kind,
        actor=act.actor.actor,
        sha256=exhibit.sha256,
        path=exhibit.path,
        size=exhibit.size,
        media_type=exhibit.media_type,
        preserved_at=act.now,
        entry=act.record("evidence.preserved", kind=exhibit.kind, sha256=exhibit.sha256),
    )
    act.session.add(row)
    act.session.flush()
    return row
