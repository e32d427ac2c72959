"""Every table of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables, referred-to ones first."""
    _registry()
    _people()
    _decisions()
    _acts()


def _registry() -> None:
    op.create_table(
        "registry_entries",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("time", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("decision", sa.String(length=36), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_registry_entries"),
        sa.UniqueConstraint("hash", name="uq_registry_entries_hash"),
    )
    op.create_index("ix_registry_entries_decision", "registry_entries", ["decision"], unique=False)


def _people() -> None:
    op.create_table(
        "channels",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("municipality", sa.String(length=200), nullable=False),
        sa.Column("profile", sa.String(length=80), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("owned", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_channels_entry"),
        sa.PrimaryKeyConstraint("key", name="pk_channels"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_users_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=20), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_api_keys_channel"),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_api_keys_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_sessions_entry"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("comment_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=36), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('suggested', 'claimed', 'confirmed', 'changed', 'dismissed', 'executed', 'failed', 'appealed')",
            name="ck_decisions_state",
        ),
        sa.ForeignKeyConstraint(["channel"], ["channels.key"], name="fk_decisions_channel"),
        sa.ForeignKeyConstraint(["claimed_by"], ["users.id"], name="fk_decisions_claimed_by"),
        sa.ForeignKeyConstraint(
            ["entry"], ["registry_entries.sequence"], name="fk_decisions_entry"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("channel", "comment_id", name="uq_decisions_channel_comment_id"),
    )
    op.create_index("ix_decisions_claimed_by", "decisions", ["claimed_by"], unique=False)
    op.create_index(
        "ix_decisions_queue", "decisions", ["urgency", "received_at", "id"], unique=False
    )
    op.create_index(
        "ix_decisions_state", "decisions", ["state", "urgency", "received_at", "id"], unique=False
    )
    op.create_table(
        "decision_labels",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_decision_labels_decision_id"
        ),
        sa.PrimaryKeyConstraint("decision_id", "label", name="pk_decision_labels"),
    )
    op.create_index("ix_decision_labels_label", "decision_labels", ["label"], unique=False)
    op.create_table(
        "versions",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("profile", sa.String(length=80), nullable=False),
        sa.Column("profile_version", sa.String(length=80), nullable=False),
        sa.Column("profile_hash", sa.String(length=64), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_versions_decision_id"),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_versions_entry"),
        sa.PrimaryKeyConstraint("decision_id", "number", name="pk_versions"),
    )
    op.create_table(
        "contents",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_contents_decision_id_version",
        ),
        sa.PrimaryKeyConstraint("decision_id", "version", name="pk_contents"),
    )


def _acts() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("preserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_evidence_decision_id_version",
        ),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_evidence_entry"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_evidence_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint(
            "decision_id",
            "version",
            "kind",
            "sha256",
            name="uq_evidence_decision_id_version_kind_sha256",
        ),
    )
    op.create_table(
        "views",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_views_decision_id_version",
        ),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_views_entry"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_views_user_id"),
        sa.PrimaryKeyConstraint("decision_id", "version", "user_id", name="pk_views"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(replace(replace(replace(replace(reason, ' ', ''), '\t', ''), '\n', ''), '\r', '')) >= 10",
            name="ck_reviews_reason",
        ),
        sa.CheckConstraint(
            "verdict IN ('confirm', 'change', 'dismiss')", name="ck_reviews_verdict"
        ),
        sa.CheckConstraint("length(ground) > 0", name="ck_reviews_ground"),
        sa.ForeignKeyConstraint(
            ["decision_id", "version", "user_id"],
            ["views.decision_id", "views.version", "views.user_id"],
            name="fk_reviews_decision_id_version_user_id",
        ),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_reviews_entry"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_reviews_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_version", "reviews", ["decision_id", "version"], unique=False)
    op.create_table(
        "executions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'failed')", name="ck_executions_outcome"),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_executions_decision_id_version",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["registry_entries.sequence"], name="fk_executions_entry"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_executions_review_id"),
        sa.PrimaryKeyConstraint("id", name="pk_executions"),
    )
    op.create_index("ix_executions_version", "executions", ["decision_id", "version"], unique=False)
