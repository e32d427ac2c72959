"""Commands for users, keys and channels."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.accounts import add_key, add_user, revoke_key
from api.auth.principal import ROLES, SCOPES
from api.channels import add_channel
from api.desk import Desk, open_desk
from api.errors import ApiError
from api.settings import Settings
from api.tables import ApiKey, Channel, User

users = typer.Typer(help="People who may sign in.", no_args_is_help=True)
keys = typer.Typer(help="Keys of tools.", no_args_is_help=True)
channels = typer.Typer(help="Municipalities' pages.", no_args_is_help=True)


@users.command("add")
def add_one_user(
    email: str,
    name: str,
    role: Annotated[str, typer.Option(help=", ".join(ROLES))] = "reviewer",
) -> None:
    """Add a user; a password is made and shown once."""
    password = secrets.token_urlsafe(12)
    with _writing() as (session, desk):
        add_user(session, desk, email=email, name=name, password=password, role=role)
    print(f"{email}  {password}   (shown once)")


@users.command("list")
def list_users() -> None:
    """Show every user: email, name, role, whether disabled."""
    with _writing() as (session, _):
        rows = [
            (user.email, user.name, user.role, "disabled" if user.disabled_at else "")
            for user in session.scalars(select(User).order_by(User.email))
        ]
    _show(rows)


@keys.command("add")
def add_one_key(
    name: str,
    scope: Annotated[list[str] | None, typer.Option(help=", ".join(SCOPES))] = None,
    channel: Annotated[str | None, typer.Option(help="Bind the key to one channel")] = None,
) -> None:
    """Add a key, with every scope unless told; it is shown once."""
    with _writing() as (session, desk):
        token = add_key(session, desk, name=name, scopes=scope or list(SCOPES), channel=channel)
    print(f"{token}   (shown once)")


@keys.command("list")
def list_keys() -> None:
    """Show every key that holds: id, name, first characters, scopes, channel."""
    with _writing() as (session, _):
        rows = [
            (key.id, key.name, f"{key.hint}…", " ".join(key.scopes), key.channel or "any")
            for key in session.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None)))
        ]
    _show(rows)


@keys.command("revoke")
def revoke_one_key(key_id: str) -> None:
    """End a key at once."""
    with _writing() as (session, desk):
        revoke_key(session, desk, key_id)
    print("Revoked.")


@channels.command("add")
def add_one_channel(
    key: str,
    name: str,
    profile: Annotated[str, typer.Option(help="Key of a loaded policy profile")],
    medium: str = "facebook",
    owned: Annotated[bool, typer.Option(help="The municipality's own page")] = True,
) -> None:
    """Add a channel that is held to a profile."""
    with _writing() as (session, desk):
        add_channel(session, desk, key=key, name=name, profile=profile, medium=medium, owned=owned)
    print(f"{key} -> {profile}")


@channels.command("list")
def list_every_channel() -> None:
    """Show every channel: key, name, profile, medium."""
    with _writing() as (session, _):
        found = session.scalars(select(Channel).order_by(Channel.key))
        rows = [(one.key, one.name, one.profile, one.medium) for one in found]
    _show(rows)


@contextmanager
def _writing() -> Iterator[tuple[Session, Desk]]:
    desk = open_desk(Settings())
    try:
        with desk.database.writing() as session:
            yield session, desk
    except ApiError as error:
        print(error.detail, file=sys.stderr)
        raise typer.Exit(1) from error


def _show(rows: Iterable[Iterable[str]]) -> None:
    for row in rows:
        print("\t".join(row))
