"""`python -m evaluation compare-bundles`: whether the second of two bundles is better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Table

from data.sources import file_digest
from evaluation.bundles import (
    BETTER,
    FIGURES,
    OVERALL,
    WORSE,
    CollectionDifference,
    Comparison,
    Difference,
    compare_bundles,
    comparison_values,
)
from evaluation.estimates import RESAMPLES
from evaluation.figures import figure, percent
from evaluation.samples import HELD_OUT, Collection, collections_at_hand, read_samples
from evaluation.terminal import named_faults, show, track
from model.classifier import Classifier

_COLOURS = {BETTER: "green", WORSE: "red"}


def compare_two(
    first: Annotated[Path, typer.Argument(help="The bundle to compare with.")],
    second: Annotated[Path, typer.Argument(help="The bundle that is to be better.")],
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            help="Labelled comments as JSON lines, CSV or Parquet; may be repeated.",
            show_default="the corpus' test split and the sources under UPPSIKT_SOURCES",
        ),
    ] = None,
    known: Annotated[
        list[str] | None,
        typer.Option("--label", help="A label that the readers of --data looked for."),
    ] = None,
    resamples: Annotated[int, typer.Option(min=10, help="Paired resamples.")] = RESAMPLES,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Compare two bundles label by label over the same comments, by paired resamples.

    What either was trained on is left out. A verdict is given where the whole 95 % interval of
    the difference lies on one side of nought.
    """
    with named_faults():
        pair = Classifier.load(first), Classifier.load(second)
        manifests = [each.manifest for each in pair]
        chosen = _collections(manifests, data, known)
        found = compare_bundles(pair, chosen, resamples=resamples, track=track)
    show(as_json, lambda: comparison_values(found), lambda: tuple(_shown(found)))


def _collections(
    manifests: Sequence[Mapping[str, Any]],
    files: Sequence[Path] | None,
    known: Sequence[str] | None,
) -> Iterable[Collection]:
    learnt = {
        digest
        for manifest in manifests
        for each in manifest.get("data", ())
        for digest in each.get("files", {}).values()
    }
    if files:
        for file in files:
            read = read_samples(file, known or ())
            yield _unlearnt(read) if file_digest(file) in learnt else read
        return
    both = {"data": [each for manifest in manifests for each in manifest.get("data", ())]}
    yield from collections_at_hand(both)


def _unlearnt(read: Collection) -> Collection:
    """Of a file that was trained on, its rows of the held-out split; where it has none, all, marked."""
    kept = tuple(each for each in read.samples if each.split == HELD_OUT)
    return replace(read, samples=kept) if kept else replace(read, trained_on=True)


def _shown(found: Comparison) -> Iterator[RenderableType]:
    yield f"[bold]{found.second}[/bold] beside [bold]{found.first}[/bold]"
    for each in found.collections:
        yield _table(each)
        verdict = each.verdict
        yield f"{each.title}: [bold]{_coloured(verdict)}[/bold]"
    if found.left_out:
        yield f"Left out, since one of them was trained on it: {', '.join(found.left_out)}"
    yield _suites(found)


def _table(found: CollectionDifference) -> Table:
    title = f"{found.title}, {found.comments} comments; below each figure the change's 95 %"
    table = Table("label", "n", *FIGURES, "calibration", title=title, box=SIMPLE, pad_edge=False)
    for each in found.labels:
        before, after = each.calibration
        cells = [_cell(each.figures[name]) for name in FIGURES]
        calibration = f"{figure(before, 3)}→{figure(after, 3)}"
        table.add_row(each.label, str(each.positives), *cells, calibration)
    table.add_section()
    table.add_row(OVERALL, "", *(_cell(found.overall[name]) for name in FIGURES), "")
    return table


def _cell(found: Difference) -> str:
    pair = f"{figure(found.first, 3)}→{figure(found.second, 3)}"
    if isnan(found.change.low) or isnan(found.change.high):
        return pair
    interval = f"{found.change.low:+.3f} {found.change.high:+.3f}"
    return f"{pair}\n{_coloured(found.verdict, interval)}"


def _coloured(verdict: str, shown: str | None = None) -> str:
    colour = _COLOURS.get(verdict)
    return f"[{colour}]{shown or verdict}[/{colour}]" if colour else shown or verdict


def _suites(found: Comparison) -> Table:
    table = Table("suite", found.first, found.second)
    before, after = found.fairness
    table.add_row("functional cases passed", *map(percent, found.functional))
    table.add_row("neutral sentences flagged", percent(before.any_harm), percent(after.any_harm))
    table.add_row("… for hate speech", percent(before.hate_speech), percent(after.hate_speech))
    for each in found.collections:
        table.add_row(f"clean flagged, {each.title}", *map(percent, each.clean_flagged))
        table.add_row(f"criticism flagged, {each.title}", *map(percent, each.criticism_flagged))
    return table
