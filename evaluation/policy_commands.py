"""Commands on the municipalities' rules: whom they would silence, and what a change would do."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from datasets import Dataset, disable_progress_bars
from rich.console import Console

from evaluation.backtest import (
    actions_table,
    backtest_values,
    changes_table,
    rules_table,
    summary,
)
from evaluation.backtest import backtest as replay_all
from evaluation.objectivity import (
    COMMENTS_FILE,
    objectivity_table,
    objectivity_values,
    read_comments,
    removals,
    removals_table,
)
from evaluation.replays import assessed_corpus, given_assessments, replays, stored_assessments
from evaluation.terminal import named_faults
from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.classifier import Classifier
from model.policy import Profile, load_profiles
from model.policy.commands import find_profile

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
    with named_faults():
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


def backtest(
    profile: Annotated[str, typer.Option(help="The new profile's file, or a shipped one's key.")],
    against: Annotated[
        str | None,
        typer.Option(
            help="The profile to compare with.",
            show_default="what was suggested, the shipped one with that key, or default",
        ),
    ] = None,
    assessments: Annotated[
        Path | None, typer.Option(help="JSON lines as `python -m model classify` writes them.")
    ] = None,
    database: Annotated[str | None, typer.Option(help="A service's SQLAlchemy URL.")] = None,
    bundle: _BundleOption = DEFAULT_BUNDLE,
    *,
    as_json: _JsonOption = False,
) -> None:
    """Replay assessments by another profile and show what would change.

    Without --assessments or --database the labelled corpus is read by the model now.
    """
    disable_progress_bars()
    with named_faults(), TemporaryDirectory() as cache:
        new, manifest = find_profile(profile), read_bundle(bundle).manifest
        old = None if database and against is None else _baseline(new, against)
        rows = _rows(assessments, database, bundle, Path(cache))
        result = replay_all(replays(rows), new, old)
    if as_json:
        print(json.dumps(backtest_values(result, new, manifest), ensure_ascii=False, indent=1))
        return
    console = Console()
    console.print(changes_table(result), highlight=False)
    console.print(actions_table(result))
    console.print(rules_table(result, new, manifest))
    console.print(summary(result), highlight=False)


def _baseline(new: Profile, against: str | None) -> Profile:
    if against is not None:
        return find_profile(against)
    shipped = load_profiles()
    return shipped.get(new.key, shipped["default"])


def _rows(assessments: Path | None, database: str | None, bundle: Path, cache: Path) -> Dataset:
    if assessments is not None:
        return given_assessments(assessments, cache)
    if database is not None:
        return stored_assessments(database, cache)
    return assessed_corpus(Classifier.load(bundle))
