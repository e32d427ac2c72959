"""What the database itself refuses, whoever asks: the same guards for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import NamedTuple

from alembic import op

revision = "0002"
down_revision = "0001"


class Guard(NamedTuple):
    """Refuse `event` on `table` where `when` holds for the row."""

    table: str
    event: str
    message: str
    when: str = "1 = 1"
    name: str = "guard"


_FOLLOWS = """(
    NEW.sequence = coalesce((SELECT max(t.sequence) FROM registry_entries t), 0) + 1
    AND NEW.previous = coalesce(
        (SELECT t.hash FROM registry_entries t ORDER BY t.sequence DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    )
)"""
_SEEN = """EXISTS (
    SELECT 1 FROM views v JOIN users u ON u.id = v.user_id
    WHERE v.decision_id = NEW.decision_id AND v.version = NEW.version AND v.user_id = NEW.user_id
)"""
_KEPT = """EXISTS (
    SELECT 1 FROM evidence e
    WHERE e.decision_id = NEW.decision_id AND e.version = NEW.version
)"""
_CURRENT = "NEW.version = (SELECT d.version FROM decisions d WHERE d.id = NEW.decision_id)"
_DECIDED = """EXISTS (
    SELECT 1 FROM reviews r
    JOIN users u ON u.id = r.user_id
    JOIN views v ON v.decision_id = r.decision_id AND v.version = r.version
        AND v.user_id = r.user_id
    WHERE r.id = NEW.review_id AND r.decision_id = NEW.decision_id AND r.version = NEW.version
        AND r.verdict IN ('confirm', 'change') AND r.actions LIKE '%"' || NEW.action || '"%'
        AND r.id = (
            SELECT max(later.id) FROM reviews later
            WHERE later.decision_id = r.decision_id AND later.version = r.version
        )
)"""
_REVIEWED = """EXISTS (
    SELECT 1 FROM reviews r WHERE r.decision_id = NEW.id AND r.version = NEW.version
)"""
_AFTER_REVIEW = "NEW.state IN ('confirmed', 'changed', 'dismissed', 'executed', 'failed')"

_KEYS = {
    "versions": "t.decision_id = NEW.decision_id AND t.number = NEW.number",
    "views": (
        "t.decision_id = NEW.decision_id AND t.version = NEW.version AND t.user_id = NEW.user_id"
    ),
    "reviews": "t.id = NEW.id",
    "evidence": "t.id = NEW.id OR (t.decision_id = NEW.decision_id"
    " AND t.version = NEW.version AND t.kind = NEW.kind AND t.sha256 = NEW.sha256)",
    "executions": "t.id = NEW.id",
}
"""Tables whose rows stand for ever, and how a row that would take another's place is known."""


def _fixed() -> list[Guard]:
    tables = ("registry_entries", *_KEYS)
    events = ("UPDATE", "DELETE")
    standing = [Guard(t, event, f"{t}: rows are never changed") for t in tables for event in events]
    # INSERT OR REPLACE removes a row without asking the DELETE triggers of other connections.
    replacing = [
        Guard(
            table,
            "INSERT",
            f"{table}: a row is never replaced",
            f"EXISTS (SELECT 1 FROM {table} t WHERE {same})",  # noqa: S608  (constants above)
            "replace",
        )
        for table, same in _KEYS.items()
    ]
    return standing + replacing


RULES = [
    Guard(
        "registry_entries",
        "INSERT",
        "registry_entries: an entry must follow the last one",
        f"NOT {_FOLLOWS}",
    ),
    Guard(
        "reviews",
        "INSERT",
        "reviews: a signed-in human must have been shown this version",
        f"NOT {_SEEN} OR NOT {_CURRENT}",
    ),
    Guard(
        "reviews",
        "INSERT",
        "reviews: evidence must be kept before a deletion is decided",
        f"""NEW.actions LIKE '%"delete"%' AND NOT {_KEPT}""",
        "evidence",
    ),
    Guard(
        "executions",
        "INSERT",
        "executions: no human has decided this action",
        f"NOT {_DECIDED} OR NOT {_CURRENT}",
    ),
    Guard(
        "executions",
        "INSERT",
        "executions: evidence must be kept before a deletion",
        f"NEW.action = 'delete' AND NOT {_KEPT}",
        "evidence",
    ),
    Guard(
        "decisions",
        "UPDATE",
        "decisions: this state needs the review of a human",
        f"{_AFTER_REVIEW} AND NOT {_REVIEWED}",
    ),
    Guard("decisions", "INSERT", "decisions: a decision begins unreviewed", _AFTER_REVIEW),
    Guard("decisions", "DELETE", "decisions: rows are never removed"),
    Guard(
        "contents",
        "UPDATE",
        "contents: a comment can be erased, not rewritten",
        "NEW.erased_at IS NULL OR NEW.text IS NOT NULL OR NEW.author IS NOT NULL"
        " OR NEW.author_id IS NOT NULL OR NEW.url IS NOT NULL OR NEW.parent IS NOT NULL"
        " OR NEW.salt IS NOT NULL",
    ),
    Guard("contents", "DELETE", "contents: rows are erased in place, never removed"),
]


def upgrade() -> None:
    """Create every guard."""
    create_guards(_fixed() + RULES)
    if op.get_bind().dialect.name == "postgresql":
        _refuse_truncate()


def create_guards(guards: list[Guard]) -> None:
    """Set guards, as triggers of whichever database this is."""
    written = on_postgresql if op.get_bind().dialect.name == "postgresql" else on_sqlite
    for guard in guards:
        for statement in written(guard):
            op.get_bind().exec_driver_sql(statement)


def drop_guards() -> None:
    """Lift every guard of this version."""
    run = op.get_bind().exec_driver_sql
    for guard in _fixed() + RULES:
        if op.get_bind().dialect.name == "postgresql":
            run(f"DROP FUNCTION {name_of(guard)}() CASCADE")
        else:
            run(f"DROP TRIGGER {name_of(guard)}")


def name_of(guard: Guard) -> str:
    """The trigger's name; on PostgreSQL also its function's."""
    return f"{guard.table}_{guard.event.lower()}_{guard.name}"


def on_sqlite(guard: Guard) -> list[str]:
    """The statement that sets it."""
    refusal = f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    return [f"{_trigger(guard)} WHEN {guard.when} {refusal}"]


def on_postgresql(guard: Guard) -> list[str]:
    """The statements that set it, as the driver takes them: a percent sign is doubled."""
    body = body_of(guard).replace("%", "%%")
    name = f"{name_of(guard)}()"
    return [
        f"CREATE OR REPLACE FUNCTION {name} RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        f"{_trigger(guard)} FOR EACH ROW EXECUTE FUNCTION {name}",
    ]


def _trigger(guard: Guard) -> str:
    return f"CREATE TRIGGER {name_of(guard)} BEFORE {guard.event} ON {guard.table}"


def body_of(guard: Guard) -> str:
    """What the guard's function does on PostgreSQL, as its catalogue tells it."""
    row = "OLD" if guard.event == "DELETE" else "NEW"
    return (
        f" BEGIN IF {guard.when} THEN RAISE EXCEPTION '{guard.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END "
    )


def refuse_truncate_of(*tables: str) -> None:
    """Set the TRUNCATE guard of PostgreSQL on more tables."""
    for table in tables:
        op.get_bind().exec_driver_sql(truncate_guard(table))


def truncate_guard(table: str) -> str:
    """The statement that sets it."""
    return (
        f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
    )


REFUSAL = (
    " BEGIN RAISE EXCEPTION 'rows are never removed' "
    "USING ERRCODE = 'integrity_constraint_violation'; END "
)
REFUSE_TRUNCATE = (
    "CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql"
    f" AS $${REFUSAL}$$"
)
TRUNCATE = ("registry_entries", "decisions", "contents", *_KEYS)


def _refuse_truncate() -> None:
    op.get_bind().exec_driver_sql(REFUSE_TRUNCATE)
    refuse_truncate_of(*TRUNCATE)
