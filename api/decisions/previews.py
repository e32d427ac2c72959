"""Previews: a line of each harmless comment for the queue, with personal data masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, select

from api.auth.principal import READ, Principal
from api.desk import Desk
from api.tables import Content, Decision, Version
from model.labels import HARMS
from model.personal_data import mask

LENGTH = 90
"""Longest preview, characters."""


def previews(desk: Desk, actor: Principal, ids: Iterable[str]) -> dict[str, str | None]:
    """The start of each comment by decision id; None where it is flagged with any harm or erased.

    A list must neither show harmful words nor tell what a human has not yet been shown.
    """
    actor.need(READ)
    query = (
        select(Decision.id, Content.text, Version.assessment)
        .join(
            Content,
            and_(Content.decision_id == Decision.id, Content.version == Decision.version),
        )
        .join(Version, and_(Version.decision_id == Decision.id, Version.number == Decision.version))
        .where(Decision.id.in_(list(ids)))
    )
    if actor.channel is not None:
        query = query.where(Decision.channel == actor.channel)
    with desk.database.reading() as session:
        return {row.id: preview(row.text, row.assessment) for row in session.execute(query)}


def preview(text: str | None, assessment: Mapping[str, Any]) -> str | None:
    """At most LENGTH characters of one line, personal data masked by kind; None where harm is flagged."""
    if text is None or not set(HARMS).isdisjoint(assessment["flags"]):
        return None
    line = " ".join(mask(text, assessment["findings"])[: 4 * LENGTH].split())
    return line if len(line) <= LENGTH else line[: LENGTH - 1].rstrip() + "…"
