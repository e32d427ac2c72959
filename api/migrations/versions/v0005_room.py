"""The queue's order, people's own choices about their work, and indexes for a case's context."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_LABELLED = (
    "EXISTS (SELECT 1 FROM decision_labels l WHERE l.decision_id = decisions.id AND l.label = '{}')"
)
_EXPOSING = (
    "EXISTS (SELECT 1 FROM versions v WHERE v.decision_id = decisions.id"
    " AND v.number = decisions.version AND v.assessment LIKE '%\"level\"\\:1%')"
)
_PRIORITY = (
    "urgency * 10 + CASE"
    f" WHEN {_LABELLED.format('distress')} THEN 0 WHEN {_LABELLED.format('threat')} THEN 1"
    f" WHEN {_EXPOSING} THEN 2 ELSE 3 END"
)


def upgrade() -> None:
    """Add the columns, fill them from what is stored, and index by them."""
    op.add_column(
        "decisions", sa.Column("priority", sa.Integer(), nullable=False, server_default="39")
    )
    op.add_column(
        "decisions",
        sa.Column(
            "due",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="9000-01-01 00:00:00.000000",
        ),
    )
    fill = f"UPDATE decisions SET priority = {_PRIORITY}, due = coalesce(deadline, due)"  # noqa: S608
    op.execute(sa.text(fill))
    for name in ("ix_decisions_queue", "ix_decisions_state"):
        op.drop_index(name, "decisions")
    key = ["priority", "due", "received_at", "id"]
    op.create_index("ix_decisions_queue", "decisions", key)
    op.create_index("ix_decisions_state", "decisions", ["state", *key])
    op.create_index("ix_views_moment", "views", ["viewed_at", "user_id"])
    op.create_index("ix_contents_author_id", "contents", ["author_id"])
    op.create_index("ix_contents_parent", "contents", ["parent"])
    op.create_table(
        "preferences",
        sa.Column("user_id", sa.String(length=36), sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
    )
