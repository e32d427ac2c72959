"""The check before serving: what would lose or doubt a decision is told before anybody decides."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from api.alerts import has_receiver
from api.archive.store import store_of
from api.desk import Desk
from api.migrations import current, newest
from api.registry import Checkpoint, Verification, entries, saved_checkpoints, verify
from api.registry.guards import missing_guards
from api.registry.keeping import checkpoints_of
from api.tables import Channel, RegistryEntry

LEAST_FREE = 256 * 2**20
"""Bytes that should be free where the base and the evidence lie."""

_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What does not hold; `grave` where serving would make it worse."""

    part: str
    message: str
    grave: bool


def check(desk: Desk) -> list[Trouble]:
    """Everything that does not hold; only what was added since the last checkpoint is verified."""
    try:
        return _check(desk)
    except DBAPIError as error:
        return [Trouble("database", f"The database does not answer: {error.orig}", grave=True)]


def _check(desk: Desk) -> list[Trouble]:
    if current(desk.database) != newest():
        message = "The database is not at the newest version. Run: python -m api migrate"
        return [Trouble("migrations", message, grave=True)]
    found = [part(desk) for part in _PARTS.values()]
    return [one for one in found if one is not None]


def verify_since(desk: Desk, checkpoint: Checkpoint | None) -> Verification:
    """Verify the entries after a checkpoint, and the one that it signs."""
    if checkpoint is None or checkpoint.sequence == 0:
        with desk.database.reading() as session:
            return verify(entries(session))
    with desk.database.reading() as session:
        signed = session.get(RegistryEntry, checkpoint.sequence)
        rows = entries(session, after=checkpoint.sequence)
        held = signed is not None and signed.hash == checkpoint.hash
        return verify(rows if held else [{}], count=checkpoint.sequence, head=checkpoint.hash)


def _chain(desk: Desk) -> Trouble | None:
    saved = list(saved_checkpoints(checkpoints_of(desk.settings)))
    result = verify_since(desk, max(saved, key=lambda one: one.sequence, default=None))
    if result.fault is None:
        return None
    message = (
        f"The registry does not hold after entry {result.entries}: {result.fault.reason} "
        "Run: python -m api registry verify"
    )
    return Trouble("registry", message, grave=True)


def _guards(desk: Desk) -> Trouble | None:
    with desk.database.reading() as session:
        missing = missing_guards(session)
    if not missing:
        return None
    message = (
        f"The database no longer refuses what would alter the record. Gone or altered: "
        f"{', '.join(missing)}. Find out who did it, then: python -m api registry guards --restore"
    )
    return Trouble("guards", message, grave=False)


def _clock(desk: Desk) -> Trouble | None:
    with desk.database.reading() as session:
        last = session.scalar(
            select(RegistryEntry.time).order_by(RegistryEntry.sequence.desc()).limit(1)
        )
    if last is None or datetime.fromisoformat(last) <= desk.now() + _TOLERANCE:
        return None
    return Trouble("clock", f"The clock is behind the last entry ({last}).", grave=False)


def _store(desk: Desk) -> Trouble | None:
    path = f"00/.{secrets.token_hex(8)}"
    try:
        store = store_of(desk.settings)
        store.write(path, b"prov")
        store.remove(path)
    except (OSError, ImportError) as error:
        return Trouble("evidence", f"Evidence cannot be written: {error}", grave=True)
    return None


def _space(desk: Desk) -> Trouble | None:
    free = shutil.disk_usage(desk.settings.folder).free
    if free >= LEAST_FREE:
        return None
    return Trouble("disk", f"Only {free // 2**20} MiB are free.", grave=False)


def _key(desk: Desk) -> Trouble | None:
    for file in (desk.settings.signing_key, desk.settings.folder / "secret.key"):
        if file.exists() and file.stat().st_mode & 0o077:
            return Trouble("keys", f"{file} can be read by others: chmod 600 {file}", grave=False)
    return None


def _profiles(desk: Desk) -> Trouble | None:
    with desk.database.reading() as session:
        named = set(session.scalars(select(Channel.profile)))
    missing = ", ".join(sorted(named - set(desk.profiles)))
    if not missing:
        return None
    message = f"Channels are held to profiles that are not here: {missing}"
    return Trouble("profiles", message, grave=False)


def _alerts(desk: Desk) -> Trouble | None:
    if has_receiver(desk.settings):
        return None
    message = "Nobody is told of what is urgent. Set UPPSIKT_ALERT_URL or UPPSIKT_ALERT_EMAIL."
    return Trouble("alerts", message, grave=False)


_PARTS: Mapping[str, Callable[[Desk], Trouble | None]] = MappingProxyType(
    {
        "registry": _chain,
        "guards": _guards,
        "clock": _clock,
        "evidence": _store,
        "disk": _space,
        "keys": _key,
        "profiles": _profiles,
        "alerts": _alerts,
    }
)
PARTS = ("database", "migrations", *_PARTS)
"""Everything that is looked at."""
