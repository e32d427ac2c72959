"""The chain in the database: append within the caller's transaction, read, export, verify."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.registry.chain import GENESIS, Entry, Fault, Verification, link, verify
from api.tables import WITNESSES, RegistryEntry

_BATCH = 1000


def append(
    session: Session,
    *,
    actor: str,
    type: str,  # noqa: A002  (the member's name in the published entry)
    payload: Mapping[str, Any],
    now: datetime,
    decision: str | None = None,
) -> int:
    """Add one entry and give its sequence; `session` must be a writing one.

    `payload` must hold neither comment text nor personal data: it can never be erased.
    """
    entry = link(
        _last(session),
        time=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        actor=actor,
        type=type,
        decision=decision,
        payload=payload,
    )
    stored = entry.as_dict() | {"payload": rfc8785.dumps(dict(payload)).decode()}
    session.add(RegistryEntry(**stored))
    session.flush()
    return entry.sequence


def head(session: Session) -> tuple[int, str]:
    """Sequence and hash of the last entry; (0, GENESIS) of an empty chain."""
    last = _last(session)
    return (last.sequence, last.hash) if last else (0, GENESIS)


def entries(
    session: Session, *, after: int = 0, limit: int | None = None, decision: str | None = None
) -> Iterator[dict[str, Any]]:
    """Entries in order from the one after `after`, a batch in memory at a time."""
    query = select(RegistryEntry).where(RegistryEntry.sequence > after)
    if decision is not None:
        query = query.where(RegistryEntry.decision == decision)
    query = query.order_by(RegistryEntry.sequence).limit(limit)
    for row in session.scalars(query.execution_options(yield_per=_BATCH)):
        session.expunge(row)
        yield _members(row)


def export(session: Session, now: datetime) -> Iterator[str]:
    """The whole chain as JSON lines, the last line its head."""
    sequence, last = 0, GENESIS
    for row in entries(session):
        sequence, last = row["sequence"], row["hash"]
        yield json.dumps(row, ensure_ascii=True) + "\n"
    published = {"sequence": sequence, "hash": last, "exported_at": now.isoformat()}
    yield json.dumps({"head": published}) + "\n"


def verify_base(session: Session) -> Verification:
    """Verify the stored chain, and that no row elsewhere names an entry past its end."""
    result = verify(entries(session))
    if result.fault is None and _named_last(session) > result.entries:
        fault = Fault(result.entries + 1, "Kedjans slut saknas: andra rader hänvisar till den.")
        return Verification(result.entries, result.head, fault)
    return result


def _named_last(session: Session) -> int:
    return max(session.scalar(select(func.max(table.entry))) or 0 for table in WITNESSES)


def _last(session: Session) -> Entry | None:
    query = select(RegistryEntry).order_by(RegistryEntry.sequence.desc()).limit(1)
    row = session.scalar(query)
    return Entry(**_members(row)) if row else None


def _members(row: RegistryEntry) -> dict[str, Any]:
    return {
        "sequence": row.sequence,
        "time": row.time,
        "actor": row.actor,
        "type": row.type,
        "decision": row.decision,
        "payload": _payload(row.payload),
        "previous": row.previous,
        "hash": row.hash,
    }


def _payload(stored: str) -> Any:
    try:
        return json.loads(stored)
    except (ValueError, RecursionError):
        return None  # altered beyond reading: its hash will not hold
