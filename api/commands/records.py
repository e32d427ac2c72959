"""Commands for the registry: they need the database or an export, nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from api.archive.store import store_of
from api.database import Database
from api.registry import (
    Verification,
    export,
    find_entry,
    read_checkpoint,
    read_file,
    verify_export,
)
from api.registry.contents import Contents, verify_contents
from api.registry.guards import missing_guards, restore_guards
from api.registry.keeping import keep_checkpoint, signer_of, verify_installation
from api.registry.roles import role_script
from api.settings import Settings

registry = typer.Typer(help="The append-only registry.", no_args_is_help=True)

File = Annotated[Path | None, typer.Option(help="An export instead of the database")]
PublicKey = Annotated[
    str | None, typer.Option(help="The key that must have signed, in hex, known from elsewhere")
]


@registry.command("verify")
def verify_registry(
    file: File = None,
    public_key: PublicKey = None,
    chain_only: Annotated[bool, typer.Option(help="Leave out what the chain binds")] = False,
) -> None:
    """Check every link; exit code 1 and the first bad entry when one does not hold."""
    if file is None:
        _verify_database(chain_only=chain_only)
        return
    with _opened(file) as lines:
        found = verify_export(read_file(lines), public_key)
    _tell(found.verification)
    print(f"Signed by: {found.signed_by or 'nobody'}")


@registry.command("export")
def export_registry(
    file: Annotated[Path | None, typer.Option(help="Where to write; standard output")] = None,
    after: Annotated[int, typer.Option(help="Begin after this entry")] = 0,
) -> None:
    """Write the chain as JSON lines, the last line its signed head."""
    settings = Settings()
    target = file.open("w", encoding="ascii") if file else sys.stdout
    with target, _database(settings).reading() as session:
        target.writelines(export(session, datetime.now(UTC), signer_of(settings), after=after))


@registry.command("checkpoint")
def sign_head() -> None:
    """Sign the head of the chain, save it and print it: keep it where the database is not."""
    settings = Settings()
    with _database(settings).reading() as session:
        print(json.dumps(keep_checkpoint(session, settings, datetime.now(UTC)).as_dict()))


@registry.command("prove")
def prove_entry(
    sequence: int,
    file: Annotated[Path, typer.Option(help="An export that begins at or before the entry")],
    checkpoint: Annotated[Path, typer.Option(help="A checkpoint, or an export's last line")],
    public_key: PublicKey = None,
) -> None:
    """Show that an entry stands under a signed checkpoint, from files alone."""
    with _opened(checkpoint) as written:
        signed = read_checkpoint(written.read())
    with _opened(file) as lines:
        found = find_entry(read_file(lines), sequence, signed, public_key)
    if isinstance(found, str):
        _stop(found)
    print(json.dumps(dict(found), ensure_ascii=False))


@registry.command("guards")
def check_guards(
    restore: Annotated[bool, typer.Option("--restore", help="Set what is missing anew")] = False,
) -> None:
    """Name the database's own guards that are gone or altered; exit code 1 while any is."""
    base = _database(Settings())
    if restore:
        with base.writing() as session:
            missing = restore_guards(session, datetime.now(UTC))
        print(f"Set anew: {', '.join(missing) or 'nothing, all stand'}.")
        return
    with base.reading() as session:
        missing = missing_guards(session)
    if missing:
        _stop(f"Gone or altered: {', '.join(missing)}.")
    print("Every guard stands.")


@registry.command("roles")
def print_roles(
    role: Annotated[str, typer.Option(help="The role that the service signs in as")] = "uppsikt",
    reader: Annotated[str | None, typer.Option(help="A role that may only read entries")] = None,
) -> None:
    """Print the SQL that gives the service's PostgreSQL role no more than it needs."""
    try:
        print(role_script(role, reader), end="")
    except ValueError as error:
        _stop(str(error))


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    try:
        with file.open(encoding="utf-8", errors="surrogateescape") as lines:
            yield lines
    except OSError as error:
        _stop(f"{file}: {error.strerror}")


def _database(settings: Settings) -> Database:
    return Database(settings.database_url, settings.busy_seconds)


def _verify_database(*, chain_only: bool) -> None:
    settings = Settings()
    with _database(settings).reading() as session:
        _tell(verify_installation(session, settings))
        if not chain_only:
            _tell_contents(verify_contents(session, store_of(settings)))


def _tell_contents(found: Contents) -> None:
    wrong = found.mismatch
    if wrong is not None:
        _stop(f"Entry {wrong.entry}: {wrong.reason} ({wrong.table} {wrong.row})")
    print(f"{found.checked} rows are as their entries say, {found.erased} of them erased.")


def _tell(result: Verification) -> None:
    if result.fault is not None:
        _stop(f"Entry {result.fault.sequence}: {result.fault.reason}")
    print(f"{result.entries} entries hold. Head: {result.head}")


def _stop(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(1)
