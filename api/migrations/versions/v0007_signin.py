"""Several roles a user, codes beside passwords, the provider's people, when keys were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; a user's one role becomes a list."""
    _users()
    _add("sessions", sa.Column("method", sa.String(20), nullable=False, server_default="password"))
    _add("sessions", sa.Column("agent", sa.String(200)), sa.Column("seen_at", _MOMENT))
    _add("api_keys", sa.Column("used_at", _MOMENT))
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_recovery_codes_user_id"),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name="pk_recovery_codes"),
    )


def _users() -> None:
    _add(
        "users",
        sa.Column("roles", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("password_temporary", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("totp_secret", sa.String(200)),
        sa.Column("totp_pending", sa.String(200)),
        sa.Column("totp_step", sa.Integer()),
        sa.Column("issuer", sa.String(300)),
        sa.Column("subject", sa.String(300)),
    )
    op.execute("""UPDATE users SET roles = '["' || role || '"]'""")
    op.drop_column("users", "role")
    op.create_index("ix_users_subject", "users", ["issuer", "subject"], unique=True)


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)
