"""Commands for the registry: they need the database or an export, nothing else."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.database import Database
from api.registry import Verification, export, verify, verify_base
from api.registry.chain import read_lines
from api.settings import Settings

registry = typer.Typer(help="The append-only registry.", no_args_is_help=True)


@registry.command("verify")
def verify_registry(
    file: Annotated[Path | None, typer.Option(help="An export instead of the database")] = None,
) -> None:
    """Check every link; exit code 1 and the first bad entry when one does not hold."""
    result = _verify_file(file) if file else _verify_database()
    if result.fault is None:
        print(f"{result.entries} entries hold. Head: {result.head}")
        return
    print(f"Entry {result.fault.sequence}: {result.fault.reason}", file=sys.stderr)
    raise typer.Exit(1)


@registry.command("export")
def export_registry(
    file: Annotated[Path | None, typer.Option(help="Where to write; standard output")] = None,
) -> None:
    """Write the chain as JSON lines, the last line its head."""
    target = file.open("w", encoding="ascii") if file else sys.stdout
    with target, _database().reading() as session:
        target.writelines(export(session, datetime.now(UTC)))


def _database() -> Database:
    settings = Settings()
    return Database(settings.database_url, settings.busy_seconds)


def _verify_database() -> Verification:
    with _database().reading() as session:
        return verify_base(session)


def _verify_file(file: Path) -> Verification:
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        return verify(read_lines(lines))
