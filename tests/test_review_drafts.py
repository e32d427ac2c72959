"""Drafts as a reviewer leaves them: kept for that person alone, and gone with the decision."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from api.archive import erasure
from api.decisions import save_draft
from api.registry import entries
from api.tables import Decision, SavedDraft
from tests.review import Browser, document
from tests.service import THREAT, Service

OWN = "Hej!\r\n\r\nVi har dolt ditt inlägg. Ring Exempel Exempelsson."
STORED = OWN.replace("\r\n", "\n")


def kept(service: Service) -> list[str]:
    with service.desk.database.reading() as session:
        return list(session.scalars(select(SavedDraft.text)))


def read_case(karin: Browser, service: Service, **more: Any) -> str:
    decision = service.submit("lilla-edet", **more)["id"]
    karin.read(decision)
    return decision


def write(karin: Browser, decision: str, text: str = OWN, **more: Any) -> Any:
    path = f"/arenden/{decision}/utkast/{more.pop('kind', 'author')}"
    return karin.send(path, **{"text": text, "version": 1, **more})


def test_what_is_written_is_there_the_next_time_and_only_for_who_wrote_it(
    karin: Browser, service: Service
):
    decision = read_case(karin, service)
    before = list(document(service, decision)["drafts"])
    assert write(karin, decision).status_code == 200
    assert kept(service) == [STORED]
    karin.open(f"/arenden/{decision}?text=visa")
    assert STORED in karin.body
    assert "Sparat <time" in karin.body
    service.human("bo")
    bo = Browser(service)
    bo.sign_in("bo@example.se")
    bo.read(decision)
    assert "Ring Exempel" not in bo.body
    assert document(service, decision)["drafts"] == before
    karin.open(f"/arenden/{decision}")
    assert "Ring Exempel" not in karin.body


def test_a_script_is_told_when_it_was_kept_and_gets_no_page(karin: Browser, service: Service):
    decision = read_case(karin, service)
    karin.client.headers["HX-Request"] = "true"
    answer = write(karin, decision)
    assert "Sparat" in answer.text
    assert "<html" not in answer.text
    assert "Ring Exempel" not in answer.text


def test_the_suggested_text_can_be_taken_back(karin: Browser, service: Service):
    decision = read_case(karin, service)
    write(karin, decision)
    write(karin, decision, forslag="ja")
    assert kept(service) == []
    suggested = next(
        one["text"] for one in document(service, decision)["drafts"] if one["kind"] == "author"
    )
    write(karin, decision, suggested)
    assert kept(service) == []


def test_either_database_keeps_renews_and_lets_go(each_service: Service):
    decision = each_service.seen("lilla-edet")
    karin = each_service.principal(each_service.karin)
    for text in ("Hej", "Hej \x00 \ud800"):
        save_draft(each_service.desk, karin, decision, "author", version=1, text=text)
    assert kept(each_service) == ["Hej \x00 \ud800"]
    each_service.review(decision, ground="hot")
    assert kept(each_service) == []


@pytest.mark.parametrize("end", ["decided", "changed", "erased", "together"])
def test_it_goes_when_the_case_is_decided_changed_or_erased(
    karin: Browser, service: Service, end: str
):
    decision = read_case(karin, service, comment_id="samma")
    write(karin, decision)
    if end == "decided":
        karin.decide(decision)
    elif end == "together":
        service.review(decision, verdict="dismiss")
    elif end == "changed":
        service.submit("lilla-edet", f"{THREAT} i natt", comment_id="samma")
    else:
        user = service.principal(service.karin).id
        gone = {"mandate": erasure.GALLRING, "reference": "KS 1", "user": user}
        with service.desk.database.writing() as session:
            row = session.get_one(Decision, decision)
            erasure.erase(session, row, **gone, now=service.desk.now())
    assert kept(service) == []


def test_a_letter_may_be_written_after_the_decision_until_all_is_done(
    karin: Browser, service: Service
):
    decision = read_case(karin, service)
    karin.decide(decision, verdict="change", actions=["hide", "notify_author"])
    karin.open(f"/arenden/{decision}?text=visa")
    write(karin, decision)
    assert kept(service) == [STORED]
    service.execute(decision, "hide")
    assert kept(service) == [STORED]
    service.execute(decision, "notify_author")
    assert kept(service) == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "påhittat"}, 404),
        ({"kind": "registry_title" * 20}, 404),
        ({"version": 2}, 409),
        ({"text": "a" * 20_001}, 422),
    ],
)
def test_what_is_not_offered_or_was_not_read_is_refused(
    karin: Browser, service: Service, sent: dict[str, Any], status: int
):
    decision = read_case(karin, service)
    assert write(karin, decision, **sent).status_code == status
    assert kept(service) == []


def test_who_has_not_read_the_comment_or_may_not_decide_saves_nothing(
    karin: Browser, service: Service
):
    decision = service.submit("lilla-edet")["id"]
    karin.open(f"/arenden/{decision}")
    assert write(karin, decision).status_code == 409
    service.human("lina", role="reader")
    lina = Browser(service)
    lina.sign_in("lina@example.se")
    lina.read(decision)
    assert "Spara utkastet" not in lina.body
    assert write(lina, decision).status_code == 403


def test_it_is_told_to_no_log_and_no_registry(
    karin: Browser, service: Service, capsys: pytest.CaptureFixture[str]
):
    decision = read_case(karin, service)
    with service.desk.database.reading() as session:
        before = len(list(entries(session)))
    write(karin, decision)
    with service.desk.database.reading() as session:
        assert len(list(entries(session))) == before
    told = capsys.readouterr()
    assert "utkast/{kind}" in told.out + told.err
    assert "Exempelsson" not in told.out + told.err


def test_who_asks_what_is_held_of_them_is_told_of_it(karin: Browser, service: Service):
    decision = read_case(karin, service, author="Bo Exempel")
    write(karin, decision)
    path = "/v1/privacy/reports"
    (item,) = service.post(path, {"author": "Bo Exempel"}, service.karin).json()["items"]
    assert item["staff_drafts"] == [{"kind": "author", "text": STORED}]
