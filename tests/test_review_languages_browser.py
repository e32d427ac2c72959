from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.demo import load_comments
from tests.browser import PHONE, WIDE, Person
from tests.review import PAGES
from tests.service import PASSWORD, REASON, Service

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect


def sign_in(someone: Person) -> Any:
    page = someone.page
    page.goto("/")
    page.get_by_label("Email address").fill("karin@example.se")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ko*")
    return page


def test_a_swede_changes_to_english_and_back_where_they_stand(person: Person, service: Service):
    decision = service.submit("toreboda", "Dra åt helvete jävla idioter")["id"]
    page = person.page
    page.goto(f"/arenden/{decision}")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Svenska").click()
    page.get_by_label("E-postadress").fill("karin@example.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{decision}")
    page.get_by_role("button", name="English").click()
    page.wait_for_url(f"**/arenden/{decision}")
    page.keyboard.press("v")
    expect(page.locator(".words")).to_have_attribute("lang", "sv")
    page.get_by_text("To the author: decision and reasons").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.locator("#besked")).to_contain_text("Copied")
    service.submit()
    expect(page.locator("#besked")).to_contain_text("A new case in the queue: swearing, threat")
    expect(page.locator(".row-new")).to_contain_text("At once")
    page.get_by_role("heading", name="Why").click()
    page.keyboard.press("d")
    expect(page.get_by_text("Ctrl Enter: No action")).to_be_visible()
    page.keyboard.type(REASON)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#besked")).to_contain_text("The decision is saved: no action")
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("heading", name="Kö")).to_be_visible()


def test_the_language_is_changed_without_scripts(chromium: Any, address: str, service: Service):
    someone = Person(chromium, address, java_script_enabled=False)
    page = someone.sign_in()
    page.goto("/ko?lage=mina")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/ko?lage=mina")
    expect(page.get_by_role("heading", name="You have no cases")).to_be_visible()
    someone.context.close()


@pytest.mark.parametrize("look", [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_the_english_pages_are_accessible_and_fit_their_screen(
    chromium: Any, address: str, service: Service, look: tuple[dict[str, int], str]
):
    screen, scheme = look
    decision = service.submit("toreboda", "Dra åt helvete jävla idioter", parent="Simhallen")["id"]
    someone = Person(chromium, address, viewport=screen, color_scheme=scheme, locale="en-GB")
    page = someone.page
    page.goto("/logga-in")
    wrong = someone.violations()
    sign_in(someone)
    page.goto(f"/arenden/{decision}")
    page.get_by_role("button", name="Show text").click()
    for path in ("", *PAGES, "/konto", "/anvandare", "/nycklar"):
        if path:
            page.goto(path)
        wrong += someone.faults()
    assert wrong == []
    assert someone.complaints == []
    someone.context.close()


def test_the_english_pictures_can_be_taken(
    chromium: Any, address: str, service: Service, pictures: Path
):
    load_comments(service.desk)
    someone = Person(chromium, address, locale="en-GB")
    page = sign_in(someone)
    page.screenshot(path=pictures / "ko-engelska.png")
    page.goto("/ko?kanal=nassjo")
    page.locator(".row").first.click()
    page.get_by_role("button", name="Show text").click()
    expect(page.locator(".words")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=pictures / "arende-engelska.png")
    assert someone.complaints == []
    someone.context.close()
    assert len(list(pictures.glob("*-engelska.png"))) == 2
