"""People: users by id, for lists to choose from and for names beside what they did."""

from __future__ import annotations

from sqlalchemy import select

from api.desk import Desk
from api.tables import User


def people(desk: Desk) -> dict[str, str]:
    """Every user's name by id, in the names' order."""
    with desk.database.reading() as session:
        rows = session.execute(select(User.id, User.name).order_by(User.name))
        return {row.id: row.name for row in rows}
