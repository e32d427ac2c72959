"""Where an installation keeps the key that signs heads, and the heads that it has signed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from api.registry.chain import Verification
from api.registry.checkpoints import Checkpoint, Signer, save_checkpoint, saved_checkpoints
from api.registry.ledger import checkpoint, verify_base
from api.settings import Settings, load_signing_seed


def signer_of(settings: Settings) -> Signer:
    """The installation's signer; its key is made at first use."""
    return Signer(load_signing_seed(settings))


def checkpoints_of(settings: Settings) -> Path:
    """The file of saved checkpoints: a copy elsewhere is what makes the chain trustworthy."""
    return settings.folder / "checkpoints.jsonl"


def keep_checkpoint(session: Session, settings: Settings, now: datetime) -> Checkpoint:
    """Sign the head and save it, unless nothing has been added since the last. Raises OSError."""
    file = checkpoints_of(settings)
    made = checkpoint(session, signer_of(settings), now)
    last = max((one.sequence for one in saved_checkpoints(file)), default=-1)
    if made.sequence > last:
        save_checkpoint(file, made)
    return made


def verify_installation(session: Session, settings: Settings) -> Verification:
    """Verify the chain against every checkpoint that the installation has saved."""
    return verify_base(session, saved_checkpoints(checkpoints_of(settings)))
