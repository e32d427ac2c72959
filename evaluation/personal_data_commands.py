"""The commands that measure the recognisers of personal data."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from data.errors import GoldError
from data.gold import GOLD_FOLDER, read_gold
from evaluation.estimates import RESAMPLES
from evaluation.personal_data import (
    kinds_table,
    mistakes,
    mistakes_table,
    standing_values,
    standings,
    standings_table,
)
from evaluation.seekers import seekers
from evaluation.terminal import named_faults, show, track
from evaluation.tried_numbers import built_numbers, numbers_table, read_numbers, try_numbers

MAY_BE_READ = "dev"
"""The part whose mistakes may be read: nobody mends by the other."""


def personal_data(
    gold: Annotated[
        Path, typer.Option(help="Folder of the gold set.", show_default="data/gold/personal_data")
    ] = GOLD_FOLDER,
    part: Annotated[str, typer.Option(help="dev, test or all.")] = "test",
    resamples: Annotated[int, typer.Option(min=0, help="Bootstrap resamples.")] = RESAMPLES,
    *,
    alone: Annotated[bool, typer.Option("--alone", help="Ours only, no rivals.")] = False,
    read: Annotated[
        bool, typer.Option("--mistakes", help="List ours on the dev part instead of measuring.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Measure what is found of personal data, beside Presidio and plain regular expressions."""
    with named_faults():
        comments = read_gold(gold, MAY_BE_READ if read else None if part == "all" else part)
        if not comments:
            raise GoldError([f"{gold}: no comment in the part {part!r} (dev, test or all)"])
    if read:
        ours = seekers()[0].prepare()
        Console().print(mistakes_table(list(mistakes(comments, ours))))
        return
    found = standings(comments, resamples, track, alone=alone)
    show(
        as_json,
        lambda: _values(part, len(comments), standing_values(found)),
        lambda: (kinds_table(found[0]), standings_table(found)),
    )


def _values(part: str, comments: int, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"part": part, "comments": comments, "found_by": found}


def personnummer(
    numbers: Annotated[
        Path | None,
        typer.Option(
            help="A file of test numbers, such as Skatteverket's list.", show_default="built here"
        ),
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Try every Nth number only.")] = 1,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Try test personnummer in every written form."""
    with named_faults():
        tried = read_numbers(numbers) if numbers else list(built_numbers())
    results = try_numbers(tried[::every], track)
    show(as_json, lambda: [asdict(each) for each in results], lambda: (numbers_table(results),))
