"""A full base, a full or read-only disk, a lost connection: refused, named, and nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, TextClause, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from api.archive.selfcheck import check
from api.desk import Desk, utc_now
from api.registry import append, verify_base
from api.settings import Settings
from tests.service import Service, create_database


def fill_up(service: Service) -> int:
    """Post until the base takes no more; how many were acknowledged."""
    for number in range(2000):
        body = {"channel": "nassjo", "comment_id": f"full{number}", "text": "Hej " * 2000}
        answer = service.post("/v1/decisions", body)
        if answer.status_code != 201:
            assert answer.status_code == 503
            return number
    pytest.fail("the base never became full")


def test_a_full_base_refuses_and_keeps_what_it_had(service: Service):
    pages = 400

    @event.listens_for(service.desk.database.engine, "connect")
    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    service.desk.database.close()
    acknowledged = fill_up(service)
    assert service.counts()["decisions"] == acknowledged
    pages = 4000
    service.desk.database.close()
    assert service.submit()["id"]
    with service.desk.database.reading() as session:
        assert verify_base(session).fault is None


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def on_disk(disk: Path, furnished: Path, classifier: Any) -> Iterator[Service]:
    from tests.service import start

    shutil.copytree(furnished, disk / "var")
    yield from start(Settings(folder=disk / "var"), classifier)


def test_a_full_disk_refuses_and_keeps_what_it_had(disk: Path, furnished: Path, classifier):
    for service in on_disk(disk, furnished, classifier):
        acknowledged = fill_up(service)
        decision = service.client.get("/v1/decisions?limit=1", headers=service.tool).json()["items"]
        refused = service.client.get(decision[0]["links"]["self"], headers=service.karin)
        assert refused.status_code in {200, 503}
        with service.desk.database.reading() as session:
            assert verify_base(session).fault is None
        assert service.counts()["decisions"] == acknowledged
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        assert service.submit()["id"]
        assert service.client.get("/v1/registry/verify", headers=service.tool).json()["valid"]


def test_a_disk_that_became_read_only_refuses_and_is_named(disk: Path, furnished: Path, classifier):
    for service in on_disk(disk, furnished, classifier):
        decision = service.seen()
        service.desk.database.close()  # a disk with open files is not made read-only
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert service.review(decision).status_code == 503
        assert (
            service.post(
                "/v1/decisions", {"channel": "nassjo", "comment_id": "x", "text": "Hej"}
            ).status_code
            == 503
        )
        assert [one.part for one in check(service.desk)] == ["database"]
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert service.review(decision).status_code == 201


def write_and_lose(desk: Desk, other: Engine, cut: TextClause) -> None:
    with desk.database.writing() as session:
        append(session, actor="system", type="lost", payload={}, now=utc_now())
        with other.connect() as connection:
            connection.execute(cut)


def test_a_lost_connection_is_a_503_and_the_next_request_finds_another(
    furnished_postgresql, tmp_path: Path, classifier
):
    from tests.service import start

    url = create_database(furnished_postgresql.database_url, "lost")
    shutil.copytree(furnished_postgresql.folder, tmp_path / "var")
    for service in start(Settings(folder=tmp_path / "var", database_url=url), classifier):
        other = create_engine(url, isolation_level="AUTOCOMMIT")
        cut = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        before = service.counts()["registry_entries"]
        with pytest.raises(SQLAlchemyError):
            write_and_lose(service.desk, other, cut)
        other.dispose()
        assert service.submit()["id"]
        assert service.counts()["registry_entries"] == before + 1
