"""Examples: the cases that a profile promises, run as its own tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from model.assessment import Assessment, Finding
from model.labels import GROUNDS, LABELS
from model.policy.condition import UNKNOWN_GROUND
from model.policy.context import Context
from model.policy.engine import decide
from model.policy.outcome import Outcome
from model.policy.profile import Example, Profile
from model.policy.watch import Watch

FLAGGED = 0.5
"""The score from which a label counts in an example, unless a rule says otherwise."""

_MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
_WEEK = 7 * 24

Assess = Callable[[str], Assessment]
"""What reads the examples that give no scores: model.classifier.Classifier.assess."""


def broken_promises(profile: Profile, assess: Assess | None = None) -> Iterator[str]:
    """One Swedish line for each example whose actions differ from what it expects.

    Examples without scores are run only where there is something to read them with.
    """
    for number, example in enumerate(profile.examples, start=1):
        if example.scores is None and assess is None:
            continue
        given = tuple(one.action for one in outcome_of(example, profile, assess).actions)
        if given != example.expect:
            wanted = ", ".join(example.expect)
            yield f"exempel {number}: väntade {wanted}, men profilen ger {', '.join(given)}"


def outcome_of(example: Example, profile: Profile, assess: Assess | None = None) -> Outcome:
    """What the profile suggests for one of its examples; ValueError where nothing can read it."""
    if example.scores is not None:
        assessment = _assessment(example, example.scores)
    elif assess is not None and example.text is not None:
        assessment = assess(example.text)
    else:
        raise ValueError("an example without scores needs something to read it with")
    return decide(assessment, profile, _context(example, profile.watch))


def _context(example: Example, watch: Watch) -> Context:
    facts = example.context.model_dump(exclude_none=True)
    staffed = facts.pop("staffed", None)
    now = None if staffed is None else _hour(watch, staffed=staffed)
    return Context(**{"owned": example.owned, **facts}, now=now)


def _hour(watch: Watch, *, staffed: bool) -> datetime | None:
    """An hour of an ordinary week that is staffed or not, None where there is none."""
    hours = (_MONDAY + timedelta(hours=number) for number in range(_WEEK))
    return next((hour for hour in hours if watch.is_staffed(hour) is staffed), None)


def _assessment(example: Example, scores: dict[str, float]) -> Assessment:
    known = {} if example.ground in {None, UNKNOWN_GROUND} else {example.ground: 1.0}
    return Assessment(
        scores={label: scores.get(label, 0.0) for label in LABELS},
        flags=tuple(label for label in LABELS if scores.get(label, 0.0) >= FLAGGED),
        findings=tuple(
            Finding(one.kind, 0, 1, 1.0, "example", "", one.level, one.public)
            for one in example.findings
        ),
        model="example",
        grounds={ground: known.get(ground, 0.0) for ground in GROUNDS},
    )
