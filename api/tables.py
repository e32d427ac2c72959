"""The tables. Rows that bear witness carry `entry`, the registry entry that tells of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from api.columns import AnyText, JsonText, Utc

STATES = (
    "suggested",
    "claimed",
    "confirmed",
    "changed",
    "dismissed",
    "executed",
    "failed",
    "appealed",
)
COUNTED = (
    "state",
    "comment_id",
    "claimed_until",
    "channel",
    "due",
    "priority",
    "received_at",
)
"""What the queue counts by, so that counting reads an index alone."""

OPEN = ("suggested", "claimed")
"""States in which a decision waits for a human."""

VERDICTS = ("confirm", "change", "dismiss")
OUTCOMES = ("done", "failed")
ID = String(36)
FAULT = 200
"""Longest description of why an alert did not arrive."""
ENTRY = "registry_entries.sequence"


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


REASON_GIVEN = (
    "length(replace(replace(replace(replace(reason, ' ', ''), '\t', ''), '\n', ''), '\r', ''))"
    " >= 10"
)
"""What the database itself demands of a reason; the setting may only ask for more."""


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class RegistryEntry(Table):
    """One link of the chain; never changed, never removed."""

    __tablename__ = "registry_entries"
    __table_args__ = (Index("ix_registry_entries_type", "type", "sequence"),)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    time: Mapped[str] = mapped_column(String(27))
    actor: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(60))
    decision: Mapped[str | None] = mapped_column(ID, index=True)
    payload: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class User(Table):
    """A named human who may sign in: with a password and codes, or by the provider's `subject`.

    `password_hash` is empty for the provider's people; `totp_secret` and `totp_pending` are sealed.
    """

    __tablename__ = "users"
    __table_args__ = (Index("ix_users_subject", "issuer", "subject", unique=True),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(JsonText)
    password_hash: Mapped[str] = mapped_column(String(200))
    password_temporary: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_pending: Mapped[str | None] = mapped_column(String(200))
    totp_step: Mapped[int | None]
    issuer: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(Utc)
    disabled_at: Mapped[datetime | None] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Preference(Table):
    """What a human has chosen about their own work; it bears no witness and may change."""

    __tablename__ = "preferences"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    chosen: Mapped[dict[str, Any]] = mapped_column(JsonText)
    paused_at: Mapped[datetime | None] = mapped_column(Utc)


class SignIn(Table):
    """A session of a signed-in human; only the hash of its token is kept."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    agent: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime | None] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class RecoveryCode(Table):
    """A code that stands in for a lost phone, once; only its hash is kept."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class Channel(Table):
    """A municipality's page in one medium, with the profile that it is held to.

    `watch` is what the page has of its own: staffed hours and who is on call.
    """

    __tablename__ = "channels"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    municipality: Mapped[str] = mapped_column(String(200))
    profile: Mapped[str] = mapped_column(String(80))
    medium: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    owned: Mapped[bool]
    watch: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class ApiKey(Table):
    """A tool's key: its scopes, the channel it is bound to if any, and only a hash of it."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str] = mapped_column(String(20))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JsonText)
    channel: Mapped[str | None] = mapped_column(ForeignKey("channels.key"))
    created_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Decision(Table):
    """One platform comment in one channel, and where its handling stands.

    The queue goes by `priority`, then `due`: the deadline, or a far day where there is none.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("channel", "comment_id"),
        CheckConstraint(_among("state", STATES), "state"),
        Index("ix_decisions_queue", "priority", "due", "received_at", "id"),
        Index("ix_decisions_received", "received_at", "id"),
        Index("ix_decisions_count", *COUNTED),
        Index("ix_decisions_state", "state", "priority", "due", "received_at", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    channel: Mapped[str] = mapped_column(ForeignKey("channels.key"))
    comment_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    urgency: Mapped[int]
    deadline: Mapped[datetime | None] = mapped_column(Utc)
    received_at: Mapped[datetime] = mapped_column(Utc)
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"), index=True)
    claimed_until: Mapped[datetime | None] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))
    priority: Mapped[int] = mapped_column(server_default="39")
    due: Mapped[datetime] = mapped_column(Utc, server_default="9000-01-01 00:00:00.000000")


class DecisionLabel(Table):
    """A flag of a decision's current version, for the queue's filter."""

    __tablename__ = "decision_labels"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    label: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class Version(Table):
    """What was judged of one wording of a comment, by which model and profile."""

    __tablename__ = "versions"
    __table_args__ = (Index("ix_versions_model", "model", "created_at"),)

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(Utc)
    commitment: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(80))
    profile: Mapped[str] = mapped_column(String(80))
    profile_version: Mapped[str] = mapped_column(String(80))
    profile_hash: Mapped[str] = mapped_column(String(64))
    assessment: Mapped[dict[str, Any]] = mapped_column(JsonText)
    suggestion: Mapped[dict[str, Any]] = mapped_column(JsonText)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


def _of_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["decision_id", "version"], ["versions.decision_id", "versions.number"]
    )


class Content(Table):
    """The comment itself: the only place of text and personal data, and it can be erased."""

    __tablename__ = "contents"
    __table_args__ = (
        _of_version(),
        Index("ix_contents_author_id", "author_id"),
        Index("ix_contents_parent", "parent"),
    )

    decision_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str | None] = mapped_column(AnyText)
    author: Mapped[str | None] = mapped_column(AnyText)
    author_id: Mapped[str | None] = mapped_column(AnyText)
    url: Mapped[str | None] = mapped_column(AnyText)
    parent: Mapped[str | None] = mapped_column(AnyText)
    published_at: Mapped[datetime | None] = mapped_column(Utc)
    salt: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime | None] = mapped_column(Utc)


class View(Table):
    """When a human first was shown a version: the time of knowledge."""

    __tablename__ = "views"
    __table_args__ = (_of_version(), Index("ix_views_moment", "viewed_at", "user_id"))

    decision_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    viewed_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Review(Table):
    """A human's decision; only somebody who was shown the version can make one."""

    __tablename__ = "reviews"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "version", "user_id"],
            ["views.decision_id", "views.version", "views.user_id"],
        ),
        CheckConstraint(_among("verdict", VERDICTS), "verdict"),
        CheckConstraint("length(ground) > 0", "ground"),
        CheckConstraint(REASON_GIVEN, "reason"),
        Index("ix_reviews_version", "decision_id", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ID)
    version: Mapped[int]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    verdict: Mapped[str] = mapped_column(String(20))
    actions: Mapped[list[str]] = mapped_column(JsonText)
    ground: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(AnyText)
    salt: Mapped[str | None] = mapped_column(String(64))
    reviewed_at: Mapped[datetime] = mapped_column(Utc)
    erased_at: Mapped[datetime | None] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Evidence(Table):
    """A file that preserves one version; `path` is relative to the evidence folder."""

    __tablename__ = "evidence"
    __table_args__ = (_of_version(), UniqueConstraint("decision_id", "version", "kind", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ID)
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80))
    preserved_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Execution(Table):
    """What the tool or a person did on the page, and how it went."""

    __tablename__ = "executions"
    __table_args__ = (
        _of_version(),
        CheckConstraint(_among("outcome", OUTCOMES), "outcome"),
        Index("ix_executions_version", "decision_id", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ID)
    version: Mapped[int]
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    action: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(20))
    executed_at: Mapped[datetime] = mapped_column(Utc)
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    actor: Mapped[str] = mapped_column(String(80))
    detail: Mapped[str | None] = mapped_column(AnyText)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class ShadowReading(Table):
    """What a challenger said of one version, and what the model in use flagged; never acted on.

    It holds scores alone, nothing of the comment, and no entry bears witness to it.
    """

    __tablename__ = "shadow_readings"
    __table_args__ = (_of_version(), Index("ix_shadow_readings_model", "model", "read_at"))

    decision_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    model: Mapped[str] = mapped_column(String(80), primary_key=True)
    scores: Mapped[dict[str, float]] = mapped_column(JsonText)
    flags: Mapped[list[str]] = mapped_column(JsonText)
    beside: Mapped[str] = mapped_column(String(80))
    beside_flags: Mapped[list[str]] = mapped_column(JsonText)
    read_at: Mapped[datetime] = mapped_column(Utc)


class SavedDraft(Table):
    """What one person has made of a draft of one wording; gone once the case is decided.

    It may quote the comment, is nobody else's to read, and no entry bears witness to it.
    """

    __tablename__ = "saved_drafts"
    __table_args__ = (_of_version(),)

    decision_id: Mapped[str] = mapped_column(ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(AnyText)
    saved_at: Mapped[datetime] = mapped_column(Utc)


class AlertRow(Table):
    """That somebody was told of an urgent version: at `step` 0 as it came, then as it grew late.

    It is taken before it is sent and `told_at` when a receiver has confirmed it, `reached` by which
    way, `fault` what went wrong; no entry bears witness to it.
    """

    __tablename__ = "alerts"
    __table_args__ = (_of_version(),)

    decision_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    taken_at: Mapped[datetime] = mapped_column(Utc)
    told_at: Mapped[datetime | None] = mapped_column(Utc)
    recipient: Mapped[str | None] = mapped_column(AnyText)
    attempts: Mapped[int] = mapped_column(server_default="1")
    reached: Mapped[str | None] = mapped_column(String(40))
    fault: Mapped[str | None] = mapped_column(String(FAULT))


WITNESSES = (
    User,
    SignIn,
    Channel,
    ApiKey,
    Decision,
    Version,
    View,
    Review,
    Evidence,
    Execution,
)
"""Tables whose rows name a registry entry: a chain shorter than they say has lost its tail."""
