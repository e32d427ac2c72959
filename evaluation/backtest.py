"""Backtest: what another profile would have suggested for the comments there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from evaluation.replays import Replay
from model.policy import Outcome, Profile, decide
from model.policy.actions import ACTIONS, REMOVALS
from model.policy.thresholds import asked_labels, rule_limits

EXAMPLES = 3
"""Comments shown for each way that suggestions change."""

_PERSONAL = "personal_data"
Actions = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment whose suggestion changes; `text` where the replay held it."""

    id: str
    flags: Actions
    text: str | None


@dataclass(slots=True)
class RuleTally:
    """How often a rule applied, and how many false alarms its scores lead one to expect."""

    before: int = 0
    after: int = 0
    false_alarms: float = 0.0


@dataclass(slots=True)
class Backtest:
    """What changes over the replayed comments; `removes` counts those hidden or deleted."""

    comments: int = 0
    removes_before: int = 0
    removes_after: int = 0
    more_removed: int = 0
    less_removed: int = 0
    actions_before: Counter[str] = field(default_factory=Counter)
    actions_after: Counter[str] = field(default_factory=Counter)
    changes: Counter[tuple[Actions, Actions]] = field(default_factory=Counter)
    shown: dict[tuple[Actions, Actions], list[Shown]] = field(
        default_factory=lambda: defaultdict(list)
    )
    rules: dict[str, RuleTally] = field(default_factory=lambda: defaultdict(RuleTally))

    @property
    def changed(self) -> int:
        """Comments whose actions differ."""
        return sum(self.changes.values())


def backtest(replays: Iterable[Replay], new: Profile, old: Profile | None) -> Backtest:
    """Weigh each comment by `new` and by `old`, or against what was suggested then if `old` is None.

    Deadlines are left out: they depend on when, not on what.
    """
    result = Backtest()
    asked = {rule.id: [label for label, _ in asked_labels(rule.when)] for rule in new.rules}
    for replay in replays:
        after = decide(replay.assessment, new, replay.context)
        if old is None:
            before_actions: tuple[str, ...] = replay.suggested or ()
            before_rules: tuple[str, ...] = ()
        else:
            before = decide(replay.assessment, old, replay.context)
            before_actions, before_rules = _names(before), tuple(one.id for one in before.rules)
        _count_actions(result, replay, before_actions, _names(after))
        for rule in before_rules:
            result.rules[rule].before += 1
        for matched in after.rules:
            tally = result.rules[matched.id]
            tally.after += 1
            tally.false_alarms += _doubt(replay, asked[matched.id])
    return result


def backtest_values(result: Backtest, new: Profile, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """As the tables, for JSON."""
    return {
        "profile": {"key": new.key, "version": new.version, "hash": new.hash},
        "comments": result.comments,
        "changed": result.changed,
        "removes": {"before": result.removes_before, "after": result.removes_after},
        "more_removed": result.more_removed,
        "less_removed": result.less_removed,
        "actions": {
            name: {"before": result.actions_before[name], "after": result.actions_after[name]}
            for name in _used(result)
        },
        "changes": [
            {
                "before": list(before),
                "after": list(after),
                "comments": count,
                "examples": [
                    {"id": one.id, "flags": list(one.flags), "text": one.text}
                    for one in result.shown[before, after]
                ],
            }
            for (before, after), count in result.changes.most_common()
        ],
        "rules": [
            dict(zip(_RULE_KEYS, row, strict=True)) for row in _rule_rows(result, new, manifest)
        ],
    }


_RULE_KEYS = (
    "rule",
    "label",
    "threshold",
    "before",
    "after",
    "expected_false_alarms",
    "measured_false_alarms",
)


def summary(result: Backtest) -> str:
    """The outcome in a few lines."""
    share = result.changed / result.comments if result.comments else 0.0
    return (
        f"{result.changed} of {result.comments} suggestions change ({share:.1%}).\n"
        f"Hidden or deleted: {result.removes_before} before, {result.removes_after} after; "
        f"{result.more_removed} more, {result.less_removed} less."
    )


def actions_table(result: Backtest) -> Table:
    """How often each action is suggested, before and after."""
    table = Table("action", "before", "after", "difference")
    for name in _used(result):
        before, after = result.actions_before[name], result.actions_after[name]
        table.add_row(name, str(before), str(after), f"{after - before:+d}")
    return table


def changes_table(result: Backtest, most: int = 20) -> Table:
    """Each way that suggestions change, the commonest first, with some comments."""
    table = Table("comments", "before", "after", "such as", show_lines=True)
    for (before, after), count in result.changes.most_common(most):
        shown = "\n".join(map(_line, result.shown[before, after]))
        table.add_row(str(count), ", ".join(before) or "–", ", ".join(after) or "–", shown)
    return table


def rules_table(result: Backtest, new: Profile, manifest: Mapping[str, Any]) -> Table:
    """Each rule's limits, how often it applies, and the share of false alarms to expect.

    "expected" follows from the scores over these comments if the model is calibrated;
    "measured" is what the model's makers found at its own threshold.
    """
    names = (Column(name, no_wrap=True) for name in ("rule", "label"))
    table = Table(*names, "threshold", "before", "after", "expected", "measured")
    for row in _rule_rows(result, new, manifest):
        rule, label, limit, before, after, expected, measured = row
        table.add_row(
            rule,
            label or "–",
            "–" if limit is None else f"{limit:.2f}",
            str(before),
            str(after),
            _share(expected),
            _share(measured),
        )
    return table


def _names(outcome: Outcome) -> Actions:
    return tuple(one.action for one in outcome.actions)


def _count_actions(result: Backtest, replay: Replay, before: Actions, after: Actions) -> None:
    result.comments += 1
    result.actions_before.update(before)
    result.actions_after.update(after)
    removed, removes = bool(REMOVALS & set(before)), bool(REMOVALS & set(after))
    result.removes_before += removed
    result.removes_after += removes
    result.more_removed += removes and not removed
    result.less_removed += removed and not removes
    if before != after:
        change = before, after
        result.changes[change] += 1
        if len(result.shown[change]) < EXAMPLES:
            result.shown[change].append(Shown(replay.id, replay.assessment.flags, replay.text))


def _doubt(replay: Replay, labels: Iterable[str]) -> float:
    """How likely it is, by the scores, that the comment carries none of what the rule asks for."""
    scores = replay.assessment.scores
    return 1 - max((scores[label] for label in labels), default=scores[_PERSONAL])


def _rule_rows(
    result: Backtest, new: Profile, manifest: Mapping[str, Any]
) -> Iterable[tuple[str, str | None, float | None, int, int, float | None, float | None]]:
    limits = defaultdict(list)
    for limit in rule_limits(new, manifest):
        limits[limit.rule].append(limit)
    for rule in new.rules:
        tally = result.rules[rule.id]
        judged = tally.after and not rule.when.otherwise
        expected = tally.false_alarms / tally.after if judged else None
        counts = (tally.before, tally.after, expected)
        for one in limits[rule.id]:
            yield rule.id, one.label, one.limit, *counts, one.measured
        if not limits[rule.id]:
            yield rule.id, None, None, *counts, None
    for rule_id in [name for name in result.rules if name not in {rule.id for rule in new.rules}]:
        yield rule_id, None, None, result.rules[rule_id].before, 0, None, None


def _used(result: Backtest) -> list[str]:
    return [name for name in ACTIONS if result.actions_before[name] or result.actions_after[name]]


def _line(shown: Shown) -> str:
    told = f": {shown.text[:80]}" if shown.text else ""
    return escape(f"{shown.id} ({', '.join(shown.flags) or '–'}){told}")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
