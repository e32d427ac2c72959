from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.service import QUESTION, REASON, THREAT, Service

CRITICISM = "Jag är besviken på kommunens beslut om avgiften, det är dåligt skött av er."
PROFANITY = "Fy fan vad halt det är, helt jävla sjukt"


def actions(decision: dict[str, Any]) -> list[str]:
    return [action["action"] for action in decision["suggestion"]["actions"]]


def test_a_new_comment_is_created_with_its_suggestion(each_service: Service):
    body = {"channel": "lilla-edet", "comment_id": "fb-1", "text": THREAT, "author": "A"}
    answer = each_service.client.post("/v1/decisions", json=body, headers=each_service.tool)
    decision = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == decision["links"]["self"]
    assert (decision["state"], decision["channel"]) == ("suggested", "lilla-edet")
    assert decision["model"] == each_service.desk.classifier.version
    assert decision["profile"] == "lilla-edet"
    assert "threat" in decision["assessment"]["flags"]
    assert decision["comment"]["text"] == THREAT
    first = decision["suggestion"]["actions"][0]
    assert {"action", "rules", "legal_basis", "explanation", "needs_human"} <= set(first)
    assert all("level" not in f or f["level"] for f in decision["assessment"]["findings"])


def test_the_same_comment_twice_is_one_decision(each_service: Service):
    first = each_service.submit(words=QUESTION, comment_id="same")
    before = each_service.counts()
    body = {"channel": "nassjo", "comment_id": "same", "text": QUESTION}
    again = each_service.client.post("/v1/decisions", json=body, headers=each_service.tool)
    assert again.status_code == 200
    assert again.json()["id"] == first["id"]
    assert each_service.counts() == before


def test_changed_text_is_a_new_version_that_opens_the_decision_again(each_service: Service):
    decision = each_service.seen(words=QUESTION, comment_id="edited")
    assert each_service.review(decision, verdict="dismiss").json()["state"] == "dismissed"
    edited = each_service.submit(words=THREAT, comment_id="edited")
    assert (edited["id"], edited["version"], edited["state"]) == (decision, 2, "suggested")
    assert edited["comment"]["text"] == THREAT
    assert edited["review"] is None
    assert each_service.review(decision).status_code == 409  # nobody was shown version 2
    path = f"/v1/decisions/{decision}/history"
    told = each_service.client.get(path, headers=each_service.karin).json()["items"]
    assert [entry["type"] for entry in told] == [
        "decision.suggested",
        "decision.viewed",
        "decision.reviewed",
        "decision.version",
    ]
    assert told[2]["name"] == "Karin"


def test_the_same_comment_id_in_two_channels_is_two_decisions(service: Service):
    one = service.submit("nassjo", comment_id="1")
    other = service.submit("toreboda", comment_id="1")
    assert one["id"] != other["id"]


@pytest.mark.parametrize(
    ("channel", "words", "expected"),
    [
        ("lilla-edet", THREAT, ["hide", "preserve", "call_police", "register"]),
        ("nassjo", THREAT, ["preserve", "delete"]),
        ("nassjo", PROFANITY, ["preserve", "delete"]),
        ("toreboda", PROFANITY, ["preserve", "delete"]),
        ("nassjo", QUESTION, ["reply"]),
        ("haparanda", QUESTION, ["reply"]),
    ],
)
def test_each_municipality_s_own_rules_are_suggested(
    service: Service, channel: str, words: str, expected: list[str]
):
    assert actions(service.submit(channel, words)) == expected


@pytest.mark.parametrize("channel", ["lilla-edet", "haparanda"])
def test_profanity_is_left_alone_where_the_guideline_says_nothing(service: Service, channel: str):
    assert not {"hide", "delete"} & set(actions(service.submit(channel, "Fan vad halt det är")))


@pytest.mark.parametrize(
    "channel", ["lilla-edet", "toreboda", "nassjo", "exempelkommun", "haparanda", "default"]
)
def test_criticism_is_never_removed(service: Service, channel: str):
    assert not {"hide", "delete"} & set(actions(service.submit(channel, CRITICISM)))


def test_deletion_always_needs_a_human(service: Service):
    deletion = service.submit("nassjo", THREAT)["suggestion"]["actions"][-1]
    assert (deletion["action"], deletion["needs_human"]) == ("delete", True)


def test_an_unknown_channel_is_refused_and_nothing_stored(service: Service):
    before = service.counts()
    body = {"channel": "ingenstans", "comment_id": "1", "text": "hej"}
    answer = service.client.post("/v1/decisions", json=body, headers=service.tool)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/channel"
    assert service.counts() == before


def test_a_key_bound_to_a_channel_reaches_no_other(service: Service):
    theirs = service.submit("toreboda")
    mine = service.submit("nassjo")
    bound = service.key("read", "submit", channel="nassjo")
    body = {"channel": "toreboda", "comment_id": "x", "text": "hej"}
    assert service.client.post("/v1/decisions", json=body, headers=bound).status_code == 403
    assert service.client.get(theirs["links"]["self"], headers=bound).status_code == 404
    assert service.client.get(mine["links"]["self"], headers=bound).status_code == 200
    listed = service.client.get("/v1/decisions", headers=bound).json()["items"]
    assert [row["id"] for row in listed] == [mine["id"]]


def test_the_queue_is_most_urgent_first_and_pages_without_gaps(each_service: Service):
    for words in (QUESTION, THREAT, "Tack för fina blommor", THREAT, QUESTION):
        each_service.submit(words=words)
    rows: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = each_service.client.get("/v1/decisions", params=params, headers=each_service.tool)
        rows += page.json()["items"]
        cursor = page.json()["next"]
        if cursor is None:
            break
    order = ["genast", "idag", "vecka", "ingen"]
    ranks = [order.index(row["urgency"]) for row in rows]
    assert len({row["id"] for row in rows}) == len(rows) == 5
    assert ranks == sorted(ranks)
    assert THREAT not in page.text


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"channel": "toreboda"}, {"b"}),
        ({"channel": ["toreboda", "nassjo"]}, {"a", "b", "c"}),
        ({"label": "threat"}, {"a", "c"}),
        ({"urgency": "genast"}, {"a", "c"}),
        ({"state": "suggested"}, {"b", "c"}),
        ({"state": "claimed"}, {"a"}),
        ({"assignee": "none"}, {"b", "c"}),
        ({"state": "executed"}, set()),
    ],
)
def test_the_queue_can_be_narrowed(service: Service, params: dict[str, Any], expected: set[str]):
    claimed = service.submit("nassjo", THREAT, comment_id="a")
    service.submit("toreboda", QUESTION, comment_id="b")
    service.submit("nassjo", THREAT, comment_id="c")
    service.client.post(claimed["links"]["claim"], headers=service.karin)
    answer = service.client.get("/v1/decisions", params=params, headers=service.tool)
    assert {row["comment_id"] for row in answer.json()["items"]} == expected


@pytest.mark.parametrize(
    "key",
    [
        None,
        {},
        [1],
        [1, 2, 3],
        [10**30, "2026-01-01T00:00:00+00:00", "00000000-0000-0000-0000-000000000000"],
        ["1", "2026-01-01T00:00:00+00:00", "00000000-0000-0000-0000-000000000000"],
        [1, "0001-01-01T00:00:00+14:00", "00000000-0000-0000-0000-000000000000"],
        [1, "2026-01-01T00:00:00+00:00", "\x00"],
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(each_service: Service, key: Any):
    made = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    for cursor in (made, made[:-3], "ÅÄÖ", "x"):
        answer = each_service.client.get(
            "/v1/decisions", params={"cursor": cursor}, headers=each_service.tool
        )
        assert answer.status_code == 422, cursor


def test_the_registry_and_the_queue_hold_no_word_of_the_comment(service: Service):
    decision = service.seen(
        words="Ring Berit på 070-174 06 05, " + THREAT,
        author="Okänd Hotare",
        comment_id="plattform-77",
    )
    reviewed = service.review(decision, verdict="dismiss", reason="Berit bad själv om samtal")
    assert reviewed.status_code == 201
    lines = service.client.get("/v1/registry/export", headers=service.tool).text
    queue = service.client.get("/v1/decisions", headers=service.tool).text
    for secret in ("Berit", "070-174", "Hotare", "slå", REASON):
        assert secret not in lines
        assert secret not in queue
    assert "plattform-77" not in lines


def test_classifications_store_nothing(service: Service):
    before = service.counts()
    items = [{"id": "a", "text": THREAT}, {"id": "b", "text": QUESTION}]
    answer = service.client.post(
        "/v1/classifications", json={"items": items}, headers=service.tool
    ).json()
    assert [row["id"] for row in answer["results"]] == ["a", "b"]
    assert "threat" in answer["results"][0]["flags"]
    assert answer["model"] == service.desk.classifier.version
    assert service.counts() == before


@pytest.mark.parametrize(
    "body", [{}, {"texts": []}, {"texts": ["a"], "items": []}, {"texts": ["a"] * 257}]
)
def test_a_batch_is_bounded_and_of_one_kind(service: Service, body: dict[str, Any]):
    answer = service.client.post("/v1/classifications", json=body, headers=service.tool)
    assert answer.status_code == 422


def test_policies_and_models_say_what_is_in_use(service: Service):
    listed = service.client.get("/v1/policies", headers=service.tool).json()["items"]
    assert {row["key"] for row in listed} == set(service.desk.profiles)
    one = service.client.get("/v1/policies/nassjo", headers=service.tool).json()
    assert one["rules"][0]["quote"]
    assert {"ingen-overtradelse"} <= {ground["key"] for ground in one["grounds"]}
    models = service.client.get("/v1/models", headers=service.tool).json()
    assert models["active"] == models["items"][0]["version"]
