"""Speed of recognising personal data: ordinary comments, and a megabyte made to be slow.

Run as `python -m evaluation.identifiers`; times are of this machine, in this run.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from statistics import median

from rich.console import Console
from rich.table import Table

from model.personal_data import find_personal_data

MEGABYTE = 1_000_000
RUNS, CALLS = 5, 500
_STEM = (
    "Hej, vi undrar när ni tänker laga den stora gropen vid skolan, {} barn cyklar där varje dag "
    "och snart händer det en olycka här, {} om ingen gör något åt saken!"
)
ORDINARY: Mapping[str, str] = {
    "no digit": _STEM.format("våra", "tro mig,"),
    "a small number": _STEM.format("våra 3", "kl 7.30,"),
    "an address": _STEM.format("våra", "vi bor på Granvägen 7,"),
    "a phone number": _STEM.format("våra", "ring 070-174 06 05,"),
    "a personnummer": _STEM.format("våra", "mitt personnummer är 19900602-2397,"),
}
"""Comments of about thirty words, by what they hold."""
REPEATED: tuple[str, ...] = (
    "0123456789", "9", "@", "a@", "0 ", ",", "a.", "1-", "1.1.", "\n", " ", "\u200b",
    "vägen gatan ", "storvägen", "Storgatan 1 ", "Storgatan 1, ", "Ab 1:1 ", "ABC 123 ", "01 ",
    "07 ", "+46 ", "noll ", "noll", "pnr 1 ", "konto 1 ", "19900602-2397 ", "ab12 ", "1O ", "sista 1234 ", "facebook.com/", "insta ",
)  # fmt: skip
"""Stretches that regular expressions with nested repeats would never come back from."""


def seconds(text: str) -> float:
    """Processor time of one reading of a text."""
    started = time.process_time()
    find_personal_data(text)
    return time.process_time() - started


def ordinary_microseconds() -> dict[str, float]:
    """The median time of each ordinary comment."""
    return {name: _microseconds(text) for name, text in ORDINARY.items()}


def megabyte_seconds() -> dict[str, float]:
    """The time of a megabyte of each stretch, in code points."""
    return {piece: seconds(piece * (MEGABYTE // len(piece))) for piece in REPEATED}


def _microseconds(text: str) -> float:
    return median(sum(seconds(text) for _ in range(CALLS)) / CALLS for _ in range(RUNS)) * 1e6


def main() -> None:
    """Print both tables."""
    table = Table("text", "time", title="Recognising personal data")
    for name, micro in ordinary_microseconds().items():
        table.add_row(f"thirty words, {name}", f"{micro:.0f} µs")
    for piece, whole in megabyte_seconds().items():
        table.add_row(f"1 MB of {piece!r}", f"{whole:.2f} s")
    Console().print(table)


if __name__ == "__main__":
    main()
