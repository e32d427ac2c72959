"""Registration, appeals, holds and gallring; a review's reason can be erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.migrations.versions.v0002_guards import drop_guards

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Lift the guards, which 0004 sets anew; loosen the reviews; create the tables."""
    drop_guards()
    if op.get_bind().dialect.name == "postgresql":
        _loosen_reviews()
        _rename_preserver()
    else:
        _rebuild_reviews()
        _rebuild_evidence()
    _registration()
    _appeals()
    _gallring()


def _loosen_reviews() -> None:
    op.add_column("reviews", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("reviews", "reason", existing_type=sa.Text(), nullable=True)
    op.alter_column("reviews", "salt", existing_type=sa.String(length=64), nullable=True)


def _rename_preserver() -> None:
    op.drop_constraint("fk_evidence_user_id", "evidence", type_="foreignkey")
    op.alter_column(
        "evidence", "user_id", new_column_name="actor", existing_type=sa.String(length=36),
        type_=sa.String(length=80),
    )  # fmt: skip
    op.execute("UPDATE evidence SET actor = 'user:' || actor")


def _rebuild_evidence() -> None:
    kept = "id, decision_id, version, kind, sha256, path, size, media_type, preserved_at, entry"
    op.create_table(
        "evidence_new",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint(
            "decision_id",
            "version",
            "kind",
            "sha256",
            name="uq_evidence_decision_id_version_kind_sha256",
        ),
    )
    op.execute(
        f"INSERT INTO evidence_new ({kept}, actor) SELECT {kept}, 'user:' || user_id FROM evidence"  # noqa: S608
    )
    op.drop_table("evidence")
    op.rename_table("evidence_new", "evidence")


def _rebuild_reviews() -> None:
    # SQLite cannot loosen a column: https://sqlite.org/lang_altertable.html section 7.
    kept = "id, decision_id, version, user_id, verdict, actions, ground, reason, salt, reviewed_at"
    op.create_table(
        "reviews_new",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
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
    op.execute(f"INSERT INTO reviews_new ({kept}, entry) SELECT {kept}, entry FROM reviews")  # noqa: S608
    op.drop_table("reviews")
    op.rename_table("reviews_new", "reviews")
    op.create_index("ix_reviews_version", "reviews", ["decision_id", "version"], unique=False)


def _gallring() -> None:
    op.create_table(
        "disposals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reference) > 0", name="ck_disposals_reference"),
        sa.ForeignKeyConstraint(
            ["entry"], ["registry_entries.sequence"], name="fk_disposals_entry"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_disposals_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_disposals"),
    )
    op.create_table(
        "disposal_items",
        sa.Column("disposal_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'erased', 'done', 'held')", name="ck_disposal_items_state"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_disposal_items_decision_id"
        ),
        sa.ForeignKeyConstraint(
            ["disposal_id"], ["disposals.id"], name="fk_disposal_items_disposal_id"
        ),
        sa.PrimaryKeyConstraint("disposal_id", "decision_id", name="pk_disposal_items"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("mandate", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mandate IN ('gallring', 'privacy', 'child_abuse')", name="ck_erasures_mandate"
        ),
        sa.CheckConstraint("length(reference) > 0", name="ck_erasures_reference"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_erasures_decision_id"),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_erasures_entry"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_erasures_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_decision_id", "erasures", ["decision_id"], unique=False)
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("placed", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_holds_decision_id"),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_holds_entry"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_holds_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_decision_id", "holds", ["decision_id"], unique=False)


def _registration() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(length=200), nullable=False),
        sa.Column("diarienummer", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("public_title", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("secrecy", sa.String(length=200), nullable=True),
        sa.Column("handler", sa.String(length=36), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(diarienummer) > 0", name="ck_registrations_diarienummer"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_registrations_decision_id"
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["registry_entries.sequence"], name="fk_registrations_entry"
        ),
        sa.ForeignKeyConstraint(["handler"], ["users.id"], name="fk_registrations_handler"),
        sa.PrimaryKeyConstraint("id", name="pk_registrations"),
        sa.UniqueConstraint("decision_id", "number", name="uq_registrations_decision_id_number"),
        sa.UniqueConstraint(
            "municipality", "year", "serial", name="uq_registrations_municipality_year_serial"
        ),
    )
    op.create_index(
        "ix_registrations_diarienummer",
        "registrations",
        ["municipality", "diarienummer"],
        unique=False,
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_handovers_decision_id"),
        sa.ForeignKeyConstraint(
            ["entry"], ["registry_entries.sequence"], name="fk_handovers_entry"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
    )
    op.create_index("ix_handovers_decision_id", "handovers", ["decision_id"], unique=False)
    op.create_table(
        "search_texts",
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_search_texts_decision_id"
        ),
        sa.PrimaryKeyConstraint("decision_id", name="pk_search_texts"),
    )


def _appeals() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('objection', 'outcome', 'rectification')", name="ck_statements_kind"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_statements_decision_id_version",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["registry_entries.sequence"], name="fk_statements_entry"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("state_before", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "version"],
            ["versions.decision_id", "versions.number"],
            name="fk_appeals_decision_id_version",
        ),
        sa.ForeignKeyConstraint(["entry"], ["registry_entries.sequence"], name="fk_appeals_entry"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_appeals_review_id"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_appeals_statement_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("review_id", name="uq_appeals_review_id"),
    )
    op.create_table(
        "appeal_outcomes",
        sa.Column("appeal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome IN ('upheld', 'granted')", name="ck_appeal_outcomes_outcome"),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name="fk_appeal_outcomes_appeal_id"),
        sa.ForeignKeyConstraint(
            ["entry"], ["registry_entries.sequence"], name="fk_appeal_outcomes_entry"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_appeal_outcomes_statement_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_appeal_outcomes_user_id"),
        sa.PrimaryKeyConstraint("appeal_id", name="pk_appeal_outcomes"),
    )
