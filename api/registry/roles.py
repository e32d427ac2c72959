"""Least privilege on PostgreSQL: what the service's own role may do, table by table."""

from __future__ import annotations

import re
from types import MappingProxyType

from api.archive import tables as _archive_tables
from api.tables import Table

assert _archive_tables  # its tables belong to the same metadata

_CHANGES = MappingProxyType(
    {
        "users": "UPDATE",
        "sessions": "UPDATE",
        "recovery_codes": "UPDATE (ended_at)",
        "channels": "UPDATE",
        "api_keys": "UPDATE",
        "decisions": "UPDATE",
        "decision_labels": "DELETE",
        "contents": "UPDATE (text, author, author_id, url, parent, salt, erased_at)",
        "reviews": "UPDATE (reason, salt, erased_at)",
        "executions": "UPDATE (detail)",
        "statements": "UPDATE (text, salt, erased_at)",
        "registrations": "UPDATE (title, public_title, sender, receiver, salt, erased_at)",
        "disposal_items": "UPDATE",
        "shadow_readings": "UPDATE",
        "alerts": "UPDATE",
        "preferences": "UPDATE",
        "saved_drafts": "UPDATE, DELETE",
        "search_texts": "UPDATE, DELETE",
    }
)
"""What may be done beyond SELECT and INSERT; the triggers judge each such change once more."""

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def role_script(role: str, reader: str | None = None) -> str:
    """SQL that the tables' owner runs with psql: what `role` may do, and a reading auditor.

    Raises ValueError for a name that is no plain lower-case identifier.
    """
    lines = _opening(role) + [_grant(role, table) for table in sorted(Table.metadata.tables)]
    lines.append(f"GRANT SELECT ON alembic_version TO {role};")
    lines.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};")
    if reader is not None:
        lines += _opening(reader)
        # An auditor checks the chain; the comments themselves are not needed for that.
        lines.append(f"GRANT SELECT ON registry_entries, alembic_version TO {reader};")
    return "\n".join(lines) + "\n"


def _opening(role: str) -> list[str]:
    if not _NAME.fullmatch(role):
        raise ValueError(f"{role!r} is not a plain role name")
    return [
        f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
        f"ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {role};",
    ]


def _grant(role: str, table: str) -> str:
    more = f", {_CHANGES[table]}" if table in _CHANGES else ""
    return f"GRANT SELECT, INSERT{more} ON {table} TO {role};"
