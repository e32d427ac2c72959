"""Commands for the profiles in use."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.auth.principal import OPERATOR
from api.desk import open_desk
from api.errors import ApiError
from api.policies import activate
from api.settings import Settings
from model.errors import ProfileError

policies = typer.Typer(help="The municipalities' rules in use.", no_args_is_help=True)


@policies.callback()
def _policies() -> None:
    pass  # keeps `activate` a command of its own while it is the only one


@policies.command("activate")
def activate_one(
    key: Annotated[
        str, typer.Argument(help="The profile's key; its file lies in UPPSIKT_PROFILES")
    ],
) -> None:
    """Check a profile's changed file and put it in use; running services take it up."""
    try:
        told = activate(open_desk(Settings()), OPERATOR, key)
    except ApiError as error:
        print(error.detail, file=sys.stderr)
        raise typer.Exit(1) from error
    except ProfileError as error:
        print(f"Profilen nekas och den gamla gäller: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    print(f"{key} {told['version']} {told['hash'][:12]}, registry entry {told['entry']}")
