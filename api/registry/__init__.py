"""The registry: an append-only chain that an outsider can verify."""

from api.registry.chain import GENESIS, Entry, Fault, Verification, verify
from api.registry.ledger import append, entries, export, head, verify_base

__all__ = [
    "GENESIS",
    "Entry",
    "Fault",
    "Verification",
    "append",
    "entries",
    "export",
    "head",
    "verify",
    "verify_base",
]
