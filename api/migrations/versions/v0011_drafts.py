"""Where a reviewer's own wording of a draft is kept until the case is decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "saved_drafts",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_saved_drafts_decision_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_saved_drafts_user_id"),
        sa.PrimaryKeyConstraint("decision_id", "user_id", "kind", name="pk_saved_drafts"),
    )
