"""Escalation: who is told when a deadline has passed and nobody has acted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from model.policy.actions import ACTIONS
from model.policy.context import Context
from model.policy.outcome import Outcome
from model.policy.values import URGENCIES
from model.policy.watch import OFFICE_HOURS, Watch


@dataclass(frozen=True, slots=True)
class Escalation:
    """A deadline that has passed: since when, what is left undone, whom to tell and from when.

    `step` counts from 1; `at` is now, or when the channel next is staffed. Times are in UTC.
    """

    step: int
    to: str
    since: datetime
    at: datetime
    actions: tuple[str, ...]
    explanation: str

    def as_dict(self) -> dict[str, Any]:
        """The escalation as JSON values."""
        return {
            "step": self.step,
            "to": self.to,
            "since": self.since.isoformat(),
            "at": self.at.isoformat(),
            "actions": list(self.actions),
            "explanation": self.explanation,
        }


def escalation(
    outcome: Outcome, now: datetime, context: Context, *, left: Collection[str] | None = None
) -> Escalation | None:
    """Whom to tell at `now` (aware) of actions past their deadline, None while there are none.

    `left` names the actions that are still to be done; all of them unless told.
    """
    late = [
        (action.deadline, action.action)
        for action in outcome.actions
        if action.deadline is not None
        and action.deadline <= now
        and (left is None or action.action in left)
    ]
    if not late:
        return None
    since, watch = min(deadline for deadline, _ in late), context.watch or OFFICE_HOURS
    urgent = outcome.urgency == URGENCIES[0]
    step, to = _whom(watch, now, since, urgent=urgent)
    return Escalation(
        step=step,
        to=to,
        since=since,
        at=now.astimezone(UTC) if urgent else watch.next_staffed(now),
        actions=tuple(name for _, name in late),
        explanation=_explained(to, since, now, [name for _, name in late]),
    )


def _whom(watch: Watch, now: datetime, since: datetime, *, urgent: bool) -> tuple[int, str]:
    passed = [step for step in watch.escalation if since + timedelta(hours=step.after_hours) <= now]
    if urgent and watch.on_call and not watch.is_staffed(now):
        return max(len(passed), 1), watch.on_call
    return max(len(passed), 1), (passed or watch.escalation)[-1].to


def _explained(to: str, since: datetime, now: datetime, names: list[str]) -> str:
    hours = int((now - since) / timedelta(hours=1))
    late = f"{hours} timmar" if hours > 1 else "en timme" if hours else "mindre än en timme"
    undone = "; ".join(ACTIONS[name].phrase for name in names)
    return f"Tiden gick ut för {late} sedan. Kvar att göra: {undone}. Kontakta {to}."
