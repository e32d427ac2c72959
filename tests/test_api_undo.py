from __future__ import annotations

import json
from io import BytesIO

import pytest
from PIL import Image

from api import decisions
from api.decisions import Chosen
from api.errors import ApiError, ConflictError, ForbiddenError, InvalidError, NotFoundError
from api.registry.training import Wanted, training_lines
from tests.service import QUESTION, REASON, THREAT, Service

STANDS = "ingen-overtradelse"
HIDDEN = {"verdict": "change", "actions": ["hide", "preserve", "notify_author"], "ground": "hot"}


def state(service: Service, decision: str) -> str:
    answer = service.client.get(f"/v1/decisions/{decision}", headers=service.tool)
    return answer.json()["state"]


def reviewed(service: Service, **verdict: object) -> str:
    decision = service.seen("lilla-edet", QUESTION)
    answer = service.review(decision, **({"verdict": "dismiss"} | verdict))
    assert answer.status_code == 201, answer.text
    return decision


def test_a_verdict_taken_back_waits_again_and_stays_in_the_history(each_service: Service):
    karin = each_service.principal(each_service.karin)
    decision = reviewed(each_service)
    assert decisions.undoing(each_service.desk, karin, decision) == "reopen"
    document = decisions.reopen(each_service.desk, karin, decision)
    assert (document["state"], document["review"], document["remaining"]) == ("suggested", None, [])
    again = each_service.review(decision, verdict="confirm")
    assert again.json()["state"] == "confirmed"
    told = [one["type"] for one in decisions.history(each_service.desk, karin, decision)]
    assert told.count("decision.reviewed") == 2
    assert told.count("decision.reopened") == 1


def test_a_verdict_taken_back_is_no_lesson_and_no_figure(service: Service):
    karin = service.principal(service.karin)
    decision = reviewed(service)
    kept = reviewed(service)
    decisions.reopen(service.desk, karin, decision)
    lines = [json.loads(line) for line in training_lines(service.desk, Wanted())]
    assert [line["decision"] for line in lines] == [kept]
    service.review(decision, verdict="confirm")
    lines = [json.loads(line) for line in training_lines(service.desk, Wanted())]
    told = {line["decision"]: [one["verdict"] for one in line["verdicts"]] for line in lines}
    assert told == {decision: ["confirm"], kept: ["dismiss"]}


@pytest.mark.parametrize("case", ["done", "deletion", "appealed", "erased", "waiting"])
def test_what_is_done_or_grave_is_not_taken_back(service: Service, case: str):
    karin = service.principal(service.karin)
    if case == "waiting":
        decision = service.seen()
    elif case == "deletion":
        decision = service.seen("nassjo", THREAT)
        service.review(decision, ground="hot")
    else:
        decision = reviewed(service, **HIDDEN)
        if case == "done":
            service.execute(decision, "notify_author")
        if case == "appealed":
            path = f"/v1/decisions/{decision}/appeals"
            assert service.post(path, {"text": "Jag menade inget illa."}).status_code == 201
        if case == "erased":
            with service.desk.database.writing() as session:
                from api.archive.erasure import PRIVACY, erase
                from api.tables import Decision

                row = session.get_one(Decision, decision)
                gone = {"mandate": PRIVACY, "reference": "§ 1", "user": karin.id}
                erase(session, row, **gone, now=service.desk.now())
    before = state(service, decision)
    with pytest.raises(ConflictError):
        decisions.reopen(service.desk, karin, decision)
    assert state(service, decision) == before


def test_only_who_decided_or_an_administrator_takes_it_back(service: Service):
    bo = service.principal(service.human("bo"))
    decision = reviewed(service)
    assert decisions.undoing(service.desk, bo, decision) is None
    with pytest.raises(ConflictError):
        decisions.reopen(service.desk, bo, decision)
    with pytest.raises(ForbiddenError):
        decisions.reopen(service.desk, service.principal(service.tool), decision)


def test_a_hidden_comment_is_shown_again_by_a_new_verdict(each_service: Service):
    karin = each_service.principal(each_service.karin)
    decision = reviewed(each_service, **HIDDEN)
    each_service.execute(decision, "hide")
    assert decisions.undoing(each_service.desk, karin, decision) == "unhide"
    for ground, reason in (("hot", REASON), (STANDS, "kort")):
        with pytest.raises(InvalidError):
            decisions.restore(each_service.desk, karin, decision, ground, reason)
    document = decisions.restore(each_service.desk, karin, decision, STANDS, REASON)
    assert document["review"]["actions"] == ["notify_author", "unhide"]
    assert document["remaining"] == ["notify_author", "unhide"]
    assert each_service.execute(decision, "unhide").json()["state"] == "executed"
    with pytest.raises(ConflictError):
        decisions.restore(each_service.desk, karin, decision, STANDS, REASON)


def test_the_harmless_are_left_standing_together_each_with_its_own_entry(service: Service):
    karin = service.principal(service.karin)
    ids = [
        service.seen("nassjo", QUESTION),
        service.seen("nassjo", "Vilken härlig lekplats, tack!"),
    ]
    chosen = [Chosen(one, 1) for one in ids]
    results = decisions.leave_standing(service.desk, karin, chosen, STANDS, REASON)
    assert [one.error for one in results] == [None, None]
    assert [state(service, one) for one in ids] == ["dismissed", "confirmed"]
    entries = [decisions.history(service.desk, karin, one)[-1] for one in ids]
    assert [one["type"] for one in entries] == ["decision.reviewed"] * 2
    assert entries[0]["sequence"] != entries[1]["sequence"]
    assert [one["payload"]["actions"] for one in entries] == [[], ["none"]]


def test_a_verdict_is_taken_back_over_rest_once_and_by_a_human(each_service: Service):
    decision = reviewed(each_service)
    path = f"/v1/decisions/{decision}/reopenings"
    assert each_service.post(path, None).status_code == 403
    first = each_service.client.post(path, headers=each_service.karin)
    assert (first.status_code, first.json()["state"]) == (201, "suggested")
    before = each_service.counts()
    again = each_service.client.post(path, headers=each_service.karin)
    assert (again.status_code, again.json()) == (201, first.json())
    assert each_service.counts() == before
    bo = each_service.human("bo")
    assert each_service.client.post(path, headers=bo).status_code == 409
    assert first.json()["links"]["reopenings"] == path


def test_a_hidden_comment_is_shown_again_over_rest(service: Service):
    decision = reviewed(service, **HIDDEN)
    path, body = f"/v1/decisions/{decision}/restorations", {"ground": STANDS, "reason": REASON}
    assert service.post(path, body, service.karin).status_code == 409
    service.execute(decision, "hide")
    assert service.post(path, body).status_code == 403
    assert service.post(path, {**body, "reason": "kort"}, service.karin).status_code == 422
    answer = service.post(path, body, service.karin)
    assert (answer.status_code, answer.json()["remaining"]) == (201, ["notify_author", "unhide"])


def test_the_harmless_are_dismissed_together_over_rest(each_service: Service):
    service, path = each_service, "/v1/decisions/dismissals"
    ids = [service.seen("nassjo", QUESTION), service.seen("nassjo", THREAT), "0" * 36]
    chosen = [{"decision": one, "version": 1} for one in ids]
    body = {"decisions": chosen, "ground": STANDS, "reason": REASON}
    assert service.post(path, body).status_code == 403
    answer = service.post(path, body, service.karin)
    assert (answer.status_code, answer.json()["decided"]) == (200, 1)
    problems = [one["problem"] for one in answer.json()["results"]]
    assert problems[0] is None
    assert [one["status"] for one in problems[1:]] == [409, 404]
    assert problems[1]["type"] == "urn:problem-type:uppsikt:conflict"
    before = service.counts()
    assert service.post(path, body, service.karin).json() == answer.json()
    assert service.counts() == before
    other = service.post(path, {**body, "reason": REASON + " Igen."}, service.karin).json()
    assert other["decided"] == 0
    for wrong in ([], chosen * 9, [{"decision": ids[0]}]):
        answer = service.post(path, {**body, "decisions": wrong}, service.karin)
        assert answer.status_code == 422
    assert [state(service, one) for one in ids[:2]] == ["dismissed", "suggested"]


def test_the_service_refuses_the_harmful_the_unseen_and_the_changed_in_a_batch(service: Service):
    karin = service.principal(service.karin)
    bo = service.human("bo")
    threat = service.seen("nassjo", THREAT)
    unseen = service.submit("nassjo", QUESTION)["id"]
    changed = service.seen("nassjo", QUESTION, comment_id="x")
    service.submit("nassjo", QUESTION + " Och på söndag?", comment_id="x")
    held = service.seen("nassjo", QUESTION)
    service.client.post(f"/v1/decisions/{held}/claim", headers=bo)
    ids = [threat, unseen, changed, held, "00000000-0000-0000-0000-000000000000"]
    chosen = [Chosen(one, 1) for one in ids]
    results = decisions.leave_standing(service.desk, karin, chosen, STANDS, REASON)
    assert all(one.error for one in results)
    assert "för sig" in str(results[0].error)
    assert {state(service, one) for one in ids[:4]} == {"suggested", "claimed"}


@pytest.mark.parametrize(
    ("ground", "reason", "number"),
    [("hot", REASON, 1), (STANDS, "kort", 1), (STANDS, REASON, 0), (STANDS, REASON, 26)],
)
def test_a_batch_needs_a_ground_for_nothing_a_reason_and_few_enough(
    service: Service, ground: str, reason: str, number: int
):
    karin = service.principal(service.karin)
    chosen = [Chosen(service.seen("nassjo", QUESTION), 1)] * number
    with pytest.raises(InvalidError):
        decisions.leave_standing(service.desk, karin, chosen, ground, reason)


def test_the_context_is_the_same_post_and_the_same_author_in_the_same_channel(service: Service):
    karin = service.principal(service.karin)
    place = {"parent": "Ny simhall", "author_id": "a1"}
    old = service.submit("nassjo", "Ring 070-1740605 om simhallen", **place)["id"]
    service.submit("toreboda", QUESTION, **place)
    other = service.submit("nassjo", QUESTION, parent="Ny simhall", author_id="b2")["id"]
    mine = service.submit("nassjo", THREAT, **place)["id"]
    unseen = decisions.context_of(service.desk, karin, mine)
    assert {one["id"] for one in unseen["thread"]["items"]} == {old, other}
    assert unseen["earlier"] is None
    decisions.show(service.desk, karin, mine)
    seen = decisions.context_of(service.desk, karin, mine)
    assert [one["id"] for one in seen["earlier"]["items"]] == [old]
    assert "070" not in str(seen)


def test_the_timeline_tells_reasons_objections_and_files_in_one_line(service: Service):
    karin = service.principal(service.karin)
    decision = reviewed(service, **HIDDEN)
    service.post(f"/v1/decisions/{decision}/appeals", {"text": "Jag menade inget illa."})
    told = decisions.timeline(service.desk, karin, decision)
    assert [one["type"] for one in told][-4:] == [
        "evidence.preserved",
        "evidence.preserved",
        "decision.reviewed",
        "appeal.received",
    ]
    assert {one["kind"] for one in told if one["kind"]} == {"comment", "pdf"}
    review, appeal = told[-2:]
    assert (review["ground"], review["words"]) == ("hot", REASON)
    assert appeal["words"] == "Jag menade inget illa."


def test_a_kept_picture_is_shown_to_who_read_the_comment(service: Service):
    karin, body = service.principal(service.karin), BytesIO()
    Image.new("RGB", (4, 4), "red").save(body, "PNG")
    decision = service.seen()
    kept = decisions.attach(service.desk, karin, decision, body.getvalue())
    shown = decisions.picture(service.desk, karin, decision, kept["sha256"])
    assert shown == (body.getvalue(), "image/png")
    bo = service.principal(service.human("bo"))
    for actor, sha256 in ((bo, kept["sha256"]), (karin, "0" * 64)):
        with pytest.raises(NotFoundError):
            decisions.picture(service.desk, actor, decision, sha256)
    reader = service.principal(service.human("läsare", "reader"))
    with pytest.raises(ApiError):
        decisions.attach(service.desk, reader, decision, body.getvalue())
