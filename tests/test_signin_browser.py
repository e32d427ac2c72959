from __future__ import annotations

from pathlib import Path
from typing import Any

import pyotp
import pytest

from api.auth.accounts import add_user
from tests.browser import PHONE, WIDE, Person
from tests.service import PASSWORD, Service
from tests.sso import put

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect

ANNA = "anna@example.se"
OWN = "ett eget långt lösenord"
PLACES = ("/konto", "/anvandare", "/nycklar")


@pytest.fixture
def strict(service: Service) -> Service:
    """Codes are required, as `serve` has it, of Anna, who got her password from somebody."""
    required = service.settings.model_copy(update={"totp": "required"})
    object.__setattr__(service.desk, "settings", required)
    with service.desk.database.writing() as session:
        told = {"email": ANNA, "name": "Anna Prov", "roles": ["reviewer"], "password": PASSWORD}
        add_user(session, service.desk, **told, temporary=True)
    return service


def relaxed(service: Service) -> None:
    object.__setattr__(service.desk, "settings", service.settings)


def give(someone: Person, name: str, password: str) -> None:
    page = someone.page
    page.goto("/")
    page.get_by_label("E-postadress").fill(name)
    page.get_by_label("Lösenord").fill(password)
    page.keyboard.press("Enter")


def test_a_first_sign_in_by_keyboard_alone_and_a_second_with_a_recovery_code(
    person: Person, strict: Service, pictures: Path
):
    page, wrong = person.page, []
    give(person, ANNA, PASSWORD)
    expect(page.get_by_label("Nytt lösenord")).to_be_focused()
    wrong += person.violations()
    page.keyboard.type(OWN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="QR-kod för appen")).to_be_visible()
    wrong += person.violations()
    page.get_by_text("Kan du inte läsa in bilden?").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_text("Kan du inte läsa in bilden?").click()
    page.screenshot(path=pictures / "tvasteg-ljus.png")
    page.get_by_label("Skriv koden som appen visar").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Spara dina återställningskoder")).to_be_visible()
    wrong += person.violations()
    codes = page.locator(".codes code").all_inner_texts()
    page.screenshot(path=pictures / "aterstallningskoder-ljus.png")
    page.get_by_role("link", name="Jag har sparat koderna").press("Enter")
    page.wait_for_url("**/ko*")
    page.get_by_role("button", name="Logga ut").click()
    give(person, ANNA, OWN)
    expect(page.get_by_label("Kod")).to_be_focused()
    wrong += person.violations()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Koden stämmer inte")
    page.get_by_label("Kod").fill(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/ko*")
    assert wrong == []


def test_a_human_signs_in_by_the_municipality_s_provider(
    person: Person, joined: Service, issuer: str
):
    put(issuer)
    page = person.page
    page.goto("/modell")
    assert person.violations() == []
    page.get_by_role("link", name="Logga in med Nässjö kommun").click()
    page.locator("input[name=sub]").fill("anna")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/modell")
    person.complaints.clear()  # the provider's own page asks for a style sheet from elsewhere
    page.get_by_role("link", name="Anna Prov").click()
    expect(page.get_by_text("Du loggar in med Nässjö kommun.")).to_be_visible()
    assert person.violations() == []
    page.get_by_role("button", name="Logga ut").click()
    leaving = page.get_by_role("link", name="Logga ut från Nässjö kommun också")
    expect(leaving).to_be_visible()
    assert person.complaints == []
    leaving.click()
    page.wait_for_url(f"{issuer}/**")
    person.complaints.clear()


def test_an_administrator_adds_a_user_makes_a_key_and_revokes_it(person: Person):
    page = person.sign_in()
    page.get_by_role("link", name="Karin").click()
    page.get_by_role("link", name="Användare").click()
    page.get_by_label("Namn").fill("Anna Prov")
    page.get_by_label("E-postadress").fill(ANNA)
    page.get_by_label("Registrator").check()
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("status")).to_contain_text("Lösenordet visas bara nu.")
    assert person.violations() == []
    page.get_by_label("Namn").fill("Anna igen")
    page.get_by_label("E-postadress").fill(ANNA)
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_label("E-postadress")).to_be_focused()
    page.get_by_role("link", name="Anna Prov").click()
    page.get_by_text("Lås kontot").first.click()
    page.get_by_role("button", name="Lås kontot").click()
    expect(page.get_by_role("status")).to_contain_text("Kontot är låst.")
    assert person.violations() == []
    page.get_by_role("link", name="Nycklar").click()
    page.get_by_label("Namn").fill("Prov")
    page.get_by_label("Läsa ärenden").check()
    page.get_by_role("button", name="Gör nyckel").click()
    expect(page.get_by_role("status")).to_contain_text("uppsikt_")
    assert person.violations() == []
    row = page.get_by_role("row", name="Prov")
    row.get_by_text("Återkalla").first.click()
    row.get_by_role("button", name="Återkalla nyckeln").click()
    expect(page.get_by_role("status")).to_contain_text("Nyckeln är återkallad.")


def test_the_account_s_pages_are_accessible_and_fit_their_screen(
    chromium: Any, address: str, service: Service, pictures: Path
):
    service.human("Lena", "registrar")
    for name, screen, scheme in (
        ("ljus", WIDE, "light"),
        ("mork", WIDE, "dark"),
        ("mobil", PHONE, "light"),
    ):
        someone = Person(chromium, address, viewport=screen, color_scheme=scheme)
        assert walk(someone, pictures, name) == []
        assert someone.complaints == []
        someone.context.close()


def walk(someone: Person, folder: Path, name: str) -> list[str]:
    """Through the pages, with a picture of each; what axe finds wrong or what is too wide."""
    page, wrong = someone.sign_in(), []
    for path in (*PLACES, None):
        if path is None:
            page.goto("/anvandare")
            page.get_by_role("link", name="Lena").click()
        else:
            page.goto(path)
        wrong += someone.faults()
        picture = f"{(path or 'en-anvandare').strip('/')}-{name}.png"
        page.screenshot(path=folder / picture, full_page=True)
    return wrong
