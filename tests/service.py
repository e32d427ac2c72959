"""A running service for tests: a real database in a temporary folder, a real application."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select, text

from api.app import create_app
from api.auth.accounts import add_user
from api.auth.keys import add_key
from api.auth.principal import SCOPES, Principal
from api.auth.sessions import authenticate, open_session
from api.channels import add_channel
from api.desk import Desk
from api.migrations import migrate
from api.settings import Settings
from api.tables import User
from model.classifier import Classifier
from model.policy import Profile, load_profiles

PASSWORD = "ett långt lösenord för prov"
THREAT = "Jag ska slå ihjäl dig, jag vet var du bor din jävel"
QUESTION = "När öppnar simhallen på lördag?"
REASON = "Ett tydligt hot mot en handläggare."
POSTGRESQL = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)

Headers = dict[str, str]


@dataclass
class Service:
    """The application with ways to ask it things as a tool or a human."""

    settings: Settings
    desk: Desk
    client: TestClient
    tool: Headers
    karin: Headers
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def key(self, *scopes: str, channel: str | None = None) -> Headers:
        with self.desk.database.writing() as session:
            token = add_key(session, self.desk, name="prov", scopes=list(scopes), channel=channel)
        return {"Authorization": f"Bearer {token}"}

    def human(self, name: str, role: str = "reviewer") -> Headers:
        with self.desk.database.writing() as session:
            email = f"{name}@example.se"
            add_user(session, self.desk, email=email, name=name, password=PASSWORD, roles=[role])
        return bearer(self.desk, email)

    def principal(self, headers: Headers) -> Principal:
        found = authenticate(self.desk, headers["Authorization"].removeprefix("Bearer "))
        assert found
        return found

    def post(self, path: str, body: Any, headers: Headers | None = None) -> Any:
        """Post JSON with every odd character escaped, as the test client itself cannot."""
        own = {**(headers or self.tool), "Content-Type": "application/json"}
        return self.client.post(path, content=json.dumps(body), headers=own)

    def submit(self, channel: str = "nassjo", words: str = THREAT, **more: Any) -> dict[str, Any]:
        body = {"channel": channel, "comment_id": f"k{next(self.numbers)}", "text": words, **more}
        answer = self.post("/v1/decisions", body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    def seen(self, channel: str = "nassjo", words: str = THREAT, **more: Any) -> str:
        """The id of a new decision that Karin has opened."""
        path = self.submit(channel, words, **more)["links"]["self"]
        assert self.client.get(path, headers=self.karin).status_code == 200
        return path.rpartition("/")[2]

    def review(self, decision: str, headers: Headers | None = None, **body: Any) -> Any:
        full = {"verdict": "confirm", "ground": "ingen-overtradelse", "reason": REASON, **body}
        return self.post(f"/v1/decisions/{decision}/reviews", full, headers or self.karin)

    def execute(self, decision: str, action: str, outcome: str = "done", **more: Any) -> Any:
        body = {"action": action, "outcome": outcome, **more}
        return self.post(f"/v1/decisions/{decision}/executions", body)

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        from api.tables import Table

        with self.desk.database.reading() as session:
            return {
                name: session.scalar(text(f"SELECT count(*) FROM {name}"))
                for name in Table.metadata.tables
            }


def bearer(desk: Desk, email: str) -> Headers:
    with desk.database.reading() as session:
        user = session.scalars(select(User).where(User.email == email.casefold())).one()
    return {"Authorization": f"Bearer {open_session(desk, user, 'password').token}"}


profiles = cache(load_profiles)


def furnish(settings: Settings, classifier: Classifier) -> None:
    """Channels, a tool's key and Karin, signed in, who may do everything."""
    desk = create_app(settings, classifier=classifier, profiles=profiles()).state.desk
    migrate(desk.database)
    with desk.database.writing() as session:
        for key in desk.profiles:
            add_channel(session, desk, key=key, name=key, profile=key)
        karin = {"email": "karin@example.se", "name": "Karin", "roles": ["administrator"]}
        add_user(session, desk, **karin, password=PASSWORD)
        tool = add_key(session, desk, name="verktyg", scopes=list(SCOPES))
    headers = [{"Authorization": f"Bearer {tool}"}, bearer(desk, karin["email"])]
    (settings.folder / "headers.json").write_text(json.dumps(headers))
    desk.database.close()


def start(
    settings: Settings, classifier: Classifier, held_to: Mapping[str, Profile] | None = None
) -> Iterator[Service]:
    app = create_app(settings, classifier=classifier, profiles=held_to or profiles())
    tool, karin = json.loads((settings.folder / "headers.json").read_text())
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Service(settings, app.state.desk, client, tool, karin)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, classifier: Classifier) -> Path:
    """A folder with a database that every SQLite test begins from a copy of."""
    folder = tmp_path_factory.mktemp("furnished")
    furnish(Settings(folder=folder, totp="optional"), classifier)
    return folder


@pytest.fixture
def service(furnished: Path, tmp_path: Path, classifier: Classifier) -> Iterator[Service]:
    shutil.copytree(furnished, tmp_path / "var")
    yield from start(Settings(folder=tmp_path / "var", totp="optional"), classifier)


@pytest.fixture(params=["sqlite", "postgresql"])
def each_service(
    request: pytest.FixtureRequest, tmp_path: Path, classifier: Classifier
) -> Iterator[Service]:
    """The service on SQLite and, where its programs are installed, on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("service")
        return
    template: Settings = request.getfixturevalue("furnished_postgresql")
    shutil.copytree(template.folder, tmp_path / "var")
    url = create_database(template.database_url, "prov")
    settings = Settings(folder=tmp_path / "var", database_url=url, totp="optional")
    yield from start(settings, classifier)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server that this test run started itself."""
    if POSTGRESQL is None:
        pytest.skip("PostgreSQL's programs are not installed")
    # Not under pytest's own folder, which each run of pytest closes to other users again.
    folder = Path(tempfile.mkdtemp(prefix="uppsikt-postgresql-"))
    port = free_port()
    _as_postgres(folder, "initdb", "-D", "data", "-A", "trust", "-U", "postgres", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    _as_postgres(folder, "pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
    yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/template0"
    _as_postgres(folder, "pg_ctl", "-D", "data", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def furnished_postgresql(
    postgresql: str, tmp_path_factory: pytest.TempPathFactory, classifier: Classifier
) -> Settings:
    """Settings of a database that every PostgreSQL test begins from a copy of."""
    folder = tmp_path_factory.mktemp("furnished")
    url = create_database(postgresql, "furnished")
    settings = Settings(folder=folder, database_url=url, totp="optional")
    furnish(settings, classifier)
    return settings


def create_database(template: str, name: str) -> str:
    """The URL of a fresh copy of another database of the same server."""
    server, _, source = template.rpartition("/")
    fresh = f"{name}_{secrets.token_hex(4)}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {fresh} TEMPLATE {source}"))
    engine.dispose()
    return f"{server}/{fresh}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _as_postgres(folder: Path, program: str, *arguments: str) -> None:
    # The server refuses to run as root.
    assert POSTGRESQL is not None
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
        for parent in folder.parents:
            if parent.stat().st_uid == 0 and parent.stat().st_mode & 0o077 == 0:
                parent.chmod(0o711)
    subprocess.run(
        [POSTGRESQL / program, *arguments],
        cwd=folder,
        user=user,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


__all__ = ["QUESTION", "REASON", "THREAT", "Headers", "Service", "free_port"]
