"""What every command does with the terminal: faults named, progress drawn, tables or JSON shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich import progress
from rich.console import Console, RenderableType

from data.errors import DataError
from evaluation.errors import EvaluationError
from evaluation.scores import Item
from model.errors import ModelError


@contextmanager
def named_faults() -> Iterator[None]:
    """Errors raised on purpose and files that cannot be read are told on standard error; the exit code is then 2."""
    try:
        yield
    except (DataError, EvaluationError, ModelError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from error


def track(items: Sequence[Item], what: str) -> Iterable[Item]:
    """The items, with a progress bar on standard error."""
    return progress.track(items, what, console=Console(stderr=True))


def show(
    as_json: bool, values: Callable[[], Any], shown: Callable[[], tuple[RenderableType, ...]]
) -> None:
    """Write `values` as JSON, or what is `shown` one after the other."""
    if as_json:
        print(json.dumps(values(), ensure_ascii=False, indent=1))
    else:
        console = Console()
        for each in shown():
            console.print(each, highlight=False)
