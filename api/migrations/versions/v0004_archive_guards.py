"""Every guard anew: words of people can be erased, on a recorded decision, and nothing rewritten."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from alembic import op
from sqlalchemy import text

from api.migrations.versions.v0002_guards import RULES, Guard, create_guards, refuse_truncate_of

revision = "0004"
down_revision = "0003"

_KEYS = MappingProxyType(
    {
        "versions": "t.decision_id = NEW.decision_id AND t.number = NEW.number",
        "views": (
            "t.decision_id = NEW.decision_id AND t.version = NEW.version"
            " AND t.user_id = NEW.user_id"
        ),
        "evidence": "t.id = NEW.id OR (t.decision_id = NEW.decision_id"
        " AND t.version = NEW.version AND t.kind = NEW.kind AND t.sha256 = NEW.sha256)",
        "appeals": "t.id = NEW.id OR t.review_id = NEW.review_id",
        "appeal_outcomes": "t.appeal_id = NEW.appeal_id",
        "holds": "t.id = NEW.id",
        "handovers": "t.id = NEW.id",
        "erasures": "t.id = NEW.id",
        "disposals": "t.id = NEW.id",
        "reviews": "t.id = NEW.id",
        "executions": "t.id = NEW.id",
        "statements": "t.id = NEW.id",
        "registrations": "t.id = NEW.id OR (t.decision_id = NEW.decision_id"
        " AND t.number = NEW.number)",
    }
)
"""Tables whose rows are never removed, and how a row that would take another's place is known."""

_ERASABLE = MappingProxyType(
    {
        "reviews": (
            ("reason", "salt"),
            "id decision_id version user_id verdict actions ground reviewed_at entry",
        ),
        "executions": (
            ("detail",),
            "id decision_id version review_id action outcome executed_at recorded_at actor entry",
        ),
        "statements": (
            ("text", "salt"),
            "id decision_id version kind actor commitment made_at entry",
        ),
        "registrations": (
            ("title", "public_title", "sender", "receiver", "salt"),
            (
                "id decision_id number municipality diarienummer year serial document direction"
                " secrecy handler received_at registered_at actor commitment entry"
            ),
        ),
        "contents": (
            ("text", "author", "author_id", "url", "parent", "published_at", "salt"),
            "decision_id version",
        ),
    }
)
"""Columns that may be blanked once an erasure is recorded, and those that stand for ever."""

_ERASURE = "EXISTS (SELECT 1 FROM erasures e WHERE e.decision_id = NEW.decision_id)"
_USER = "EXISTS (SELECT 1 FROM users u WHERE u.id = NEW.user_id)"
_BY_USER = "EXISTS (SELECT 1 FROM users u WHERE NEW.actor = 'user:' || u.id)"
_HELD = """coalesce((
    SELECT h.placed FROM holds h WHERE h.decision_id = NEW.decision_id ORDER BY h.id DESC LIMIT 1
), FALSE)"""
_SECOND = """EXISTS (
    SELECT 1 FROM appeals a
    JOIN views v ON v.decision_id = a.decision_id AND v.version = a.version
        AND v.user_id = NEW.user_id
    WHERE a.id = NEW.appeal_id AND NOT EXISTS (
        SELECT 1 FROM reviews r
        WHERE r.decision_id = a.decision_id AND r.version = a.version AND r.user_id = NEW.user_id
    )
)"""
_CONTESTED = """EXISTS (
    SELECT 1 FROM reviews r
    WHERE r.id = NEW.review_id AND r.decision_id = NEW.decision_id AND r.version = NEW.version
)"""
_APPEALED = "EXISTS (SELECT 1 FROM appeals a WHERE a.decision_id = NEW.id)"


def _fixed() -> list[Guard]:
    guards = []
    for table in ("registry_entries", *_KEYS):
        guards.append(Guard(table, "DELETE", f"{table}: rows are never changed or removed"))
        if table not in _ERASABLE:
            guards.append(Guard(table, "UPDATE", f"{table}: rows are never changed"))
    for table, same in _KEYS.items():
        replaced = f"EXISTS (SELECT 1 FROM {table} t WHERE {same})"  # noqa: S608
        guards.append(
            Guard(table, "INSERT", f"{table}: a row is never replaced", replaced, "replace")
        )
    return guards


def _erasing() -> list[Guard]:
    return [
        Guard(
            table,
            "UPDATE",
            f"{table}: rows are never changed, only erased and not rewritten",
            " OR ".join(
                [f"NOT {_ERASURE}"]
                + [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in fixed.split()]
                + [
                    f"(NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})"
                    for column in erasable
                ]
                + (["NEW.erased_at IS NULL", "NEW.salt IS NOT NULL"] if "salt" in erasable else [])
            ),
        )
        for table, (erasable, fixed) in _ERASABLE.items()
    ]


def _strict(guard: Guard) -> Guard:
    # A picture alone is no evidence of a comment.
    whole = "WHERE e.decision_id = NEW.decision_id AND e.version = NEW.version"
    return guard._replace(
        when=guard.when.replace(whole, f"{whole} AND e.kind IN ('comment', 'reference')")
    )


_RULES = [
    *(_strict(rule) for rule in RULES if (rule.table, rule.event) != ("contents", "UPDATE")),
    Guard(
        "reviews",
        "INSERT",
        "reviews: a review gives its reason",
        "NEW.reason IS NULL OR NEW.salt IS NULL OR NEW.erased_at IS NOT NULL",
        "reason",
    ),
    Guard("erasures", "INSERT", "erasures: a named human decides", f"NOT {_USER}"),
    Guard(
        "erasures",
        "INSERT",
        "erasures: a legal hold stands",
        f"NEW.mandate <> 'child_abuse' AND {_HELD}",
        "hold",
    ),
    Guard(
        "evidence",
        "INSERT",
        "evidence: a named human keeps the comment; a tool may add pictures",
        f"NEW.kind <> 'screenshot' AND NOT {_BY_USER}",
    ),
    Guard("disposals", "INSERT", "disposals: a named human decides", f"NOT {_USER}"),
    Guard("holds", "INSERT", "holds: a named human decides", f"NOT {_USER}"),
    Guard("appeals", "INSERT", "appeals: no such review", f"NOT {_CONTESTED}"),
    Guard(
        "appeal_outcomes",
        "INSERT",
        "appeal_outcomes: a second person, who was shown the comment, decides",
        f"NOT {_USER} OR NOT {_SECOND}",
    ),
    Guard(
        "decisions",
        "UPDATE",
        "decisions: nobody has appealed",
        f"NEW.state = 'appealed' AND NOT {_APPEALED}",
        "appeal",
    ),
    Guard("disposal_items", "DELETE", "disposal_items: rows are never removed"),
]


def upgrade() -> None:
    """Set every guard and fold the words that are there for search."""
    dialect = op.get_bind().dialect.name
    create_guards(guards(dialect))
    if dialect == "postgresql":
        refuse_truncate_of(*TRUNCATE)
    _fold_contents()


def guards(dialect: str) -> list[Guard]:
    """Every guard of this version, as the database of that name writes it."""
    whole = _fixed() + _erasing() + _RULES
    if dialect != "sqlite":
        return whole
    # SQLite knows IS DISTINCT FROM since 3.39; IS NOT means the same in every version.
    return [one._replace(when=one.when.replace("IS DISTINCT FROM", "IS NOT")) for one in whole]


TRUNCATE = (
    "appeals", "appeal_outcomes", "holds", "handovers", "erasures", "disposals",
    "statements", "registrations", "disposal_items", "users",
)  # fmt: skip
"""Tables that PostgreSQL keeps from being emptied, beside those of 0002."""


def _fold_contents() -> None:
    bind = op.get_bind()
    rows = bind.execute(
        text(
            "SELECT d.id, c.text, c.author FROM decisions d JOIN contents c"
            " ON c.decision_id = d.id AND c.version = d.version WHERE c.text IS NOT NULL"
        )
    )
    insert = text("INSERT INTO search_texts (decision_id, words) VALUES (:id, :words)")
    for row in rows.all():
        bind.execute(insert, {"id": row.id, "words": _fold(f"{row.text} {row.author or ''}")})


def _fold(stored: str) -> str:
    # Backslash, NUL and surrogates are stored as \xxxx; the last two can be in no search word.
    known = re.sub(r"\\([0-9a-f]{4})", lambda hit: "\\" if hit[1] == "005c" else " ", stored)
    return " ".join(unicodedata.normalize("NFC", known).casefold().split())
