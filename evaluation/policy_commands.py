"""Commands on the municipalities' rules: whom they would silence, and what a change would do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evaluation.errors import EvaluationError
from evaluation.objectivity import (
    COMMENTS_FILE,
    objectivity_table,
    objectivity_values,
    read_comments,
    removals,
    removals_table,
)
from model.bundle import DEFAULT_BUNDLE
from model.classifier import Classifier
from model.errors import ModelError
from model.policy import load_profiles

_BundleOption = Annotated[
    Path, typer.Option("--bundle", help="The model's folder.", show_default="the shipped one")
]
_JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def objectivity(
    bundle: _BundleOption = DEFAULT_BUNDLE,
    comments: Annotated[Path, typer.Option(help="Comments without a harm.")] = COMMENTS_FILE,
    *,
    failures: Annotated[bool, typer.Option("--failures", help="List each comment.")] = False,
    as_json: _JsonOption = False,
) -> None:
    """Measure how many comments of criticism, satire and politics each profile would take away."""
    profiles = load_profiles()
    with _named_faults():
        read = read_comments(comments)
        assessments = Classifier.load(bundle).assess_many(one.text for one in read)
    found = removals(read, assessments, profiles)
    if as_json:
        print(json.dumps(objectivity_values(read, found), ensure_ascii=False, indent=1))
        return
    console = Console()
    console.print(objectivity_table(read, found, profiles))
    if failures:
        console.print(removals_table(found), highlight=False)


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except (EvaluationError, ModelError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
