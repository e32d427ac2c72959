"""The training export: what people decided, with nobody named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.archive.erasure import GALLRING, erase
from api.registry.training import labels_of
from api.tables import Decision
from tests.service import QUESTION, THREAT, Headers, Service

PATH = "/v1/registry/export?purpose=training"
NUMBER = "19900602-2397"


def lines(service: Service, more: str = "", headers: Headers | None = None) -> list[dict[str, Any]]:
    answer = service.client.get(PATH + more, headers=headers or service.key("training"))
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_each_decided_version_is_a_line_with_scores_and_verdict(service: Service):
    service.review(service.seen(words=THREAT), ground="hot")
    service.seen(words=QUESTION)
    (line,) = lines(service)
    assert line["text"] == THREAT
    assert line["model"] == service.desk.classifier.version
    assert "threat" in line["flags"]
    assert line["scores"]["threat"] > 0.5
    assert "delete" in line["suggestion"]["actions"]
    (verdict,) = line["verdicts"]
    assert (verdict["verdict"], verdict["ground"]) == ("confirm", "hot")
    assert verdict["ground_labels"] == ["threat"]
    assert verdict["reviewer"] == "reviewer 1"
    assert {each["text"] for each in lines(service, "&undecided=true")} == {THREAT, QUESTION}


def test_the_right_of_its_own_is_needed_and_enough(service: Service):
    assert service.client.get(PATH).status_code == 401
    others = service.key("read", "registry", "submit", "execute", "classify", "statistics")
    assert service.client.get(PATH, headers=others).status_code == 403
    assert lines(service) == []
    chain = service.client.get("/v1/registry/export", headers=service.key("training"))
    assert chain.status_code == 403


def test_a_key_of_one_channel_gets_that_channel_alone(service: Service):
    for channel in ("nassjo", "toreboda"):
        service.review(service.seen(channel, f"{THREAT} i {channel}"))
    bound = service.key("training", channel="nassjo")
    assert [each["channel"] for each in lines(service, headers=bound)] == ["nassjo"]
    assert [each["channel"] for each in lines(service, "&channel=toreboda")] == ["toreboda"]
    assert service.client.get(f"{PATH}&channel=toreboda", headers=bound).status_code == 403


def test_nobody_is_named_and_the_same_number_gets_the_same_stand_in(service: Service):
    for words in (f"Hon har {NUMBER} 😡\ud800", f"Jag sa ju {NUMBER[2:]}, ring 070-174 06 05"):
        service.review(
            service.seen(
                words=words, author="Kjell Ek", author_id="kjell.ek", url="https://e.se/k"
            ),
            verdict="dismiss",
            reason="Kjell Ek har ringt om saken.",
        )
    told = lines(service)
    written = json.dumps(told, ensure_ascii=False)
    for secret in (NUMBER, NUMBER[2:], "2397", "174 06", "Kjell", "kjell", "e.se", "Karin"):
        assert secret not in written
    assert all("[personnummer 1]" in each["text"] for each in told)
    assert any("\ud800" in each["text"] for each in told)


def test_erased_and_secret_cases_are_left_out(service: Service):
    kept, secret, erased = (service.seen(words=f"{THREAT} {n}") for n in range(3))
    for decision in (kept, secret):
        service.review(decision, ground="hot")
    service.review(erased, verdict="dismiss")
    case = {"title": "Hot", "secrecy": "OSL 21 kap. 1 §"}
    path = f"/v1/registry/cases/{secret}"
    assert service.post(path, case, service.karin).status_code in {200, 201}
    with service.desk.database.writing() as session:
        row = session.get_one(Decision, erased)
        karin = service.principal(service.karin).human()
        now = service.desk.now()
        erase(session, row, mandate=GALLRING, reference="§ 7", user=karin, now=now)
    assert [each["decision"] for each in lines(service)] == [kept]
    assert service.post(path, {"title": "Hot", "secrecy": ""}, service.karin).status_code < 300
    assert {each["decision"] for each in lines(service)} == {kept, secret}


def test_a_granted_objection_is_told_as_one_and_both_verdicts_are_kept(service: Service):
    decision = service.seen(words=THREAT)
    service.review(decision, ground="hot")
    objection = {"text": "Det var ett citat ur en bok."}
    assert service.post(f"/v1/decisions/{decision}/appeals", objection).status_code == 201
    eva = service.human("eva", "administrator")
    service.client.get(f"/v1/decisions/{decision}", headers=eva)
    outcome = {"outcome": "granted", "reason": "Citatet är tydligt angivet."}
    path = f"/v1/decisions/{decision}/appeals/outcomes"
    assert service.post(path, outcome, eva).status_code < 300
    (line,) = lines(service)
    assert [(each["reviewer"], each["granted_objection"]) for each in line["verdicts"]] == [
        ("reviewer 1", False),
        ("reviewer 2", True),
    ]


def test_what_was_decided_since_is_told_and_many_pages_come_whole(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.registry.training.AT_ONCE", 2)
    for number in range(5):
        service.review(service.seen(words=f"{THREAT} {number}"), ground="hot")
    assert len({each["decision"] for each in lines(service)}) == 5
    assert lines(service, "&since=2100-01-01T00:00:00Z") == []
    bad = service.client.get(f"{PATH}&since=igår", headers=service.tool)
    assert bad.status_code == 422


def test_a_ground_that_no_rule_looks_for_has_no_labels(service: Service):
    profile = service.desk.profile("nassjo")
    assert labels_of(profile, "hets-mot-folkgrupp") == ["hate_speech"]
    assert labels_of(profile, "upphovsratt") == labels_of(None, "hot") == []
