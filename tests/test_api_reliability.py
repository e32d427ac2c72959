"""Faults under load: what was acknowledged is there, once, and the chain is whole.

`UPPSIKT_FAULTS=500 pytest tests/test_api_reliability.py -s` is the long mode; figures of a run are in
docs/reliability.md.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import select

from api import decisions
from api.archive.selfcheck import check
from api.archive.store import store_of
from api.auth.principal import ROLES, Principal
from api.database import Database
from api.decisions import Comment, Deed, Verdict
from api.desk import Desk, utc_now
from api.errors import ApiError
from api.registry import append, verify_base
from api.registry.contents import verify_contents
from api.settings import Settings
from api.tables import Decision, Execution, Review, User
from tests.service import (
    POSTGRESQL,
    THREAT,
    Service,
    _as_postgres,
    create_database,
    free_port,
    furnish,
)

CHECKOUT = Path(__file__).parent.parent
FAULTS = int(os.environ.get("UPPSIKT_FAULTS", "20"))
WRITERS = 4


class Nursery:
    """Starts services on the given settings, quickly and as often as wanted."""

    def __init__(self, settings: Settings) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("UPPSIKT_")}
        ours = {
            "UPPSIKT_FOLDER": str(settings.folder),
            "UPPSIKT_DATABASE_URL": settings.database_url,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=CHECKOUT,
            env=kept | ours | {"PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.pids: list[int] = []
        assert self._line() == "ready"

    def start(self) -> tuple[str, int]:
        """The URL and pid of a service that answers."""
        assert self.process.stdin
        port = free_port()
        self.process.stdin.write(f"{port}\n")
        self.process.stdin.flush()
        pid, url = int(self._line()), f"http://127.0.0.1:{port}"
        self.pids.append(pid)
        while True:
            with contextlib.suppress(httpx2.TransportError):
                httpx2.get(f"{url}/healthz")
                return url, pid
            time.sleep(0.02)

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.pids.remove(pid)

    def stop(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        for pid in list(self.pids):
            self.kill(pid)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.kill()
        self.process.wait()

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@dataclass
class Load:
    """Clients that post, review and execute, and what was acknowledged to them."""

    tool: dict[str, str]
    karin: dict[str, str]
    posted: dict[str, str] = field(default_factory=dict)
    reviewed: set[str] = field(default_factory=set)
    executed: set[str] = field(default_factory=set)
    unanswered: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def run(self, urls: list[str], stop: threading.Event) -> None:
        with ThreadPoolExecutor(WRITERS) as pool:
            places = itertools.cycle(urls)
            for work in [pool.submit(self._work, next(places), stop) for _ in range(WRITERS)]:
                work.result()

    def _work(self, url: str, stop: threading.Event) -> None:
        with httpx2.Client(base_url=url, timeout=20) as client:
            while not stop.is_set():
                try:
                    self._handle(client, f"n{next(self.numbers)}")
                except httpx2.TransportError:
                    self.unanswered += 1
                    return

    def _handle(self, client: Any, name: str) -> None:
        body = {"channel": "nassjo", "comment_id": name, "text": f"{THREAT} {name}"}
        answer = client.post("/v1/decisions", json=body, headers=self.tool)
        if answer.status_code not in {200, 201}:
            self.unanswered += 1
            return
        path, self.posted[name] = answer.json()["links"]["self"], answer.json()["id"]
        client.get(path, headers=self.karin)
        verdict = {"verdict": "confirm", "ground": "hot", "reason": "Ett tydligt hot mot någon."}
        if client.post(f"{path}/reviews", json=verdict, headers=self.karin).status_code != 201:
            return
        self.reviewed.add(self.posted[name])
        deed = {"action": "delete", "outcome": "done"}
        if client.post(f"{path}/executions", json=deed, headers=self.tool).status_code == 201:
            self.executed.add(self.posted[name])


def assert_nothing_is_lost(settings: Settings, load: Load) -> int:
    """Everything acknowledged is stored once; chain, commitments and files hold."""
    database = Database(settings.database_url)
    with database.reading() as session:
        chain = verify_base(session)
        assert chain.fault is None, chain.fault
        contents = verify_contents(session, store_of(settings))
        assert contents.mismatch is None, contents.mismatch
        stored = list(session.execute(select(Decision.comment_id, Decision.id)).all())
        reviews = list(session.scalars(select(Review.decision_id)))
        executions = list(session.scalars(select(Execution.decision_id)))
    database.close()
    assert len({name for name, _ in stored}) == len(stored)
    assert load.posted.items() <= dict(map(tuple, stored)).items()
    assert len(set(reviews)) == len(reviews)
    assert load.reviewed <= set(reviews)
    assert len(set(executions)) == len(executions)
    assert load.executed <= set(executions)
    return chain.entries


def report(kind: str, faults: int, load: Load, entries: int) -> None:
    print(
        f"\n{kind}: {faults} faults; acknowledged {len(load.posted)} comments,"
        f" {len(load.reviewed)} reviews, {len(load.executed)} executions, all there once;"
        f" {load.unanswered} requests unanswered; {entries} entries, chain whole"
    )


def test_kill_9_of_the_service_loses_and_doubles_nothing(service: Service):
    load, dice = Load(service.tool, service.karin), random.Random(7)
    service.desk.database.close()
    nursery = Nursery(service.settings)
    faults = FAULTS * 3 // 4
    try:
        for _ in range(faults):
            url, pid = nursery.start()
            stop = threading.Event()
            working = threading.Thread(target=load.run, args=([url], stop))
            working.start()
            time.sleep(dice.uniform(0.2, 1.5))
            nursery.kill(pid)
            working.join()
    finally:
        nursery.stop()
    assert load.posted
    report(
        "kill -9 of the service on SQLite",
        faults,
        load,
        assert_nothing_is_lost(service.settings, load),
    )


def test_two_services_on_one_sqlite_file_make_one_chain(service: Service):
    load = Load(service.tool, service.karin)
    nursery = Nursery(service.settings)
    try:
        urls = [nursery.start()[0] for _ in range(2)]
        stop = threading.Event()
        working = threading.Thread(target=load.run, args=(urls, stop))
        working.start()
        body = {"channel": "nassjo", "comment_id": "samma", "text": "Hej"}

        def post(number: int) -> str:
            answer = httpx2.post(
                f"{urls[number % 2]}/v1/decisions", json=body, headers=service.tool, timeout=20
            )
            return answer.json()["id"]

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(post, range(16)))) == 1
        time.sleep(1)
        stop.set()
        working.join()
    finally:
        nursery.stop()
    assert load.executed
    assert load.unanswered == 0
    assert_nothing_is_lost(service.settings, load)


class Server:
    """A PostgreSQL server, with fsync, that the test can kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        _as_postgres(folder, "initdb", "-D", "data", "-A", "trust", "-U", "postgres")
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        while True:  # until what the kill left behind has let go of the shared memory
            with contextlib.suppress(subprocess.CalledProcessError):
                _as_postgres(
                    self.folder, "pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start"
                )
                return
            time.sleep(0.2)

    def kill(self) -> None:
        """kill -9 of every process of the server, as when the machine loses its power."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for pid in (first, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        _as_postgres(self.folder, "pg_ctl", "-D", "data", "-m", "immediate", "stop")


@pytest.mark.skipif(POSTGRESQL is None, reason="PostgreSQL's programs are not installed")
def test_kill_9_of_postgresql_loses_and_doubles_nothing(
    tmp_path_factory: pytest.TempPathFactory, classifier
):
    server = Server(tmp_path_factory.mktemp("postgresql"))
    template = f"postgresql+psycopg://postgres@127.0.0.1:{server.port}/template0"
    folder = tmp_path_factory.mktemp("var")
    settings = Settings(folder=folder, database_url=create_database(template, "faults"))
    furnish(settings, classifier)
    import json

    load, dice = Load(*json.loads((folder / "headers.json").read_text())), random.Random(8)
    nursery = Nursery(settings)
    faults = max(FAULTS // 4, 1)
    try:
        url, _ = nursery.start()
        for _ in range(faults):
            stop = threading.Event()
            working = threading.Thread(target=load.run, args=([url], stop))
            working.start()
            time.sleep(dice.uniform(0.3, 1.0))
            server.kill()
            stop.set()
            working.join()
            server.start()
        assert load.posted
        before = len(load.posted)
        stop = threading.Event()
        working = threading.Thread(target=load.run, args=([url], stop))
        working.start()
        time.sleep(1)
        stop.set()
        working.join()
        assert len(load.posted) > before  # the service found the server again by itself
        entries = assert_nothing_is_lost(settings, load)
    finally:
        nursery.stop()
        server.stop()
    report("kill -9 of PostgreSQL", faults, load, entries)


def principals(desk: Desk, number: int) -> list[Principal]:
    """Humans who may review, without the time that hashing passwords takes."""
    made = []
    with desk.database.writing() as session:
        entry = append(session, actor="system", type="test", payload={}, now=utc_now())
        for _ in range(number):
            identity = str(uuid4())
            values = {"email": identity, "name": "N", "roles": ["reviewer"], "password_hash": "x"}
            session.add(User(id=identity, **values, created_at=utc_now(), entry=entry))
            made.append(Principal("user", identity, "N", ROLES["reviewer"]))
    return made


def test_of_fifty_reviewers_at_once_exactly_one_decides(each_service: Service):
    desk, decision = each_service.desk, each_service.submit()["id"]
    gate = threading.Barrier(50)

    def review(who: Principal) -> bool:
        decisions.show(desk, who, decision)
        gate.wait()
        try:
            decisions.review(
                desk,
                who,
                decision,
                Verdict("dismiss", "ingen-overtradelse", "Bryter inte mot något."),
            )
        except ApiError:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(review, principals(desk, 50))) == 1
    assert each_service.counts()["reviews"] == 1
    with desk.database.reading() as session:
        assert verify_base(session).fault is None


def test_a_clock_that_goes_backwards_breaks_no_order(each_service: Service):
    (karin,) = principals(each_service.desk, 1)
    tool = each_service.principal(each_service.tool)
    for number, hours in enumerate((0, -5, -3000, 2, -1)):
        moved = dataclasses.replace(
            each_service.desk, now=lambda hours=hours: utc_now() + timedelta(hours=hours)
        )
        comment = Comment("nassjo", f"k{number}", THREAT)
        decision = decisions.receive(moved, tool, comment).document["id"]
        decisions.show(moved, karin, decision)
        decisions.review(
            moved, karin, decision, Verdict("confirm", "hot", "Ett tydligt hot mot någon.")
        )
        decisions.execute(moved, tool, decision, Deed("delete", "done"))
    with each_service.desk.database.reading() as session:
        assert verify_base(session).fault is None
        assert verify_contents(session).mismatch is None
    behind = dataclasses.replace(each_service.desk, now=lambda: utc_now() - timedelta(days=400))
    assert [one.part for one in check(behind)] == ["clock", "alerts"]
