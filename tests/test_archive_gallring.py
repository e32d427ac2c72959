from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api.archive import gallring
from api.archive.selection import Criteria
from api.desk import utc_now
from api.registry import verify_base
from tests.service import QUESTION, Headers, Service

REASON = "Hotet står kvar och är lika tydligt nu."


def ended(service: Service, words: str = QUESTION, **more: str) -> str:
    """A question that a human has found nothing to do about."""
    decision = service.seen(words=words, **more)
    assert service.review(decision, verdict="dismiss").status_code == 201
    return decision


def later(service: Service, days: int = 400) -> Service:
    """The same service, some time on."""
    object.__setattr__(service.desk, "now", lambda: utc_now() + timedelta(days=days))
    return service


def ask(service: Service, path: str, body: Any, headers: Headers | None = None) -> Any:
    answer = service.post(path, body, headers or service.karin)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def decide(service: Service, **criteria: Any) -> dict[str, Any]:
    listed = ask(service, "/v1/gallring/plans", criteria)
    body = {**criteria, "plan": listed["plan"], "reference": "KS 2026:12 § 4"}
    return ask(service, "/v1/gallring", body)


@pytest.fixture
def headers_that_last(each_service: Service) -> Service:
    """Sign-ins end after hours; the tests go years ahead."""
    with each_service.desk.database.writing() as session:
        session.execute(text("UPDATE sessions SET expires_at = '2100-01-01 00:00:00'"))
    return each_service


def test_a_dry_run_lists_what_would_go_and_why_the_rest_stays(headers_that_last: Service):
    service = headers_that_last
    going, open_one = ended(service), service.submit(words=QUESTION)["id"]
    threat = service.seen()
    service.review(threat)
    service.execute(threat, "delete")
    before = service.counts()
    early = ask(service, "/v1/gallring/plans", {"days": 30})
    assert (early["count"], early["staying"]["fristen har inte löpt ut"]) == (0, 1)
    later(service)
    assert ask(service, "/v1/gallring/plans", {})["staying"]["ingen gallringsfrist"] == 1
    listed = ask(service, "/v1/gallring/plans", {"days": 30})
    assert listed["decisions"] == [going]
    assert listed["staying"] == {"inte avslutad": 1, "annan bevarandeklass": 1}
    assert service.counts() == before
    assert open_one


def test_after_gallring_the_chain_holds_and_says_when_by_whom_and_on_what_decision(
    headers_that_last: Service,
):
    service = headers_that_last
    decision = ended(service, words=f"{QUESTION} unikaordet", author="Bo Ek", comment_id="fb-1")
    path = f"/v1/decisions/{decision}"
    service.client.post(f"{path}/evidence", headers=service.karin)
    later(service)
    made = decide(service, days=30)
    assert made["states"] == {"pending": 1}
    assert service.client.get(path, headers=service.tool).json()["comment"]["text"]
    done = ask(service, f"/v1/gallring/{made['id']}/runs", {})
    assert done["states"] == {"done": 1}
    shown = service.client.get(path, headers=service.tool).json()
    assert shown["comment"]["text"] is shown["comment"]["author"] is None
    assert shown["review"]["reason"] is None
    last = service.client.get(f"{path}/history", headers=service.tool).json()["items"][-1]
    assert (last["type"], last["name"]) == ("content.erased", "Karin")
    assert last["payload"]["reference"] == "KS 2026:12 § 4"
    assert service.client.get("/v1/registry/verify", headers=service.tool).json()["valid"]
    with service.desk.database.reading() as session:
        for table in service.counts():
            rows = str(session.execute(text(f"SELECT * FROM {table}")).all())
            assert "unikaordet" not in rows
            assert "bo ek" not in rows.casefold()
            assert "fb-1" not in rows
    assert not [one for one in service.settings.evidence_folder.rglob("*") if one.is_file()]
    listed = service.client.get("/v1/decisions", headers=service.tool).json()["items"]
    assert listed == []


def test_only_a_human_decides_and_only_on_the_list_that_was_shown(headers_that_last: Service):
    service = headers_that_last
    ended(service)
    later(service)
    listed = ask(service, "/v1/gallring/plans", {"days": 30})
    body = {"days": 30, "plan": listed["plan"], "reference": "KS 2026:1"}
    assert service.post("/v1/gallring", body).status_code == 403
    assert service.post("/v1/gallring", {**body, "days": 31}, service.karin).status_code == 409
    assert service.post("/v1/gallring", {**body, "reference": ""}, service.karin).status_code == 422
    made = ask(service, "/v1/gallring", body)
    assert service.post(f"/v1/gallring/{made['id']}/runs", {}).status_code == 403
    assert service.post("/v1/gallring", body, service.karin).status_code == 201


def test_a_legal_hold_stops_erasure_also_after_the_decision(headers_that_last: Service):
    service = headers_that_last
    held, going = ended(service), ended(service)
    later(service)
    made = decide(service, days=30)
    path = f"/v1/decisions/{held}/holds"
    ask(service, path, {"placed": True, "reference": "Mål B 12-26"})
    assert service.post(path, {"placed": True, "reference": "x"}, service.karin).status_code == 409
    assert service.post(path, {"placed": False, "reference": "x"}).status_code == 403
    done = ask(service, f"/v1/gallring/{made['id']}/runs", {})
    assert done["states"] == {"done": 1, "held": 1}
    comment = service.client.get(f"/v1/decisions/{held}", headers=service.tool).json()["comment"]
    assert comment["text"] == QUESTION
    with service.desk.database.engine.connect() as raw, pytest.raises(Exception, match="hold"):
        raw.execute(
            text(
                "INSERT INTO erasures (decision_id, mandate, reference, user_id, erased_at, entry)"
                " SELECT :held, 'gallring', 'x', id, '2026-01-01 00:00:00', 1 FROM users"
            ),
            {"held": held},
        )
    assert going


def test_a_run_that_was_cut_off_goes_on_where_it_was(
    headers_that_last: Service, monkeypatch: pytest.MonkeyPatch
):
    service = headers_that_last
    decisions = sorted(ended(service) for _ in range(3))
    for one in decisions:
        service.client.post(f"/v1/decisions/{one}/evidence", headers=service.karin)
    later(service)
    made = decide(service, days=30)
    remove, calls = gallring.remove_files, []

    def cut_off(desk: Any, decision: str) -> None:
        calls.append(decision)
        if len(calls) == 2:
            raise OSError("killed")
        remove(desk, decision)

    monkeypatch.setattr(gallring, "remove_files", cut_off)
    karin = service.principal(service.karin)
    with pytest.raises(OSError, match="killed"):
        gallring.run(service.desk, karin, made["id"])
    states = gallring.show_disposal(service.desk, karin, made["id"])["states"]
    assert states == {"done": 1, "erased": 1, "pending": 1}
    monkeypatch.undo()
    assert gallring.run(service.desk, karin, made["id"])["states"] == {"done": 3}
    assert not [one for one in service.settings.evidence_folder.rglob("*") if one.is_file()]
    before = service.counts()
    assert gallring.run(service.desk, karin, made["id"])["states"] == {"done": 3}
    assert service.counts() == before
    with service.desk.database.reading() as session:
        assert verify_base(session).fault is None


def test_what_the_diary_keeps_goes_only_once_it_is_handed_over(headers_that_last: Service):
    service = headers_that_last
    decision = service.seen()
    service.review(decision)
    service.execute(decision, "delete")
    service.post(f"/v1/registry/cases/{decision}", {}, service.karin)
    later(service)
    kept = {"classes": ["bevaras_i_diariet", "genast_fran_mediet"], "days": 30}
    listed = ask(service, "/v1/gallring/plans", kept)
    assert listed["staying"] == {"bevaras i diariet och är inte överlämnad": 1}
    path = f"/v1/registry/cases/{decision}/handovers"
    assert service.post(path, {"receiver": "e-arkiv"}, service.karin).status_code == 201
    made = decide(service, **kept)
    assert ask(service, f"/v1/gallring/{made['id']}/runs", {})["states"] == {"done": 1}
    told = service.client.get(f"/v1/registry/cases/{decision}", headers=service.tool).json()
    assert told["title"] is told["sender"] is None
    assert told["diarienummer"]


def test_harmless_comments_that_nobody_needed_to_review_can_go(service: Service):
    decision = service.submit(words="Tack för en fin dag i parken!")
    karin = service.principal(service.karin)
    ahead = dataclasses.replace(service.desk, now=lambda: utc_now() + timedelta(days=90))
    listed = gallring.plan(ahead, karin, Criteria(days=30))
    actions = {one["action"] for one in decision["suggestion"]["actions"]}
    retention = decision["suggestion"]["retention"]
    if actions <= {"none", "observe"} and retention == "vid_inaktualitet":
        assert listed.decisions == (decision["id"],)
    else:
        assert listed.decisions == ()


def test_a_person_s_report_holds_everything_and_the_registry_does_not_say_of_whom(
    each_service: Service,
):
    service = each_service
    mine = ended(service, words="Min text", author="Bo Ek", author_id="77")
    service.submit(words="Annans text", author="Eva Ek")
    service.post(
        f"/v1/decisions/{mine}/rectifications", {"text": "Jag heter Bo Ask"}, service.karin
    )
    told = ask(service, "/v1/privacy/reports", {"author_id": "77"})
    (item,) = told["items"]
    assert item["versions"] == [{"version": 1, "text": "Min text"}]
    assert item["statements"][0]["text"] == "Jag heter Bo Ask"
    assert len(item["shown_to_staff_at"]) == 1
    export = service.client.get("/v1/registry/export", headers=service.tool).text
    assert "privacy.reported" in export
    assert "Bo A" not in export
    assert '"77"' not in export
    assert service.post("/v1/privacy/reports", {"author": "Bo"}).status_code == 403
    assert service.post("/v1/privacy/reports", {}, service.karin).status_code == 422


def test_erasure_on_request_is_done_where_archive_law_allows_it(each_service: Service):
    service = each_service
    light, threat = ended(service), service.seen()
    service.review(threat)
    service.execute(threat, "delete")
    body = {"decision": light, "reference": "KS 2026:9"}
    assert service.post("/v1/privacy/erasures", body).status_code == 403
    assert ask(service, "/v1/privacy/erasures", body)["erased"]
    refused = service.post("/v1/privacy/erasures", body, service.karin)
    assert (refused.status_code, "redan gallrad" in refused.json()["detail"]) == (409, True)
    refused = service.post("/v1/privacy/erasures", {**body, "decision": threat}, service.karin)
    assert (refused.status_code, "17.3" in refused.json()["detail"]) == (409, True)
    path = f"/v1/decisions/{light}/rectifications"
    assert service.post(path, {"text": "Rätt ska vara rätt"}, service.karin).status_code == 409


def appealed(service: Service, action: str = "hide") -> str:
    decision = service.seen(channel="lilla-edet")
    service.review(decision, ground="hot")
    service.execute(decision, action)
    told = ask(
        service, f"/v1/decisions/{decision}/appeals", {"text": "Det var ett skämt"}, service.tool
    )
    assert told["state"] == "appealed"
    return decision


def test_an_objection_is_tried_by_a_second_person_never_the_first(each_service: Service):
    service = each_service
    decision = appealed(service)
    path = f"/v1/decisions/{decision}/appeals"
    outcome = {"outcome": "granted", "reason": "Det framgår att det var ett skämt."}
    assert service.post(f"{path}/outcomes", outcome, service.karin).status_code == 409
    assert service.post(f"{path}/outcomes", outcome, service.tool).status_code == 403
    bo = service.human("bo")
    assert service.post(f"{path}/outcomes", outcome, bo).status_code == 409
    service.client.get(f"/v1/decisions/{decision}", headers=bo)
    assert service.post(f"{path}/outcomes", {**outcome, "reason": "nej"}, bo).status_code == 422
    told = ask(service, f"{path}/outcomes", outcome, bo)
    assert told["state"] == "changed"
    assert told["remaining"] == ["unhide", "notify_author"]
    assert told["review"]["reviewer"]["name"] == "bo"
    assert service.execute(decision, "unhide").json()["state"] == "executed"
    (appeal,) = service.client.get(path, headers=service.tool).json()["items"]
    assert appeal["objection"]["text"] == "Det var ett skämt"
    assert appeal["outcome"]["outcome"] == "granted"
    assert service.client.get("/v1/registry/verify", headers=service.tool).json()["valid"]
    assert "skämt" not in service.client.get("/v1/registry/export", headers=service.tool).text


def test_an_objection_that_is_not_granted_leaves_the_decision_as_it_was(each_service: Service):
    service = each_service
    decision = appealed(service)
    path = f"/v1/decisions/{decision}"
    bo = service.human("bo")
    service.client.get(path, headers=bo)
    assert service.execute(decision, "register").status_code == 409
    told = ask(service, f"{path}/appeals/outcomes", {"outcome": "upheld", "reason": REASON}, bo)
    assert (told["state"], told["review"]["reviewer"]["name"]) == ("executed", "Karin")
    again = service.post(f"{path}/appeals", {"text": "Jag håller inte med"}, service.tool)
    assert again.status_code == 409
    again = service.post(f"{path}/appeals/outcomes", {"outcome": "upheld", "reason": REASON}, bo)
    assert again.status_code == 409


def test_nothing_can_be_appealed_before_it_is_decided(service: Service):
    decision = service.submit()["id"]
    path = f"/v1/decisions/{decision}/appeals"
    assert service.post(path, {"text": "Nej"}, service.tool).status_code == 409
    assert service.post(path, {"text": "Nej"}, service.key("read")).status_code == 403


def test_the_database_takes_no_outcome_from_the_first_person(each_service: Service):
    decision = appealed(each_service)
    values = {"user": each_service.principal(each_service.karin).id, "now": "2026-01-01 00:00:00"}
    insert = text(
        "INSERT INTO appeal_outcomes (appeal_id, user_id, outcome, statement_id, decided_at, entry)"
        " SELECT a.id, :user, 'upheld', a.statement_id, :now, 1 FROM appeals a"
    )
    with each_service.desk.database.engine.connect() as raw:
        with pytest.raises(Exception, match="second person"):
            raw.execute(insert, values)
        raw.rollback()
    other = each_service.submit(channel="lilla-edet")["id"]
    with (
        each_service.desk.database.engine.connect() as raw,
        pytest.raises(Exception, match="appeal"),
    ):
        raw.execute(text("UPDATE decisions SET state = 'appealed' WHERE id = :id"), {"id": other})
    assert json.dumps(decision)
