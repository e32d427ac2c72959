"""`python -m training names`: train the name tagger and write its bundle."""

from __future__ import annotations

import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from data.errors import DataError, SourceError
from data.sources import FOLDER_VARIABLE, sources_folder
from model.personal_data.names_bundle import NAMES_BUNDLE, write_names_bundle
from training.errors import TrainingError
from training.names import COMMENTS_WEIGH, SEED, SETTINGS, FittedNames, fit_names

CREDITS = (
    "UniversalNER Swedish Talbanken, CC BY-SA 4.0",
    "klintan/swedish-ner-corpus, CC BY 4.0",
    "peterdalle/svensktext (SCB), free to use: hashed steps of frequency only",
    "Riksdagens interpellationer, public documents: hashed counts only",
    "Tatoeba, CC BY 2.0 FR: hashed counts only",
)
_console = Console(stderr=True)


def names(
    out: Annotated[Path, typer.Option(help="Bundle folder to write.")] = NAMES_BUNDLE,
) -> None:
    """Train the name tagger on UPPSIKT_SOURCES and data/names, and write its bundle."""
    started = time.monotonic()
    try:
        folder = sources_folder()
        if folder is None:
            raise SourceError(f"set {FOLDER_VARIABLE} to the folder of the outside sources")
        fitted = fit_names(folder)
    except (DataError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    bundle = write_names_bundle(out, fitted.arrays, manifest_of(fitted))
    _console.print(_table(fitted))
    _console.print(f"{bundle.version} in {out}, {time.monotonic() - started:.0f} s")


def manifest_of(fitted: FittedNames) -> dict[str, Any]:
    """What the bundle says of itself: figures on held-out text, data, settings, versions."""
    return {
        "kind": "names",
        "metrics": fitted.metrics,
        "data": fitted.data,
        "credits": CREDITS,
        "settings": {**SETTINGS, "seed": SEED, "comments_weigh": COMMENTS_WEIGH},
        "made_with": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "python-crfsuite": version("python-crfsuite"),
        },
    }


def _table(fitted: FittedNames) -> Table:
    table = Table("held out", "token P", "R", "F1", "n", "span P", "R", "F1", "n")
    for name, values in fitted.metrics.items():
        cells = [
            f"{values[f'{unit}_{figure}']:g}"
            for unit in ("token", "span")
            for figure in ("precision", "recall", "f1", "n")
        ]
        table.add_row(name, *cells)
    return table
