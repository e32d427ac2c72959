"""`python -m training`: make a bundle from the corpus."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import scipy
import sklearn
import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from data.corpus import CORPUS_FOLDER
from data.errors import DataError
from data.examples import Example, TrainingData, training_data
from data.own import joined
from data.sources import FOLDER_VARIABLE, sources_folder
from model.bundle import DEFAULT_BUNDLE, Bundle, read_bundle, write_bundle
from model.errors import BundleError
from model.labels import OUTPUTS
from model.spelling import NEAR_WORDS
from model.vectors import VECTORS_FILE, shipped_vectors
from training.ablation import ablate as measure_parts
from training.errors import TrainingError
from training.feedback_command import feedback
from training.linear import FOLDS, MOST_EXAMPLES, SEED, STRENGTH, FittedLinear, fit, require_enough
from training.multiply import FILLS, TWIN_SHARE, multiplied
from training.names_command import names
from training.near_words import near_words
from training.own_options import (
    AloneOption,
    ColumnOption,
    LabelOption,
    OneClassOption,
    OwnOption,
    read_all,
)
from training.promotion_command import list_models, promote, rollback
from training.runs import recording
from training.runs_command import runs
from training.thresholds import MISS_COSTS
from training.tracking import require_tracking
from training.transformer_commands import pretrain, transformer
from training.vectors import make_vectors, sentences

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, rich_markup_mode=None)
_console = Console(stderr=True)
app.command()(names)
app.add_typer(runs, name="runs")
app.command()(transformer)
app.command()(pretrain)
app.command()(feedback)
app.command()(promote)
app.command()(rollback)
app.command("models")(list_models)


@app.callback()
def _commands() -> None:
    """Make a bundle from the corpus."""


@app.command()
def linear(  # noqa: PLR0917  (options of the command)
    corpus: Annotated[Path, typer.Option(help="Folder of *.jsonl corpus files.")] = CORPUS_FOLDER,
    out: Annotated[Path, typer.Option(help="Bundle folder to write.")] = DEFAULT_BUNDLE,
    fills: Annotated[int, typer.Option(min=0, help="Times that each frame is filled.")] = FILLS,
    own: OwnOption = None,
    column: ColumnOption = None,
    label: LabelOption = None,
    encoder: Annotated[
        Path | None,
        typer.Option(
            help="Bundle whose encoder goes on standing beside the new scorer.",
            show_default="the shipped; none with --alone",
        ),
    ] = None,
    *,
    alone: AloneOption = False,
    one_class: OneClassOption = False,
    bare: Annotated[bool, typer.Option("--bare", help="No encoder beside it.")] = False,
) -> None:
    """Fit the linear scorer and write it as a bundle.

    Outside sources are added when UPPSIKT_SOURCES names a folder that holds them.
    """
    started = time.monotonic()
    try:
        require_tracking()
        read = read_all(own, column, label, one_class=one_class)
        data = joined(training_data(corpus=corpus), read, alone=alone)
        _console.print(
            f"{len(data.examples)} examples from {', '.join(r['name'] for r in data.record)}"
        )
        config = {"corpus": corpus, "out": out, "fills": fills, "own": own or [], "alone": alone}
        config |= {"encoder": encoder, "bare": bare}
        require_enough(data.examples)
        beside = None if bare or (alone and encoder is None) else read_beside(encoder)
        with recording("linear", config) as run:
            examples = multiplied(data.examples, fills)
            _console.print(f"{len(examples)} with filled frames and disguised twins")
            fitted = _fit(examples)
            manifest = manifest_of(data, fitted, fills)
            bundle = write_beside(out, fitted.parts, manifest, beside)
            run.made(out, bundle.manifest)
    except (DataError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    _console.print(_table(fitted))
    _console.print(f"{bundle.version} in {out}, {time.monotonic() - started:.0f} s")


@app.command()
def vectors(
    out: Annotated[Path, typer.Option(help="File to write.")] = VECTORS_FILE,
) -> None:
    """Make the word vectors from plain text; UPPSIKT_SOURCES must name the folder that holds it."""
    folder = sources_folder()
    if folder is None:
        print(f"error: {FOLDER_VARIABLE} names no folder with plain text", file=sys.stderr)
        raise typer.Exit(1)
    with _console.status("counting words and factorising"):
        words = make_vectors(sentences(folder), out)
    _console.print(f"{words} words in {out}")


@app.command("near-words")
def list_near_words(
    out: Annotated[Path, typer.Option(help="File to write.")] = NEAR_WORDS,
) -> None:
    """List the plain words that lie one slip of the hand from a swear word or a slur (half a minute).

    They are never read as that word. UPPSIKT_SOURCES must name the folder with plain text and names.
    """
    folder = sources_folder()
    if folder is None:
        print(f"error: {FOLDER_VARIABLE} names no folder with plain text", file=sys.stderr)
        raise typer.Exit(1)
    with _console.status("reading"):
        words = near_words(folder)
    out.write_text("\n".join(words) + "\n", encoding="utf-8")
    _console.print(f"{len(words)} words in {out}")


@app.command()
def ablate() -> None:
    """What each part of the scorer is worth on themes and sources that it did not see (minutes)."""
    folder = sources_folder()
    if folder is None:
        print(f"error: {FOLDER_VARIABLE} names no folder with sources", file=sys.stderr)
        raise typer.Exit(1)
    for variant, where, name, figure in measure_parts(folder):
        print(f"{variant:<20} {where:<12} {name:<18} {figure:.4f}", flush=True)


def manifest_of(data: TrainingData, fitted: FittedLinear, fills: int) -> dict[str, Any]:
    """What the bundle says of itself: thresholds, figures out of fold, data, settings, versions."""
    return {
        "kind": "linear",
        "thresholds": fitted.thresholds,
        "costs": dict(MISS_COSTS),
        "metrics": {"how": f"out of fold, {FOLDS} folds of whole themes", "labels": fitted.metrics},
        "data": list(data.record),
        "settings": {
            "C": STRENGTH,
            "folds": FOLDS,
            "seed": SEED,
            "frame_fills": fills,
            "most_examples": MOST_EXAMPLES,
            "twin_share": TWIN_SHARE,
        },
        "made_with": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
    }


def read_beside(encoder: Path | None) -> Bundle:
    """The bundle whose encoder is to stand beside the new scorer; TrainingError if it has none to give."""
    try:
        bundle = read_bundle(encoder or DEFAULT_BUNDLE)
    except BundleError as error:
        raise TrainingError(f"{error}\n--bare trains without an encoder beside") from error
    if encoder and bundle.transformer is None:
        raise TrainingError(f"{encoder}: holds no encoder")
    return bundle


def write_beside(
    out: Path, parts: Mapping[str, Any], manifest: Mapping[str, Any], beside: Bundle | None
) -> Bundle:
    """Write a linear scorer, beside the encoder of another bundle if one is given that holds one.

    How much the encoder weighs stays as it was: each output's linear logit is calibrated alike.
    """
    if beside is None or beside.transformer is None:
        return write_bundle(out, parts, VECTORS_FILE, manifest)
    how = f"{manifest['metrics']['how']}; of the linear scorer alone"
    metrics = {**manifest["metrics"], "how": how}
    described = beside.manifest["encoder"]
    whole = {**manifest, "kind": "ensemble", "encoder": described, "metrics": metrics}
    return write_bundle(out, parts, VECTORS_FILE, whole, encoder=beside.folder)


def _fit(examples: Sequence[Example]) -> FittedLinear:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=_console) as progress:
        task = progress.add_task("fitting", total=len(OUTPUTS))
        return fit(
            examples,
            shipped_vectors(),
            lambda name: progress.update(task, advance=1, description=f"{name:<28}"),
        )


def _table(fitted: FittedLinear) -> Table:
    shown = {
        "positives": "n",
        "roc_auc": "roc",
        "pr_auc": "pr",
        "precision": "prec",
        "recall": "rec",
        "f1": "f1",
        "false_positive_rate": "fpr",
        "calibration_error": "ece",
    }
    title = "out of fold, unseen themes"
    table = Table("label", "cut", *shown.values(), title=title, box=SIMPLE, padding=0)
    for name, values in fitted.metrics.items():
        cells = (f"{values[k]:g}" if k == "positives" else f"{values[k]:.3f}" for k in shown)
        table.add_row(name, f"{fitted.thresholds[name]:.2f}", *cells)
    return table


if __name__ == "__main__":
    app()
