"""Outcome: what a profile suggests for one comment, and every rule behind it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.policy.profile import LegalBasis


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that applied: the guideline's own words, where they stand, and why it applied."""

    id: str
    title: str
    quote: str
    source: str
    legal_basis: LegalBasis
    why: str

    def as_dict(self) -> dict[str, Any]:
        """The rule as JSON values."""
        return {
            "id": self.id,
            "title": self.title,
            "quote": self.quote,
            "source": self.source,
            "legal_basis": self.legal_basis.model_dump(),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class SuggestedAction:
    """One action with the ids of the rules that ask for it, the strictest rule's basis first."""

    action: str
    rules: tuple[str, ...]
    legal_basis: LegalBasis
    explanation: str
    needs_human: bool
    deadline: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """The action as JSON values; `deadline` only where there is one."""
        due = {} if self.deadline is None else {"deadline": self.deadline.isoformat()}
        return {
            "action": self.action,
            "rules": list(self.rules),
            "legal_basis": self.legal_basis.model_dump(),
            "explanation": self.explanation,
            "needs_human": self.needs_human,
            **due,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """A suggestion: actions in the order they are done, what becomes of the comment, and why.

    `urgency` is one of profile.URGENCIES; `deadline` the earliest of the actions', in UTC.
    """

    actions: tuple[SuggestedAction, ...]
    retention: str | None
    rules: tuple[MatchedRule, ...]
    urgency: str
    deadline: datetime | None
    profile: str
    profile_version: str
    profile_hash: str

    def as_dict(self) -> dict[str, Any]:
        """The HTTP `suggestion`."""
        return {
            "actions": [action.as_dict() for action in self.actions],
            "retention": self.retention,
            "urgency": self.urgency,
            "matched": [rule.as_dict() for rule in self.rules],
        }

    def to_json(self) -> str:
        """The HTTP `suggestion` as JSON text."""
        return json.dumps(self.as_dict(), ensure_ascii=False)
