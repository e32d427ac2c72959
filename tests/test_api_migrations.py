from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from api.database import Database
from api.migrations import current, migrate, migrate_to, newest
from tests.service import create_database

HASH = "a" * 64
ROWS = (
    "INSERT INTO registry_entries VALUES (1, '2026', 'system', 't', NULL, '{}', :zero, :hash)",
    "INSERT INTO users VALUES ('u', 'k@example.se', 'K', 'reviewer', 'x', :now, NULL, 1)",
    "INSERT INTO channels VALUES ('c', 'C', 'M', 'default', 'facebook', 'sv', TRUE, :now, 1)",
    "INSERT INTO decisions VALUES ('d', 'c', 'k1', 'suggested', 1, 0, NULL, :now, NULL, NULL, 1)",
    "INSERT INTO versions VALUES ('d', 1, :now, :hash, 'm', 'default', '1', :hash, '{}', '{}', 1)",
    "INSERT INTO contents VALUES ('d', 1, 'Å \\005c \\0000 Hej', 'Bo', NULL, NULL, NULL, NULL, :hash, NULL)",
    "INSERT INTO views VALUES ('d', 1, 'u', :now, 1)",
    (
        "INSERT INTO reviews (id, decision_id, version, user_id, verdict, actions, ground, reason, salt,"
        " reviewed_at, entry) VALUES (7, 'd', 1, 'u', 'confirm', '[\"hide\"]', 'hot',"
        " 'ett skäl som räcker', :hash, :now, 1)"
    ),
    (
        "INSERT INTO executions (decision_id, version, review_id, action, outcome, executed_at,"
        " recorded_at, actor, entry) VALUES ('d', 1, 7, 'hide', 'done', :now, :now, 'x', 1)"
    ),
)
VALUES = {"zero": "0" * 64, "hash": HASH, "now": "2026-01-01 00:00:00"}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/uppsikt.db")
    else:
        server: str = request.getfixturevalue("postgresql")
        database = Database(create_database(server, "migrated"))
    yield database
    database.close()


def fill(database: Database) -> None:
    with database.alone() as connection:
        for row in ROWS:
            connection.execute(text(row), {k: v for k, v in VALUES.items() if f":{k}" in row})


@pytest.mark.parametrize("version", ["0001", "0002", "0003", "0004"])
def test_every_earlier_version_is_brought_forward_with_what_it_holds(empty: Database, version: str):
    migrate_to(empty, version)
    fill(empty)
    migrate(empty)
    assert current(empty) == newest()
    with empty.reading() as session:
        kept = session.execute(text("SELECT id, reason, erased_at FROM reviews")).one()
        assert tuple(kept) == (7, "ett skäl som räcker", None)
        assert session.scalar(text("SELECT review_id FROM executions")) == 7
        indexed = session.scalar(text("SELECT words FROM search_texts"))
        assert indexed == ("å \\ hej bo" if version < "0004" else None)  # which 0004 makes


def half_done(database: Database) -> None:
    with database.alone() as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.execute(text("CREATE TABLE half (id INTEGER)"))


def test_what_fails_while_migrating_stores_nothing(empty: Database):
    migrate_to(empty, "0002")
    with pytest.raises(DBAPIError):
        half_done(empty)
    with empty.engine.connect() as connection:
        assert "half" not in inspect(connection).get_table_names()


def test_migrating_twice_changes_nothing(empty: Database):
    migrate(empty)
    migrate(empty)
    assert current(empty) == newest()
