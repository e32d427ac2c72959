"""`python -m evaluation drift`: whether today's comments are those that the model was made for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.table import Table

from evaluation.drift import (
    LARGE,
    SOME,
    Drift,
    corpus_reference,
    drift_values,
    measure_drift,
    read_decisions,
    training_words,
)
from evaluation.figures import figure
from evaluation.page import drift_page
from evaluation.plots import need_matplotlib
from evaluation.terminal import named_faults, show, track
from model.bundle import DEFAULT_BUNDLE
from model.classifier import Classifier

_COLOURS = {SOME: "yellow", LARGE: "red"}


def drift(
    decisions: Annotated[
        Path, typer.Argument(help="The API's training export (undecided=true), as JSON lines.")
    ],
    reference: Annotated[
        Path | None,
        typer.Option(
            help="An earlier export to compare with.",
            show_default="the corpus' held-out comments, scored now",
        ),
    ] = None,
    bundle: Annotated[
        Path, typer.Option("--bundle", help="The model's folder.", show_default="the shipped one")
    ] = DEFAULT_BUNDLE,
    page: Annotated[
        Path | None, typer.Option("--html", help="Write a page with plots here.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Say whether scores, lengths and words have drifted from what the model was measured on.

    Exit code 0 whatever is found: read the verdict.
    """
    with named_faults():
        if page is not None:
            need_matplotlib()
        classifier = Classifier.load(bundle)
        now = read_decisions(decisions)
        before = read_decisions(reference) if reference else corpus_reference(classifier, track)
        told = reference.name if reference else "the corpus' held-out comments"
        found = measure_drift(before, now, training_words(), classifier.thresholds, told)
        if page is not None:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(drift_page(found), encoding="utf-8")
    show(as_json, lambda: drift_values(found), lambda: tuple(_shown(found)))


def _shown(found: Drift) -> Iterator[RenderableType]:
    before, now = found.comments
    table = Table(
        "figure", "mean before", "mean now", "PSI", "KS", "verdict",
        title=f"{now} comments beside {before}: {found.reference}",
    )  # fmt: skip
    for each in found.shifts:
        colour = _COLOURS.get(each.verdict)
        verdict = f"[{colour}]{each.verdict}[/{colour}]" if colour else each.verdict
        means = (figure(float(values.mean()), 3) for values in (each.before, each.now))
        table.add_row(each.name, *means, figure(each.psi, 3), figure(each.ks, 3), verdict)
    yield table
    if found.new_words:
        words = ", ".join(f"{word} ({count})" for word, count in found.new_words)
        yield f"New words that are common now: {words}"
    yield f"[bold]{found.verdict}[/bold]. {found.advice}"
