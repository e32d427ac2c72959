"""Checkpoints: the head of the chain, signed, so that the tail can be missed and named."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.language import _

_SIGNED = ("sequence", "hash", "exported_at", "public_key")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head and its Ed25519 signature (hex) over the RFC 8785 form of the other members."""

    sequence: int
    hash: str
    exported_at: str
    public_key: str
    signature: str

    def as_dict(self) -> dict[str, Any]:
        """The published form."""
        return asdict(self)


class Signer:
    """Signs heads with one private key, 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._key.public_key().public_bytes_raw().hex()

    def sign(self, sequence: int, head: str, moment: str) -> Checkpoint:
        """The checkpoint of a head; `moment` is RFC 3339."""
        covered = {
            "sequence": sequence,
            "hash": head,
            "exported_at": moment,
            "public_key": self.public_key,
        }
        return Checkpoint(**covered, signature=self._key.sign(rfc8785.dumps(covered)).hex())  # type: ignore[arg-type]


def signature_fault(values: Mapping[str, Any], public_key: str | None = None) -> str | None:
    """Why a checkpoint does not hold, in Swedish; None when it does.

    Without `public_key`, which must come from elsewhere, the signature shows only that the
    checkpoint is whole, not whose it is.
    """
    if set(values) != {*_SIGNED, "signature"}:
        return _("Kontrollpunkten saknar fält eller underskrift.")
    if public_key is not None and values["public_key"] != public_key:
        return _("Kontrollpunkten är underskriven med en annan nyckel.")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(values["public_key"]))
        covered = {name: values[name] for name in _SIGNED}
        key.verify(bytes.fromhex(values["signature"]), rfc8785.dumps(covered))
    except (InvalidSignature, ValueError, TypeError):
        return _("Kontrollpunktens underskrift stämmer inte.")
    return None


def save_checkpoint(file: Path, checkpoint: Checkpoint) -> None:
    """Add a line to the file of checkpoints, on disk when this returns. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as lines:
        lines.write(json.dumps(checkpoint.as_dict()) + "\n")
        lines.flush()
        os.fsync(lines.fileno())


def saved_checkpoints(file: Path) -> Iterator[Checkpoint]:
    """The whole checkpoints of the file, oldest first; none where there is no file.

    A line that kill or a full disk cut off is passed over: it was never acknowledged.
    """
    if not file.exists():
        return
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            values = read_checkpoint(line)
            if signature_fault(values) is None:
                yield Checkpoint(**values)


def read_checkpoint(text: str) -> dict[str, Any]:
    """A checkpoint's members from JSON, also from an export's last line; {} when unreadable."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(values, dict) and isinstance(values.get("head"), dict):
        values = values["head"]
    return values if isinstance(values, dict) else {}
