"""Outcome: what a profile suggests for one comment, and every rule behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from model.policy.values import LegalBasis


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that applied: the guideline's own words, where they stand, and why it applied."""

    id: str
    title: str
    quote: str
    source: str
    legal_basis: LegalBasis
    why: str

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The rule from its JSON values."""
        return cls(**{**values, "legal_basis": LegalBasis(**values["legal_basis"])})

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

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The action from its JSON values."""
        due = values.get("deadline")
        return cls(
            action=values["action"],
            rules=tuple(values["rules"]),
            legal_basis=LegalBasis(**values["legal_basis"]),
            explanation=values["explanation"],
            needs_human=values["needs_human"],
            deadline=datetime.fromisoformat(due) if due else None,
        )

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

    @classmethod
    def from_dict(
        cls, values: Mapping[str, Any], *, profile: str, version: str, digest: str
    ) -> Self:
        """The outcome from a stored HTTP `suggestion` and the profile that gave it."""
        actions = tuple(map(SuggestedAction.from_dict, values["actions"]))
        return cls(
            actions=actions,
            retention=values["retention"],
            rules=tuple(map(MatchedRule.from_dict, values["matched"])),
            urgency=values["urgency"],
            deadline=min((one.deadline for one in actions if one.deadline), default=None),
            profile=profile,
            profile_version=version,
            profile_hash=digest,
        )

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
