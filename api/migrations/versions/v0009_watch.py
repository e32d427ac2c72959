"""What a channel has of its own watch, and who has been told of what is urgent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column and the table; neither holds a word of any comment."""
    op.add_column("channels", sa.Column("watch", sa.Text(), nullable=True))
    op.create_table(
        "alerts",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_alerts_decision_id",
        ),
        sa.PrimaryKeyConstraint("decision_id", "version", "step", name="pk_alerts"),
    )
