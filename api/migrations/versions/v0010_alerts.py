"""Of each alert: to whom it went, how often it was tried, by which way it arrived, what failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_COLUMNS = (
    sa.Column("recipient", sa.Text(), nullable=True),
    sa.Column("attempts", sa.Integer(), server_default="1", nullable=False),
    sa.Column("reached", sa.String(length=40), nullable=True),
    sa.Column("fault", sa.String(length=200), nullable=True),
)


def upgrade() -> None:
    """Add the columns; none holds a word of any comment."""
    for column in _COLUMNS:
        op.add_column("alerts", column)
