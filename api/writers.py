"""Writers take turns, and those who wait share one commit: group commit in one process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

WRITER_LOCK = 0x75707073
"""Key of the PostgreSQL advisory lock that makes writers take turns, as SQLite's do."""

LARGEST = 64
"""Most blocks that share a commit, so that the first of them does not wait for ever."""


_OWN_FAULT = (IntegrityError, DataError)
"""What a block brings on itself: its savepoint is undone, the others' are not."""


@dataclass(slots=True)
class _Group:
    """One transaction and the outcome that all who wrote in it wait for."""

    connection: Connection
    members: int = 0
    error: BaseException | None = None
    ended: threading.Event = field(default_factory=threading.Event)


class Writers:
    """Gives each block the transaction in turn, inside a savepoint of its own.

    The transaction is committed when nobody waits or LARGEST blocks have written; only then does
    any of them return, so what is acknowledged is on disk.
    """

    def __init__(self, engine: Engine, patience: float) -> None:
        self._engine = engine
        self._patience = patience
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._open: _Group | None = None

    @contextmanager
    def turn(self) -> Iterator[Session]:
        """A session in the writing transaction. Raises OperationalError when no turn comes."""
        group = self._enter()
        try:
            yield from self._write(group)
        except BaseException as error:
            self._leave(group, error)
            raise
        self._leave(group, None)
        group.ended.wait()
        if group.error is not None:
            raise OperationalError("COMMIT", {}, group.error) from group.error

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection that writes without company; see Database.alone."""
        sqlite = self._engine.dialect.name == "sqlite"
        with self._engine.connect() as connection:
            if sqlite:
                _set_foreign_keys(connection, "OFF")
            try:
                with connection.begin():
                    _lock(connection)
                    yield connection
                    if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise RuntimeError("a reference does not hold")
            finally:
                if sqlite:
                    _set_foreign_keys(connection, "ON")

    def _write(self, group: _Group) -> Iterator[Session]:
        with (
            Session(
                group.connection,
                expire_on_commit=False,
                join_transaction_mode="create_savepoint",
            ) as session,
            session.begin(),
        ):
            yield session

    def _enter(self) -> _Group:
        with self._counting:
            self._waiting += 1
        # Twice: once for the turn in this process, once for the other processes' lock.
        held = self._turn.acquire(timeout=2 * self._patience)
        with self._counting:
            self._waiting -= 1
            # Somebody may have left the transaction to us just as our patience ended.
            held = held or self._turn.acquire(blocking=False)
        if not held:
            raise OperationalError("BEGIN", {}, TimeoutError("the database is busy"))
        try:
            group = self._open or self._begin()
        except BaseException:
            self._turn.release()
            raise
        self._open, group.members = group, group.members + 1
        return group

    def _begin(self) -> _Group:
        connection = self._engine.connect()
        try:
            connection.begin()
            _lock(connection)
        except BaseException:
            connection.close()
            raise
        return _Group(connection)

    def _leave(self, group: _Group, error: BaseException | None) -> None:
        # After an error of the disk or the connection SQLite may have ended the transaction.
        broken = isinstance(error, DBAPIError) and not isinstance(error, _OWN_FAULT)
        if broken:
            group.error = error
        if not broken and group.members < LARGEST and self._pass_on():
            return
        self._open = None
        self._end(group)
        self._turn.release()

    def _pass_on(self) -> bool:
        with self._counting:
            if self._waiting:
                self._turn.release()
            return self._waiting > 0

    def _end(self, group: _Group) -> None:
        try:
            if group.error is None:
                _commit(group.connection)
        except BaseException as error:  # noqa: BLE001  (every member raises it)
            group.error = error
        finally:
            _close(group.connection, keep=group.error is None)
            group.ended.set()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})


def _set_foreign_keys(connection: Connection, value: str) -> None:
    # On the driver itself: within a transaction SQLite takes no notice of this pragma.
    connection.connection.cursor().execute(f"PRAGMA foreign_keys = {value}")


def _commit(connection: Connection) -> None:
    driver = connection.connection.dbapi_connection
    # sqlite3 takes a commit without a transaction as done, though nothing was stored.
    if connection.dialect.name == "sqlite" and not driver.in_transaction:  # type: ignore[union-attr]
        raise RuntimeError("the transaction had ended before its commit")
    connection.commit()


def _close(connection: Connection, *, keep: bool) -> None:
    try:
        if not keep:
            connection.invalidate()
        connection.close()
    except Exception:  # noqa: BLE001, S110  (a broken connection need not close well)
        pass
