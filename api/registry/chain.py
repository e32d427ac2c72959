"""The chain itself: what an entry's hash covers and how to check a row of them. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import rfc8785

from api.language import _

GENESIS = "0" * 64
"""The previous hash of the first entry."""

_MEMBERS = frozenset(
    {"sequence", "time", "actor", "type", "decision", "payload", "previous", "hash"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: `time` is UTC in RFC 3339, `hash` SHA-256 over the RFC 8785 form of the rest."""

    sequence: int
    time: str
    actor: str
    type: str
    decision: str | None
    payload: Mapping[str, Any]
    previous: str
    hash: str

    def as_dict(self) -> dict[str, Any]:
        """The entry as it is exported."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that does not hold, and in Swedish why."""

    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries hold, the hash of the last of them, and the first that does not."""

    entries: int
    head: str
    fault: Fault | None

    def as_dict(self) -> dict[str, Any]:
        """The HTTP form."""
        return {"valid": self.fault is None, **asdict(self)}


def digest(members: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of an entry's canonical JSON (RFC 8785) without its own hash."""
    covered = {name: value for name, value in members.items() if name != "hash"}
    return hashlib.sha256(rfc8785.dumps(covered)).hexdigest()


def link(previous: Entry | None, **members: Any) -> Entry:
    """The entry that follows `previous` and carries `members`."""
    covered = {
        "sequence": previous.sequence + 1 if previous else 1,
        "previous": previous.hash if previous else GENESIS,
        **members,
    }
    return Entry(**covered, hash=digest(covered))


def verify(
    rows: Iterable[Mapping[str, Any]], *, count: int = 0, head: str = GENESIS
) -> Verification:
    """Check rows in order, in constant memory; stops at the first that does not hold.

    `count` and `head` say what is held to stand before the first row.
    """
    for row in rows:
        reason = _wrong(row, count + 1, head)
        if reason:
            return Verification(count, head, Fault(count + 1, reason))
        count, head = count + 1, row["hash"]
    return Verification(count, head, None)


def _wrong(row: Mapping[str, Any], sequence: int, previous: str) -> str | None:
    if set(row) != _MEMBERS:
        return _("Posten saknar fält, har okända fält eller går inte att läsa.")
    if row["sequence"] != sequence:
        return _(
            "Post %(sequence)s saknas; här står post %(found)s.",
            sequence=sequence,
            found=row["sequence"],
        )
    if row["previous"] != previous:
        return _("Posten hänger inte ihop med den föregående.")
    if row["hash"] != _digest_or_none(row):
        return _("Postens innehåll stämmer inte med dess kontrollsumma.")
    return None


def _digest_or_none(row: Mapping[str, Any]) -> str | None:
    try:
        return digest(row)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError):
        return None
