"""The engine: an assessment weighed against a profile gives a suggestion, always the same one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from model.assessment import Assessment
from model.policy.actions import ACTIONS, REMOVALS
from model.policy.condition import Reading, holds
from model.policy.context import Context
from model.policy.deadlines import deadline_after
from model.policy.outcome import MatchedRule, Outcome, SuggestedAction
from model.policy.profile import STRICT, Profile
from model.policy.rule import Rule
from model.policy.values import BASIS_KINDS, RETENTIONS, URGENCIES
from model.policy.words import explain_action, why_matched

ON_CALL = "contact_communications"
"""The action that reaches whoever is on call."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A rule that applies, why, until when, and what of its actions can be done here."""

    rule: Rule
    why: str
    deadline: datetime | None
    actions: frozenset[str]


def decide(assessment: Assessment, profile: Profile, context: Context) -> Outcome:
    """What the profile suggests for the comment; pure, and never an act in itself."""
    watch = context.watch or profile.watch
    strict = profile.personal_data.reading == STRICT
    reading = Reading(assessment, context, profile.thresholds, watch, strict=strict)
    matches = _matches(profile, reading)
    names = _merged_names(matches)
    actions = tuple(_suggest(name, matches, profile, reading) for name in ACTIONS if name in names)
    return Outcome(
        actions=actions,
        retention=_strictest(RETENTIONS, (one.rule.retention for one in matches)),
        rules=tuple(map(_matched_rule, matches)),
        urgency=_strictest(URGENCIES, (one.rule.urgency for one in matches)) or URGENCIES[-1],
        deadline=min((one.deadline for one in matches if one.deadline), default=None),
        profile=profile.key,
        profile_version=profile.version,
        profile_hash=profile.hash,
    )


def _matches(profile: Profile, reading: Reading) -> list[_Match]:
    rules = [rule for rule in profile.rules if holds(rule.when, reading)]
    distress = any(rule.is_distress for rule in rules)
    if distress:
        # A cry for help is never measured by the page's own rules, such as that on swearing.
        rules = [one for one in rules if one.is_distress or one.legal_basis.kind != "sidregel"]
    rules = rules or [rule for rule in profile.rules if rule.when.otherwise]
    return [_match(rule, reading, distress=distress) for rule in sorted(rules, key=_precedence)]


def _precedence(rule: Rule) -> tuple[bool, int, int]:
    """Distress first, then the most urgent, then the strictest basis, then the profile's order."""
    basis = BASIS_KINDS.index(rule.legal_basis.kind)
    return not rule.is_distress, URGENCIES.index(rule.urgency), basis


def _match(rule: Rule, reading: Reading, *, distress: bool) -> _Match:
    now = reading.context.now
    due = deadline_after(rule.deadline, now, reading.watch) if rule.deadline and now else None
    return _Match(
        rule, why_matched(rule, reading), due, _possible(rule, reading, distress=distress)
    )


def _possible(rule: Rule, reading: Reading, *, distress: bool) -> frozenset[str]:
    names = set(rule.actions)
    if distress and "delete" in names:
        names = names - {"delete"} | {"hide"}
    if rule.is_distress and reading.on_call:
        names |= {ON_CALL}
    owned = reading.context.owned
    return frozenset(name for name in names if owned or not ACTIONS[name].own_channel)


def _merged_names(matches: Sequence[_Match]) -> frozenset[str]:
    """Each action once; watching gives way to removal and doing nothing to anything."""
    names = frozenset().union(*(one.actions for one in matches))
    if names & REMOVALS:
        names -= {"observe"}
    return names - {"none"} or names


def _suggest(
    name: str, matches: Sequence[_Match], profile: Profile, reading: Reading
) -> SuggestedAction:
    causes = [one for one in matches if name in one.actions]
    causes.sort(key=lambda one: BASIS_KINDS.index(one.rule.legal_basis.kind))
    told = f"Jour: {reading.on_call}." if name == ON_CALL and reading.on_call else ""
    return SuggestedAction(
        action=name,
        rules=tuple(one.rule.id for one in causes),
        legal_basis=causes[0].rule.legal_basis,
        explanation=explain_action(name, [(one.rule, one.why) for one in causes], profile, told),
        needs_human=ACTIONS[name].needs_human,
        deadline=min((one.deadline for one in causes if one.deadline), default=None),
    )


def _matched_rule(match: _Match) -> MatchedRule:
    rule = match.rule
    return MatchedRule(rule.id, rule.title, rule.quote, rule.source, rule.legal_basis, match.why)


def _strictest(order: Sequence[str], names: Iterable[str | None]) -> str | None:
    return min((name for name in names if name is not None), key=order.index, default=None)
