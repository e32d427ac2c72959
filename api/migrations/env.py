"""What Alembic runs: the migrations on the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

import api.archive.tables
from api.tables import Table

assert api.archive.tables  # its tables belong to the same metadata
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
