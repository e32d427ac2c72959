from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.review import Browser, document, events
from tests.service import QUESTION, REASON, THREAT, Service

SCRIPT = """<script>alert(1)</script> <img src=x onerror="alert(2)"> ' onload='x' jävla"""


# One decision


def test_the_text_is_not_in_the_page_before_it_is_asked_for(karin: Browser, service: Service):
    decision = service.submit(author="Arg Granne", url="https://example.com/inlagg#1")["id"]
    for path in (f"/arenden/{decision}", f"/arenden/{decision}?text=visa", "/ko"):
        karin.open(path)
        assert "ihjäl" not in karin.body
        assert "Arg Granne" not in karin.body
        assert "https://example.com/inlagg" not in karin.body
    assert "decision.viewed" not in events(service, decision)
    karin.read(decision)
    assert "ihjäl" in karin.body
    assert "Arg Granne" in karin.body
    assert events(service, decision).count("decision.viewed") == 1
    karin.open(f"/arenden/{decision}")
    assert "Arg Granne" not in karin.body
    assert "Du har sett texten förut." in karin.body


def test_one_person_s_reading_shows_the_text_to_nobody_else(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.read(decision)
    service.human("bo")
    bo = Browser(service)
    bo.sign_in("bo@example.se")
    bo.open(f"/arenden/{decision}?text=visa")
    assert "ihjäl" not in bo.body


def test_each_action_stands_with_the_rule_s_own_words_and_law(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.open(f"/arenden/{decision}")
    body = " ".join(karin.body.split())
    assert "hot, trakasserier, skvaller eller förtal" in body
    assert "riktlinjer för Nässjö kommun, punkt 9 och 13" in body
    assert "brottsbalken 4 kap. 5 §" in body
    assert body.index("Spara inlägget") < body.index("Ta bort inlägget")
    assert "Arkiveras först och raderas sedan från mediet." in body


def test_a_comment_cannot_put_markup_into_the_page(karin: Browser, service: Service):
    decision = service.submit(
        words=SCRIPT,
        author="<b onclick=x>\"'",
        parent="<svg onload=alert(3)>",
        url="javascript:alert(4)",
    )["id"]
    karin.read(decision)
    source = karin.answer.text
    shown = source.partition('class="words"')[2]
    assert "&lt;script&gt;" in shown
    for harmful in ("<script>alert", "<img", "<b onclick", "<svg onload", 'href="javascript:'):
        assert harmful not in source
    karin.open("/ko")
    assert "<svg onload" not in karin.answer.text


@pytest.mark.parametrize(
    "odd", ["\ud800 jävla \x00 text", "\u202ejävla\u202c", "😀" * 50, "a" * 9000]
)
def test_any_text_can_be_shown(karin: Browser, service: Service, odd: str):
    decision = service.submit(words=odd)["id"]
    answer = karin.read(decision)
    assert answer.status_code == 200
    assert 'class="words"' in answer.text


def test_a_changed_text_must_be_read_again(karin: Browser, service: Service):
    first = service.submit(comment_id="samma")["id"]
    karin.read(first)
    service.submit(words=THREAT + " igen", comment_id="samma")
    assert karin.decide(first, verdict="dismiss", ground="ingen-overtradelse").status_code == 409
    assert "har inte visats för dig" in karin.body
    assert document(service, first)["state"] == "suggested"


@pytest.mark.parametrize(
    "path", ["/arenden/okänt", "/arenden/" + "0" * 36, "/inget", "/policy/ingen"]
)
def test_what_does_not_exist_is_said_in_a_page(karin: Browser, path: str):
    assert karin.open(path).status_code == 404
    assert "<h1>Finns inte</h1>" in karin.body


# Deciding


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"reason": ""}, "Skriv ett skäl med minst 10 tecken."),
        ({"reason": "a b c d"}, "Skriv ett skäl med minst 10 tecken."),
        ({"ground": ""}, "Välj en grund."),
        ({"ground": "påhittad"}, "Välj en grund."),
        ({"ground": "ingen-overtradelse"}, "Grunden säger att inget ska göras."),
        ({"verdict": "dismiss"}, "Grunden säger att något ska göras."),
        ({"verdict": "change"}, "Välj minst en åtgärd."),
        ({"verdict": "change", "actions": ["none", "reply"]}, "går inte ihop med andra"),
    ],
)
def test_what_is_missing_is_told_beside_the_field(
    karin: Browser, service: Service, sent: dict[str, Any], told: str
):
    decision = service.submit()["id"]
    karin.read(decision)
    before = service.counts()
    answer = karin.decide(decision, **sent)
    assert answer.status_code == 422
    error = re.search(r'<p class="error" id="(fel-\w+)">.*?</svg>(.*?)</p>', answer.text)
    assert error
    assert told in unescape(error[2])
    assert f'aria-describedby="{error[1]}' in answer.text
    assert service.counts() == before


@pytest.mark.parametrize("sent", [{"verdict": ""}, {"verdict": "delete"}, {"version": "x"}])
def test_a_form_that_is_not_ours_decides_nothing(
    karin: Browser, service: Service, sent: dict[str, Any]
):
    decision = service.submit()["id"]
    karin.read(decision)
    before = service.counts()
    assert karin.decide(decision, **sent).status_code == 422
    assert service.counts() == before


def test_who_has_not_read_cannot_decide(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.open(f"/arenden/{decision}")
    before = service.counts()
    answer = karin.decide(decision, verdict="dismiss", ground="ingen-overtradelse")
    assert answer.status_code == 409
    assert "ihjäl" not in karin.body
    assert service.counts() == before


def test_a_deletion_shows_what_is_preserved_before_it_is_decided(karin: Browser, service: Service):
    decision = service.submit(author="Arg Granne")["id"]
    following = service.submit(words=QUESTION)["id"]
    assert "Bevara och bekräfta radering" in karin.read(decision).text
    karin.decide(decision)
    assert "Granska före radering" in karin.body
    kept = document(service, decision)
    assert kept["state"] == "claimed"
    assert kept["evidence"]
    assert all(file["sha256"] in karin.body for file in kept["evidence"])
    karin.decide(decision, sure="ja")
    assert karin.path == f"/arenden/{following}"
    assert "Beslutet är sparat: förslaget bekräftades (bevara → radera)" in karin.body
    decided = document(service, decision)
    assert decided["state"] == "confirmed"
    assert decided["evidence"] == kept["evidence"]
    assert decided["review"]["reason"] == REASON
    told = events(service, decision)
    assert told.index("evidence.preserved") < told.index("decision.reviewed")


def test_one_can_go_back_from_a_deletion_with_what_was_written(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.read(decision)
    karin.decide(decision)
    answer = karin.decide(decision, sure="nej")
    assert REASON in karin.body
    assert 'value="hot" selected' in answer.text
    assert document(service, decision)["state"] == "claimed"


def test_child_abuse_material_is_never_copied(karin: Browser, service: Service):
    profile = service.desk.profile("nassjo")
    ground = next((one for one in profile.grounds if one.evidence == "reference"), None)
    assert ground is not None
    decision = service.submit()["id"]
    karin.read(decision)
    karin.decide(decision, ground=ground.key)
    assert "Innehållet kopieras inte" in karin.body
    assert document(service, decision)["evidence"] == []
    karin.decide(decision, ground=ground.key, sure="ja")
    (evidence,) = document(service, decision)["evidence"]
    assert evidence["kind"] == "reference"


def test_a_dismissal_leaves_the_comment_and_shows_the_next(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.read(decision)
    karin.decide(decision, verdict="dismiss", ground="felaktigt-forslag")
    assert (karin.path, document(service, decision)["state"]) == ("/ko", "dismissed")
    assert "Beslutet är sparat: ingen åtgärd" in karin.body
    assert "Inget väntar" in karin.body
    assert decision in karin.open("/ko?lage=klara&del=avfardade").text


def test_a_changed_suggestion_has_the_chosen_actions(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.read(decision)
    karin.decide(decision, verdict="change", actions=["register", "hide", "call_police"])
    decided = document(service, decision)
    assert decided["state"] == "changed"
    assert decided["review"]["actions"] == ["hide", "call_police", "register"]


def test_a_deletion_chosen_by_hand_is_always_preserved_first(karin: Browser, service: Service):
    decision = service.submit("lilla-edet")["id"]
    karin.read(decision)
    karin.decide(decision, verdict="change", actions=["delete"])
    assert "bevara → radera" in karin.body
    karin.decide(decision, verdict="change", actions=["preserve", "delete"], sure="ja")
    assert document(service, decision)["review"]["actions"] == ["preserve", "delete"]


def test_what_waits_for_the_tool_and_what_is_done_is_shown(karin: Browser, service: Service):
    decision = service.submit("lilla-edet")["id"]
    karin.read(decision)
    karin.decide(decision, ground="hot")
    karin.open(f"/arenden/{decision}")
    assert "Väntar på verktyget" in karin.body
    assert "Väntar på dig eller en kollega" in karin.body
    karin.send(f"/arenden/{decision}/utfort", action="register")
    service.execute(decision, "hide", "failed")
    karin.open(f"/arenden/{decision}")
    assert "Misslyckades" in karin.body
    service.execute(decision, "hide")
    karin.open(f"/arenden/{decision}")
    assert "av verktyg" in karin.body
    assert "Utfördes: dölj" in karin.body
    assert "Väntar på verktyget" not in karin.body


def test_a_reader_reads_and_nothing_more(service: Service):
    decision = service.submit()["id"]
    service.human("lena", "reader")
    lena = Browser(service)
    lena.sign_in("lena@example.se")
    lena.read(decision)
    assert "Din roll får läsa men inte besluta." in lena.body
    assert lena.decide(decision, verdict="dismiss", ground="felaktigt-forslag").status_code == 403
    assert lena.open("/register").status_code == 403
    assert "Det kräver rätt att sköta register och gallring" in lena.body
    assert "administratör för Uppsikt kan ändra din roll" in lena.body
    assert 'href="/ko"' in lena.body
    assert 'href="/register"' not in lena.body
    assert document(service, decision)["state"] == "suggested"
