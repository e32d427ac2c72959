"""Indexes that the pages need to stay quick with many decisions."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

_COUNTED = (
    "state",
    "comment_id",
    "claimed_until",
    "channel",
    "due",
    "priority",
    "received_at",
)
_INDEXES = (
    ("ix_decisions_received", "decisions", ["received_at", "id"]),
    ("ix_decisions_count", "decisions", [*_COUNTED]),
    ("ix_versions_model", "versions", ["model", "created_at"]),
    ("ix_registry_entries_type", "registry_entries", ["type", "sequence"]),
    ("ix_statements_decision_id", "statements", ["decision_id"]),
    ("ix_appeals_decision_id", "appeals", ["decision_id"]),
)


def upgrade() -> None:
    """Create them."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)
