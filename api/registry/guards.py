"""Guards: whether the database itself still refuses what would alter the record, and setting them anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from api.migrations.versions import v0002_guards as first
from api.migrations.versions import v0004_archive_guards as second
from api.registry.ledger import append

RESTORED = "guards.restored"
"""The entry: an operator set guards that were missing or altered anew."""

_SQLITE = text("SELECT name, sql AS body FROM sqlite_master WHERE type = 'trigger'")
_POSTGRESQL = text(
    "SELECT t.tgname AS name, p.prosrc AS body FROM pg_trigger t"
    " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
    " AND c.relnamespace = current_schema()::regnamespace"
)


def missing_guards(session: Session) -> list[str]:
    """Names of triggers that are gone, switched off or not as the migrations set them."""
    on_postgresql = _dialect(session) == "postgresql"
    rows = session.execute(_POSTGRESQL if on_postgresql else _SQLITE)
    standing = {row.name: row.body for row in rows}
    return [name for name, body, _ in _expected(session) if standing.get(name) != body]


def restore_guards(session: Session, now: datetime) -> list[str]:
    """Set what is missing anew, with an entry that names it; needs the tables' owner."""
    missing = missing_guards(session)
    run = session.connection().exec_driver_sql
    for name, _, statements in _expected(session):
        if name in missing:
            for statement in statements:
                run(statement)
    if missing:
        told = {"guards": missing}
        append(session, actor="system:operator", type=RESTORED, payload=told, now=now)
    return missing


def _expected(session: Session) -> Iterator[tuple[str, str, list[str]]]:
    """(name, what the database tells of it, the statements that set it) of every guard."""
    if _dialect(session) == "postgresql":
        yield from _on_postgresql()
        return
    for guard in second.guards("sqlite"):
        name, (body,) = first.name_of(guard), first.on_sqlite(guard)
        yield name, body, [f"DROP TRIGGER IF EXISTS {name}", body]


def _on_postgresql() -> Iterator[tuple[str, str, list[str]]]:
    for guard in second.guards("postgresql"):
        name = first.name_of(guard)
        made, set_ = first.on_postgresql(guard)
        drop = f"DROP TRIGGER IF EXISTS {name} ON {guard.table}"
        yield name, first.body_of(guard), [made, drop, set_]
    for table in (*first.TRUNCATE, *second.TRUNCATE):
        drop = f"DROP TRIGGER IF EXISTS {table}_truncate ON {table}"
        set_ = first.truncate_guard(table)
        yield f"{table}_truncate", first.REFUSAL, [first.REFUSE_TRUNCATE, drop, set_]


def _dialect(session: Session) -> str:
    return session.connection().dialect.name
