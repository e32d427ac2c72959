"""`python -m training promote`, `rollback` and `models`: which bundle serves."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from model.bundle import read_bundle
from model.errors import ModelError
from model.store import ModelStore
from training.errors import TrainingError
from training.promotion import (
    LIMITS_FILE,
    compared,
    in_use,
    put_in_use,
    read_limits,
    refusals,
    roll_back,
)

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--models",
        help="The store that the service watches.",
        show_default="UPPSIKT_MODELS, or models in UPPSIKT_FOLDER (var)",
    ),
]
_console = Console(highlight=False)


def promote(
    bundle: Annotated[Path, typer.Argument(help="The bundle to put in use.")],
    models: StoreOption = None,
    limits: Annotated[Path, typer.Option(help="What it must hold.")] = LIMITS_FILE,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            help="Compare on these labelled comments (JSON lines, CSV, Parquet); may be repeated.",
            show_default="the corpus' test split",
        ),
    ] = None,
    why: Annotated[str, typer.Option(help="A reason that is kept with the promotion.")] = "",
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say whether it would be.")] = False,
) -> None:
    """Put a bundle in use, if it is no worse, no less fair and well calibrated.

    The old one is kept, a model card is written, and running services take the new one up. Exit
    code 1 where it is refused.
    """
    store = store_of(models)
    with _named_faults():
        asked, version = read_limits(limits), read_bundle(bundle).version
        current = in_use(store)
        if read_bundle(current).version == version:
            print(f"{version} is in use already.")
            return
        told = compared(current, bundle, [f"--data={file}" for file in data or ()])
        reasons = refusals(told, asked)
        for each in told["collections"]:
            _console.print(f"{each['title']}: [bold]{each['verdict']}[/bold]")
        for reason in reasons:
            print(f"refused: {reason}", file=sys.stderr)
        if reasons:
            print(f"{version} is not promoted (limits: {limits})", file=sys.stderr)
            raise typer.Exit(1)
        if check:
            print(f"{version} may be promoted.")
            return
        print(f"{put_in_use(store, bundle, told, why)} is in use; {told['first']} is kept.")


def rollback(
    models: StoreOption = None,
    why: Annotated[str, typer.Option(help="A reason that is kept with it.")] = "",
) -> None:
    """Put the bundle before the one in use back; running services take it up."""
    with _named_faults():
        print(f"{roll_back(store_of(models), why)} is in use again.")


def list_models(models: StoreOption = None) -> None:
    """List every promotion and rollback, oldest first; the last is in use."""
    store = store_of(models)
    with _named_faults():
        changes = store.history()
    table = Table("when", "model", "how", "why")
    for change in changes:
        table.add_row(change.at, change.version, change.how, change.why)
    _console.print(table if changes else "The shipped bundle is in use; nothing was promoted yet.")


def store_of(named: Path | None) -> ModelStore:
    """The store that an option names, or that a service on the same settings watches."""
    folder = Path(os.environ.get("UPPSIKT_FOLDER") or "var")
    return ModelStore(named or Path(os.environ.get("UPPSIKT_MODELS") or folder / "models"))


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except (TrainingError, ModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
