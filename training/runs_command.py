"""`python -m training runs`: what was trained, when, on what, and how it went."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table

from training.errors import TrainingError
from training.runs import Run, find_run, read_runs, runs_folder

runs = typer.Typer(help="What was trained, when, on what, and how it went.")
_console = Console()
_JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON.")]
_SHOWN = ("roc_auc", "pr_auc", "precision", "recall", "f1", "calibration_error")
_CLEAR = 0.005


@runs.callback(invoke_without_command=True)
def list_runs(
    context: typer.Context,
    *,
    as_json: _JsonOption = False,
) -> None:
    """List every run, oldest first."""
    if context.invoked_subcommand is not None:
        return
    with named_faults():
        found = read_runs()
    if as_json:
        print(json.dumps([asdict(run) for run in found], ensure_ascii=False, indent=1))
        return
    names = ("state", "model", "rows", "mean F1", "seconds", "code")
    table = Table(Column("id", no_wrap=True), *names, box=SIMPLE, padding=0)
    for run in found:
        rows = sum(int(each["rows"]) for each in run.data)
        f1 = "" if (mean := _mean(run, "f1")) is None else f"{mean:.3f}"
        table.add_row(
            run.id,
            run.state,
            run.model or "",
            str(rows or ""),
            f1,
            f"{run.seconds:.0f}" if run.seconds is not None else "",
            _code(run),
        )
    _console.print(table if found else f"No run is recorded in {runs_folder()} yet.")


@runs.command("show")
def show(run: str, *, as_json: _JsonOption = False) -> None:
    """Everything that is recorded of one run; its id, or how that begins."""
    with named_faults():
        found = find_run(run)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(found):
        facts.add_row(f"[bold]{name}", value)
    _console.print(facts)
    table = Table("label", "cut", *_SHOWN)
    for label, figures in found.metrics.get("labels", {}).items():
        cells = (f"{figures[name]:.3f}" if name in figures else "" for name in _SHOWN)
        table.add_row(label, f"{found.thresholds.get(label, 0):.2f}", *cells)
    _console.print(table)


@runs.command("compare")
def compare(first: str, second: str, *, as_json: _JsonOption = False) -> None:
    """What differs between two runs: settings, data, code, and the figures of each label.

    Figures are each run's own, out of fold: `python -m evaluation compare-bundles` tells whether
    a difference is more than chance.
    """
    with named_faults():
        one, other = find_run(first), find_run(second)
    differences = _differences(one, other)
    changes = _changes(one, other)
    if as_json:
        print(json.dumps({"differs": differences, "labels": changes}, indent=1, default=str))
        return
    facts = Table("", one.id, other.id)
    for name, pair in differences.items():
        facts.add_row(name, *map(str, pair))
    table = Table("label", *(f"{name} +/-" for name in _SHOWN))
    for label, figures in changes.items():
        table.add_row(label, *(_change(figures.get(name)) for name in _SHOWN))
    _console.print(facts)
    _console.print(table)


@contextmanager
def named_faults() -> Iterator[None]:
    """Tell a TrainingError on standard error and end with 1."""
    try:
        yield
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(1) from error


def _facts(run: Run) -> Iterator[tuple[str, str]]:
    yield "run", f"{run.id} ({run.state})"
    yield "model", f"{run.model or '–'} in {run.bundle or '–'}"
    yield "began", f"{run.started_at}, {run.seconds or 0:.1f} s"
    yield "code", _code(run)
    yield "machine", ", ".join(f"{name} {value}" for name, value in run.machine.items())
    yield "settings", ", ".join(f"{name}={value}" for name, value in run.config.items())
    for each in run.data:
        files = each.get("files", {})
        first = next(iter(files.values()), "")
        yield "data", f"{each['name']}: {each['rows']} rows, {len(files)} files {first[:12]}"
    yield "plots", ", ".join(run.plots) or "none (pip install -e '.[report]')"
    if run.error:
        yield "error", run.error


def _code(run: Run) -> str:
    told = str(run.code.get("commit", ""))[:10] or str(run.code.get("version", ""))
    return f"{told} changed" if run.code.get("changed") else told


def _mean(run: Run, name: str) -> float | None:
    values = [each[name] for each in run.metrics.get("labels", {}).values() if name in each]
    return sum(values) / len(values) if values else None


def _differences(one: Run, other: Run) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys((*one.config, *other.config))
    pairs: dict[str, tuple[Any, Any]] = {
        f"setting {name}": (one.config.get(name), other.config.get(name)) for name in names
    }
    pairs |= {
        "model": (one.model, other.model),
        "code": (_code(one), _code(other)),
        "seconds": (one.seconds, other.seconds),
        "mean F1": (_mean(one, "f1"), _mean(other, "f1")),
    }
    mine, theirs = ({each["name"]: each for each in run.data} for run in (one, other))
    for name in dict.fromkeys((*mine, *theirs)):
        if mine.get(name) != theirs.get(name):
            pairs[f"data {name}"] = tuple(  # type: ignore[assignment]
                f"{each['rows']} rows" if each else "–"
                for each in (mine.get(name), theirs.get(name))
            )
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] or "data" in name}


def _changes(one: Run, other: Run) -> dict[str, dict[str, float]]:
    before, after = one.metrics.get("labels", {}), other.metrics.get("labels", {})
    return {
        label: {
            name: round(after[label][name] - before[label][name], 4)
            for name in _SHOWN
            if name in before[label] and name in after[label]
        }
        for label in before
        if label in after
    }


def _change(value: float | None) -> str:
    if value is None:
        return ""
    return f"[bold]{value:+.3f}[/bold]" if abs(value) >= _CLEAR else f"{value:+.3f}"
