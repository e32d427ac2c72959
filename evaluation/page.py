"""The page: a report as one HTML file that needs nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evaluation.comparison import Standing
from evaluation.drift import Drift
from evaluation.estimates import Estimate
from evaluation.figures import figure, percent
from evaluation.personal_data import ratios
from evaluation.plots import draw_shift, label_plots, svg
from evaluation.report import CollectionReport, LabelReport, Report
from evaluation.scores import ANY_HARM, ATTACK, SUMMARIES, Track, untracked
from evaluation.slices import Share
from evaluation.spans import AIMS, GROUPS
from model.labels import HARMS, INTENTS, LABELS, TOXICITY

TEMPLATES = Path(__file__).parent / "templates"
FAMILIES = (("Summaries", tuple(SUMMARIES)), ("Harms", HARMS), ("Intents", INTENTS))
_NOT_IN_ANCHORS = re.compile(r"[^a-zA-Z0-9]+")

Tile = tuple[str, str, str]
Drawn = tuple[str, LabelReport, Sequence[tuple[str, Markup]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One collection as the template shows it."""

    anchor: str
    report: CollectionReport
    drawn: Sequence[Drawn]

    @property
    def looked_for(self) -> str:
        """The labels that the collection's readers looked for, in words."""
        known = self.report.collection.known
        if known.issuperset(LABELS):
            return "every one"
        return ", ".join(plain(name) for name in LABELS if name in known)

    @property
    def families(self) -> list[tuple[str, list[tuple[str, LabelReport]]]]:
        """Summaries, harms and intents that are known here, with their labels."""
        labels = self.report.labels
        known = [
            (family, [(n, labels[n]) for n in names if n in labels]) for family, names in FAMILIES
        ]
        return [(family, members) for family, members in known if members]

    @property
    def mixed_rows(self) -> list[tuple[str, Any]]:
        """Each label's name, and a last row of comments that carry none, with their shares."""
        names = (*self.report.mixed_names, "none of them")
        return list(zip(names, self.report.mixed_up, strict=True))

    @property
    def tiles(self) -> list[Tile]:
        """Title, number and note of what matters most."""
        labels = self.report.labels
        named = ((ANY_HARM, "Any harm"), (ATTACK, "Attack"), (TOXICITY, "Toxicity"))
        tiles = [
            (f"{title}, ROC AUC", *_told(labels[name].estimates["roc_auc"]))
            for name, title in named
            if name in labels
        ]
        tiles.append(("Clean comments flagged", *_share_told(self.report.clean_flagged)))
        if self.report.criticism:
            tiles.append(("Criticism flagged", *_share_told(self.report.criticism)))
        if self.report.obfuscation:
            overall = self.report.obfuscation.overall
            note = f"points of {overall.plain.estimate.point:.0%} recall"
            tiles.append(("Lost to disguise", f"{overall.lost:.1f}", note))
        return tiles


def page(report: Report, track: Track = untracked) -> str:
    """The report as HTML; EvaluationError where matplotlib is not installed."""
    parts = [
        Part(_anchor(place, each), each, _drawn(place, each, track))
        for place, each in enumerate(report.collections, start=1)
    ]
    gold = report.personal_data
    slower = [ratios(gold[0], each) for each in gold]
    shown = {"seekers": list(zip(gold, slower, strict=True)), "groups": GROUPS, "aims": AIMS}
    return _rendered("report.html.jinja", report=report, parts=parts, **shown)


def comparison_page(standings: Mapping[str, Sequence[Standing]]) -> str:
    """The comparison's tables as HTML."""
    return _rendered("comparison.html.jinja", standings=standings)


def drift_page(found: Drift) -> str:
    """Drift as HTML, the figures that moved most first; EvaluationError without matplotlib."""
    shifts = sorted(found.shifts, key=lambda each: 0 if isnan(each.psi) else -each.psi)
    drawn = [(each, _trusted(svg(each.name, each.name, draw_shift, each))) for each in shifts]
    return _rendered("drift.html.jinja", drift=found, drawn=drawn)


def plain(name: str) -> str:
    """A label's name as words."""
    return name.replace("_", " ")


def _rendered(template: str, **values: Any) -> str:
    css = _trusted((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    made = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC"
    return _environment().get_template(template).render(css=css, made=made, **values)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters |= {"plain": plain, "figure": figure, "percent": percent, "ratio": _ratio}
    environment.tests |= {"nan": isnan}
    return environment


def _drawn(place: int, report: CollectionReport, track: Track) -> list[Drawn]:
    if report.collection.trained_on:
        return []
    worth = [(name, label) for name, label in report.labels.items() if label.column.mixed]
    return [
        (
            name,
            label,
            [(title, _trusted(plot)) for title, plot in label_plots(label, f"{place}-{name}")],
        )
        for name, label in track(worth, f"Drawing {report.collection.name}")
    ]


def _trusted(markup: str) -> Markup:
    """Our stylesheet, or a figure drawn from numbers alone: no comment's text is in it."""
    return Markup(markup)  # noqa: S704


def _anchor(place: int, report: CollectionReport) -> str:
    return f"{_NOT_IN_ANCHORS.sub('-', report.collection.name).strip('-')}-{place}"


def _told(estimate: Estimate) -> tuple[str, str]:
    return figure(estimate.point, 3), f"{figure(estimate.low, 3)}–{figure(estimate.high, 3)}"


def _share_told(share: Share) -> tuple[str, str]:
    return percent(share.estimate.point), f"{share.count} of {share.of}"


def _ratio(value: float) -> str:
    return f"{value:g}"
