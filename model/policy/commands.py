"""`python -m model policy`: make, check, explain and compare profiles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from model.errors import ProfileError
from model.policy.coverage import coverage_page
from model.policy.examples import Assess, broken_promises
from model.policy.loader import PROFILES, load_profile, load_profiles
from model.policy.profile import Profile, profile_schema

DOCS = Path(__file__).parents[2] / "docs" / "policy"
COVERAGE = DOCS / "coverage.md"
SCHEMA = DOCS / "profile.schema.json"

policy = typer.Typer(help="Municipalities' rules as profiles.", no_args_is_help=True)
Write = Annotated[bool, typer.Option("--write", help="Write the file in docs/policy.")]


def check(path: Path, assess: Assess | None = None) -> str:
    """One line on a profile that may be used; ProfileError where it, or one of its examples, fails.

    Examples without scores are run where `assess` can read them.
    """
    profile = load_profile(path)
    broken = list(broken_promises(profile, assess))
    if broken:
        raise ProfileError("\n".join(f"{path}, {line}" for line in broken))
    return (
        f"{path}: {profile.name}, version {profile.version}, {len(profile.rules)} regler, "
        f"{len(profile.examples)} exempel, {profile.hash[:12]}"
    )


@policy.command("coverage")
def show_coverage(*, write: Write = False) -> None:
    """Write every guideline's sentences beside the rules that they became."""
    _put(COVERAGE, coverage_page(load_profiles()), write=write)


@policy.command("schema")
def show_schema(*, write: Write = False) -> None:
    """Write the JSON Schema of a profile, for editors."""
    text = json.dumps(profile_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    _put(SCHEMA, text, write=write)


def _put(path: Path, text: str, *, write: bool) -> None:
    if write:
        path.write_text(text, encoding="utf-8")
        print(path)
    else:
        sys.stdout.write(text)


def find_profile(name: str) -> Profile:
    """A profile by the path of its file or the key of a shipped one; ProfileError."""
    path = Path(name)
    shipped = PROFILES / f"{name}.yaml"
    return load_profile(shipped if not path.exists() and shipped.exists() else path)


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except ProfileError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
