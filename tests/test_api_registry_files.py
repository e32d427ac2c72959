from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from api.app import create_app
from api.database import Database
from api.registry import append, find_entry, verify_base, verify_export
from api.registry.checkpoints import Signer, saved_checkpoints, signature_fault
from api.registry.keeping import checkpoints_of, keep_checkpoint, signer_of, verify_installation
from api.registry.roles import role_script
from tests.service import Service, profiles, start

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def exported(service: Service) -> list[str]:
    service.review(service.seen())
    return service.client.get("/v1/registry/export", headers=service.tool).text.splitlines()


def test_an_export_alone_is_verified_with_its_signature(service: Service, exported: list[str]):
    found = verify_export(exported)
    assert found.verification.fault is None
    assert found.signed_by == signer_of(service.settings).public_key
    other = Signer(b"x" * 32).public_key
    assert verify_export(exported, other).verification.fault is not None
    assert service.settings.signing_key.stat().st_mode & 0o777 == 0o600


def test_an_export_that_was_cut_off_or_added_to_is_found(exported: list[str]):
    total = len(exported)
    assert verify_export(exported[:-1]).verification.fault.sequence == total
    assert verify_export([*exported[:-2], exported[-1]]).verification.fault.sequence == total - 1
    assert verify_export([*exported, exported[0]]).verification.fault is not None
    assert verify_export(exported[1:]).verification.fault.sequence == 1


def test_a_head_that_somebody_rewrote_is_found(exported: list[str]):
    head = json.loads(exported[-1])["head"]
    for change in ({"exported_at": "2020"}, {"signature": "00"}, {"public_key": "å"}):
        forged = json.dumps({"head": head | change})
        assert verify_export([*exported[:-1], forged]).verification.fault is not None


def test_one_entry_is_shown_under_a_checkpoint_from_files_alone(
    service: Service, exported: list[str]
):
    head = json.loads(exported[-1])["head"]
    key = signer_of(service.settings).public_key
    found = find_entry(exported, 5, head, key)
    assert found == json.loads(exported[4])
    assert find_entry(exported[4:], 5, head, key) == found
    assert isinstance(find_entry(exported[5:], 5, head, key), str)
    assert isinstance(find_entry(exported, 5, head, "00" * 32), str)
    altered = [*exported[:4], exported[4].replace("system", "anna"), *exported[5:]]
    assert isinstance(find_entry(altered, 5, head, key), str)
    assert isinstance(find_entry(exported[:-3], 5, head, key), str)


def test_a_chain_that_was_written_anew_does_not_hold_under_an_earlier_checkpoint(service: Service):
    with service.desk.database.reading() as session:
        keep_checkpoint(session, service.settings, NOW)
    saved = list(saved_checkpoints(checkpoints_of(service.settings)))
    stranger = create_engine(service.settings.database_url)
    with stranger.begin() as raw:
        raw.execute(text("DROP TRIGGER registry_entries_delete_guard"))
        raw.exec_driver_sql("PRAGMA foreign_keys = OFF")
        raw.execute(text("DELETE FROM registry_entries"))
    stranger.dispose()
    with service.desk.database.writing() as session:
        for number in range(saved[-1].sequence + 3):
            append(session, actor="system", type="forged", payload={"n": number}, now=NOW)
    with service.desk.database.reading() as session:
        assert verify_base(session).fault is None
        assert verify_installation(session, service.settings).fault.sequence == saved[-1].sequence


def test_a_cut_off_tail_is_missed_by_the_saved_checkpoint(service: Service):
    with service.desk.database.reading() as session:
        made = keep_checkpoint(session, service.settings, NOW)
        assert keep_checkpoint(session, service.settings, NOW).sequence == made.sequence
    assert len(checkpoints_of(service.settings).read_text().splitlines()) == 1
    with checkpoints_of(service.settings).open("a") as file:
        file.write('{"sequence": 99')
    ahead = signer_of(service.settings).sign(made.sequence + 4, "0" * 64, NOW.isoformat())
    assert signature_fault(ahead.as_dict()) is None
    with service.desk.database.reading() as session:
        assert verify_base(session, [ahead]).fault.sequence == made.sequence + 1
        assert verify_installation(session, service.settings).fault is None


def write(database: Database, number: int) -> None:
    with database.writing() as session:
        append(session, actor="system", type="test", payload={"n": number}, now=NOW)


def test_writers_who_wait_share_a_commit_and_all_of_it_is_stored(each_service: Service):
    database, commits = each_service.desk.database, []
    from sqlalchemy import event

    event.listen(database.engine, "commit", commits.append)
    gate = threading.Barrier(12)

    def one(number: int) -> None:
        gate.wait()
        write(database, number)

    before = each_service.counts()["registry_entries"]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(one, range(12)))
    assert each_service.counts()["registry_entries"] == before + 12
    assert len(commits) < 12


def test_one_refused_block_takes_nobody_with_it(each_service: Service):
    database, entered = each_service.desk.database, threading.Event()
    before = each_service.counts()["registry_entries"]

    def refused() -> None:
        with database.writing() as session:
            append(session, actor="system", type="refused", payload={}, now=NOW)
            entered.set()
            threading.Event().wait(0.2)
            session.execute(text("DELETE FROM registry_entries"))

    with ThreadPoolExecutor(4) as pool:
        wrong = pool.submit(refused)
        entered.wait()
        others = [pool.submit(write, database, number) for number in range(3)]
        with pytest.raises(IntegrityError):
            wrong.result()
        for other in others:
            other.result()
    assert each_service.counts()["registry_entries"] == before + 3


def test_a_commit_that_fails_is_acknowledged_to_nobody(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    before = service.counts()["registry_entries"]

    def broken(_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("api.writers._commit", broken)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(write, service.desk.database, number) for number in range(4)]
        for one in waiting:
            with pytest.raises(OperationalError):
                one.result()
    monkeypatch.undo()
    write(service.desk.database, 1)
    assert service.counts()["registry_entries"] == before + 1


def test_the_service_works_under_a_postgresql_role_that_may_do_no_more_than_it_needs(
    furnished_postgresql, tmp_path, classifier
):
    import shutil

    from api.settings import Settings
    from tests.service import create_database

    url = create_database(furnished_postgresql.database_url, "roles")
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        for _ in range(2):
            connection.exec_driver_sql(role_script("uppsikt_app", "uppsikt_reader"))
    owner.dispose()
    shutil.copytree(furnished_postgresql.folder, tmp_path / "var")
    limited = url.replace("postgres@", "uppsikt_app@")
    for service in start(Settings(folder=tmp_path / "var", database_url=limited), classifier):
        decision = service.seen()
        assert service.review(decision).status_code == 201
        assert service.execute(decision, "delete").json()["state"] == "executed"
        assert service.client.get("/readyz").status_code == 200
    app = create_engine(limited)
    for statement in (
        "ALTER TABLE registry_entries DISABLE TRIGGER ALL",
        "TRUNCATE registry_entries CASCADE",
        "DELETE FROM registry_entries",
        "UPDATE registry_entries SET actor = 'x'",
        "UPDATE reviews SET verdict = 'dismiss'",
        "DROP TABLE views CASCADE",
        "DROP FUNCTION refuse_truncate() CASCADE",
        "CREATE TABLE mine (id INTEGER)",
        "SET session_replication_role = replica",
    ):
        with (
            app.connect() as connection,
            pytest.raises(DBAPIError, match=r"permission|must be owner"),
        ):
            connection.exec_driver_sql(statement)
    app.dispose()
    reader = create_engine(url.replace("postgres@", "uppsikt_reader@"))
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM registry_entries")).scalar_one()
        with pytest.raises(DBAPIError, match="permission"):
            connection.execute(text("SELECT text FROM contents"))
    reader.dispose()


def test_a_role_name_that_is_no_name_is_refused():
    with pytest.raises(ValueError, match="plain role name"):
        role_script("x; DROP TABLE users")


def test_two_services_that_start_at_once_make_one_key(tmp_path, classifier):
    from api.settings import Settings, load_secret

    settings = Settings(folder=tmp_path / "var")
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_secret(settings), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert create_app(settings, classifier=classifier, profiles=profiles())
