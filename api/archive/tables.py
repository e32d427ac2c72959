"""Tables of registration, appeals, holds and gallring. Words of people stand in erasable columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.columns import AnyText, JsonText, Utc
from api.tables import ENTRY, ID, Table

STATEMENT_KINDS = ("objection", "outcome", "rectification")
OUTCOMES_OF_APPEAL = ("upheld", "granted")
ITEM_STATES = ("pending", "erased", "done", "held")
MANDATES = ("gallring", "privacy", "child_abuse")


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _of_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["decision_id", "version"], ["versions.decision_id", "versions.number"]
    )


class Registration(Table):
    """A comment's place in the diary; a later `number` of the same decision rectifies it."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("decision_id", "number"),
        UniqueConstraint("municipality", "year", "serial"),
        CheckConstraint("length(diarienummer) > 0", "diarienummer"),
        Index("ix_registrations_diarienummer", "municipality", "diarienummer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    number: Mapped[int]
    municipality: Mapped[str] = mapped_column(String(200))
    diarienummer: Mapped[str] = mapped_column(String(80))
    year: Mapped[int | None]
    serial: Mapped[int | None]
    document: Mapped[int]
    direction: Mapped[str] = mapped_column(String(20))
    title: Mapped[str | None] = mapped_column(AnyText)
    public_title: Mapped[str | None] = mapped_column(AnyText)
    sender: Mapped[str | None] = mapped_column(AnyText)
    receiver: Mapped[str | None] = mapped_column(AnyText)
    secrecy: Mapped[str | None] = mapped_column(String(200))
    handler: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    received_at: Mapped[datetime] = mapped_column(Utc)
    registered_at: Mapped[datetime] = mapped_column(Utc)
    actor: Mapped[str] = mapped_column(String(80))
    salt: Mapped[str | None] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    erased_at: Mapped[datetime | None] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Statement(Table):
    """What somebody said of a decision afterwards; its words are erasable."""

    __tablename__ = "statements"
    __table_args__ = (_of_version(), CheckConstraint(_among("kind", STATEMENT_KINDS), "kind"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ID, index=True)
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(80))
    text: Mapped[str | None] = mapped_column(AnyText)
    salt: Mapped[str | None] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Utc)
    erased_at: Mapped[datetime | None] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Appeal(Table):
    """The author's objection to a review; one a review."""

    __tablename__ = "appeals"
    __table_args__ = (_of_version(),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ID, index=True)
    version: Mapped[int]
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), unique=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"))
    state_before: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime] = mapped_column(Utc)
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    actor: Mapped[str] = mapped_column(String(80))
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class AppealOutcome(Table):
    """What a second person, never the first, found."""

    __tablename__ = "appeal_outcomes"
    __table_args__ = (CheckConstraint(_among("outcome", OUTCOMES_OF_APPEAL), "outcome"),)

    appeal_id: Mapped[int] = mapped_column(
        ForeignKey("appeals.id"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"))
    decided_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Hold(Table):
    """A legal hold placed or lifted; the latest row of a decision says which."""

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    placed: Mapped[bool]
    reference: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Handover(Table):
    """A decision's documents handed to the registrar's system or the e-archive."""

    __tablename__ = "handovers"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    receiver: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Erasure(Table):
    """That a decision's content was erased, by which human, on what decision."""

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint(_among("mandate", MANDATES), "mandate"),
        CheckConstraint("length(reference) > 0", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    mandate: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    erased_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class Disposal(Table):
    """A human's decision that listed content shall go (gallring), with its gallringsbeslut."""

    __tablename__ = "disposals"
    __table_args__ = (CheckConstraint("length(reference) > 0", "reference"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    reference: Mapped[str] = mapped_column(String(200))
    criteria: Mapped[dict[str, Any]] = mapped_column(JsonText)
    plan: Mapped[str] = mapped_column(String(64))
    items: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(Utc)
    entry: Mapped[int] = mapped_column(ForeignKey(ENTRY))


class DisposalItem(Table):
    """How far the run has come with one decision: `erased` in the base, `done` also on disk."""

    __tablename__ = "disposal_items"
    __table_args__ = (CheckConstraint(_among("state", ITEM_STATES), "state"),)

    disposal_id: Mapped[str] = mapped_column(ForeignKey("disposals.id"), primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))


class SearchText(Table):
    """A decision's words folded for search; goes when the content goes."""

    __tablename__ = "search_texts"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


ARCHIVE_WITNESSES = (
    Registration,
    Statement,
    Appeal,
    AppealOutcome,
    Hold,
    Handover,
    Erasure,
    Disposal,
)
"""Tables here whose rows name a registry entry."""
