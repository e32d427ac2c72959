from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import ValidationError
from sqlalchemy import select

from api.auth.accounts import add_user, set_locked
from api.auth.admission import roles_of
from api.auth.principal import OPERATOR
from api.settings import Settings
from api.tables import User
from tests.review import Browser
from tests.service import Service, free_port
from tests.sso import put, use


@pytest.fixture
def anna(joined: Service) -> Browser:
    browser = Browser(joined)
    browser.client.follow_redirects = False
    return browser


def depart(browser: Browser, till: str = "") -> str:
    browser.open(f"/logga-in/oidc?till={till}")
    assert browser.answer.status_code == 303, browser.answer.text
    return browser.answer.headers["location"]


def consent(address: str, subject: str = "anna", **form: str) -> str:
    """What the provider sends the browser back with, after the human signed in there."""
    answer = httpx2.post(address, data={"sub": subject, **form})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def arrive(browser: Browser, back: str) -> Any:
    parts = urlsplit(back)
    return browser.open(f"{parts.path}?{parts.query}")


def sign_in(browser: Browser, subject: str = "anna", till: str = "") -> Any:
    return arrive(browser, consent(depart(browser, till), subject))


def kinds(service: Service) -> list[str]:
    lines = service.client.get("/v1/registry/export", headers=service.tool).text
    return re.findall(r'"type": "([^"]*)"', lines)


def test_a_human_signs_in_by_the_provider_and_comes_where_they_were_going(
    anna: Browser, issuer: str
):
    put(issuer)
    anna.open("/logga-in?till=/modell")
    assert "Logga in med Nässjö kommun" in anna.body
    assert 'href="/logga-in/oidc?till=%2Fmodell"' in anna.body
    asked = parse_qs(urlsplit(depart(anna)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16
    assert len(asked["nonce"][0]) >= 16
    answer = sign_in(anna, till="/modell")
    assert (answer.status_code, answer.headers["location"]) == (303, "/modell")
    anna.open("/konto")
    for told in ("Anna Prov", "anna@example.se", "granskare", "Du loggar in med Nässjö kommun"):
        assert told in anna.body
    assert anna.open("/register").status_code == 403
    assert {"user.added", "session.opened"} <= set(kinds(anna.service))


def test_name_address_and_roles_follow_the_provider(anna: Browser, issuer: str):
    put(issuer, "bo", name="Bo", email="bo@example.se")
    sign_in(anna, "bo")
    use(anna.service, oidc_roles={"granskare": "reviewer", "arkiv": "registrar"})
    put(issuer, "bo", name="Bo Ny", email="bo.ny@example.se", roles=["arkiv", "okänd"])
    sign_in(anna, "bo")
    anna.open("/konto")
    assert "Bo Ny" in anna.body
    assert "bo.ny@example.se" in anna.body
    assert anna.open("/register").status_code == 200
    assert kinds(anna.service).count("user.added") == 2  # Karin and Bo
    put(issuer, "bo", roles=[])
    assert sign_in(anna, "bo").status_code == 403
    assert "har ingen roll i Uppsikt" in anna.body
    assert kinds(anna.service)[-2:] == ["user.roles", "session.refused"]


def test_nobody_enters_without_a_role_or_locked(anna: Browser, issuer: str):
    put(issuer, "ingen", email="ingen@example.se", roles=["kock"])
    before = anna.service.counts()
    assert sign_in(anna, "ingen").status_code == 403
    after = anna.service.counts()
    assert after["users"] == before["users"]
    assert after["registry_entries"] == before["registry_entries"] + 1
    put(issuer, "cia", email="cia@example.se")
    sign_in(anna, "cia")
    with anna.service.desk.database.writing() as session:
        user = session.scalars(select(User).where(User.email == "cia@example.se")).one()
        set_locked(session, anna.service.desk, user.id, OPERATOR, locked=True)
    assert anna.open("/ko").headers["location"].startswith("/logga-in")
    assert sign_in(anna, "cia").status_code == 403
    assert "låst" in anna.body


def test_an_account_with_a_password_is_not_taken_over_by_its_address(anna: Browser, issuer: str):
    service = anna.service
    put(issuer, "kalle", email="karin@example.se")
    assert sign_in(anna, "kalle").status_code == 403
    assert "Det finns redan ett annat konto med din adress." in anna.body
    # until an administrator hands it to the provider
    karin = Browser(service)
    karin.sign_in()
    service.human("lena", "reader")
    karin.open("/anvandare")
    path = re.search(r'href="(/anvandare/[0-9a-f-]{36})">lena<', karin.answer.text)[1]
    karin.open(path)
    karin.send(f"{path}/leverantor")
    assert "Inloggningen är bytt." in karin.body
    assert Browser(service).sign_in("lena@example.se").status_code == 401
    put(issuer, "falsk", email="lena@example.se", email_verified=False)
    assert sign_in(anna, "falsk").status_code == 403
    put(issuer, "lena", email="lena@example.se")
    assert sign_in(anna, "lena").headers["location"] == "/ko"
    put(issuer, "lena-2", email="lena@example.se")
    assert sign_in(anna, "lena-2").status_code == 403


def test_roles_may_be_given_here(anna: Browser, issuer: str):
    use(anna.service, oidc_roles_claim="")
    put(issuer, "dan", email="dan@example.se", roles=["granskare"])
    assert sign_in(anna, "dan").status_code == 403
    with anna.service.desk.database.writing() as session:
        told = {"email": "dan@example.se", "name": "Dan", "roles": ["analyst"]}
        add_user(session, anna.service.desk, **told)
    assert sign_in(anna, "dan").headers["location"] == "/ko"
    anna.open("/konto")
    assert "analytiker" in anna.body


@pytest.mark.parametrize("fault", ["state", "code", "other browser", "twice", "nonce", "denied"])
def test_an_answer_that_is_not_this_browser_s_own_lets_nobody_in(
    anna: Browser, issuer: str, fault: str
):
    put(issuer)
    address = depart(anna)
    if fault == "nonce":
        address = re.sub(r"nonce=[^&]*", "nonce=enannan", address)
    back = consent(address, **({"action": "deny"} if fault == "denied" else {}))
    if fault == "state":
        back = re.sub(r"state=[^&]*", "state=enannan", back)
    if fault == "code":
        back = re.sub(r"code=[^&]*", "code=enannan", back)
    browser = Browser(anna.service) if fault == "other browser" else anna
    browser.client.follow_redirects = False
    if fault == "twice":
        assert arrive(browser, back).status_code == 303
        browser.client.cookies.delete("uppsikt_session")
    assert arrive(browser, back).status_code == 401
    assert "uppsikt_session" not in browser.client.cookies


def test_a_provider_that_does_not_answer_is_told_and_passwords_still_work(anna: Browser):
    use(anna.service, oidc_issuer=f"http://127.0.0.1:{free_port()}")
    anna.open("/logga-in/oidc")
    assert anna.answer.status_code == 503
    assert "Det gick inte att nå Nässjö kommun." in anna.body
    anna.client.follow_redirects = True
    anna.sign_in()
    assert anna.path == "/ko"


def test_signing_out_offers_to_end_the_provider_s_session(anna: Browser, issuer: str):
    put(issuer)
    sign_in(anna)
    anna.open("/ko")
    anna.send("/logga-ut")
    anna.open(anna.answer.headers["location"])
    assert "Logga ut från Nässjö kommun också" in anna.body
    there = anna.open("/logga-ut/oidc").headers["location"]
    assert there.startswith(f"{issuer}/oauth2/end_session?")
    asked = parse_qs(urlsplit(there).query)
    assert asked["post_logout_redirect_uri"] == ["http://testserver/logga-in"]
    assert httpx2.get(there).status_code == 200
    anna.open("/ko")
    assert anna.answer.headers["location"].startswith("/logga-in")


def test_the_public_address_is_where_the_provider_sends_people_back(anna: Browser):
    use(anna.service, public_url="https://uppsikt.example.se/")
    asked = parse_qs(urlsplit(depart(anna)).query)
    assert asked["redirect_uri"] == ["https://uppsikt.example.se/logga-in/oidc/svar"]


def test_without_a_provider_there_is_no_such_page(stranger: Browser):
    assert "oidc" not in stranger.open("/logga-in").text
    assert stranger.open("/logga-in/oidc").status_code == 404


@pytest.mark.parametrize(
    ("claim", "named", "claims", "roles"),
    [
        ("roles", {}, {"roles": ["reviewer", "reader"]}, ["reader", "reviewer"]),
        ("roles", {}, {"roles": "analyst"}, ["analyst"]),
        ("roles", {}, {"roles": {"reader": 1}}, []),
        ("roles", {}, {"roles": [None, 1, ["reader"]]}, []),
        ("roles", {}, {}, []),
        ("realm_access.roles", {}, {"realm_access": {"roles": ["reader"]}}, ["reader"]),
        ("realm_access.roles", {}, {"realm_access": "reader"}, []),
        ("groups", {"g1": "registrar"}, {"groups": ["g1", "registrar", "reader"]}, ["registrar"]),
        ("", {}, {"roles": ["reader"]}, None),
    ],
)
def test_roles_are_read_from_the_claim(claim, named, claims, roles):
    settings = Settings(oidc_roles_claim=claim, oidc_roles=named)
    assert roles_of(settings, claims) == roles


@pytest.mark.parametrize(
    "wrong", [{"oidc_issuer": "https://example.se"}, {"oidc_roles": {"x": "kung"}}]
)
def test_settings_that_do_not_hold_together_are_refused(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        Settings(**wrong)
