"""Commands that start the service or bring its database to the newest version."""

from __future__ import annotations

import contextlib
import socket
import sys
from typing import NoReturn

import structlog
import typer
import uvicorn
from fastapi import FastAPI
from rich.console import Console

from api.alerts import has_receiver, tell
from api.app import create_app
from api.archive.selfcheck import check
from api.database import Database
from api.demo import FirstRun, set_up
from api.desk import Desk, open_desk
from api.figures.counts import warm
from api.logs import configure_logs
from api.migrations import current, migrate
from api.models import enter_model
from api.policies import enter_loaded
from api.registry.keeping import keep_checkpoint
from api.settings import Settings
from model.errors import ModelError

_LOG = structlog.get_logger("uppsikt")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_OUT = Console(highlight=False)
_TRY = (
    """{{"channel": "lilla-edet", "comment_id": "prova-1", """
    """"text": "Jag vet var du bor, du ska få se vad som händer dig"}}"""
)


def run() -> None:
    """Migrate, make what a first run needs, serve, and say what to open."""
    settings = eased(Settings())
    _require_free_port(settings)
    app = _app(settings)
    made = set_up(app.state.desk)
    _require_sound(app.state.desk)
    _tell(settings, made)
    enter_loaded(app.state.desk)
    enter_model(app.state.desk)
    _serve(settings, app)


def serve() -> None:
    """Serve an installation that is set up already."""
    settings = Settings()
    _require_free_port(settings)
    app = _app(settings)
    _require_sound(app.state.desk)
    enter_loaded(app.state.desk)
    enter_model(app.state.desk)
    _serve(settings, app)


def demo() -> None:
    """Make what a first run needs (user, key, channels, comments) without serving."""
    settings = Settings()
    _tell(settings, set_up(open_desk(settings)))


def migrate_base() -> None:
    """Bring the database to the newest version."""
    settings = Settings()
    database = Database(settings.database_url, settings.busy_seconds)
    before = current(database)
    migrate(database)
    _OUT.print(f"Database version: {before or 'empty'} -> {current(database)}")


def try_alert() -> None:
    """Send a trial to the webhook and addresses that are told of what is urgent."""
    settings = Settings()
    if not has_receiver(settings):
        _stop("Set UPPSIKT_ALERT_URL or UPPSIKT_ALERT_EMAIL first.")
    reached, faults = tell(settings, [])
    if reached:
        _OUT.print(f"Sent: {', '.join(reached)}.")
    if faults:
        _stop(" ".join(faults))


def eased(settings: Settings) -> Settings:
    """Trying the service on one's own machine asks for no code, unless the operator says so."""
    chosen = "totp" in settings.model_fields_set
    if chosen or settings.host not in _LOOPBACK:
        return settings
    return settings.model_copy(update={"totp": "optional"})


def _app(settings: Settings) -> FastAPI:
    configure_logs(settings.log_level)
    try:
        return create_app(settings)
    except ModelError as error:
        _stop(str(error))


def _serve(settings: Settings, app: FastAPI) -> None:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    server = uvicorn.Server(config)
    app.state.pulse.stopping = lambda: server.should_exit  # open pages must not hold it up
    desk = app.state.desk
    desk.runs.begin("facts", lambda _: warm(desk))
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(3)


def _require_free_port(settings: Settings) -> None:
    try:
        # Looks only; uvicorn binds. An address in use is told before the model is loaded.
        socket.create_server((settings.host, settings.port)).close()
    except OSError as error:
        _stop(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Choose another port: UPPSIKT_PORT=8001"
        )


def _require_sound(desk: Desk) -> None:
    found = check(desk)
    for one in found:
        if one.grave:
            print(f"{one.part}: {one.message}", file=sys.stderr)
        else:
            _LOG.error("check.trouble", part=one.part, message=one.message)
    if any(one.grave for one in found):
        raise typer.Exit(1)
    with desk.database.reading() as session:
        keep_checkpoint(session, desk.settings, desk.now())


def _stop(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(1)


def _tell(settings: Settings, made: FirstRun) -> None:
    url = f"http://{settings.host}:{settings.port}"
    _OUT.print(f"\n[bold]Uppsikt[/bold]  {url}/", soft_wrap=True)
    if made.password:
        _OUT.print(f"  Användare  {made.email}", soft_wrap=True)
        print(f"  Lösenord   {made.password}   (visas bara nu)")
    if settings.totp == "optional":
        print("  Tvåstegsverifiering är frivillig här. I drift: UPPSIKT_TOTP=required")
    if made.key:
        print(f"  API-nyckel {made.key}   (visas bara nu)")
    if made.comments:
        print(f"  {made.comments} påhittade kommentarer väntar i kön.")
    print(f"\nProva:\n{_curl(url, made.key)}\n", flush=True)


def _curl(url: str, key: str | None) -> str:
    if key is None:
        return f"curl -s {url}/readyz"
    body = _TRY.format()
    return (
        f"curl -s {url}/v1/decisions -H 'Authorization: Bearer {key}' "
        f"-H 'Content-Type: application/json' -d '{body}'"
    )
