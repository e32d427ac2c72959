from __future__ import annotations

import dataclasses
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from api import decisions
from api.errors import ConflictError
from tests.service import QUESTION, REASON, THREAT, Service


def ground_of(service: Service, decision: str) -> str:
    path = f"/v1/decisions/{decision}"
    suggested = service.client.get(path, headers=service.karin).json()["suggestion"]
    return suggested["actions"][0]["rules"][0]


def test_a_deletion_goes_through_human_evidence_and_execution(each_service: Service):
    service = each_service
    decision = service.seen(author="Okänd", author_id="u1")
    answer = service.review(decision, ground=ground_of(service, decision))
    assert answer.status_code == 201
    reviewed = answer.json()
    assert reviewed["state"] == "confirmed"
    assert reviewed["review"]["reviewer"]["name"] == "Karin"
    assert reviewed["remaining"] == ["delete"]
    digest = reviewed["evidence"][0]["sha256"]
    file = service.settings.evidence_folder / digest[:2] / f"{digest}.json"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
    kept = json.loads(file.read_bytes())
    assert (kept["text"], kept["author"], kept["author_id"]) == (THREAT, "Okänd", "u1")
    done = service.execute(decision, "delete")
    assert (done.status_code, done.json()["state"]) == (201, "executed")
    holds = service.client.get("/v1/registry/verify", headers=service.tool).json()
    assert holds["valid"], holds


def test_what_the_tool_tells_twice_is_recorded_once(service: Service):
    decision = service.seen()
    service.review(decision, ground=ground_of(service, decision))
    service.execute(decision, "delete")
    before = service.counts()
    assert service.execute(decision, "delete").json()["state"] == "executed"
    assert service.counts() == before


def test_a_failed_execution_can_be_tried_again(service: Service):
    decision = service.seen()
    service.review(decision, ground=ground_of(service, decision))
    assert service.execute(decision, "delete", "failed").json()["state"] == "failed"
    assert service.execute(decision, "delete").json()["state"] == "executed"


def test_a_key_can_neither_claim_nor_review(service: Service):
    decision = service.seen()
    before = service.counts()
    assert service.review(decision, service.tool).status_code == 403
    path = f"/v1/decisions/{decision}/claim"
    assert service.client.post(path, headers=service.tool).status_code == 403
    path = f"/v1/decisions/{decision}/evidence"
    assert service.client.post(path, headers=service.tool).status_code == 403
    assert service.counts() == before


def test_a_key_cannot_be_given_a_human_s_right(service: Service):
    from api.errors import InvalidError

    with pytest.raises(InvalidError):
        service.key("review")


def test_who_was_not_shown_the_comment_cannot_review_it(service: Service):
    decision = service.submit()["id"]
    before = service.counts()
    assert service.review(decision).status_code == 409
    other = service.human("bo")
    service.client.get(f"/v1/decisions/{decision}", headers=service.karin)
    assert service.review(decision, other).status_code == 409
    assert service.counts() == before | {
        "users": before["users"] + 1,
        "sessions": before["sessions"] + 1,
        "views": before["views"] + 1,
        "registry_entries": before["registry_entries"] + 3,
    }


def test_a_tool_s_reading_is_not_a_human_s_knowledge(service: Service):
    decision = service.submit()["id"]
    before = service.counts()
    service.client.get(f"/v1/decisions/{decision}", headers=service.tool)
    assert service.counts() == before


def test_the_time_of_knowledge_is_the_first_reading(service: Service):
    decision = service.submit()["id"]
    for _ in range(3):
        service.client.get(f"/v1/decisions/{decision}", headers=service.karin)
    assert service.counts()["views"] == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"reason": ""}, "/reason"),
        ({"reason": "för kort"}, "/reason"),
        ({"reason": "a b c d e f g\n\t  h i"}, "/reason"),
        ({"ground": "påhittad"}, "/ground"),
        ({"ground": "x" * 201}, "/ground"),
        ({"verdict": "change"}, "/actions"),
        ({"verdict": "change", "actions": []}, "/actions"),
        ({"verdict": "change", "actions": ["explode"]}, "/actions"),
        ({"verdict": "change", "actions": ["none", "hide"]}, "/actions"),
        ({"verdict": "confirm", "actions": ["hide"]}, "/actions"),
        ({"verdict": "dismiss", "actions": ["delete"]}, "/actions"),
        ({"verdict": "delete"}, "/verdict"),
    ],
)
def test_an_unfounded_review_is_refused(service: Service, body: dict[str, object], pointer: str):
    decision = service.seen()
    before = service.counts()
    answer = service.review(decision, **body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert service.counts() == before


def test_deletion_without_evidence_is_refused(service: Service):
    decision = service.seen(words=QUESTION)
    answer = service.review(decision, verdict="change", actions=["delete"])
    assert answer.status_code == 409
    assert service.execute(decision, "delete").status_code == 409
    path = f"/v1/decisions/{decision}/evidence"
    assert service.client.post(path, headers=service.karin).status_code == 201
    assert service.review(decision, verdict="change", actions=["delete"]).status_code == 201


def test_evidence_that_was_altered_or_lost_is_no_evidence(service: Service):
    decision = service.seen()
    digest = service.review(decision, ground=ground_of(service, decision)).json()["evidence"][0][
        "sha256"
    ]
    file = service.settings.evidence_folder / digest[:2] / f"{digest}.json"
    file.write_bytes(b"{}")
    assert service.execute(decision, "delete").status_code == 409
    file.unlink()
    assert service.execute(decision, "delete").status_code == 409


def test_no_decision_stands_when_evidence_cannot_be_written(service: Service):
    decision = service.seen()
    ground = ground_of(service, decision)
    service.settings.evidence_folder.write_text("a file where the folder should be")
    before = service.counts()
    assert service.review(decision, ground=ground).status_code == 503
    assert service.counts() == before


def test_evidence_is_of_one_version_only(service: Service):
    decision = service.seen(comment_id="e")
    path = f"/v1/decisions/{decision}/evidence"
    service.client.post(path, headers=service.karin)
    service.submit(words=THREAT + " i natt", comment_id="e")
    service.client.get(f"/v1/decisions/{decision}", headers=service.karin)
    assert service.review(decision, verdict="change", actions=["delete"]).status_code == 409


def test_the_content_of_child_abuse_material_is_never_copied(service: Service):
    profile = service.desk.profile("exempelkommun")
    ground = next(ground.key for ground in profile.grounds if ground.evidence == "reference")
    decision = service.seen("exempelkommun", words="en beskrivning")
    answer = service.review(
        decision, verdict="change", ground=ground, actions=["preserve", "police_report", "delete"]
    )
    kept = answer.json()["evidence"][0]
    file = service.settings.evidence_folder / kept["sha256"][:2] / f"{kept['sha256']}.json"
    assert kept["kind"] == "reference"
    assert "en beskrivning" not in file.read_text()
    assert "text" not in json.loads(file.read_text())


@pytest.mark.parametrize("action", ["hide", "delete", "call_police"])
def test_nothing_is_executed_before_a_human_decided_it(service: Service, action: str):
    decision = service.seen("lilla-edet")
    before = service.counts()
    assert service.execute(decision, action).status_code == 409
    assert service.counts() == before


def test_only_what_was_decided_is_executed(service: Service):
    decision = service.seen("lilla-edet")
    service.review(decision, ground=ground_of(service, decision))
    assert service.execute(decision, "delete").status_code == 409
    done = service.execute(decision, "hide").json()
    assert done["state"] == "executed"
    assert done["remaining"] == ["call_police", "register"]


def test_a_dismissed_suggestion_is_not_executed(service: Service):
    decision = service.seen()
    assert service.review(decision, verdict="dismiss").json()["state"] == "dismissed"
    assert service.execute(decision, "delete").status_code == 409


def test_a_decision_is_made_once(service: Service):
    decision = service.seen()
    assert service.review(decision, verdict="dismiss").status_code == 201
    assert service.review(decision, verdict="dismiss").status_code == 409
    path = f"/v1/decisions/{decision}/claim"
    assert service.client.post(path, headers=service.karin).status_code == 409


def test_a_claim_keeps_others_out_until_given_back(service: Service):
    decision = service.seen()
    bo = service.human("bo")
    path = f"/v1/decisions/{decision}/claim"
    service.client.get(f"/v1/decisions/{decision}", headers=bo)
    assert service.client.post(path, headers=service.karin).json()["state"] == "claimed"
    assert service.client.post(path, headers=service.karin).status_code == 200
    assert service.client.post(path, headers=bo).status_code == 409
    assert service.review(decision, bo, verdict="dismiss").status_code == 409
    assert service.client.delete(path, headers=bo).status_code == 409
    assert service.client.delete(path, headers=service.karin).json()["state"] == "suggested"
    assert service.client.post(path, headers=bo).status_code == 200


def test_a_claim_expires(service: Service):
    decision = service.submit()["id"]
    karin, bo = service.principal(service.karin), service.principal(service.human("bo"))
    decisions.claim(service.desk, karin, decision)
    later = dataclasses.replace(
        service.desk, now=lambda: service.desk.now() + timedelta(minutes=16)
    )
    with pytest.raises(ConflictError):
        decisions.claim(service.desk, bo, decision)
    listed = decisions.list_decisions(later, bo, decisions.Filter(states=("suggested",)))
    assert [row["id"] for row in listed["items"]] == [decision]
    assert decisions.claim(later, bo, decision)["assignee"] == bo.id


def test_a_review_of_another_version_than_the_one_read_is_refused(service: Service):
    decision = service.seen()
    assert service.review(decision, verdict="dismiss", version=2).status_code == 409
    assert service.review(decision, verdict="dismiss", version=1).status_code == 201


def test_of_many_reviewers_at_once_one_decides(each_service: Service):
    service = each_service
    decision = service.seen()
    humans = [service.human(f"h{number}") for number in range(6)]
    for human in humans:
        service.client.get(f"/v1/decisions/{decision}", headers=human)
    with ThreadPoolExecutor(6) as pool:
        codes = list(
            pool.map(
                lambda human: service.review(decision, human, verdict="dismiss").status_code,
                humans,
            )
        )
    assert sorted(codes) == [201, 409, 409, 409, 409, 409]
    assert service.counts()["reviews"] == 1


def test_a_comment_posted_many_times_at_once_is_one_decision(each_service: Service):
    service = each_service
    body = {"channel": "nassjo", "comment_id": "race", "text": QUESTION}

    def post(_: int) -> int:
        return service.client.post("/v1/decisions", json=body, headers=service.tool).status_code

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(post, range(6)))
    assert codes == [200, 200, 200, 200, 200, 201]
    assert service.counts()["decisions"] == 1


def test_a_reader_may_read_but_not_review(service: Service):
    decision = service.submit()["id"]
    reader = service.human("läsare", "reader")
    assert service.client.get(f"/v1/decisions/{decision}", headers=reader).status_code == 200
    assert service.review(decision, reader, reason=REASON).status_code == 403


def test_evidence_files_are_written_whole_or_not_at_all(service: Service):
    service.review(service.seen(), verdict="change", actions=["preserve"])
    files = [file for file in Path(service.settings.evidence_folder).rglob("*") if file.is_file()]
    assert sorted(file.suffix for file in files) == [".json", ".pdf"]
