"""Activation: a changed profile is put in use by an administrator, and the registry tells of it."""

from __future__ import annotations

import json
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.principal import ADMINISTER, OPERATOR, READ, Principal
from api.desk import Desk
from api.errors import ConflictError, NotFoundError, invalid
from api.language import _
from api.registry import append, head
from api.tables import RegistryEntry
from model.errors import ProfileError
from model.policy import Profile

_LOG = structlog.get_logger("uppsikt")

ACTIVATED = "policy.activated"
"""The entry: a human, or an operator at the command line, put a profile in use."""

LOADED = "policy.loaded"
"""The entry: the service began with a profile that had not been entered."""


def activate(desk: Desk, actor: Principal, key: str, expected: str | None = None) -> dict[str, Any]:
    """Put a profile's file in use; the one that runs stays where the new one does not hold.

    `expected` is the hash that was looked at. Raises ForbiddenError for a key, NotFoundError,
    InvalidError for a profile that is refused, ConflictError when it is in use already or is not
    the expected one.
    """
    actor.need(ADMINISTER)
    profile = _candidate(desk, key)
    if expected not in {None, profile.hash}:
        raise ConflictError(_("Profilens fil har ändrats sedan du läste den. Läs den igen."))
    with desk.database.writing() as session:
        follow(desk, session)
        last = _last_entries(session).get(key)
        if last is not None and (last.type, _told(last)["hash"]) == (ACTIVATED, profile.hash):
            raise ConflictError(_("Den versionen av profilen är redan aktiv."))
        payload = _payload(profile, _before(desk, profile, last))
        entry = _enter(session, desk, ACTIVATED, actor, payload)
    desk.profiles.put(profile)
    return payload | {"entry": entry}


def follow(desk: Desk, session: Session) -> None:
    """Take up what another process has activated since this one last looked.

    A profile is taken up only where its file is the one that the entry names.
    """
    newest = head(session)[0]
    if newest == desk.profiles.seen:
        return
    newest_of = {
        _told(row)["profile"]: _told(row)
        for row in _rows(session, (ACTIVATED,), after=desk.profiles.seen)
    }
    for told in newest_of.values():
        _take_up(desk, told)
    desk.profiles.seen = newest


def enter_loaded(desk: Desk) -> None:
    """Tell the registry of every loaded profile that is not the one last entered."""
    with desk.database.writing() as session:
        last = _last_entries(session)
        for key, profile in desk.profiles.items():
            row = last.get(key)
            if row is None or _told(row)["hash"] != profile.hash:
                before = _standing(row) if row is not None else None
                _enter(session, desk, LOADED, OPERATOR, _payload(profile, before))


def activations(desk: Desk, actor: Principal, key: str) -> list[dict[str, Any]]:
    """Every entry on the profile, the newest first: when, by whom and which version."""
    actor.need(READ)
    with desk.database.reading() as session:
        rows = [(row, _told(row)) for row in _rows(session, (ACTIVATED, LOADED))]
    return [
        {"time": row.time, "actor": row.actor, "type": row.type, "entry": row.sequence, **told}
        for row, told in reversed(rows)
        if told["profile"] == key
    ]


def _candidate(desk: Desk, key: str) -> Profile:
    try:
        profile = desk.profiles.read(key)
    except ProfileError as error:
        raise invalid(
            "", _("Profilen nekas och den gamla gäller: %(error)s", error=error)
        ) from error
    if profile is None:
        raise NotFoundError(_("Det finns ingen fil för profilen ”%(key)s”.", key=key))
    return profile


def _take_up(desk: Desk, told: dict[str, Any]) -> None:
    key, digest = told["profile"], told["hash"]
    running = desk.profiles.get(key)
    if running is not None and running.hash == digest:
        return
    try:
        profile = desk.profiles.read(key)
    except ProfileError:
        profile = None
    if profile is not None and profile.hash == digest:
        desk.profiles.put(profile)
    else:
        _LOG.warning("profile.not_followed", profile=key, hash=digest)


def _enter(
    session: Session, desk: Desk, kind: str, actor: Principal, payload: dict[str, Any]
) -> int:
    return append(session, actor=actor.actor, type=kind, payload=payload, now=desk.now())


def _before(desk: Desk, profile: Profile, last: RegistryEntry | None) -> dict[str, str] | None:
    """What the registry last told of; the command line has read the new file already."""
    if last is not None:
        return _standing(last)
    running = desk.profiles.get(profile.key)
    if running is None or running.hash == profile.hash:
        return None
    return {"hash": running.hash, "version": running.version}


def _standing(row: RegistryEntry) -> dict[str, str]:
    told = _told(row)
    return {"hash": told["hash"], "version": told["version"]}


def _payload(profile: Profile, before: dict[str, str] | None) -> dict[str, Any]:
    return {
        "profile": profile.key,
        "version": profile.version,
        "hash": profile.hash,
        "before": before,
    }


def _last_entries(session: Session) -> dict[str, RegistryEntry]:
    """The newest entry on each profile, by its key."""
    return {_told(row)["profile"]: row for row in _rows(session, (ACTIVATED, LOADED))}


def _rows(session: Session, kinds: tuple[str, ...], after: int = 0) -> list[RegistryEntry]:
    query = select(RegistryEntry).where(
        RegistryEntry.sequence > after, RegistryEntry.type.in_(kinds)
    )
    return list(session.scalars(query.order_by(RegistryEntry.sequence)))


def _told(row: RegistryEntry) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row.payload)
    return told
