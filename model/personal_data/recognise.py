"""The table of recognisers, and what is left when their findings overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from model.assessment import Finding
from model.personal_data.contacts import find_email_addresses, find_phone_numbers
from model.personal_data.identity_numbers import find_identity_numbers

RECOGNISERS: tuple[Callable[[str], Iterator[Finding]], ...] = (
    find_identity_numbers,
    find_email_addresses,
    find_phone_numbers,
)
"""In order of precedence: of two findings that overlap, the earlier recogniser's stands."""


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """All findings of personal data in the original text, by place, none overlapping."""
    kept: list[Finding] = []
    taken = bytearray(len(text))
    for recogniser in RECOGNISERS:
        for finding in recogniser(text):
            if not any(taken[finding.start : finding.end]):
                taken[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
                kept.append(finding)
    return tuple(sorted(kept, key=lambda finding: finding.start))
