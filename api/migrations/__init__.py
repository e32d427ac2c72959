"""The database's versions, applied in order by Alembic from code."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.database import Database

_FOLDER = Path(__file__).parent


def migrate(database: Database) -> None:
    """Bring the database to the newest version, all of it or nothing."""
    migrate_to(database, "head")


def migrate_to(database: Database, version: str) -> None:
    """Bring an older database to `version`."""
    with database.alone() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def current(database: Database) -> str | None:
    """The version that the database has; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The version that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config
