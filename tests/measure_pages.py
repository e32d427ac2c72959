"""Figures of docs/review-pages.md: `python -m tests.measure_pages [decisions] [folder]`.

A folder that is named is kept, and used as it is the next time.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from api.archive import tables as _archive  # noqa: F401  (its tables too)
from api.auth.accounts import add_user
from api.demo import load_comments
from api.logs import configure_logs
from api.registry.keeping import keep_checkpoint
from api.settings import Settings
from api.tables import Table
from model.classifier import Classifier
from tests.review import Browser
from tests.service import PASSWORD, Service, furnish, start

DAYS = 365
WAITING = 0.01
"""The share that nobody has decided on yet."""
BATCH = 5_000
TIMES = 15
PEOPLE = ("Amina", "Bo", "Cilla", "Dag", "Elin", "Folke", "Greta", "Hugo")

Row = dict[str, Any]


def templates(service: Service) -> list[str]:
    """Decisions of the demo's comments, decided one way or another, to make copies of."""
    with service.desk.database.writing() as session:
        for name in PEOPLE:
            person = {
                "email": f"{name}@example.se",
                "name": f"{name} Exempel",
                "roles": ["reviewer"],
            }
            add_user(session, service.desk, **person, password=PASSWORD)
    before = service.client.get("/v1/decisions?limit=200", headers=service.karin).json()
    load_comments(service.desk)
    answer = service.client.get("/v1/decisions?limit=200", headers=service.karin).json()
    earlier = {row["id"] for row in before["items"]}
    rows = [row for row in answer["items"] if row["id"] not in earlier]
    for number, row in enumerate(rows):
        path = row["links"]["self"]
        service.client.get(path, headers=service.karin)
        if number % 3 == 0 or row["actions"] == ["none"]:
            service.review(row["id"], verdict="dismiss", ground="ingen-overtradelse")
        else:
            actions = ["hide"] if "hide" in row["actions"] else ["register"]
            ground = "felaktigt-forslag" if number % 7 == 0 else "ingen-overtradelse"
            service.review(
                row["id"],
                verdict="change" if number % 5 else "confirm",
                ground=ground if actions == ["register"] else _harm(service, path),
                actions=actions if number % 5 else None,
            )
    return [row["id"] for row in rows]


def _harm(service: Service, path: str) -> str:
    document = service.client.get(path, headers=service.karin).json()
    return str(document["suggestion"]["matched"][0]["id"])


def fill(connection: Connection, chosen: list[str], number: int) -> None:
    """Copies of the chosen decisions, spread over a year; triggers are dropped and stay so."""
    names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for name in list(names):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    kept = {
        table: {
            one: _rows(connection, table, "id" if table == "decisions" else "decision_id", one)
            for one in chosen
        }
        for table in (
            "decisions",
            "decision_labels",
            "versions",
            "contents",
            "views",
            "reviews",
            "executions",
            "search_texts",
        )
    }
    entry = connection.scalar(text("SELECT max(sequence) FROM registry_entries")) or 0
    people = list(connection.scalars(text("SELECT id FROM users ORDER BY email")))
    chance, now = random.Random(7), datetime.now(UTC).replace(tzinfo=None)
    copies = (
        _copy(kept, chosen[one % len(chosen)], one, Spread(entry, people, chance, now))
        for one in range(number)
    )
    batch: dict[str, list[Row]] = {}
    for count, copied in enumerate(copies, 1):
        for table, rows in copied.items():
            batch.setdefault(table, []).extend(rows)
        if count % BATCH == 0 or count == number:
            for table, rows in batch.items():
                for shape in {tuple(row) for row in rows}:
                    _insert(connection, table, [row for row in rows if tuple(row) == shape])
            batch = {}


def _rows(connection: Connection, table: str, column: str, value: str) -> list[Row]:
    found = connection.execute(
        text(f"SELECT * FROM {table} WHERE {column} = :value"),
        {"value": value},
    )
    return [dict(row) for row in found.mappings()]


def _insert(connection: Connection, table: str, rows: list[Row]) -> None:
    columns = ", ".join(rows[0])
    values = ", ".join(f":{name}" for name in rows[0])
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), rows)


@dataclass(frozen=True, slots=True)
class Spread:
    """Over which entries, people and days the copies are spread."""

    entry: int
    people: list[str]
    chance: random.Random
    now: datetime


def _copy(
    kept: dict[str, dict[str, list[Row]]], source: str, number: int, spread: Spread
) -> dict[str, list[Row]]:
    chance = spread.chance
    identity = str(UUID(int=chance.getrandbits(128), version=4))
    received = spread.now - timedelta(days=chance.random() * DAYS)
    read = received + timedelta(minutes=chance.expovariate(1 / 400))
    waits = chance.random() < WAITING
    last, who = spread.entry + 3 * number + 3, chance.choice(spread.people)
    own = {"decision_id": identity, "entry": last}
    told = {
        table: [{**row, **_own(row, own)} for row in rows[source]] for table, rows in kept.items()
    }
    (decision,) = told["decisions"]
    decision |= {"id": identity, "comment_id": f"m{number}", "received_at": _moment(received)}
    if decision["deadline"]:
        decision["deadline"] = _moment(received + timedelta(hours=24))
        if "due" in decision:
            decision["due"] = decision["deadline"]
    for row in told["reviews"]:
        row |= {"id": 10_000 + number, "user_id": who, "reviewed_at": _moment(read)}
    for row in told["views"]:
        row |= {"user_id": who, "viewed_at": _moment(read)}
    for row in told["contents"]:
        row["published_at"] = _moment(received)
    if waits:
        decision |= {"state": "suggested"}
        told |= {"reviews": [], "views": [], "executions": []}
    told["executions"] = []
    told["registry_entries"] = _entries(identity, last, received, who)
    return told


def _own(row: Row, own: Row) -> Row:
    return {name: value for name, value in own.items() if name in row}


def _entries(identity: str, last: int, at: datetime, who: str) -> list[Row]:
    kinds = ("decision.suggested", "decision.viewed", "decision.reviewed")
    return [
        {
            "sequence": last - 2 + place,
            "time": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}",
            "actor": f"user:{who}" if place else "system",
            "type": kind,
            "decision": identity,
            "payload": json.dumps({"version": 1}),
            "previous": "0" * 64,
            "hash": hashlib.sha256(str(last - 2 + place).encode()).hexdigest(),
        }
        for place, kind in enumerate(kinds)
    ]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def pages(service: Service) -> Iterator[tuple[str, str]]:
    """Name and address of each page that is measured."""
    with service.desk.database.reading() as session:
        some = session.scalars(
            text("SELECT id FROM decisions WHERE state != 'suggested' ORDER BY id LIMIT 1")
        ).one()
        word = session.scalars(text("SELECT words FROM search_texts LIMIT 1")).one().split()[0]
    since = f"{service.desk.now() - timedelta(days=DAYS):%Y-%m-%d}"
    yield from (
        ("queue", "/ko"),
        ("queue, one channel", "/ko?kanal=nassjo"),
        ("queue, decided", "/ko?lage=klara"),
        ("decision", f"/arenden/{some}"),
        ("registry", "/register"),
        ("registry, a word", f"/register?q={word}"),
        ("registry, no hit", "/register?q=finnsalldrig"),
        ("registry, a case", f"/register/arenden/{some}"),
        ("diary", "/register/diarium"),
        ("chain", "/register/kedja"),
        ("objections", "/invandningar"),
        ("gallring", "/gallring"),
        ("statistics, 30 days", "/statistik"),
        ("statistics, a year", f"/statistik?fran={since}"),
        ("policy", "/policy/nassjo"),
        ("policy, a limit tried", "/policy/nassjo/prova?regel=hot&grans=0.6"),
        ("model", "/modell"),
        ("channels", "/kanaler"),
        ("a channel", "/kanaler/nassjo"),
        ("state of operation", "/lage"),
    )


def times(act: Callable[[], object]) -> tuple[float, float, float]:
    """Median and slowest of some times, and the median of the processor's own, milliseconds."""
    act()
    taken, worked = [], []
    for _ in range(TIMES):
        began, idle = time.perf_counter(), time.process_time()
        act()
        taken.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - idle))
    return statistics.median(taken), max(taken), statistics.median(worked)


def main(number: int, folder: Path) -> None:
    classifier = Classifier.load_default()
    settings = Settings(folder=folder / "var", totp="optional")
    fresh = not settings.folder.exists()
    if fresh:
        settings.folder.mkdir(parents=True)
        furnish(settings, classifier)
    running = start(settings, classifier)
    service = next(running)
    if fresh:
        chosen = templates(service)
        began = time.perf_counter()
        with service.desk.database.alone() as connection:
            fill(connection, chosen, number)
        with service.desk.database.alone() as connection:
            connection.exec_driver_sql("ANALYZE")
        print(f"{number} decisions stored in {time.perf_counter() - began:.0f} s")
    with service.desk.database.reading() as session:
        keep_checkpoint(session, settings, service.desk.now())  # as at every start
    karin = Browser(service)
    karin.sign_in()
    for name, path in pages(service):
        status = karin.open(path).status_code
        middle, slowest, worked = times(lambda path=path: karin.open(path))
        told = f"{middle:7.1f} ms, slowest {slowest:7.1f}, processor {worked:7.1f}"
        print(f"{name:24} {status} {told}", flush=True)
    next(running, None)


if __name__ == "__main__":
    configure_logs("ERROR")
    assert Table.metadata.tables
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
            main(wanted, Path(place))
            shutil.rmtree(place, ignore_errors=True)
