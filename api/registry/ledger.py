"""The chain in the database: append within the caller's transaction, read, export, verify."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.archive.tables import ARCHIVE_WITNESSES
from api.language import _
from api.registry.chain import GENESIS, Entry, Fault, Verification, link, verify
from api.registry.checkpoints import Checkpoint, Signer
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


def checkpoint(session: Session, signer: Signer, now: datetime) -> Checkpoint:
    """The signed head of the chain as it stands."""
    return signer.sign(*head(session), now.isoformat())


def export(session: Session, now: datetime, signer: Signer, *, after: int = 0) -> Iterator[str]:
    """The chain as JSON lines from the entry after `after`, the last line its signed head."""
    sequence, last = after, GENESIS
    for row in entries(session, after=after):
        sequence, last = row["sequence"], row["hash"]
        yield json.dumps(row, ensure_ascii=True) + "\n"
    if last == GENESIS:
        sequence, last = head(session)
    signed = signer.sign(sequence, last, now.isoformat())
    yield json.dumps({"head": signed.as_dict()}) + "\n"


def verify_base(session: Session, checkpoints: Iterable[Checkpoint] = ()) -> Verification:
    """Verify the stored chain, against earlier checkpoints and the rows that name its entries."""
    heads = {one.sequence: one.hash for one in checkpoints}
    result = verify(_compared(entries(session), heads))
    if result.fault is not None:
        return result
    if _named_last(session) > result.entries:
        return _ended(result, _("Kedjans slut saknas: andra rader hänvisar till den."))
    if max(heads, default=0) > result.entries:
        return _ended(result, "Kedjans slut saknas: en underskriven kontrollpunkt visar mer.")
    return result


def _compared(rows: Iterable[dict[str, Any]], heads: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        signed = heads.get(row["sequence"], row["hash"])
        # A chain that was written anew holds by itself, but not under what was signed before.
        yield row if signed == row["hash"] else {**row, "hash": signed}


def _ended(result: Verification, reason: str) -> Verification:
    return Verification(result.entries, result.head, Fault(result.entries + 1, reason))


def _named_last(session: Session) -> int:
    tables = (*WITNESSES, *ARCHIVE_WITNESSES)
    return max(session.scalar(select(func.max(table.entry))) or 0 for table in tables)


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
