from __future__ import annotations

import contextlib
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from api.database import Database
from api.registry import GENESIS, append, verify, verify_base, verify_export
from api.registry.chain import link
from tests.service import Service

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def chain(length: int) -> list[dict[str, object]]:
    rows = []
    entry = None
    for number in range(length):
        entry = link(
            entry,
            time="2026-01-01T00:00:00.000000Z",
            actor="system",
            type="test",
            decision=None,
            payload={"number": number, "å": [1.5, None, True]},
        )
        rows.append(entry.as_dict())
    return rows


def test_an_outsider_can_verify_an_export_by_the_published_rules(service: Service):
    service.review(service.seen())
    lines = service.client.get("/v1/registry/export", headers=service.tool).text.splitlines()
    previous = "0" * 64
    *entries, head = [json.loads(line) for line in lines]
    for number, entry in enumerate(entries, 1):
        claimed = entry.pop("hash")
        assert entry["sequence"] == number
        assert entry["previous"] == previous
        assert hashlib.sha256(rfc8785.dumps(entry)).hexdigest() == claimed
        previous = claimed
    assert head["head"]["hash"] == previous
    assert head["head"]["sequence"] == len(entries)


def test_a_commitment_binds_the_entry_to_the_comment(service: Service):
    from api.decisions.comment import commit

    decision = service.submit(words="en\ud800text", author="Å", comment_id="c")
    with service.desk.database.reading() as session:
        salt = session.scalar(text("SELECT salt FROM contents"))
    content = {
        "comment_id": "c",
        "text": "en\ud800text",
        "author": "Å",
        "author_id": None,
        "url": None,
        "parent": None,
        "published_at": None,
    }
    assert commit(salt, content) == decision["commitment"]
    entries = service.client.get("/v1/registry/entries", headers=service.tool).json()["items"]
    assert entries[-1]["payload"]["commitment"] == decision["commitment"]


def test_an_empty_chain_holds():
    assert verify([]).as_dict() == {"valid": True, "entries": 0, "head": GENESIS, "fault": None}


@given(st.integers(0, 4), st.sampled_from(["time", "actor", "type", "decision", "payload"]))
def test_any_changed_member_is_found(row: int, member: str):
    rows = chain(5)
    rows[row] = rows[row] | {member: "annat"}
    result = verify(rows)
    assert result.fault is not None
    assert result.fault.sequence == row + 1


@given(st.integers(0, 3))
def test_a_removed_entry_is_found(row: int):
    rows = chain(5)
    del rows[row]
    result = verify(rows)
    assert result.fault is not None
    assert result.fault.sequence == row + 1


def test_entries_that_changed_places_are_found():
    rows = chain(3)
    assert verify([rows[0], rows[2], rows[1]]).fault is not None


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "1", "null", '{"sequence": 1}', "[" * 100_000, '"\ud800"']
)
def test_a_line_that_cannot_be_read_is_a_fault_not_a_crash(line: str):
    assert verify_export([line]).verification.fault is not None


@pytest.mark.parametrize(
    ("damage", "sequence"),
    [
        ("UPDATE registry_entries SET payload = '{\"a\":1}' WHERE sequence = 3", 3),
        ("UPDATE registry_entries SET payload = '{' WHERE sequence = 3", 3),
        ("UPDATE registry_entries SET actor = 'user:x' WHERE sequence = 2", 2),
        ("DELETE FROM registry_entries WHERE sequence = 2", 2),
        ("DELETE FROM registry_entries WHERE sequence > 5", 6),
    ],
)
def test_verify_names_the_first_entry_that_somebody_with_full_access_altered(
    service: Service, damage: str, sequence: int
):
    service.review(service.seen())
    stranger = create_engine(service.settings.database_url)
    with stranger.begin() as connection:
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER registry_entries_{event}_guard"))
        connection.exec_driver_sql(damage)
    stranger.dispose()
    answer = service.client.get("/v1/registry/verify", headers=service.tool)
    assert answer.status_code == 200
    assert answer.json()["valid"] is False
    assert answer.json()["fault"]["sequence"] == sequence


def test_many_writers_on_two_connections_pools_make_one_chain(each_service: Service):
    other = Database(each_service.settings.database_url)

    def write(number: int) -> None:
        database = other if number % 2 else each_service.desk.database
        with database.writing() as session:
            append(session, actor="system", type="test", payload={"n": number}, now=NOW)

    before = each_service.counts()["registry_entries"]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with other.reading() as session:
        result = verify_base(session)
    other.close()
    assert result.fault is None
    assert result.entries == before + 40


def test_an_entry_is_undone_with_the_transaction_it_belongs_to(service: Service):
    before = service.counts()
    with contextlib.suppress(RuntimeError), service.desk.database.writing() as session:
        append(session, actor="system", type="test", payload={}, now=NOW)
        raise RuntimeError
    assert service.counts() == before


def test_entries_are_paged_in_order(service: Service):
    service.submit()
    path = "/v1/registry/entries"
    first = service.client.get(path, params={"limit": 2}, headers=service.tool).json()
    assert [row["sequence"] for row in first["items"]] == [1, 2]
    rest = service.client.get(path, params={"after": first["next"]}, headers=service.tool).json()
    assert rest["items"][0]["sequence"] == 3
    assert rest["next"] is None
    assert rest["head"]["hash"] == rest["items"][-1]["hash"]
