"""Commands for the archive: handover, snapshots, gallring, backup, the check before serving."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from api.archive import backup, cases, erasure, gallring, handover, selfcheck, snapshots
from api.archive.listings import as_csv, as_jsonl
from api.archive.packages import write_folder
from api.archive.selection import EPHEMERAL, Criteria
from api.auth.principal import READ, REGISTRY, Principal
from api.auth.sessions import sign_out
from api.auth.signin import sign_in
from api.desk import Desk, open_desk
from api.errors import ApiError
from api.settings import Settings
from model.errors import ModelError

archive = typer.Typer(help="What is kept, handed over and erased.", no_args_is_help=True)

_OPERATOR = Principal("system", "archive", "Kommandoraden", frozenset({READ, REGISTRY}))
Folder = Annotated[Path, typer.Option(help="Where the files are written")]
Email = Annotated[str, typer.Option(help="The human who decides: address of a user")]
Password = Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="UPPSIKT_PASSWORD")]
Code = Annotated[str, typer.Option(help="The code of the phone", envvar="UPPSIKT_CODE")]
Classes = Annotated[list[str] | None, typer.Option("--class", help="Retention classes")]
Days = Annotated[int | None, typer.Option(help="The term, where the profile sets none")]


@archive.command("handover")
def hand_over(
    decision: str,
    receiver: Annotated[str, typer.Option(help="Who receives it, for the registry")],
    folder: Annotated[Path | None, typer.Option(help="Where the files are written")] = None,
    email: Annotated[str | None, typer.Option(help="Mail the package to this address")] = None,
) -> None:
    """Write or mail one decision's documents with checksums, and log it."""
    with _desk() as desk:
        made = handover.hand_over(desk, _OPERATOR, decision, receiver)
        if folder is not None:
            write_folder(made.files, folder)
        if email is not None:
            handover.send(desk.settings, made, email, f"Handlingar: {receiver}")
    print(f"{len(made.files)} files. SHA-256 of the list: {made.sha256}")


@archive.command("snapshot")
def take_snapshot(
    channel: str,
    year: int,
    folder: Folder,
    half: Annotated[int | None, typer.Option(min=1, max=2, help="Half of the year")] = None,
) -> None:
    """Write a channel's record of a year or half a year, and log it."""
    with _desk() as desk:
        period = snapshots.Period(year, half)
        made = snapshots.take_snapshot(desk, _OPERATOR, channel, period)
        write_folder(made.files, folder)
    print(f"{len(made.files)} files. SHA-256 of the list: {made.sha256}")


@archive.command("diary")
def print_diary(
    year: Annotated[int | None, typer.Option(help="Registered that year")] = None,
    closed: Annotated[bool, typer.Option(help="Also what secrecy holds")] = False,
    csv: Annotated[bool, typer.Option(help="CSV instead of JSON lines")] = False,
) -> None:
    """Print the diary, its public part unless told."""
    with _desk() as desk:
        rows = cases.diary(desk, _OPERATOR, year=year, public=not closed)
        sys.stdout.writelines(as_csv(rows, cases.COLUMNS) if csv else as_jsonl(rows))


@archive.command("plan")
def print_plan(classes: Classes = None, channel: str | None = None, days: Days = None) -> None:
    """Dry run of a gallring: what would go, and why the rest stays."""
    with _desk() as desk:
        listed = gallring.plan(desk, _OPERATOR, _criteria(classes, channel, days))
    for decision in listed.decisions:
        print(decision)
    for reason, number in sorted(listed.staying.items()):
        print(f"stays: {number} ({reason})", file=sys.stderr)
    print(f"plan: {listed.digest}", file=sys.stderr)


@archive.command("decide")
def decide(
    *,
    plan: Annotated[str, typer.Option(help="The dry run's plan")],
    reference: Annotated[str, typer.Option(help="The gallringsbeslut")],
    user: Email,
    password: Password,
    code: Code = "",
    classes: Classes = None,
    channel: str | None = None,
    days: Days = None,
) -> None:
    """Decide that what the dry run listed shall go; it goes with `archive gallring`."""
    criteria = _criteria(classes, channel, days)
    made = _as_human(
        user,
        password,
        code,
        lambda desk, who: gallring.decide(desk, who, criteria, reference=reference, plan=plan),
    )
    print(f"{made['id']}  {made['count']} comments")


@archive.command("gallring")
def run_gallring(disposal: str, user: Email, password: Password, code: Code = "") -> None:
    """Erase what was decided; run again, it goes on where it was cut off."""
    told = _as_human(user, password, code, lambda desk, who: gallring.run(desk, who, disposal))
    print(", ".join(f"{number} {state}" for state, number in sorted(told["states"].items())))


@archive.command("sweep")
def sweep_files() -> None:
    """Remove preserved files, an hour old, that nothing names, such as a crash leaves."""
    with _desk() as desk:
        for path in erasure.sweep(desk):
            print(path)


@archive.command("backup")
def back_up(folder: Path) -> None:
    """Write base and preserved files into an empty folder, and verify what was written."""
    with _told():
        print(f"{backup.back_up(Settings(), folder)} entries, verified.")


@archive.command("restore")
def restore(folder: Path) -> None:
    """Bring a backup back where there is no base, and verify it."""
    with _told():
        print(f"{backup.restore(Settings(), folder)} entries, verified.")


@archive.command("check")
def check_installation() -> None:
    """What the service checks before it serves; exit code 1 when something grave does not hold."""
    with _desk() as desk:
        found = selfcheck.check(desk)
    for one in found:
        print(f"{one.part}: {one.message}", file=sys.stderr)
    if any(one.grave for one in found):
        raise typer.Exit(1)
    print("Ready to serve.")


def _criteria(classes: list[str] | None, channel: str | None, days: int | None) -> Criteria:
    return Criteria(tuple(classes or (EPHEMERAL,)), channel, days)


def _as_human(
    email: str, password: str, code: str, act: Callable[[Desk, Principal], dict[str, Any]]
) -> dict[str, Any]:
    with _desk() as desk:
        opened = sign_in(desk, email, password, code=code)
        try:
            return act(desk, opened.principal)
        finally:
            sign_out(desk, opened.principal)


@contextmanager
def _desk() -> Iterator[Desk]:
    with _told():
        desk = open_desk(Settings())
        try:
            yield desk
        finally:
            desk.database.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (ApiError, ModelError) as error:
        print(error.detail if isinstance(error, ApiError) else error, file=sys.stderr)
        raise typer.Exit(1) from error
    except (backup.BackupError, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
