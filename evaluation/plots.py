"""Plots: small figures as inline SVG that takes its colours and its letters from the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from sklearn.metrics import precision_recall_curve, roc_curve

from evaluation.costs import THRESHOLDS
from evaluation.drift import Shift
from evaluation.errors import EvaluationError
from evaluation.estimates import Numbers
from evaluation.report import LabelReport

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Drawn = TypeVar("Drawn")
"""What a figure is drawn from."""
SIZE = 2.6, 2.3
"""Inches."""
BARS = 20
POINTS = 160
"""Most points of a curve that are drawn."""
INK, SOFT, LINE, ACCENT = "#010203", "#010204", "#010205", "#010206"
"""Colours that stand for the page's own until the figure is written."""
_TOKENS = {INK: "--ink", SOFT: "--ink-soft", LINE: "--line", ACCENT: "--accent"}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 8,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.titlesize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
}
_FONT = re.compile(r"font-family: [^;\"]+; ?")
_OWN_STYLE = re.compile(r"\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="[^"]*"')
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_ROOT = re.compile(r"<svg [^>]*?(viewBox=\"[^\"]*\")[^>]*>", re.DOTALL)
_SPACE = re.compile(r"\s+")
_PALE = 0.25


def need_matplotlib() -> None:
    """EvaluationError where the extra that brings matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401, ICN001, PLC0415  (an extra, looked for only here)
    except ImportError as error:
        raise EvaluationError("matplotlib is needed: pip install -e '.[report]'") from error


def label_plots(report: LabelReport, name: str) -> list[tuple[str, str]]:
    """Title and SVG of each figure; `name` is unique on the page."""
    draws: list[tuple[str, Callable[[Axes, LabelReport], None]]] = [
        ("Precision over recall", _precision_recall),
        ("Found over falsely flagged", _roc),
    ]
    if report.costs is not None:  # a score of its own, not the highest of some
        draws += [("Share seen over score", _reliability), ("Cost over threshold", _cost)]
    return [(title, svg(title, f"{name} {title}", draw, report)) for title, draw in draws]


def svg(title: str, name: str, draw: Callable[[Axes, Drawn], None], report: Drawn) -> str:
    """One figure as an `svg` element without ids that another figure may have."""
    import matplotlib as mpl  # noqa: PLC0415  (an extra; half a second to import)
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=SIZE, layout="constrained")
        draw(figure.subplots(), report)
        written = StringIO()
        figure.savefig(written, format="svg", transparent=True)
    return _inline(written.getvalue(), title)


def _inline(written: str, title: str) -> str:
    body = _METADATA.sub("", written[written.index("<svg") :])
    for pattern, instead in ((_OWN_STYLE, ""), (_FONT, ""), (_GROUP_ID, "<g"), (_SPACE, " ")):
        body = pattern.sub(instead, body)
    for colour, token in _TOKENS.items():
        body = body.replace(colour, f"var({token})")
    opening = (
        rf'<svg role="img" aria-label="{title}" \1 xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return _ROOT.sub(opening, body, count=1).strip()


def _precision_recall(axes: Axes, report: LabelReport) -> None:
    column = report.column
    precision, recall, _ = precision_recall_curve(
        column.wanted, column.scores, drop_intermediate=True
    )
    _curve(axes, recall, precision)
    axes.axhline(float(column.wanted.mean()), color=LINE, linewidth=1, linestyle="--")
    point = report.estimates["recall"].point, report.estimates["precision"].point
    _share_axes(axes, "recall", "precision")
    _mark(axes, *point)


def _roc(axes: Axes, report: LabelReport) -> None:
    column, counts = report.column, report.confusion
    alarms, found, _ = roc_curve(column.wanted, column.scores)
    _curve(axes, alarms, found)
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1, linestyle="--")
    _share_axes(axes, "falsely flagged", "found")
    clean = counts.false_alarms + counts.right_silence
    _mark(axes, counts.false_alarms / clean, report.estimates["recall"].point)


def _reliability(axes: Axes, report: LabelReport) -> None:
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1, linestyle="--")
    for bins, pale in ((report.even, True), (report.adaptive, False)):
        axes.plot(
            bins.said,
            bins.seen,
            color=ACCENT,
            alpha=_PALE if pale else 1,
            marker="o",
            markersize=3,
            linewidth=1,
        )
    _share_axes(axes, "score", "share that carries it")


def _cost(axes: Axes, report: LabelReport) -> None:
    assert report.costs is not None
    axes.plot(THRESHOLDS, report.costs, color=ACCENT, linewidth=1.5)
    axes.set(xlim=(0, 1), ylim=(0, None), xlabel="threshold", ylabel="cost per 1,000")
    if report.threshold is not None:
        axes.axvline(report.threshold, color=INK, linewidth=1)
    cheapest = int(np.argmin(report.costs))
    _mark(axes, float(THRESHOLDS[cheapest]), float(report.costs[cheapest]), hollow=True)


def draw_shift(axes: Axes, shift: Shift) -> None:
    """Two histograms over the same bins: before in grey, now in the accent."""
    both = np.concatenate([shift.before, shift.now])
    highest = 1.0 if both.max() <= 1 else float(np.quantile(both, 0.99))
    bins = np.linspace(0, highest, BARS + 1)
    for values, colour in ((shift.before, SOFT), (shift.now, ACCENT)):
        weights = np.full(len(values), 1 / len(values))
        axes.hist(
            np.minimum(values, highest), bins=list(bins), weights=weights, color=colour, alpha=0.55
        )
    axes.set(xlabel=shift.name.replace("_", " "), ylabel="share of comments", xlim=(0, highest))


def _curve(axes: Axes, across: Numbers, upward: Numbers) -> None:
    places = np.unique(np.linspace(0, len(across) - 1, POINTS).astype(int))
    axes.plot(across[places], upward[places], color=ACCENT, linewidth=1.5)


def _share_axes(axes: Axes, across: str, upward: str) -> None:
    ends: dict[str, Any] = {"xlim": (-0.02, 1.02), "ylim": (-0.02, 1.02)}
    axes.set(xlabel=across, ylabel=upward, xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), **ends)


def _mark(axes: Axes, across: float, upward: float, *, hollow: bool = False) -> None:
    face = "none" if hollow else INK
    axes.plot([across], [upward], "o", color=INK, markerfacecolor=face, markersize=5)
