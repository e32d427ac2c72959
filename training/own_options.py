"""The options by which a training command takes a user's own data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from data.own import OwnData, read_own
from training.errors import TrainingError

OwnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        help="Own data beside the corpus: *.jsonl, *.csv, *.parquet or OWNER/NAME on the hub; "
        "may be repeated.",
        show_default=False,
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", help="What own data calls a column: text=comment; may be repeated."),
]
LabelOption = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        help="A label that the readers of --data looked for; may be repeated.",
        show_default="the harms, and the intents where any row has one",
    ),
]
AloneOption = Annotated[bool, typer.Option("--alone", help="Leave the corpus out.")]
OneClassOption = Annotated[
    bool, typer.Option("--one-class", help="Take own data whose rows are all alike.")
]


def read_all(
    named: Sequence[str] | None,
    columns: Sequence[str] | None,
    labels: Sequence[str] | None,
    *,
    one_class: bool,
) -> list[OwnData]:
    """All own data that the options name; DataError and TrainingError say what to mend."""
    pairs = [each.partition("=") for each in columns or ()]
    wrong = [ours for ours, equals, theirs in pairs if not (ours and equals and theirs)]
    if wrong:
        raise TrainingError(f"--column is OURS=THEIRS, such as text=comment, not {wrong[0]!r}")
    renamed = {ours: theirs for ours, _, theirs in pairs}
    return [
        read_own(each, columns=renamed, known=labels or (), one_class=one_class)
        for each in named or ()
    ]
