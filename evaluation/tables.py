"""Tables for the terminal and plain values for JSON, one pair for each command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from evaluation.agreement import LabelAgreement
from evaluation.benchmark import Comparison
from evaluation.comparison import Standing
from evaluation.fairness import Fairness
from evaluation.figures import figure, number, percent
from evaluation.suite import Result, Verdict, overall_share

MILLISECONDS = 1_000


def functional_table(results: Sequence[Result]) -> Table:
    """Share passed for each functionality, worst first."""
    table = Table("passed", "cases", _whole("functionality"), "what it tests")
    for result in worst_first(results):
        told = result.functionality
        table.add_row(f"{result.share:.0%}", str(len(result.verdicts)), told.key, told.tests)
    return table


def functional_summary(results: Sequence[Result]) -> str:
    """How many cases of how many functionalities passed."""
    cases = sum(len(result.verdicts) for result in results)
    failed = sum(len(result.failures) for result in results)
    return (
        f"{cases - failed} of {cases} cases passed ({overall_share(results):.1%}), "
        f"{len(results)} functionalities"
    )


def failures_table(results: Sequence[Result]) -> Table:
    """Every failing case: what was not met, what was flagged, the text."""
    table = Table("place", "not met", "flagged", "text", title="Failing cases", show_lines=True)
    for result in worst_first(results):
        for verdict in result.failures:
            table.add_row(
                f"{verdict.case.place}\n{result.functionality.key}",
                "\n".join(_unmet(verdict)),
                ", ".join(verdict.flags) or "–",
                escape(verdict.case.text),
            )
    return table


def functional_values(results: Sequence[Result]) -> dict[str, Any]:
    """As the tables, for JSON."""
    return {
        "share": round(overall_share(results), 4),
        "functionalities": [
            {
                **asdict(result.functionality),
                "cases": len(result.verdicts),
                "share": round(result.share, 4),
                "failures": [
                    {
                        "place": verdict.case.place,
                        "text": verdict.case.text,
                        "not_met": _unmet(verdict),
                        "flags": list(verdict.flags),
                    }
                    for verdict in result.failures
                ],
            }
            for result in worst_first(results)
        ],
    }


def fairness_table(fairness: Fairness) -> Table:
    """False-positive rates, their difference to the overall in points, AUCs; most flagged first."""
    headings = ("harm", "±", "hate", "±", "AUC", "BPSN", "BNSP")
    table = Table("term", *(_whole(heading) for heading in headings))
    for group in sorted(fairness.groups, key=lambda each: (-each.any_harm, each.bpsn)):
        table.add_row(
            group.term,
            f"{group.any_harm:.1%}",
            _points(group.any_harm - fairness.any_harm),
            f"{group.hate_speech:.1%}",
            _points(group.hate_speech - fairness.hate_speech),
            *(f"{auc:.3f}" for auc in (group.subgroup, group.bpsn, group.bnsp)),
        )
    return table


def fairness_summary(fairness: Fairness) -> str:
    """The false-positive rates over all terms."""
    return (
        f"{len(fairness.groups)} terms; neutral sentences flagged: "
        f"any harm {fairness.any_harm:.1%}, hate_speech {fairness.hate_speech:.1%}"
    )


def benchmark_table(comparisons: Sequence[Comparison]) -> Table:
    """Median milliseconds, ours and the peer's, and their ratio."""
    table = Table("task", "ours, ms", "scikit-learn, ms", "times faster")
    for each in comparisons:
        table.add_row(
            each.task,
            f"{each.ours * MILLISECONDS:.3f}",
            f"{each.peer * MILLISECONDS:.3f}",
            f"{each.ratio:.2f}",
        )
    return table


def benchmark_values(comparisons: Sequence[Comparison]) -> list[dict[str, Any]]:
    """As the table, for JSON; times in seconds."""
    return [{**asdict(each), "ratio": each.ratio} for each in comparisons]


def comparison_table(title: str, standings: Sequence[Standing]) -> Table:
    """One collection's standings; a rival without figures says why."""
    headings = ("any harm\nAUC", "attack\nAUC", "profanity\nF1", "clean\nflagged", "ms a\ncomment")
    columns = (Column(heading, justify="right", no_wrap=True) for heading in headings)
    table = Table("judged by", *columns, title=title, title_justify="left")
    for each in standings:
        auc = (each.any_harm, each.attack, each.profanity_f1)
        figures = (
            *(figure(value, 3) for value in auc),
            percent(each.clean_flagged),
            figure(each.milliseconds, 3),
        )
        table.add_row(f"{each.name}\n[dim]{each.skipped or each.about}", *figures)
    return table


def agreement_table(found: Sequence[LabelAgreement]) -> Table:
    """Cohen's kappa of each label and its counts."""
    table = Table("label", "kappa", "both", "first only", "second only", "neither")
    for each in found:
        counts = (each.both, each.first_only, each.second_only, each.neither)
        table.add_row(each.label, figure(each.kappa, 2), *map(str, counts))
    return table


def agreement_values(found: Sequence[LabelAgreement]) -> list[dict[str, Any]]:
    """As the table, for JSON; NaN as null."""
    return [{**asdict(each), "kappa": number(each.kappa)} for each in found]


def worst_first(results: Sequence[Result]) -> list[Result]:
    """Results by share passed, the lowest first."""
    return sorted(results, key=lambda result: (result.share, result.functionality.key))


def _unmet(verdict: Verdict) -> list[str]:
    return [
        f"{'misses' if verdict.case.expect[name] else 'flags'} {name}" for name in verdict.unmet
    ]


def _whole(heading: str) -> Column:
    return Column(heading, no_wrap=True)


def _points(difference: float) -> str:
    return f"{difference * 100:+.1f}"
