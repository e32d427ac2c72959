from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from api.auth.accounts import add_user
from api.auth.codes import (
    RECOVERY_CODES,
    begin_codes,
    confirm_codes,
    pending_secret,
    spend_code,
)
from api.commands import app
from api.commands.server import eased
from api.review import PARTS
from api.settings import Settings
from api.tables import RecoveryCode, User
from tests.review import Browser
from tests.service import PASSWORD, Service

ANNA = "anna@example.se"
OWN = "ett eget långt lösenord"


class Phone:
    """An app for codes. Between two codes half a minute goes by, on the service's clock."""

    def __init__(self, service: Service, secret: str) -> None:
        self.totp = pyotp.TOTP(secret.replace(" ", ""))
        self.service = service

    def code(self) -> str:
        desk = self.service.desk
        before = desk.now
        object.__setattr__(desk, "now", lambda: before() + timedelta(seconds=30))
        return self.totp.at(desk.now())


@pytest.fixture
def strict(service: Service) -> Service:
    """The service as `serve` runs it: codes are required. Anna got her password from somebody."""
    object.__setattr__(service.desk, "settings", _required(service))
    with service.desk.database.writing() as session:
        told = {"email": ANNA, "name": "Anna", "roles": ["reviewer"], "password": PASSWORD}
        add_user(session, service.desk, **told, temporary=True)
    return service


def _required(service: Service):
    return service.settings.model_copy(update={"totp": "required"})


@pytest.fixture
def anna(strict: Service) -> Browser:
    return Browser(strict)


def begin(anna: Browser) -> str:
    """Anna signs in the first time up to the QR code; the secret it holds."""
    anna.sign_in(ANNA)
    assert anna.path == "/logga-in/losenord"
    anna.send("/logga-in/losenord", password=OWN)
    assert anna.path == "/logga-in/tvasteg"
    assert "<svg" in anna.answer.text
    found = re.search(r'class="secret">([^<]*)<', anna.answer.text)
    assert found
    return found[1].replace(" ", "")


def enrol(anna: Browser) -> tuple[Phone, list[str]]:
    phone = Phone(anna.service, begin(anna))
    anna.send("/logga-in/tvasteg", kod=phone.code())
    codes = re.findall(r"<li><code>([^<]*)</code>", anna.answer.text)
    assert len(codes) == RECOVERY_CODES
    return phone, codes


def sign_in(browser: Browser, code: str):
    browser.sign_in(ANNA, OWN)
    assert browser.path == "/logga-in/kod"
    return browser.send("/logga-in/kod", kod=code)


def kinds(service: Service) -> list[str]:
    lines = service.client.get("/v1/registry/export", headers=service.tool).text
    return re.findall(r'"type": "([^"]*)"', lines)


def test_the_first_sign_in_asks_for_a_password_of_ones_own_and_a_phone(anna: Browser):
    phone, _ = enrol(anna)
    assert anna.open("/ko").url.path == "/ko"
    again = Browser(anna.service)
    sign_in(again, phone.code())
    assert again.path == "/ko"
    shown = kinds(anna.service)
    assert {"user.password_changed", "user.enrolled", "session.opened"} <= set(shown)


def test_nothing_opens_before_every_step_is_taken(anna: Browser):
    begin(anna)
    for path in ("/ko", "/konto", "/register"):
        anna.open(path)
        assert anna.path == "/logga-in"
    anna.open("/logga-in/tvasteg")
    anna.send("/logga-in/tvasteg", kod="000000")
    assert anna.answer.status_code == 422
    assert "Koden stämmer inte" in anna.body
    assert "uppsikt_session" not in anna.client.cookies


def test_a_weak_password_is_refused_and_the_step_stays(anna: Browser):
    anna.sign_in(ANNA)
    for weak in ("kort", "a" * 20, PASSWORD, ANNA):
        anna.send("/logga-in/losenord", password=weak)
        assert anna.answer.status_code == 422
    assert anna.path == "/logga-in/losenord"


def test_a_code_is_taken_once(anna: Browser):
    phone, _ = enrol(anna)
    code = phone.code()
    assert sign_in(Browser(anna.service), code).url.path == "/ko"
    second = Browser(anna.service)
    sign_in(second, code)
    assert second.answer.status_code == 401
    assert "har redan använts" in second.body


def test_a_code_given_twice_at_once_is_taken_once(each_service: Service):
    service = each_service
    with service.desk.database.writing() as session:
        user = session.scalars(select(User)).first()
        begin_codes(session, service.desk, user.id)
        phone = Phone(service, pending_secret(service.desk, user))
        assert confirm_codes(session, service.desk, user.id, phone.code())
        session.flush()
        session.expunge(user)
    code, taken = phone.code(), []

    def spend() -> None:
        with service.desk.database.writing() as session:
            taken.append(spend_code(session, service.desk, user, code))

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=str) == [None] * 7 + ["totp"]


def test_a_recovery_code_stands_in_once_for_the_phone(anna: Browser):
    _, codes = enrol(anna)
    lost = Browser(anna.service)
    sign_in(lost, f" {codes[3].upper()} ")
    assert lost.path == "/ko"
    lost.open("/konto")
    assert "Du har 9 återställningskoder kvar." in lost.body
    assert sign_in(Browser(anna.service), codes[3]).status_code == 401
    assert "user.recovery_used" in kinds(anna.service)


def test_neither_the_secret_nor_a_recovery_code_stands_in_the_database(anna: Browser):
    secret = begin(anna)
    anna.send("/logga-in/tvasteg", kod=Phone(anna.service, secret).code())
    codes = re.findall(r"<li><code>([^<]*)</code>", anna.answer.text)
    folder = anna.service.settings.folder
    everything = b"".join(file.read_bytes() for file in folder.glob("uppsikt.db*"))
    for known in (secret, *codes, codes[0].replace("-", "")):
        assert known.encode() not in everything


def test_wrong_codes_close_the_second_step_for_everyone_who_has_the_password(anna: Browser):
    phone, _ = enrol(anna)
    for _ in range(5):
        assert sign_in(Browser(anna.service), "000000").status_code == 401
    assert sign_in(Browser(anna.service), phone.code()).status_code == 429
    assert kinds(anna.service).count("session.refused") == 5


def test_a_ticket_is_of_no_use_after_the_password_changed_or_when_forged(anna: Browser):
    phone, _ = enrol(anna)
    waiting = Browser(anna.service)
    waiting.sign_in(ANNA, OWN)
    anna.open("/konto")
    anna.send("/konto/losenord", current=OWN, password="ett annat långt lösenord")
    assert "Lösenordet är bytt" in anna.body
    waiting.send("/logga-in/kod", kod=phone.code())
    assert waiting.path == "/logga-in"
    waiting.client.cookies.set("uppsikt_steg", "påhittad".encode().hex())
    waiting.open("/logga-in/kod")
    assert waiting.path == "/logga-in"


def test_the_api_asks_for_the_code_too(anna: Browser):
    service, body = anna.service, {"email": ANNA, "password": PASSWORD}
    unready = service.client.post("/v1/sessions", json=body)
    assert (unready.status_code, "webbsidan" in unready.json()["detail"]) == (403, True)
    phone, _ = enrol(anna)
    body = {"email": ANNA, "password": OWN}
    asked = service.client.post("/v1/sessions", json=body)
    assert (asked.status_code, asked.json()["errors"][0]["pointer"]) == (401, "/code")
    code = phone.code()
    assert service.client.post("/v1/sessions", json=body | {"code": code}).status_code == 201
    assert service.client.post("/v1/sessions", json=body | {"code": code}).status_code == 401


# One's own account


def test_who_may_leave_the_phone_out_can_still_take_one_in_use(karin: Browser):
    karin.open("/konto")
    assert "Av. Den som får tag i ditt lösenord" in karin.body
    karin.send("/konto/tvasteg", current="fel lösenord")
    assert karin.answer.status_code == 422
    assert "Det är inte ditt nuvarande lösenord." in karin.body
    karin.send("/konto/tvasteg", current=PASSWORD)
    assert karin.path == "/konto/tvasteg"
    found = re.search(r'class="secret">([^<]*)<', karin.answer.text)
    phone = Phone(karin.service, found[1])
    karin.send("/konto/tvasteg/kod", kod=phone.code())
    first = re.findall(r"<li><code>([^<]*)</code>", karin.answer.text)
    karin.open("/konto")
    assert "Du har 10 återställningskoder kvar." in karin.body
    karin.send("/konto/koder", current=PASSWORD)
    second = re.findall(r"<li><code>([^<]*)</code>", karin.answer.text)
    assert len(second) == RECOVERY_CODES
    assert not set(first) & set(second)
    with karin.service.desk.database.reading() as session:
        held = session.scalars(select(RecoveryCode).where(RecoveryCode.ended_at.is_(None))).all()
    assert len(held) == RECOVERY_CODES


def test_one_sees_ones_sessions_and_ends_the_others(karin: Browser, service: Service):
    other = Browser(service)
    other.client.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"
    other.sign_in()
    karin.open("/konto")
    assert "Firefox på Windows" in karin.body
    assert "den här" in karin.body
    ending = re.search(r"/konto/inloggningar/([0-9a-f-]{36})", karin.answer.text)
    karin.send(ending[0])
    assert "Inloggningen är avslutad." in karin.body
    karin.send("/konto/inloggningar")
    assert "Du är utloggad överallt utom här." in karin.body
    other.open("/ko")
    assert other.path == "/logga-in"
    assert karin.open("/ko").url.path == "/ko"


def test_nobody_ends_a_stranger_s_session(karin: Browser, service: Service):
    service.human("lena", "reader")
    lena = Browser(service)
    lena.sign_in("lena@example.se")
    held = service.principal(service.karin).session
    lena.open("/konto")
    lena.send(f"/konto/inloggningar/{held}")
    assert lena.answer.status_code == 404
    assert service.client.get("/v1/decisions", headers=service.karin).status_code == 200


# Users, for who administers them


def add(karin: Browser, **fields) -> str:
    karin.open("/anvandare")
    karin.send("/anvandare", **{"name": "Anna", "email": ANNA, "roles": ["reviewer"], **fields})
    found = re.search(r'class="secret">([^<]*)<', karin.answer.text)
    return found[1] if found else ""


def page_of(karin: Browser, name: str = "Anna") -> str:
    karin.open("/anvandare")
    found = re.search(rf'href="(/anvandare/[0-9a-f-]{{36}})">{name}<', karin.answer.text)
    karin.open(found[1])
    return found[1]


def test_an_administrator_adds_a_user_whose_password_is_shown_once(karin: Browser):
    password = add(karin, roles=["registrar", "reviewer"])
    assert "Lösenordet visas bara nu." in karin.body
    karin.open("/anvandare")
    assert password not in karin.body
    assert "granskare, registrator" in karin.body
    anna = Browser(karin.service)
    anna.sign_in(ANNA, password)
    anna.send("/logga-in/losenord", password=OWN)
    assert anna.path == "/ko"
    assert anna.open("/register").status_code == 200


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": "karin@example.se"}, "Det finns redan en användare med den adressen."),
        ({"email": "inte en adress"}, "Skriv en e-postadress"),
        ({"name": "  "}, "Skriv ett namn"),
        ({"roles": []}, "Välj minst en roll."),
        ({"roles": ["kung"]}, "Okänd roll"),
    ],
)
def test_a_user_who_cannot_be_added_is_told_at_the_field(karin: Browser, fields, told: str):
    before = karin.service.counts()
    assert add(karin, **fields) == ""
    assert karin.answer.status_code in {409, 422}
    assert told in karin.body
    assert karin.service.counts() == before


def test_roles_change_at_once_and_are_written_down(karin: Browser):
    service = karin.service
    lena = service.human("lena", "reader")
    path = page_of(karin, "lena")
    assert service.client.get("/v1/registry/entries", headers=lena).status_code == 403
    karin.send(f"{path}/roller", roles=["registrar"])
    assert "Rollerna är ändrade" in karin.body
    assert service.client.get("/v1/registry/entries", headers=lena).status_code == 200
    karin.open("/register/kedja")
    assert "Roller ändrade: läsare → registrator" in karin.body


def test_a_locked_user_is_out_at_once_and_can_be_let_in_again(karin: Browser):
    service = karin.service
    lena = service.human("lena", "reader")
    path = page_of(karin, "lena")
    karin.send(f"{path}/las", locked="ja")
    assert "Kontot är låst." in karin.body
    assert service.client.get("/v1/decisions", headers=lena).status_code == 401
    refused = Browser(service)
    assert refused.sign_in("lena@example.se").status_code == 401
    karin.send(f"{path}/las", locked="nej")
    assert Browser(service).sign_in("lena@example.se").status_code == 200
    assert service.client.get("/v1/decisions", headers=lena).status_code == 401


def test_somebody_is_always_administrator(karin: Browser):
    path = page_of(karin, "Karin")
    for send in ({"roles": ["reader"]},):
        karin.send(f"{path}/roller", **send)
        assert karin.answer.status_code == 409
        assert "Någon måste vara administratör." in karin.body
    karin.send(f"{path}/las", locked="ja")
    assert karin.answer.status_code == 409
    assert karin.open("/anvandare").status_code == 200


def test_a_reset_gives_a_new_password_and_forgets_the_phone(anna: Browser):
    phone, codes = enrol(anna)
    service = anna.service
    object.__setattr__(service.desk, "settings", service.settings)
    karin = Browser(service)
    karin.sign_in()
    karin.send(f"{page_of(karin)}/aterstall")
    password = re.search(r'class="secret">([^<]*)<', karin.answer.text)[1]
    anna.open("/ko")
    assert anna.path == "/logga-in"
    assert Browser(service).sign_in(ANNA, OWN).status_code == 401
    object.__setattr__(service.desk, "settings", _required(service))
    fresh = Browser(service)
    fresh.sign_in(ANNA, password)
    assert fresh.path == "/logga-in/losenord"
    assert phone
    assert codes


def test_an_administrator_ends_a_user_s_session(karin: Browser):
    service = karin.service
    lena = service.human("lena", "reader")
    path = page_of(karin, "lena")
    karin.send(f"{path}/inloggningar/{service.principal(lena).session}")
    assert "Inloggningen är avslutad." in karin.body
    assert service.client.get("/v1/decisions", headers=lena).status_code == 401


# Keys


def test_a_key_is_made_shown_once_used_and_revoked(karin: Browser):
    service = karin.service
    karin.open("/nycklar")
    karin.send("/nycklar", name="Prov", scopes=["read"], channel="nassjo")
    token = re.search(r"uppsikt_[\w-]{40,}", karin.body)[0]
    headers = {"Authorization": f"Bearer {token}"}
    assert service.client.get("/v1/decisions", headers=headers).status_code == 200
    assert service.client.get("/v1/registry/entries", headers=headers).status_code == 403
    karin.open("/nycklar")
    assert token not in karin.body
    row = next(row for row in karin.body.split("<tr>") if ">Prov<" in row)
    assert "aldrig" not in row
    karin.send(re.search(r"/nycklar/[0-9a-f-]{36}/aterkalla", row)[0])
    assert "Nyckeln är återkallad." in karin.body
    assert service.client.get("/v1/decisions", headers=headers).status_code == 401
    assert kinds(service)[-1] == "key.revoked"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "Skriv ett namn"),
        ({"scopes": []}, "Välj minst en sak"),
        ({"scopes": ["review"]}, "En nyckel kan inte få review."),
    ],
)
def test_a_key_that_cannot_be_made_is_told_at_the_field(karin: Browser, fields, told: str):
    karin.open("/nycklar")
    karin.send("/nycklar", **{"name": "Prov", "scopes": ["read"], **fields})
    assert karin.answer.status_code == 422
    assert told in karin.body


@pytest.mark.parametrize("role", ["reader", "reviewer", "registrar", "analyst"])
def test_only_an_administrator_keeps_users_and_keys(service: Service, role: str):
    service.human("lena", role)
    lena = Browser(service)
    lena.sign_in("lena@example.se")
    assert lena.open("/konto").status_code == 200
    assert "/anvandare" not in lena.answer.text
    before = service.counts()
    for path in ("/anvandare", "/nycklar", "/anvandare/någon"):
        assert lena.open(path).status_code == 403
    lena.open("/konto")
    for path in ("/anvandare", "/nycklar", "/nycklar/x/aterkalla", "/anvandare/x/las"):
        assert lena.send(path, name="x", email="x@example.se").status_code == 403
        lena.open("/konto")
    assert service.counts() == before


@pytest.mark.parametrize(
    "path", ["/konto/losenord", "/konto/inloggningar", "/nycklar", "/anvandare"]
)
def test_a_form_from_elsewhere_changes_nothing(karin: Browser, path: str):
    before = karin.service.counts()
    assert karin.client.post(path, data={"formular": "fel"}).status_code == 403
    assert karin.service.counts() == before


@pytest.mark.parametrize(
    ("chosen", "totp"),
    [
        ({}, "optional"),
        ({"host": "0.0.0.0"}, "required"),
        ({"totp": "required"}, "required"),
        ({"host": "192.0.2.1", "totp": "optional"}, "optional"),
    ],
)
def test_only_a_trial_on_ones_own_machine_asks_for_no_code(chosen: dict[str, str], totp: str):
    assert eased(Settings(**chosen)).totp == totp
    assert Settings().totp == "required"


def test_users_are_kept_from_the_command_line_too(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("UPPSIKT_FOLDER", str(service.settings.folder))
    lena = service.human("lena", "reader")

    def told(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["user", *arguments])
        return f"{done.exit_code} {done.output}"

    assert "0" in told("roles", "lena@example.se", "--role", "registrar", "--role", "reviewer")
    assert told("lock", "Lena@Example.se").startswith("0 Locked.")
    assert service.client.get("/v1/decisions", headers=lena).status_code == 401
    assert "lena\treviewer registrar\tpassword\tlocked" in told("list")
    assert "(shown once)" in told("reset", "lena@example.se")
    assert told("lock", "karin@example.se").startswith("1 Någon måste vara administratör.")
    assert "system:operator" in service.client.get("/v1/registry/export", headers=service.tool).text


def test_no_page_is_reached_without_signing_in(stranger: Browser):
    stranger.client.follow_redirects = False
    pages = [route for part in PARTS for route in part.router.routes]
    assert len(pages) > 40
    reached = {path for route in pages for path in reachable(stranger, route)}
    assert reached == {
        "/logga-in",
        "/logga-in/oidc",
        "/logga-in/oidc/svar",
        "/logga-ut/oidc",
        "/sprak",
    }


def reachable(stranger: Browser, route) -> Iterator[str]:
    path = re.sub(r"{[^}]*}", "x", route.path)
    for method in route.methods:
        answer = stranger.client.request(method, path)
        led = answer.headers.get("location", "").startswith("/logga-in")
        if not led and answer.status_code != 403:
            yield path
