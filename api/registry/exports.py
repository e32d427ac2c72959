"""Checking an export with nothing but the file: the chain, its head, and one entry's place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from api.language import N_
from api.registry.chain import GENESIS, Fault, Verification, verify
from api.registry.checkpoints import signature_fault

LONGEST_LINE = 2**22
"""Characters of the longest line that is read: memory does not follow a damaged file's size."""

CUT_OFF = N_("Filen är avklippt: raden med kedjans huvud saknas.")
BEHIND = N_("Slutraden stämmer inte med den sista posten.")


@dataclass(frozen=True, slots=True)
class Export:
    """What an export was found to be; `signed_by` is the public key of a signature that holds."""

    verification: Verification
    signed_by: str | None


def read_file(file: TextIO) -> Iterator[str]:
    """The file's lines; one that is too long to be an entry is given empty."""
    while line := file.readline(LONGEST_LINE):
        yield line if line.endswith("\n") or len(line) < LONGEST_LINE else ""


def verify_export(lines: Iterable[str], public_key: str | None = None) -> Export:
    """Check every link and the signed last line, in constant memory; names the first fault."""
    walk = _Walk(lines)
    result = verify(walk.entries())
    if result.fault is not None:
        return Export(result, None)
    reason = _head_fault(walk.head, result, public_key)
    if reason is not None:
        fault = Fault(result.entries + 1, reason)
        return Export(Verification(result.entries, result.head, fault), None)
    assert walk.head is not None
    return Export(result, walk.head.get("public_key"))


def find_entry(
    lines: Iterable[str],
    sequence: int,
    checkpoint: Mapping[str, Any],
    public_key: str | None = None,
) -> Mapping[str, Any] | str:
    """The entry, shown to stand under the checkpoint by every link between; else why not.

    `lines` may begin anywhere at or before the entry.
    """
    reason = signature_fault(checkpoint, public_key)
    if reason is not None:
        return reason
    found: dict[int, Mapping[str, Any]] = {}
    rows = _noting(_Walk(lines).entries(), {sequence, checkpoint["sequence"]}, found)
    first = next(rows, None)
    if first is None or not isinstance(first.get("sequence"), int):
        return "Filen har inga poster."
    before = str(first.get("previous")) if first["sequence"] > 1 else GENESIS
    result = verify(_with(first, rows), count=first["sequence"] - 1, head=before)
    if result.fault is not None:
        return f"Post {result.fault.sequence}: {result.fault.reason}"
    last = found.get(checkpoint["sequence"])
    if last is None or last["hash"] != checkpoint["hash"]:
        return "Kedjan i filen leder inte fram till kontrollpunkten."
    return found.get(sequence, "Posten finns inte under kontrollpunkten.")


def _noting(
    rows: Iterable[Mapping[str, Any]], wanted: set[int], found: dict[int, Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        if row.get("sequence") in wanted:
            found[row["sequence"]] = row
        yield row
        if row.get("sequence") == max(wanted):
            return


def _with(
    first: Mapping[str, Any], rest: Iterator[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    yield first
    yield from rest


class _Walk:
    """The entries of an export and, once they have been read, its head."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.head: Mapping[str, Any] | None = None
        self._lines = lines

    def entries(self) -> Iterator[Mapping[str, Any]]:
        for line in self._lines:
            row = _parse(line)
            if self.head is not None or "head" not in row:
                yield row  # also what stands after the head, which then never verifies
            else:
                head = row["head"]
                self.head = head if isinstance(head, dict) else {}


def _head_fault(
    head: Mapping[str, Any] | None, result: Verification, public_key: str | None
) -> str | None:
    if head is None:
        return CUT_OFF
    if (head.get("sequence"), head.get("hash")) != (result.entries, result.head):
        return BEHIND
    if "signature" in head or public_key is not None:
        return signature_fault(head, public_key)
    return None


def _parse(line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}
