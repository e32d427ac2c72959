from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import text

from api.auth.throttle import MOST
from tests.review import PAGES, Browser, document
from tests.service import PASSWORD, QUESTION, THREAT, Service


@pytest.fixture
def nothing_stored(service: Service) -> Iterator[None]:
    assert service.karin
    before = service.counts()
    yield
    assert service.counts() == before


# Signing in


@pytest.mark.parametrize("path", ["/", *PAGES, "/arenden/okänt"])
def test_who_is_not_signed_in_is_led_to_the_form_and_back(stranger: Browser, path: str):
    assert stranger.open(path).status_code == 200
    assert stranger.path == "/logga-in"
    assert "E-postadress" in stranger.body


def test_a_human_signs_in_and_comes_where_they_were_going(stranger: Browser):
    stranger.open("/register")
    till = re.search(r'name="till" value="([^"]*)"', stranger.answer.text)
    assert till
    stranger.send("/logga-in", email="karin@example.se", password=PASSWORD, till=till[1])
    assert stranger.path == "/register"
    stranger.open("/")
    assert stranger.path == "/ko"


@pytest.mark.parametrize(
    "target", ["//ond.example", "https://ond.example", "/\\ond.example", "/v1/decisions", "/å\n"]
)
def test_signing_in_leads_only_to_our_own_pages(stranger: Browser, target: str):
    stranger.sign_in(till=target)
    assert (stranger.answer.url.host, stranger.path) == ("testserver", "/ko")


def test_a_wrong_password_says_so_and_keeps_the_address(stranger: Browser):
    answer = stranger.sign_in(password="fel")
    assert answer.status_code == 401
    assert "Fel e-postadress eller lösenord." in stranger.body
    assert 'value="karin@example.se"' in stranger.body
    assert stranger.open("/ko")
    assert stranger.path == "/logga-in"


def test_after_many_wrong_passwords_one_has_to_wait(stranger: Browser, service: Service):
    for _ in range(MOST):
        assert stranger.sign_in(password="fel").status_code == 401
    assert stranger.sign_in().status_code == 429
    assert "Vänta en kvart" in stranger.body
    body = {"email": "karin@example.se", "password": PASSWORD}
    assert service.client.post("/v1/sessions", json=body).status_code == 429
    later = dataclasses.replace(
        service.desk, now=lambda: service.desk.now() + timedelta(minutes=16)
    )
    service.desk.throttle.check("testclient", "karin@example.se", later.now())


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: Browser):
    stranger.open("/logga-in")
    stranger.client.follow_redirects = False
    stranger.send("/logga-in", email="karin@example.se", password=PASSWORD)
    cookie = next(
        one
        for one in stranger.answer.headers.get_list("set-cookie")
        if one.startswith("uppsikt_session=")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_secure_over_https(service: Service):
    browser = Browser(service)
    browser.client.base_url = "https://testserver"
    browser.open("/logga-in")
    assert "Secure" in browser.answer.headers["set-cookie"]


def test_signing_out_ends_the_session(karin: Browser, service: Service):
    token = karin.client.cookies["uppsikt_session"]
    karin.open("/ko")
    karin.send("/logga-ut")
    assert "Du är utloggad." in karin.body
    karin.client.cookies.set("uppsikt_session", token)
    assert karin.open("/ko")
    assert karin.path == "/logga-in"


def test_an_api_key_in_the_cookie_is_nobody(stranger: Browser, service: Service):
    key = service.tool["Authorization"].removeprefix("Bearer ")
    stranger.client.cookies.set("uppsikt_session", key)
    decision = service.submit()["id"]
    before = service.counts()
    stranger.open(f"/arenden/{decision}")
    assert stranger.path == "/logga-in"
    stranger.decide(decision, verdict="dismiss")
    assert service.counts() == before


def test_an_api_key_as_bearer_is_nobody_on_the_pages(service: Service):
    decision = service.submit()["id"]
    before = service.counts()
    answer = service.client.post(
        f"/arenden/{decision}/beslut", headers=service.tool, data={"verdict": "dismiss"}
    )
    assert answer.status_code == 401
    assert service.counts() == before


# Forms


@pytest.mark.parametrize("token", ["", "fel", "å"])
@pytest.mark.parametrize(
    "path", ["/logga-ut", "/register/kedja/kontroll", "/arenden/{id}/text", "/arenden/{id}/beslut"]
)
def test_a_form_without_its_token_is_refused(
    karin: Browser, service: Service, path: str, token: str
):
    decision = service.submit()["id"]
    before = service.counts()
    karin.open("/ko")
    answer = karin.send(path.replace("{id}", decision), formular=token)
    assert answer.status_code == 403
    assert "Ladda om och försök igen" in karin.body
    assert service.counts() == before


def test_another_session_s_token_is_refused(karin: Browser, service: Service):
    other = Browser(service)
    other.sign_in()
    other.open("/ko")
    assert karin.open("/ko").status_code == 200
    karin.answer = other.answer
    assert karin.send("/logga-ut").status_code == 403


@pytest.mark.usefixtures("nothing_stored")
def test_a_sign_in_form_without_its_cookie_is_refused(service: Service):
    browser = Browser(service)
    browser.open("/logga-in")
    browser.client.cookies.clear()
    assert browser.send("/logga-in", email="karin@example.se", password=PASSWORD).status_code == 403


@pytest.mark.parametrize("path", [*PAGES, "/logga-in", "/inget", "/static/app.css", "/healthz"])
def test_every_answer_forbids_what_a_page_of_ours_never_does(karin: Browser, path: str):
    headers = karin.open(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", [*PAGES, "/logga-in"])
def test_no_page_holds_inline_script_or_style(karin: Browser, path: str):
    body = karin.open(path).text
    assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=", body)
    assert "http://" not in body.replace("http://www.w3.org", "")
    assert karin.answer.headers["cache-control"] == "no-store"


# The queue


def test_the_queue_shows_the_most_urgent_first_without_harmful_words(
    karin: Browser, service: Service
):
    service.submit(words="Tack för en fin lekplats!")
    service.submit(words=QUESTION, author="Petra Provsson")
    service.submit(words=THREAT)
    body = karin.open("/ko").text
    rows = re.findall(r'class="row".*?</a>', body, re.DOTALL)
    assert next(re.search(r"urgency-(\w+)", row)[1] for row in rows) == "genast"  # type: ignore[index]
    assert "texten är dold" in rows[0]
    assert any(QUESTION in row for row in rows)
    assert "ihjäl" not in body
    assert "Petra Provsson" not in body


def test_personal_data_is_masked_in_the_queue():
    from api.decisions.previews import preview

    found = [
        {"kind": "phone", "start": 9, "end": 20},
        {"kind": "name", "start": 0, "end": 4},
        {"kind": "name", "start": 2, "end": 4},
    ]
    line = preview("Anna 🎉🎉 \n070-1740605 vill veta", {"flags": ["question"], "findings": found})
    assert line == "[namn] 🎉🎉 [telefonnummer] vill veta"
    assert preview("du ska dö", {"flags": ["threat"], "findings": []}) is None
    assert preview(None, {"flags": [], "findings": []}) is None
    long = preview("ord " * 100, {"flags": [], "findings": []})
    assert long is not None
    assert len(long) <= 90
    assert long.endswith("…")


def test_the_queue_can_be_narrowed_and_says_when_nothing_is_left(karin: Browser, service: Service):
    one = service.submit("nassjo", THREAT)["id"]
    other = service.submit("haparanda", QUESTION)["id"]
    assert one in karin.open("/ko?kanal=nassjo").text
    assert other not in karin.body
    assert other in karin.open("/ko?etikett=question").text
    assert one not in karin.body
    karin.open("/ko?etikett=spam&kanal=nassjo")
    assert "Inget stämmer med urvalet" in karin.body
    assert one in karin.open("/ko?etikett=påhittad&lage=fel&del=fel&kanal=ingen").text


def test_an_empty_queue_says_so(karin: Browser):
    karin.open("/ko")
    assert "Inget väntar" in karin.body


def test_the_queue_is_paged(karin: Browser, service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("api.review.rows.LENGTH", 2)
    ids = {service.submit(words=QUESTION)["id"] for _ in range(3)}
    found = set(re.findall(r'class="row" href="/arenden/([0-9a-f-]+)', karin.open("/ko").text))
    onward = re.search(r'class="onward" href="([^"]+)"', karin.answer.text)
    assert onward
    rest = re.findall(
        r'class="row" href="/arenden/([0-9a-f-]+)', karin.open(unescape(onward[1])).text
    )
    assert found | set(rest) == ids
    assert len(rest) == 1
    assert "Till början" in karin.body


def test_a_claim_shows_in_mine_and_keeps_others_from_deciding(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.open(f"/arenden/{decision}")
    karin.send(f"/arenden/{decision}/ta")
    assert "Du har ärendet till" in karin.body
    assert decision in karin.open("/ko?lage=mina").text
    assert decision not in karin.open("/ko?del=lediga").text
    service.human("bo")
    bo = Browser(service)
    bo.sign_in("bo@example.se")
    bo.read(decision)
    assert "Karin arbetar med ärendet till" in bo.body
    assert bo.decide(decision, verdict="dismiss", ground="ingen-overtradelse").status_code == 409
    assert "Någon annan arbetar med det här beslutet just nu." in bo.body
    karin.open(f"/arenden/{decision}")
    karin.send(f"/arenden/{decision}/slapp")
    assert document(service, decision)["assignee"] is None


# Registry, policy, model


def test_the_registry_shows_masked_entries_and_verifies(karin: Browser, service: Service):
    service.submit(words=THREAT, author="Arg Granne")
    karin.open("/register/kedja")
    assert "Kom in och fick ett förslag" in karin.body
    for secret in ("Arg Granne", "slå ihjäl", "karin@example.se"):
        assert secret not in karin.body
    karin.send("/register/kedja/kontroll")
    assert "Kedjan håller." in karin.body
    lines = karin.open("/register/kedja/export").text.splitlines()
    assert '"head"' in lines[-1]


def test_a_changed_registry_row_is_named(karin: Browser, service: Service):
    service.submit()
    with service.desk.database.writing() as session:
        session.execute(text("DROP TRIGGER registry_entries_update_guard"))
        session.execute(text("UPDATE registry_entries SET actor = 'user:x' WHERE sequence = 3"))
    karin.open("/register/kedja")
    karin.send("/register/kedja/kontroll")
    assert "Kedjan håller inte." in karin.body
    assert "Post 3:" in karin.body


@pytest.mark.parametrize("fore", ["2", "1", "999999"])
def test_the_registry_is_paged(karin: Browser, fore: str):
    assert karin.open(f"/register/kedja?fore={fore}").status_code == 200
    assert karin.open("/register/kedja?fore=x").status_code == 422


def test_every_profile_shows_its_rules_with_their_quotes(karin: Browser, service: Service):
    for key, profile in service.desk.profiles.items():
        body = " ".join(karin.open(f"/policy/{key}").text.split())
        for rule in profile.rules:
            assert " ".join(rule.quote.split()) in unescape(body), (key, rule.id)


def test_a_policy_s_coverage_and_versions_are_files(karin: Browser):
    met = karin.table("/policy/nassjo/tackning.csv")
    assert all(row["Riktlinjens ord"] and row["Så möts det"] for row in met)
    assert len(met) > 3
    assert karin.open("/policy/nassjo/versioner.csv").status_code == 200
    assert karin.open("/policy/nassjo/annat.csv").status_code == 404


def test_the_model_page_names_the_bundle_in_use(karin: Browser, service: Service):
    karin.open("/modell")
    assert service.desk.classifier.version in karin.body


def test_the_address_of_a_sent_form_leads_to_the_page_that_it_stood_on(
    karin: Browser, service: Service
):
    decision = service.submit("nassjo", THREAT)["id"]
    for way, page in (
        (f"/arenden/{decision}/beslut", f"/arenden/{decision}"),
        ("/ko/flera/beslut", "/ko"),
        ("/installningar/paus", "/installningar"),
    ):
        assert karin.open(way).status_code == 200
        assert karin.path == page


def test_an_error_keeps_the_menu_and_says_each_thing_once(karin: Browser, service: Service):
    stranger = Browser(service)
    assert karin.open("/finns/inte").status_code == 404
    assert 'href="/register"' in karin.body
    assert stranger.open("/finns/inte").status_code == 404
    assert 'href="/register"' not in stranger.body
    assert karin.open("/ko?sida=fel").status_code == 422
    assert karin.body.count("Markören kommer inte härifrån.") == 1
    karin.open("/register/diarium?ar=fel")
    assert "1 uppgift går inte att använda." in karin.body
