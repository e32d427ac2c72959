"""What a decision's document helps a human with: drafts, late work, marked words, the tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from api.decisions import outline
from api.decisions.document import document
from api.decisions.lookup import find
from tests.service import THREAT, Service


def opened(service: Service, decision: str) -> dict[str, Any]:
    return service.client.get(f"/v1/decisions/{decision}", headers=service.karin).json()


def test_a_suggestion_comes_with_drafts_that_nobody_has_sent(service: Service):
    whole = service.submit("exempelkommun", author="Arg Granne", url="https://example.com/1")
    kinds = {draft["kind"]: draft["text"] for draft in whole["drafts"]}
    assert {"author", "police_report"} <= set(kinds)
    assert THREAT in kinds["police_report"]
    assert THREAT not in kinds["author"]
    assert {"kind", "title", "text", "action"} == set(whole["drafts"][0])


def test_the_drafts_follow_what_a_human_decided(service: Service):
    decision = service.seen("nassjo")
    chosen = {"verdict": "change", "actions": ["reply"], "ground": "fraga"}
    after = service.review(decision, **chosen).json()
    assert [draft["kind"] for draft in after["drafts"]] == ["reply"]
    other = service.seen("nassjo")
    dismissed = service.review(other, verdict="dismiss").json()
    assert dismissed["drafts"] == []
    assert dismissed["escalation"] is None


def test_before_the_comment_is_shown_no_draft_or_mark_quotes_it(service: Service):
    decision = service.submit("exempelkommun", author="Arg Granne")["id"]
    told = outline(service.desk, service.principal(service.karin), decision)
    assert (told["drafts"], told["marked"]) == ([], [])
    assert THREAT not in str(told)


def test_a_passed_deadline_is_told_until_the_work_is_done(service: Service):
    decision = service.seen("lilla-edet")
    assert opened(service, decision)["escalation"] is None
    later = replace(service.desk, now=lambda: service.desk.now() + timedelta(hours=30))
    actor = service.principal(service.karin)
    with later.database.reading() as session:
        late = document(session, later, find(session, actor, decision))["escalation"]
    assert late["to"]
    assert "hide" in late["actions"]


def test_marked_words_are_named_but_personal_data_never_repeated(service: Service):
    whole = service.submit("nassjo", "Grannens personnummer är 199006022397, ring honom")
    assert {"kind": "personnummer", "words": None} in whole["marked"]
    assert "199006022397" not in str(whole["marked"])


def test_torebodas_tree_comes_with_its_decisions(service: Service):
    guide = service.submit("toreboda")["guide"]
    assert guide["questions"][0]["question"] == "Känns kommentaren positiv?"
    assert service.submit("nassjo")["guide"] is None


def test_an_officials_own_post_asks_for_no_answer(service: Service):
    words = "När öppnar simhallen på lördag?"
    asked = service.submit("toreboda", words)["suggestion"]["actions"]
    own = service.submit("toreboda", words, author_is_official=True)["suggestion"]["actions"]
    assert "reply" in {one["action"] for one in asked}
    assert "reply" not in {one["action"] for one in own}
