from __future__ import annotations

import asyncio
import re
import threading
from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import text

from api import wellbeing
from api.review.live import Pulse
from api.wellbeing import Choices
from tests.review import HTML, Browser, document, events
from tests.service import PASSWORD, QUESTION, REASON, THREAT, Service

PRAISE = "Vilken härlig lekplats det blev, tack!"
STANDS = "ingen-overtradelse"


@pytest.fixture
def bo(service: Service) -> Browser:
    service.human("bo")
    someone = Browser(service)
    someone.sign_in("bo@example.se")
    return someone


def choose(service: Service, **chosen: object) -> None:
    wellbeing.choose(service.desk, service.principal(service.karin), Choices(**chosen))


def picture() -> bytes:
    body = BytesIO()
    Image.new("RGB", (4, 4), "red").save(body, "PNG")
    return body.getvalue()


def test_showing_the_text_takes_the_case_and_a_colleague_sees_who_has_it(
    karin: Browser, bo: Browser, service: Service
):
    decision = service.submit()["id"]
    karin.read(decision)
    assert "Du har ärendet till" in karin.body
    karin.read(decision)
    assert events(service, decision).count("decision.claimed") == 1
    bo.open("/ko")
    assert "Karin har det" in bo.body
    bo.read(decision)
    assert "Karin arbetar med ärendet till" in bo.body
    assert "Karin har ärendet. Du kan besluta när det har släppts." in bo.body
    refused = bo.decide(decision)
    assert refused.status_code == 409
    assert document(service, decision)["review"] is None


def test_who_wants_to_read_without_taking_may(karin: Browser, service: Service):
    choose(service, claim=False)
    decision = service.submit()["id"]
    karin.read(decision)
    assert document(service, decision)["state"] == "suggested"


@pytest.mark.parametrize(
    ("veil", "unasked"), [("alla", set()), ("svara", {QUESTION}), ("ingen", {QUESTION, THREAT})]
)
def test_a_text_comes_unasked_only_as_the_person_has_chosen_and_by_a_sent_form(
    karin: Browser, service: Service, veil: str, unasked: set[str]
):
    choose(service, veil=veil)
    for words in (QUESTION, THREAT):
        decision = service.submit(words=words)["id"]
        karin.open(f"/arenden/{decision}")
        assert ("data-unasked" in karin.answer.text) == (words in unasked)
        assert "decision.viewed" not in events(service, decision)


def test_the_queue_narrows_by_age_and_by_who_has_it_and_says_what_is_late(
    karin: Browser, service: Service
):
    old = service.submit("lilla-edet", THREAT)["id"]
    fresh = service.submit("nassjo", QUESTION)["id"]
    with service.desk.database.writing() as session:
        past = "2020-01-01 00:00:00.000000"
        change = (
            "UPDATE decisions SET received_at = :past, deadline = :past, due = :past WHERE id = :id"
        )
        session.execute(text(change), {"past": past, "id": old})
        row = session.execute(
            text("SELECT suggestion FROM versions WHERE decision_id = :id"), {"id": old}
        ).scalar_one()
    assert "deadline" in row
    for query, ids in (("alder=dygn", {old}), ("alder=dygn&kanal=nassjo", set())):
        karin.open(f"/ko?{query}")
        assert set(re.findall(r'id="rad-([^"]*)"', karin.body)) == ids
    karin.read(fresh)
    karin.open(f"/ko?vem={service.principal(service.karin).id}")
    assert re.findall(r'id="rad-([^"]*)"', karin.body) == [fresh]
    karin.open("/ko?del=forsenade")
    assert "1 försenat" in karin.body
    assert re.findall(r'id="rad-([^"]*)"', karin.body) == [old]


def test_next_goes_on_without_deciding(karin: Browser, service: Service):
    first, second = service.submit()["id"], service.submit()["id"]
    karin.open(f"/ko/nasta?fran={first}")
    assert karin.path == f"/arenden/{second}"
    karin.open(f"/ko/nasta?fran={second}")
    assert karin.path == f"/arenden/{first}"
    assert document(service, first)["review"] is None


def test_after_three_hard_texts_a_lighter_one_comes_and_the_counter_tells(
    karin: Browser, service: Service
):
    contempt = "Kvinnor ska inte sitta i nämnden, de är för dumma för att förstå ekonomi"
    for _ in range(3):
        hard = service.submit("nassjo", contempt)
        assert "hate_speech" in hard["assessment"]["flags"]
        karin.read(hard["id"])
    light = service.submit("nassjo", QUESTION)["id"]
    karin.open("/ko/nasta")
    assert karin.path == f"/arenden/{light}"
    assert "3 svåra texter i dag av högst 40" in karin.body


def test_a_pause_is_proposed_and_taken(karin: Browser, service: Service):
    choose(service, pause_texts=1)
    karin.read(service.submit()["id"])
    assert "Dags för en paus" in karin.body
    karin.send("/installningar/paus")
    assert karin.path == "/ko"
    assert "Dags för en paus" not in karin.body


def test_own_settings_are_saved_and_what_is_out_of_bounds_is_refused(
    karin: Browser, service: Service
):
    karin.open("/installningar")
    karin.send("/installningar", veil="svara", limit="7", in_a_row="2", claim="true")
    assert "Inställningarna är sparade" in karin.body
    saved = wellbeing.choices_of(service.desk, service.principal(service.karin))
    assert saved == Choices("svara", grey=False, claim=True, limit=7, pause_texts=0,
                            pause_minutes=0, in_a_row=2)  # fmt: skip
    assert karin.send("/installningar", veil="svara", limit="-1").status_code == 422


def test_several_harmless_are_shown_then_decided_one_by_one(karin: Browser, service: Service):
    ids = [service.submit(words=QUESTION)["id"], service.submit(words=PRAISE)["id"]]
    threat = service.submit()["id"]
    karin.open("/ko")
    assert "Granska 2 utan skada tillsammans" in karin.body
    karin.send("/ko/flera")
    assert QUESTION in karin.body
    assert PRAISE in karin.body
    assert [events(service, one)[-1] for one in ids] == ["decision.viewed"] * 2
    chosen = [f"{one}:1" for one in ids]
    karin.send("/ko/flera/beslut", arende=chosen[:1], visad=chosen, ground=STANDS, reason="nej")
    assert karin.answer.status_code == 422
    assert "minst 10 tecken" in karin.body
    assert len(re.findall(r'name="arende"[^>]* checked', karin.answer.text)) == 1
    karin.send("/ko/flera/beslut", arende=chosen, visad=chosen, ground=STANDS, reason=REASON)
    assert "2 ärenden avslutades utan åtgärd" in karin.body
    assert [document(service, one)["state"] for one in ids] == ["dismissed", "confirmed"]
    assert document(service, threat)["state"] == "suggested"


def test_a_harmful_one_sent_by_hand_is_neither_shown_nor_decided_with_others(
    karin: Browser, service: Service
):
    threat, question = service.submit()["id"], service.submit(words=QUESTION)["id"]
    karin.open("/ko")
    karin.send("/ko/flera", arende=[threat, question, "x"])
    assert QUESTION in karin.body
    assert "ihjäl" not in karin.body
    assert "decision.viewed" not in events(service, threat)
    sent = [f"{threat}:1", f"{question}:1"]
    karin.send("/ko/flera/beslut", arende=sent, ground=STANDS, reason=REASON)
    assert "1 ärende avslutades. 1 kunde inte avslutas" in karin.body
    assert document(service, threat)["state"] == "suggested"


def test_who_may_not_review_sees_no_way_to_and_is_refused(service: Service):
    service.human("läsare", "reader")
    reader = Browser(service)
    service.submit(words=QUESTION)
    reader.sign_in("läsare@example.se")
    assert 'id="flera"' not in reader.body
    assert reader.send("/ko/flera").status_code == 403


def test_a_verdict_can_be_taken_back_from_the_next_page(karin: Browser, service: Service):
    decision = service.submit(words=PRAISE)["id"]
    karin.read(decision)
    karin.decide(decision, ground=STANDS)
    assert f'action="/arenden/{decision}/angra' in karin.answer.text
    karin.send(f"/arenden/{decision}/angra")
    assert "Beslutet är ångrat" in karin.body
    assert document(service, decision)["state"] == "suggested"
    assert "Beslutet ångrades, ärendet väntar igen" in karin.body
    assert karin.send(f"/arenden/{decision}/angra").status_code == 200
    assert events(service, decision).count("decision.reopened") == 1


def test_a_hidden_comment_is_shown_again_with_ground_and_reason(karin: Browser, service: Service):
    decision = service.submit("lilla-edet", THREAT)["id"]
    karin.read(decision)
    karin.decide(decision)
    service.execute(decision, "hide")
    karin.open(f"/arenden/{decision}?text=visa")
    assert "Besluta att visa igen" in karin.body
    path = f"/arenden/{decision}/aterstall"
    assert karin.send(path, ground=STANDS, reason="nej").status_code == 422
    assert "minst 10 tecken" in karin.body
    karin.send(path, ground=STANDS, reason=REASON)
    assert document(service, decision)["review"]["actions"] == ["unhide"]


def test_a_screenshot_is_kept_and_shown_in_grey(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.read(decision)
    token = re.search(r'name="formular" value="([^"]*)"', karin.answer.text)
    assert token
    path, form = f"/arenden/{decision}/bilder", {"formular": token[1]}
    wrong = karin.client.post(path, data=form, files={"bild": ("x.png", b"x", "image/png")})
    assert wrong.status_code == 422
    assert "ska vara en bild" in wrong.text
    assert "Beslutet är inte sparat" not in wrong.text
    assert karin.client.post(path, data=form).status_code == 422
    kept = karin.client.post(path, data=form, files={"bild": ("x.png", picture(), "image/png")})
    shown = re.search(r'<img class="grey" src="([^"]*)"', kept.text)
    assert shown
    answer = karin.client.get(shown[1])
    assert (answer.headers["content-type"], answer.content) == ("image/png", picture())
    assert events(service, decision)[-1] == "evidence.preserved"
    assert "Bevarades som bevis: skärmdump" in kept.text


def test_context_drafts_and_guide_stand_beside_a_shown_comment_only(
    karin: Browser, service: Service
):
    place = {"parent": "Nya <b>simhallen</b>", "author_id": "a1", "author": "Sixten"}
    service.submit("toreboda", QUESTION, **place)
    decision = service.submit("toreboda", "Dra åt helvete jävla idioter", **place)["id"]
    karin.open(f"/arenden/{decision}")
    assert "1 annan kommentar på samma inlägg" in karin.body
    assert "Utkast att ändra" not in karin.body
    assert "samma avsändare" not in karin.body
    karin.read(decision)
    assert "1 tidigare kommentar av samma avsändare i kanalen" in karin.body
    assert "Till den som skrev: beslut och skäl" in karin.body
    assert "Känns kommentaren positiv?" in karin.body
    assert "<b>simhallen" not in karin.answer.text


def test_an_objection_stands_in_the_same_history(karin: Browser, service: Service):
    decision = service.submit("lilla-edet", THREAT)["id"]
    karin.read(decision)
    karin.decide(decision)
    service.post(f"/v1/decisions/{decision}/appeals", {"text": "Det var <i>ironi</i>."})
    karin.open(f"/arenden/{decision}?text=visa")
    assert "Invändning kom in" in karin.body
    assert "Det var <i>ironi</i>." in karin.body
    assert "<i>ironi" not in karin.answer.text
    assert karin.body.index(REASON) < karin.body.index("Det var <i>ironi")
    karin.open(f"/arenden/{decision}")
    assert "ironi" not in karin.body


def test_an_open_list_is_fetched_alone_with_the_count_beside_it(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.open(f"/ko/lista?arende={decision}")
    assert karin.answer.text.lstrip().startswith('<section class="list"')
    assert 'aria-current="true"' in karin.answer.text
    assert re.search(r'id="antal-vantar" hx-swap-oob="true">1<', karin.answer.text)
    service.review(service.seen(), ground="hot")
    karin.open(f"/arenden/{decision}/lage")
    assert "<html" not in karin.answer.text


def test_an_open_page_whose_session_has_ended_is_led_to_sign_in(stranger: Browser):
    answer = stranger.client.get("/ko/lista", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/logga-in")


def test_a_change_in_the_queue_is_told_on_a_stream(address: str, service: Service):
    told = threading.Event()
    stopping = service.client.app.state.pulse
    with httpx.Client(base_url=address, headers=HTML, follow_redirects=True) as browser:
        form = re.search(r'name="formular" value="([^"]*)"', browser.get("/logga-in").text)
        assert form
        mail = {"email": "karin@example.se", "password": PASSWORD, "formular": form[1]}
        browser.post("/logga-in", data=mail)
        with browser.stream("GET", "/ko/handelser") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = (line for line in answer.iter_lines() if line.startswith("event"))
            service.submit()
            assert next(lines) == "event: ko"
            assert service.desk.database.engine.pool.checkedout() == 0
            told.set()
    assert told.is_set()
    assert stopping.number > 0


def test_readings_and_sign_ins_tell_the_queue_nothing(service: Service):
    pulse = Pulse(service.desk)

    async def look() -> int:
        pulse._asked = float("-inf")
        return await pulse.latest()

    decision = service.submit()["id"]
    before = asyncio.run(look())
    service.client.get(f"/v1/decisions/{decision}", headers=service.karin)
    service.human("bo")
    assert asyncio.run(look()) == before
    service.client.post(f"/v1/decisions/{decision}/claim", headers=service.karin)
    assert asyncio.run(look()) > before


def test_a_guideline_s_words_that_several_rules_share_are_shown_once(
    karin: Browser, service: Service
):
    said = "Jag ska slå ihjäl dig. Ta med bensin på fredag så bränner vi ner moskén allihop."
    karin.read(service.submit("exempelkommun", said)["id"])
    step = re.search(r'<ol class="steps">.*?</li>', karin.body, re.DOTALL)
    assert step
    assert step[0].count("<blockquote") == 1
    assert step[0].count('class="law"') > 1
