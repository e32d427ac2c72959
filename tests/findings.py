"""What the tests of personal data share: findings as (kind, words shown), names left to their own."""

from __future__ import annotations

from model.assessment import Finding
from model.personal_data import find_personal_data

BY_WORDS = {"name", "sensitive"}


def numbered(text: str) -> list[Finding]:
    return [one for one in find_personal_data(text) if one.kind not in BY_WORDS]


def shown(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in numbered(text)]
