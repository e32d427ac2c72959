"""Channels: a municipality's pages and the profile each is held to."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.principal import ADMINISTER, OPERATOR, Principal
from api.desk import Desk
from api.errors import NotFoundError, invalid
from api.language import _, gettext
from api.registry import append
from api.tables import Channel
from model.policy.watch import Watch


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


def find_channel(session: Session, key: str) -> Channel:
    """The channel. Raises NotFoundError."""
    channel = session.get(Channel, key)
    if channel is None:
        raise NotFoundError(_("Det finns ingen kanal ”%(key)s”.", key=key))
    return channel


def change_channel(
    session: Session, desk: Desk, key: str, *, actor: Principal = OPERATOR, **changes: Any
) -> Channel:
    """Change a channel's name, profile, medium, owned, language or `watch`; an entry tells of it.

    `watch` holds what differs from the profile's, None gives the profile's back. Comments that
    have come in keep what was suggested. Raises ForbiddenError, NotFoundError, InvalidError for a
    watch that does not hold.
    """
    actor.need(ADMINISTER)
    channel = find_channel(session, key)
    changed = {name: value for name, value in changes.items() if getattr(channel, name) != value}
    if not changed:
        return channel
    for name, value in changed.items():
        setattr(channel, name, value)
    if "profile" in changed:
        channel.municipality = desk.profile(channel.profile).name
    try:
        watch_of(desk, channel)
    except ValidationError as error:
        raise invalid("/watch", _fault(error)) from error
    payload = {name: value for name, value in changed.items() if name != "name"}
    channel.entry = append(
        session,
        actor=actor.actor,
        type="channel.changed",
        payload={"channel": key, **payload},
        now=desk.now(),
    )
    return channel


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] != "value_error":
        return _("Tiderna eller mottagarna går inte att använda.")
    told: str = first["msg"].removeprefix("Value error, ")
    return gettext(told)


def watch_of(desk: Desk, channel: Channel) -> Watch | None:
    """When the channel is staffed and who is on call: the profile's, but for what is its own."""
    profile = desk.profiles.get(channel.profile)
    watch = profile.watch if profile else None
    if not channel.watch:
        return watch
    inherited = watch.model_dump(exclude_none=True) if watch else {}
    own = {name: value for name, value in channel.watch.items() if value is not None}
    kept = {name: value for name, value in inherited.items() if name not in channel.watch}
    return Watch.model_validate({**kept, **own})
