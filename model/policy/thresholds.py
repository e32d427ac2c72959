"""Thresholds: what each rule demands of a score, and how often it would be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.policy.condition import Condition, Threshold
from model.policy.profile import Profile
from model.policy.rule import Rule


@dataclass(frozen=True, slots=True)
class Limit:
    """The probability that one rule asks of one label.

    `measured` is the share of false alarms that the model's makers measured at its own threshold,
    None where the rule asks for another number; `bound` the most that calibration lets expect
    (of comments that score at least p, at most the share 1 - p are false alarms).
    """

    rule: str
    label: str
    limit: float
    measured: float | None
    bound: float


def rule_limits(profile: Profile, manifest: Mapping[str, Any]) -> list[Limit]:
    """Every label that every rule asks for, in the profile's order; `manifest` is the bundle's."""
    return [
        _limit(rule, label, threshold, profile, manifest)
        for rule in profile.rules
        for label, threshold in asked_labels(rule.when)
    ]


def asked_labels(when: Condition) -> Iterator[tuple[str, Threshold]]:
    """Each label that a condition asks for with its limit; a ground of hate asks for hate_speech."""
    asked = {**when.labels.any, **when.labels.all}
    if when.grounds:
        asked.setdefault("hate_speech", "flag")
    yield from asked.items()


def with_limit(profile: Profile, rule_id: str, label: str, limit: float) -> Profile:
    """The profile with one rule asking for another probability of a label that it asks for.

    Raises KeyError where the profile has no such rule, or the rule does not ask for the label.
    """
    place, rule = next(
        ((at, one) for at, one in enumerate(profile.rules) if one.id == rule_id), (None, None)
    )
    if place is None or rule is None or label not in dict(asked_labels(rule.when)):
        raise KeyError(f"{rule_id}: {label}")
    part = "any" if label in rule.when.labels.any else "all"
    asked = {**getattr(rule.when.labels, part), label: limit}
    labels = rule.when.labels.model_copy(update={part: asked})
    when = rule.when.model_copy(update={"labels": labels})
    rules = list(profile.rules)
    rules[place] = rule.model_copy(update={"when": when})
    return profile.model_copy(update={"rules": tuple(rules)})


def _limit(
    rule: Rule, label: str, threshold: Threshold, profile: Profile, manifest: Mapping[str, Any]
) -> Limit:
    models_own = float(manifest["thresholds"][label])
    usual = profile.thresholds.get(label, models_own)
    limit = usual if threshold == "flag" else float(threshold)
    measured = manifest.get("metrics", {}).get("labels", {}).get(label, {}).get("precision")
    known = measured is not None and limit == models_own
    return Limit(
        rule=rule.id,
        label=label,
        limit=limit,
        measured=round(1 - measured, 4) if known else None,
        bound=round(1 - limit, 4),
    )
