"""Channels: a municipality's pages and the profile each is held to."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.desk import Desk
from api.registry import append
from api.tables import Channel


def add_channel(
    session: Session,
    desk: Desk,
    *,
    key: str,
    name: str,
    profile: str,
    medium: str = "facebook",
    owned: bool = True,
    language: str = "sv",
) -> Channel:
    """A channel, or the one that has the key already. Raises NotFoundError for an unknown profile."""
    held_to = desk.profile(profile)
    known = session.get(Channel, key)
    if known is not None:
        return known
    now = desk.now()
    entry = append(
        session,
        actor="system",
        type="channel.added",
        payload={"channel": key, "profile": profile, "medium": medium, "owned": owned},
        now=now,
    )
    channel = Channel(
        key=key,
        name=name,
        municipality=held_to.name,
        profile=profile,
        medium=medium,
        owned=owned,
        language=language,
        created_at=now,
        entry=entry,
    )
    session.add(channel)
    session.flush()
    return channel


def list_channels(desk: Desk) -> list[Channel]:
    """Every channel, by key."""
    with desk.database.reading() as session:
        return list(session.scalars(select(Channel).order_by(Channel.key)))
