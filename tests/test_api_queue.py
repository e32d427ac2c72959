from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from api import decisions
from api.database import Database
from api.decisions.advice import overdue
from api.decisions.priority import is_harmless, priority
from api.migrations import migrate, migrate_to
from tests.service import QUESTION, THREAT, Service
from tests.test_api_migrations import ROWS, VALUES

DISTRESS = "Jag orkar inte leva längre, i natt tar jag mitt liv"
NUMBER = "Hennes personnummer är 19900602-2397 och hon fuskar"


def listed(service: Service, **chosen: object) -> list[str]:
    actor = service.principal(service.karin)
    found = decisions.list_decisions(service.desk, actor, decisions.Filter(**chosen))
    return [row["comment_id"] for row in found["items"]]


def judged(*flags: str, scores: dict[str, float] | None = None, level: int | None = None):
    findings = [{"kind": "personnummer", "level": level}] if level else []
    return {"flags": list(flags), "scores": scores or {}, "findings": findings}


def suggested(*actions: str, urgency: str = "vecka"):
    return {"urgency": urgency, "actions": [{"action": action} for action in actions]}


def test_a_cry_for_help_waits_before_a_threat_and_that_before_exposed_people(service: Service):
    service.submit("toreboda", NUMBER, comment_id="nummer")
    service.submit("lilla-edet", THREAT, comment_id="hot")
    service.submit("lilla-edet", DISTRESS, comment_id="nödrop")
    service.submit("lilla-edet", QUESTION, comment_id="fråga")
    assert listed(service) == ["nödrop", "hot", "nummer", "fråga"]


def test_of_two_alike_the_one_whose_time_runs_out_first_comes_first(service: Service):
    for name in ("senare", "snart"):
        service.submit("lilla-edet", THREAT, comment_id=name)
    with service.desk.database.writing() as session:
        soon = {"due": "2020-01-01 00:00:00.000000", "id": "snart"}
        session.execute(text("UPDATE decisions SET due = :due WHERE comment_id = :id"), soon)
    assert listed(service) == ["snart", "senare"]
    assert listed(service, late=True) == ["snart"]


def test_what_waits_past_its_deadline_says_whom_to_tell(service: Service):
    late = service.submit("lilla-edet", THREAT)["id"]
    done = service.seen("lilla-edet", THREAT)
    service.review(done, ground="hot")
    assert overdue(service.desk, [late, done]) == {}
    tomorrow = service.desk.now() + timedelta(days=2)
    later = dataclasses.replace(service.desk, now=lambda: tomorrow)
    found = overdue(later, [late, done])
    assert set(found) == {late}
    assert found[late]["to"] in found[late]["explanation"]


def test_the_queue_narrows_to_what_is_old_and_to_what_is_harmless(service: Service):
    service.submit("nassjo", THREAT, comment_id="hot")
    service.submit("nassjo", QUESTION, comment_id="fråga")
    now = datetime.now(UTC)
    assert listed(service, harmless=True) == ["fråga"]
    assert listed(service, before=now + timedelta(minutes=1)) == ["hot", "fråga"]
    assert listed(service, before=now - timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("assessment", "suggestion"),
    [
        (judged("insult"), suggested("none")),
        (judged(scores={"threat": 0.3}), suggested("none")),
        (judged("case"), suggested("reply")),
        (judged("fault_report"), suggested("reply")),
        (judged("concern_report"), suggested("reply")),
        (judged(level=1), suggested("none")),
        (judged("question"), suggested("reply", "register")),
        (judged("question"), suggested("hide")),
    ],
)
def test_what_may_hurt_or_must_be_taken_on_is_not_harmless(assessment, suggestion):
    assert not is_harmless(assessment, suggestion)
    assert is_harmless(judged("question", "criticism"), suggested("reply"))


def test_urgency_goes_before_everything_else():
    assert priority(judged("distress"), suggested("hide", urgency="idag")) > priority(
        judged("praise"), suggested("none", urgency="genast")
    )


def test_what_was_stored_before_is_put_in_its_place(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/uppsikt.db")
    migrate_to(database, "0004")
    with database.alone() as connection:
        for row in ROWS[:5]:
            connection.execute(text(row), {k: v for k, v in VALUES.items() if f":{k}" in row})
        connection.execute(text("INSERT INTO decision_labels VALUES ('d', 'distress')"))
    migrate(database)
    with database.reading() as session:
        row = session.execute(text("SELECT priority, due FROM decisions")).one()
    assert tuple(row) == (0, "9000-01-01 00:00:00.000000")
    database.close()
