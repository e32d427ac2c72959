"""The database: SQLite (WAL) or PostgreSQL behind the same two kinds of transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from api.writers import Writers


class Database:
    """One engine; `reading()` and `writing()` give a session that is one transaction."""

    def __init__(self, url: str, busy_seconds: float = 10.0) -> None:
        self.engine = _sqlite(url, busy_seconds) if _is_sqlite(url) else _server(url)
        self._writers = Writers(self.engine.execution_options(immediate=True), busy_seconds)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the base; whatever it changes is rolled back."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock from its start and is on disk at its end.

        Nothing is stored when the block raises. Blocks that wait for their turn share one commit.
        """
        with self._writers.turn() as session:
            yield session

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """The one writing connection, with SQLite's foreign keys checked only at its end.

        For migrations, which rebuild tables that others refer to. Raises RuntimeError when a
        reference does not hold afterwards; nothing is stored then.
        """
        with self._writers.alone() as connection:
            yield connection

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _server(url: str) -> Engine:
    # hide_parameters: comment text must never reach a log through an exception's message.
    return create_engine(url, pool_pre_ping=True, pool_size=20, hide_parameters=True)


def _sqlite(url: str, busy_seconds: float) -> Engine:
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=20, max_overflow=30, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {int(busy_seconds * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            # Without it INSERT OR REPLACE removes rows without firing the DELETE triggers.
            "recursive_triggers = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
