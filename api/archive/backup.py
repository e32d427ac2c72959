"""Backup and restore: the base by its own tool, the preserved files, then a verification."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, inspect
from sqlalchemy.engine import make_url

from api.archive.store import FolderStore, store_of
from api.database import Database
from api.registry import Verification, saved_checkpoints, verify_base
from api.registry.contents import Contents, verify_contents
from api.registry.keeping import checkpoints_of, keep_checkpoint
from api.settings import Settings

SQLITE, DUMP, FILES, CHECKPOINTS, TOLD = (
    "uppsikt.db",
    "uppsikt.dump",
    "bevis",
    "checkpoints.jsonl",
    "backup.json",
)


class BackupError(Exception):
    """A backup or a restoration that cannot be trusted; the message says why, in English."""


def back_up(settings: Settings, folder: Path) -> int:
    """Write a backup into an empty folder and verify it; how many entries it holds.

    Keys are not in it: keep `secret.key` and `registry.key` apart from what they protect.
    Raises BackupError, OSError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty")
    (folder / FILES).mkdir(parents=True)
    database = Database(settings.database_url, settings.busy_seconds)
    with database.reading() as session:
        keep_checkpoint(session, settings, datetime.now(UTC))
    shutil.copyfile(checkpoints_of(settings), folder / CHECKPOINTS)
    database.close()
    _dump(settings, folder)
    # The files after the base: each was written before the row that names it.
    source, target = store_of(settings), FolderStore(folder / FILES)
    for path in source.paths():
        target.write(path, source.read(path))
    entries = _check(settings, folder)
    told = {"made_at": datetime.now(UTC).isoformat(), "entries": entries}
    (folder / TOLD).write_text(json.dumps(told))
    return entries


def restore(settings: Settings, folder: Path) -> int:
    """Bring a backup back into an installation that has no base yet; how many entries it holds.

    Raises BackupError, OSError.
    """
    if not (folder / TOLD).exists():
        raise BackupError(f"{folder} is no whole backup: {TOLD} is missing")
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        _restore_sqlite(folder / SQLITE, Path(url.database or ""))
    else:
        _restore_postgresql(url, folder / DUMP)
    store, kept = store_of(settings), FolderStore(folder / FILES)
    for path in kept.paths():
        store.write(path, kept.read(path))
    checkpoints = checkpoints_of(settings)
    if not checkpoints.exists():
        checkpoints.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / CHECKPOINTS, checkpoints)
    return _verified(settings, checkpoints, settings)


def _dump(settings: Settings, folder: Path) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(url.database or "") as base:
            base.execute("VACUUM INTO ?", [str(folder / SQLITE)])
        base.close()
        return
    _run("pg_dump", "--format=custom", f"--file={folder / DUMP}", _libpq(url))


def _check(settings: Settings, folder: Path) -> int:
    if (folder / SQLITE).exists():
        copy = settings.model_copy(
            update={
                "database_url": f"sqlite:///{folder / SQLITE}",
                "evidence_folder": folder / FILES,
                "evidence_url": None,
            }
        )
        return _verified(copy, folder / CHECKPOINTS, copy)
    # A dump is verified by its own reader here, and link by link when it is restored.
    _run("pg_restore", "--list", str(folder / DUMP))
    return _verified(settings, folder / CHECKPOINTS, settings)


def _verified(settings: Settings, checkpoints: Path, where: Settings) -> int:
    database = Database(settings.database_url, settings.busy_seconds)
    try:
        with database.reading() as session:
            chain = verify_base(session, saved_checkpoints(checkpoints))
            contents = verify_contents(session, store_of(where))
    finally:
        database.close()
    _require(chain, contents)
    return chain.entries


def _require(chain: Verification, contents: Contents) -> None:
    if chain.fault is not None:
        raise BackupError(f"entry {chain.fault.sequence} does not hold: {chain.fault.reason}")
    if contents.mismatch is not None:
        wrong = contents.mismatch
        raise BackupError(f"{wrong.table} {wrong.row} does not hold: {wrong.reason}")


def _restore_sqlite(source: Path, target: Path) -> None:
    if target.exists():
        raise BackupError(f"{target} exists already; move it away first")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _restore_postgresql(url: URL, dump: Path) -> None:
    database = Database(url.render_as_string(hide_password=False))
    taken = inspect(database.engine).get_table_names()
    database.close()
    if taken:
        raise BackupError("the database is not empty")
    _run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={_libpq(url)}",
        str(dump),
    )


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise BackupError(f"{command[0]} is not installed")
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{command[0]}: {done.stderr.strip()[:500]}")
