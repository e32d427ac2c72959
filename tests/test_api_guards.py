from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from api.registry import entries
from api.registry.guards import missing_guards, restore_guards
from tests.service import THREAT, Service

NOW = "2026-01-01 00:00:00"
FIXED = ["registry_entries", "versions", "views", "reviews", "evidence", "executions", "decisions"]
APART = ["appeals", "appeal_outcomes", "holds", "handovers", "erasures", "disposals", "statements"]


@pytest.fixture
def raw(each_service: Service) -> Iterator[Connection]:
    """A connection of a stranger: none of the service's own settings, no foreign keys on SQLite."""
    engine = create_engine(each_service.settings.database_url)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def refused(raw: Connection, statement: str, **values: object) -> str:
    with pytest.raises(DBAPIError) as caught:
        raw.execute(text(statement), values)
    raw.rollback()
    return str(caught.value.orig)


@pytest.fixture
def deleted(each_service: Service) -> str:
    """A decision whose deletion was decided and carried out in order."""
    decision = each_service.seen()
    each_service.review(decision)
    assert each_service.execute(decision, "delete").json()["state"] == "executed"
    return decision


@pytest.mark.parametrize("table", FIXED)
def test_rows_that_bear_witness_are_never_removed(raw: Connection, deleted: str, table: str):
    assert "never" in refused(raw, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("registry_entries", "payload = '{}'"),
        ("registry_entries", "hash = hash"),
        ("versions", "suggestion = '{}'"),
        ("views", "viewed_at = viewed_at"),
        ("reviews", "reason = 'ett helt annat skäl än förut'"),
        ("evidence", "sha256 = sha256"),
        ("executions", "outcome = 'failed'"),
    ],
)
def test_rows_that_bear_witness_are_never_changed(
    raw: Connection, deleted: str, table: str, change: str
):
    assert "never changed" in refused(raw, f"UPDATE {table} SET {change}")


@pytest.mark.parametrize("table", ["registry_entries", "versions", "views", "reviews", "evidence"])
def test_rows_that_bear_witness_are_never_replaced(raw: Connection, deleted: str, table: str):
    if raw.dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    refused(raw, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


def test_truncate_is_refused(raw: Connection, deleted: str):
    if raw.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    for table in (*FIXED, *APART, "registrations", "contents", "users"):
        refused(raw, f"TRUNCATE {table} CASCADE")


def test_an_entry_must_follow_the_last_one(raw: Connection):
    insert = (
        "INSERT INTO registry_entries (sequence, time, actor, type, payload, previous, hash)"
        " SELECT max(sequence) + :step, :time, 'x', 'x', '{}', :previous, :hash"
        " FROM registry_entries"
    )
    last = raw.execute(
        text("SELECT hash FROM registry_entries ORDER BY sequence DESC LIMIT 1")
    ).scalar_one()
    for step, previous in ((1, "0" * 64), (2, last), (0, last)):
        answer = refused(raw, insert, step=step, previous=previous, time=NOW, hash="f" * 64)
        assert "follow" in answer or "UNIQUE" in answer


REVIEW = (
    "INSERT INTO reviews (decision_id, version, user_id, verdict, actions, ground, reason, salt,"
    " reviewed_at, entry) VALUES (:decision, :version, :user, :verdict, :actions, :ground,"
    " :reason, 's', :now, 1)"
)
EXECUTION = (
    "INSERT INTO executions (decision_id, version, review_id, action, outcome, executed_at,"
    " recorded_at, actor, entry) VALUES (:decision, :version, :review, :action, 'done', :now,"
    " :now, 'x', 1)"
)


def review_values(service: Service, decision: str, **changed: object) -> dict[str, object]:
    return {
        "decision": decision,
        "version": 1,
        "user": service.principal(service.karin).id,
        "verdict": "change",
        "actions": '["hide"]',
        "ground": "hot",
        "reason": "ett tydligt hot mot någon",
        "now": NOW,
        **changed,
    }


def test_the_database_takes_a_review_that_is_in_order(each_service: Service, raw: Connection):
    raw.execute(text(REVIEW), review_values(each_service, each_service.seen()))


@pytest.mark.parametrize(
    "changed",
    [
        {"user": "nobody"},
        {"user": None},
        {"version": 2},
        {"reason": "kort"},
        {"reason": "a b  c\n\td e f"},
        {"reason": None},
        {"ground": ""},
        {"ground": None},
        {"verdict": "delete"},
        {"actions": '["delete"]'},
    ],
)
def test_the_database_refuses_an_unfounded_review(
    each_service: Service, raw: Connection, changed: dict[str, object]
):
    refused(raw, REVIEW, **review_values(each_service, each_service.seen(), **changed))


def test_the_database_refuses_a_review_by_who_was_not_shown_it(
    each_service: Service, raw: Connection
):
    decision = each_service.submit()["id"]
    assert "shown" in refused(raw, REVIEW, **review_values(each_service, decision))


@pytest.mark.parametrize("action", ["delete", "hide"])
def test_the_database_refuses_an_execution_that_no_human_decided(
    each_service: Service, raw: Connection, action: str
):
    decision = each_service.seen()
    path = f"/v1/decisions/{decision}/evidence"
    each_service.client.post(path, headers=each_service.karin)
    values = {"decision": decision, "version": 1, "action": action, "now": NOW}
    refused(raw, EXECUTION, **values, review=None)
    assert "no human" in refused(raw, EXECUTION, **values, review=1)
    each_service.review(decision, verdict="dismiss")
    review = raw.execute(text("SELECT max(id) FROM reviews")).scalar_one()
    raw.rollback()
    assert "no human" in refused(raw, EXECUTION, **values, review=review)


def test_the_database_refuses_deletion_under_a_review_of_another_version(
    each_service: Service, raw: Connection
):
    decision = each_service.seen(comment_id="e")
    each_service.review(decision)
    review = raw.execute(text("SELECT max(id) FROM reviews")).scalar_one()
    raw.rollback()
    each_service.submit(words=THREAT + " i natt", comment_id="e")
    for version in (1, 2):
        values = {"decision": decision, "version": version, "action": "delete", "now": NOW}
        refused(raw, EXECUTION, **values, review=review)


@pytest.mark.parametrize("state", ["confirmed", "changed", "dismissed", "executed", "failed"])
def test_the_database_lets_no_state_run_ahead_of_the_human(
    each_service: Service, raw: Connection, state: str
):
    decision = each_service.seen()
    statement = "UPDATE decisions SET state = :state WHERE id = :id"
    assert "review of a human" in refused(raw, statement, state=state, id=decision)


def test_a_comment_can_be_erased_but_not_rewritten(each_service: Service, raw: Connection):
    each_service.submit()
    assert "not rewritten" in refused(raw, "UPDATE contents SET text = 'snällt'")
    refused(raw, "UPDATE contents SET text = 'snällt', erased_at = :now", now=NOW)
    refused(raw, "DELETE FROM contents")
    blank = (
        "UPDATE contents SET text = NULL, author = NULL, author_id = NULL, url = NULL,"
        " parent = NULL, published_at = NULL, salt = NULL, erased_at = :now"
    )
    assert "only erased" in refused(raw, blank, now=NOW)  # nobody has decided it
    raw.execute(
        text(
            "INSERT INTO erasures (decision_id, mandate, reference, user_id, erased_at, entry)"
            " SELECT id, 'gallring', 'KS 2026:1', :user, :now, 1 FROM decisions"
        ),
        {"user": each_service.principal(each_service.karin).id, "now": NOW},
    )
    raw.execute(
        text(blank),
        {"now": NOW},
    )
    raw.commit()
    holds = each_service.client.get("/v1/registry/verify", headers=each_service.tool).json()
    assert holds["valid"]
    listed = each_service.client.get("/v1/decisions", headers=each_service.tool).json()["items"]
    shown = each_service.client.get(listed[0]["links"]["self"], headers=each_service.tool).json()
    assert shown["comment"]["text"] is None


def test_the_migrations_make_what_the_tables_say(each_service: Service):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from api.tables import Table

    with each_service.desk.database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Table.metadata) == []


def every_guard(raw: Connection) -> list[tuple[str, str]]:
    """(name, table) of every guard that the database itself tells of."""
    if raw.dialect.name == "sqlite":
        found = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        found = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal"
        )
    return [(row[0], row[1]) for row in raw.execute(text(found))]


def missing(service: Service) -> list[str]:
    with service.desk.database.reading() as session:
        return missing_guards(session)


def test_every_guard_that_is_dropped_is_missed_and_can_be_set_anew(
    raw: Connection, each_service: Service
):
    guards = every_guard(raw)
    assert missing(each_service) == []
    for name, table in guards:
        on = f" ON {table}" if raw.dialect.name == "postgresql" else ""
        raw.execute(text(f"DROP TRIGGER {name}{on}"))
    raw.commit()
    assert set(missing(each_service)) == {name for name, _ in guards}
    with each_service.desk.database.writing() as session:
        assert set(restore_guards(session, each_service.desk.now())) == {name for name, _ in guards}
    assert missing(each_service) == []
    assert sorted(every_guard(raw)) == sorted(guards)
    raw.rollback()
    assert "never" in refused(raw, "DELETE FROM registry_entries")
    with each_service.desk.database.reading() as session:
        assert list(entries(session))[-1]["type"] == "guards.restored"


def test_a_guard_that_no_longer_refuses_is_missed(raw: Connection, each_service: Service):
    name = "registry_entries_delete_guard"
    if raw.dialect.name == "sqlite":
        raw.execute(text(f"DROP TRIGGER {name}"))
        harmless = f"CREATE TRIGGER {name} BEFORE DELETE ON registry_entries BEGIN SELECT 1; END"
        raw.execute(text(harmless))
    else:
        raw.execute(text(f"ALTER TABLE registry_entries DISABLE TRIGGER {name}"))
    raw.commit()
    assert missing(each_service) == [name]
    problem = each_service.client.get("/readyz")
    assert (problem.status_code, problem.json()["errors"][0]["pointer"]) == (503, "guards")
