"""Figures of a run: precision and recall a label, and reliability, as SVG files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "uppsikt",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_NO_DATE: dict[str, Any] = {"Date": None}
_COLUMNS = 4


def draw(labels: Mapping[str, Mapping[str, Any]], folder: Path) -> list[str]:
    """Write the figures into the run's folder; their names."""
    with mpl.rc_context(_STYLE):
        drawn = {"labels.svg": _bars(labels)}
        if any(each.get("reliability") for each in labels.values()):
            drawn["reliability.svg"] = _reliability(labels)
        for name, figure in drawn.items():
            figure.savefig(folder / name, format="svg", metadata=_NO_DATE)
    return list(drawn)


def _bars(labels: Mapping[str, Mapping[str, Any]]) -> Figure:
    figure = Figure(figsize=(7, 0.32 * len(labels) + 1), layout="constrained")
    axes = figure.subplots()
    for place, (shown, colour) in enumerate(
        (("precision", "#1f6feb"), ("recall", "#d97706"), ("roc_auc", "#57606a"))
    ):
        values = [float(each.get(shown, 0)) for each in labels.values()]
        places = [number + (place - 1) * 0.26 for number in range(len(labels))]
        axes.barh(places, values, height=0.24, color=colour, label=shown)
    axes.set_yticks(range(len(labels)), list(labels))
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    return figure


def _reliability(labels: Mapping[str, Mapping[str, Any]]) -> Figure:
    rows = -(-len(labels) // _COLUMNS)
    figure = Figure(figsize=(7, 1.8 * rows), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, sharex=True, sharey=True, squeeze=False).ravel()
    for axes in grid[len(labels) :]:
        axes.set_visible(False)
    for axes, (name, each) in zip(grid, labels.items(), strict=False):
        bins = each.get("reliability", ())
        axes.plot([0, 1], [0, 1], color="#8c959f", linewidth=1, linestyle="--")
        axes.plot([said for said, *_ in bins], [seen for _, seen, _ in bins], "o-", markersize=3)
        axes.set_title(name)
    figure.supxlabel("score")
    figure.supylabel("share that carries it")
    return figure
