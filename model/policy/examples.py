"""Examples: the cases that a profile promises, run as its own tests."""

from __future__ import annotations

from collections.abc import Iterator

from model.assessment import Assessment, Finding
from model.labels import GROUNDS, LABELS
from model.policy.condition import UNKNOWN_GROUND
from model.policy.context import Context
from model.policy.engine import decide
from model.policy.profile import Example, Profile

_FLAGGED = 0.5


def broken_promises(profile: Profile) -> Iterator[str]:
    """One Swedish line for each example whose actions differ from what it expects."""
    for number, example in enumerate(profile.examples, start=1):
        outcome = decide(_assessment(example), profile, Context(owned=example.owned))
        given = tuple(one.action for one in outcome.actions)
        if given != example.expect:
            wanted = ", ".join(example.expect)
            yield f"exempel {number}: väntade {wanted}, men profilen ger {', '.join(given)}"


def _assessment(example: Example) -> Assessment:
    known = {} if example.ground in {None, UNKNOWN_GROUND} else {example.ground: 1.0}
    return Assessment(
        scores={label: example.scores.get(label, 0.0) for label in LABELS},
        flags=tuple(label for label in LABELS if example.scores.get(label, 0.0) >= _FLAGGED),
        findings=tuple(
            Finding(one.kind, 0, 1, 1.0, "example", "", one.level) for one in example.findings
        ),
        model="example",
        grounds={ground: known.get(ground, 0.0) for ground in GROUNDS},
    )
