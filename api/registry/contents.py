"""What the chain is bound to: every row of content that is left still says what it said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from api.archive.store import Store
from api.archive.tables import Erasure, Registration, Statement
from api.decisions.comment import Comment, commit, committed
from api.decisions.evidence import is_intact
from api.language import _
from api.tables import Content, Decision, Evidence, RegistryEntry, Review, Version

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row that is not what its entry says, and in Swedish why."""

    table: str
    row: str
    entry: int
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """How many rows were checked, how many of them are erased by a decision, and the first wrong."""

    checked: int
    erased: int
    mismatch: Mismatch | None

    def as_dict(self) -> dict[str, Any]:
        """The HTTP form."""
        return asdict(self)


def verify_contents(session: Session, store: Store | None = None) -> Contents:
    """Check comments, reasons, statements, registrations and evidence against the chain.

    With a `store` every preserved file is read and its SHA-256 compared. Constant memory.
    """
    checked = erased = 0
    for gone, mismatch in _checks(session, store):
        if mismatch is not None:
            return Contents(checked, erased, mismatch)
        checked, erased = checked + 1, erased + gone
    return Contents(checked, erased, None)


def _checks(session: Session, store: Store | None) -> Iterator[tuple[bool, Mismatch | None]]:
    yield from _versions(session)
    for table, columns, name in (
        (Review, ("reason",), "reason_commitment"),
        (Statement, ("text",), "commitment"),
        (Registration, ("title", "public_title", "sender", "receiver"), "commitment"),
    ):
        yield from _committed(session, table, columns, name)
    yield from _evidence(session, store)


def _versions(session: Session) -> Iterator[tuple[bool, Mismatch | None]]:
    query = (
        select(Version, Content, Decision, RegistryEntry)
        .join(
            Content,
            (Content.decision_id == Version.decision_id) & (Content.version == Version.number),
        )
        .join(Decision, Decision.id == Version.decision_id)
        .join(RegistryEntry, RegistryEntry.sequence == Version.entry)
        .execution_options(yield_per=_BATCH)
    )
    for version, content, decision, entry in session.execute(query):
        place = ("contents", f"{version.decision_id} v{version.number}", version.entry)
        told = _payload(entry).get("commitment")
        if told != version.commitment:
            yield False, Mismatch(*place, _("Versionens bindning är inte den som posten bär."))
        elif content.erased_at is not None:
            yield True, _unless_decided(session, version.decision_id, place)
        else:
            same = commit(content.salt or "", committed(_comment(decision, content))) == told
            yield False, None if same else Mismatch(*place, _("Kommentaren är ändrad."))


def _comment(decision: Decision, content: Content) -> Comment:
    return Comment(
        channel=decision.channel,
        comment_id=decision.comment_id,
        text=content.text or "",
        author=content.author,
        author_id=content.author_id,
        url=content.url,
        parent=content.parent,
        published_at=content.published_at,
    )


def _committed(
    session: Session, table: Any, columns: tuple[str, ...], name: str
) -> Iterator[tuple[bool, Mismatch | None]]:
    query = select(table, RegistryEntry).join(RegistryEntry, RegistryEntry.sequence == table.entry)
    for row, entry in session.execute(query.execution_options(yield_per=_BATCH)):
        place = (table.__tablename__, str(row.id), row.entry)
        if row.erased_at is not None:
            yield True, _unless_decided(session, row.decision_id, place)
            continue
        words = {column: getattr(row, column) for column in columns}
        same = commit(row.salt, words) == _payload(entry).get(name)
        yield (
            False,
            None if same else Mismatch(*place, _("Innehållet är inte det som posten band.")),
        )


def _evidence(session: Session, store: Store | None) -> Iterator[tuple[bool, Mismatch | None]]:
    query = select(Evidence, RegistryEntry).join(
        RegistryEntry, RegistryEntry.sequence == Evidence.entry
    )
    for row, entry in session.execute(query.execution_options(yield_per=_BATCH)):
        place = ("evidence", str(row.id), row.entry)
        gone = _is_decided(session, row.decision_id)
        if _payload(entry).get("sha256") != row.sha256:
            yield gone, Mismatch(*place, _("Beviset är ett annat än det som posten bär."))
        elif store is not None and not gone and not is_intact(store, row):
            yield gone, Mismatch(*place, _("Filen saknas eller är ändrad."))
        else:
            yield gone, None


def _unless_decided(
    session: Session, decision: str, place: tuple[str, str, int]
) -> Mismatch | None:
    return None if _is_decided(session, decision) else Mismatch(*place, "Borta utan beslut.")


def _is_decided(session: Session, decision: str) -> bool:
    told = select(RegistryEntry.sequence).where(
        RegistryEntry.sequence == Erasure.entry,
        RegistryEntry.type == "content.erased",
        RegistryEntry.decision == decision,
    )
    return bool(
        session.scalar(select(exists().where(Erasure.decision_id == decision).where(told.exists())))
    )


def _payload(entry: RegistryEntry) -> dict[str, Any]:
    told = json.loads(entry.payload)
    return told if isinstance(told, dict) else {}
