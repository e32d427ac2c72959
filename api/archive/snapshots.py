"""Snapshots: a channel's record for a year or half a year, as files that need no program of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.archive.handover import HandedOver, dossier
from api.archive.listings import as_csv, as_jsonl
from api.archive.packages import digest_of, with_manifest
from api.archive.pdf import Section, render
from api.auth.principal import REGISTRY, Principal
from api.decisions.document import document
from api.desk import Desk
from api.errors import NotFoundError
from api.language import _
from api.registry import append, export
from api.registry.keeping import signer_of
from api.tables import Channel, Decision

_COLUMNS = (
    "id",
    "state",
    "channel",
    "comment_id",
    "received_at",
    "published_at",
    "text",
    "author",
    "url",
    "verdict",
    "ground",
    "actions",
    "diarienummer",
)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or its first or second half."""

    year: int
    half: int | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """First moment and the one after the last, UTC."""
        if self.half is None:
            return datetime(self.year, 1, 1, tzinfo=UTC), datetime(self.year + 1, 1, 1, tzinfo=UTC)
        middle = datetime(self.year, 7, 1, tzinfo=UTC)
        if self.half == 1:
            return datetime(self.year, 1, 1, tzinfo=UTC), middle
        return middle, datetime(self.year + 1, 1, 1, tzinfo=UTC)


def take_snapshot(desk: Desk, actor: Principal, channel: str, period: Period) -> HandedOver:
    """The channel's comments of the period as JSON lines, CSV and PDF/A, and the whole chain.

    Raises ForbiddenError, NotFoundError for an unknown channel or another than the key's.
    """
    actor.need(REGISTRY)
    since, until = period.span
    with desk.database.reading() as session:
        place = session.get(Channel, channel) if actor.channel in (None, channel) else None
        if place is None:
            raise NotFoundError(_("Det finns ingen kanal ”%(channel)s”.", channel=channel))
        rows = list(_rows(session, desk, channel, since, until))
        chain = "".join(export(session, desk.now(), signer_of(desk.settings)))
    files = with_manifest(
        {
            "kommentarer.jsonl": "".join(as_jsonl(rows)).encode("ascii"),
            "kommentarer.csv": "".join(as_csv(map(_flat, rows), _COLUMNS)).encode(),
            "register.jsonl": chain.encode("ascii"),
            "oversikt.pdf": _overview(desk, place, rows, since, until),
        }
    )
    made = HandedOver(files, digest_of(files))
    with desk.database.writing() as session:
        append(
            session,
            actor=actor.actor,
            type="snapshot.made",
            payload={
                "channel": channel,
                "since": since.isoformat(),
                "until": until.isoformat(),
                "decisions": len(rows),
                "sha256": made.sha256,
            },
            now=desk.now(),
        )
    return made


def _rows(
    session: Session, desk: Desk, channel: str, since: datetime, until: datetime
) -> Iterator[dict[str, Any]]:
    query = select(Decision).where(
        Decision.channel == channel, Decision.received_at >= since, Decision.received_at < until
    )
    for decision in session.scalars(query.order_by(Decision.received_at, Decision.id)):
        told = document(session, desk, decision)
        told.pop("grounds")
        yield {**told, "case": dossier(session, desk, decision)}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    review = row["review"] or {}
    return {
        **row,
        **{name: row["comment"][name] for name in ("text", "author", "url", "published_at")},
        **{name: review.get(name) for name in ("verdict", "ground", "actions")},
        "diarienummer": row["case"]["diarienummer"],
    }


def _overview(
    desk: Desk, channel: Channel, rows: list[dict[str, Any]], since: datetime, until: datetime
) -> bytes:
    told = [
        ("Kommun", channel.municipality),
        ("Kanal", f"{channel.name} ({channel.key}), {channel.medium}"),
        ("Från", since.isoformat()),
        ("Till", until.isoformat()),
        ("Kommentarer", str(len(rows))),
    ]
    states = sorted({row["state"] for row in rows})
    counted = [(state, str(sum(row["state"] == state for row in rows))) for state in states]
    sections = [Section("Ögonblicksbild", told), Section("Lägen", counted or [("", "Inga")])]
    return render(f"Ögonblicksbild av {channel.name}", sections, desk.now())
