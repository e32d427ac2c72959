"""What a challenger said beside the model in use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table; it holds no words of anybody and no entry tells of it."""
    op.create_table(
        "shadow_readings",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("beside", sa.String(length=80), nullable=False),
        sa.Column("beside_flags", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_shadow_readings_decision_id",
        ),
        sa.PrimaryKeyConstraint("decision_id", "version", "model", name="pk_shadow_readings"),
    )
    op.create_index("ix_shadow_readings_model", "shadow_readings", ["model", "read_at"])
