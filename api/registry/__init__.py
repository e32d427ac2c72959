"""The registry: an append-only chain that an outsider can verify."""

from api.registry.chain import GENESIS, Entry, Fault, Verification, verify
from api.registry.checkpoints import (
    Checkpoint,
    Signer,
    read_checkpoint,
    save_checkpoint,
    saved_checkpoints,
)
from api.registry.exports import Export, find_entry, read_file, verify_export
from api.registry.ledger import append, checkpoint, entries, export, head, verify_base

__all__ = [
    "GENESIS",
    "Checkpoint",
    "Entry",
    "Export",
    "Fault",
    "Signer",
    "Verification",
    "append",
    "checkpoint",
    "entries",
    "export",
    "find_entry",
    "head",
    "read_checkpoint",
    "read_file",
    "save_checkpoint",
    "saved_checkpoints",
    "verify",
    "verify_base",
    "verify_export",
]
