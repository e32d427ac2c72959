"""Commands for users, keys and channels."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.accounts import (
    add_user,
    new_password,
    reset_user,
    set_locked,
    set_roles,
)
from api.auth.keys import add_key, revoke_key
from api.auth.principal import OPERATOR, ROLES, SCOPES
from api.channels import add_channel, change_channel, find_channel
from api.desk import Desk, open_desk
from api.errors import ApiError, NotFoundError
from api.settings import Settings
from api.tables import ApiKey, Channel, User
from model.errors import ModelError

users = typer.Typer(help="People who may sign in.", no_args_is_help=True)
keys = typer.Typer(help="Keys of tools.", no_args_is_help=True)
channels = typer.Typer(help="Municipalities' pages.", no_args_is_help=True)


Staffed = Annotated[str | None, typer.Option(help="HH:MM-HH:MM, Swedish time; - for not staffed")]
Roles = Annotated[list[str] | None, typer.Option("--role", help=", ".join(ROLES))]


@users.command("add")
def add_one_user(
    email: str,
    name: str,
    role: Roles = None,
    provider: Annotated[bool, typer.Option(help="Signs in by the OIDC provider only")] = False,
) -> None:
    """Add a user, a reviewer unless told; the password is shown once and changed at first sign-in."""
    password, roles = None if provider else new_password(), role or ["reviewer"]
    with _writing() as (session, desk):
        add_user(
            session, desk, email=email, name=name, password=password, roles=roles, temporary=True
        )
    print(f"{email}  {password}   (shown once)" if password else email)


@users.command("list")
def list_users() -> None:
    """Show every user: email, name, roles, how they sign in, whether locked."""
    with _writing() as (session, _):
        rows = [
            (
                user.email,
                user.name,
                " ".join(user.roles),
                "provider" if user.issuer else "codes" if user.totp_secret else "password",
                "locked" if user.disabled_at else "",
            )
            for user in session.scalars(select(User).order_by(User.email))
        ]
    _show(rows)


@users.command("roles")
def give_roles(email: str, role: Roles = None) -> None:
    """Give a user these roles and no others."""
    with _writing() as (session, desk):
        set_roles(session, desk, _user(session, email).id, role or [], OPERATOR)
    print(f"{email}  {' '.join(role or [])}")


@users.command("lock")
def lock_user(email: str) -> None:
    """Keep a user out at once."""
    with _writing() as (session, desk):
        set_locked(session, desk, _user(session, email).id, OPERATOR, locked=True)
    print("Locked.")


@users.command("unlock")
def unlock_user(email: str) -> None:
    """Let a user in again."""
    with _writing() as (session, desk):
        set_locked(session, desk, _user(session, email).id, OPERATOR, locked=False)
    print("Unlocked.")


@users.command("reset")
def reset_one_user(email: str) -> None:
    """A new password, shown once, for who has lost it or the phone; codes and sessions end."""
    with _writing() as (session, desk):
        password = reset_user(session, desk, _user(session, email).id, OPERATOR)
    print(f"{email}  {password}   (shown once)")


def _user(session: Session, email: str) -> User:
    user = session.scalar(select(User).where(User.email == email.strip().casefold()))
    if user is None:
        raise NotFoundError("Det finns ingen sådan användare.")
    return user


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


@channels.command("change")
def change_one_channel(
    key: str,
    *,
    name: str | None = None,
    profile: Annotated[str | None, typer.Option(help="Key of a loaded policy profile")] = None,
    medium: str | None = None,
    owned: Annotated[bool | None, typer.Option(help="The municipality's own page")] = None,
    weekdays: Staffed = None,
    saturday: Staffed = None,
    sunday: Staffed = None,
    holidays: Staffed = None,
    on_call: Annotated[str | None, typer.Option(help="Who is told outside these hours")] = None,
    as_profile: Annotated[
        bool, typer.Option("--as-profile", help="The profile's hours and on call again")
    ] = False,
) -> None:
    """Change what is said of a channel; hours and on call may differ from the profile's."""
    facts = {"name": name, "profile": profile, "medium": medium, "owned": owned}
    changes: dict[str, Any] = {fact: one for fact, one in facts.items() if one is not None}
    hours = {"weekdays": weekdays, "saturday": saturday, "sunday": sunday, "holidays": holidays}
    given = {**hours, "on_call": on_call}
    own = {fact: one if one != "-" else None for fact, one in given.items() if one is not None}
    with _writing() as (session, desk):
        channel = find_channel(session, key)
        if own or as_profile:
            changes["watch"] = {**({} if as_profile else channel.watch or {}), **own} or None
        change_channel(session, desk, key, **changes)
    print(f"{key} -> {channel.profile}")


@channels.command("list")
def list_every_channel() -> None:
    """Show every channel: key, name, profile, medium, its own hours and on call."""
    with _writing() as (session, _):
        found = session.scalars(select(Channel).order_by(Channel.key))
        rows = [(one.key, one.name, one.profile, one.medium, _own_watch(one)) for one in found]
    _show(rows)


def _own_watch(channel: Channel) -> str:
    return ", ".join(f"{fact} {one or '-'}" for fact, one in (channel.watch or {}).items())


@contextmanager
def _writing() -> Iterator[tuple[Session, Desk]]:
    try:
        desk = open_desk(Settings())
        with desk.database.writing() as session:
            yield session, desk
    except (ApiError, ModelError) as error:
        print(error.detail if isinstance(error, ApiError) else error, file=sys.stderr)
        raise typer.Exit(1) from error


def _show(rows: Iterable[Iterable[str]]) -> None:
    for row in rows:
        print("\t".join(row))
