"""The first run: channels, an administrator, a key, and comments to try the service on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.accounts import add_user, new_password
from api.auth.keys import add_key
from api.auth.principal import SCOPES, SUBMIT, Principal
from api.channels import add_channel
from api.decisions import Comment, receive
from api.desk import Desk
from api.migrations import migrate
from api.tables import Channel, User

COMMENTS = Path(__file__).with_name("demo_comments.jsonl")
EMAIL = "admin@example.se"
NAME = "Karin Exempel"

_LOADER = Principal("system", "demo", "Demo", frozenset({SUBMIT}))


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What was made; password and key only the first time, for they are not kept."""

    email: str
    password: str | None
    key: str | None
    comments: int


def set_up(desk: Desk) -> FirstRun:
    """Bring an installation to where it can be tried; a second call changes nothing."""
    migrate(desk.database)
    with desk.database.writing() as session:
        fresh = session.scalar(select(User.id).limit(1)) is None
        first = session.scalar(select(Channel.key).limit(1)) is None
        if first:
            _add_channels(session, desk)
        password, key = _add_accounts(session, desk) if fresh else (None, None)
    return FirstRun(EMAIL, password, key, load_comments(desk) if first else 0)


def _add_channels(session: Session, desk: Desk) -> None:
    for key, profile in desk.profiles.items():
        add_channel(session, desk, key=key, name=f"{profile.name} på Facebook", profile=key)


def _add_accounts(session: Session, desk: Desk) -> tuple[str, str]:
    password = new_password()
    add_user(session, desk, email=EMAIL, name=NAME, password=password, roles=["administrator"])
    return password, add_key(session, desk, name="Första nyckeln", scopes=list(SCOPES))


def load_comments(desk: Desk) -> int:
    """Post the invented comments as a tool would; how many were new."""
    rows = [json.loads(line) for line in COMMENTS.read_text(encoding="utf-8").splitlines()]
    return sum(receive(desk, _LOADER, _comment(desk, row)).new for row in rows)


def _comment(desk: Desk, row: dict[str, Any]) -> Comment:
    age = timedelta(minutes=int(row.pop("minutes_ago")))
    number = row["comment_id"]
    return Comment(**row, url=f"https://example.com/inlagg#{number}", published_at=desk.now() - age)
