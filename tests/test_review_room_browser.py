from __future__ import annotations

from typing import Any

import pytest

from api import wellbeing
from api.wellbeing import Choices
from tests.browser import PHONE, WIDE, Person
from tests.review import document, events
from tests.service import QUESTION, REASON, Service
from tests.test_review_room import PRAISE, STANDS, picture

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect


def test_a_day_s_work_goes_by_keyboard_alone(person: Person, service: Service):
    first, second = service.submit()["id"], service.submit()["id"]
    page = person.sign_in()
    press = page.keyboard.press
    press("j")
    press("k")
    press("Enter")
    page.wait_for_url(f"**/arenden/{first}*")
    press("n")
    page.wait_for_url(f"**/arenden/{second}*")
    press("v")
    expect(page.locator(".words")).to_be_visible()
    press("z")
    expect(page.locator(".list")).to_be_hidden()
    press("d")
    expect(page.get_by_role("textbox", name="Skäl")).to_be_focused()
    expect(page.get_by_text("Ctrl Enter: Ingen åtgärd")).to_be_visible()
    page.keyboard.type("Kommentaren är ett citat ur en film.")
    press("Control+Enter")
    page.wait_for_url(f"**/arenden/{first}*")
    expect(page.locator("#besked")).to_contain_text("Beslutet är sparat")
    assert document(service, second)["review"]["verdict"] == "dismiss"
    press("u")
    expect(page.locator("#besked")).to_contain_text("Beslutet är ångrat")
    assert document(service, second)["state"] == "suggested"
    press("z")
    expect(page.locator(".list")).to_be_visible()
    press("f")
    page.keyboard.type(REASON)
    press("Control+Enter")
    expect(page.get_by_role("heading", name="Granska före radering")).to_be_focused()
    press("3")
    page.wait_for_url("**/ko?lage=klara")


def test_the_case_alone_is_a_button_too_and_stays_so_until_it_is_pressed_again(
    person: Person, service: Service
):
    first, second = service.submit()["id"], service.submit()["id"]
    page = person.sign_in()
    page.goto(f"/arenden/{first}")
    page.get_by_role("button", name="Bara ärendet").click()
    expect(page.locator(".list")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    assert person.violations() == []
    page.get_by_role("link", name="Nästa").click()
    page.wait_for_url(f"**/arenden/{second}*")
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("button", name="Visa kön").click()
    expect(page.locator(".list")).to_be_visible()
    expect(page.get_by_role("button", name="Bara ärendet")).to_be_focused()


def test_new_rows_counts_and_claims_show_without_a_reload(
    chromium: Any, address: str, person: Person, service: Service
):
    decision = service.submit(words=QUESTION)["id"]
    page = person.sign_in()
    page.goto(f"/arenden/{decision}")
    page.evaluate("window.same = true")
    page.locator(".filter-box summary").click()
    page.get_by_role("textbox", name="Skäl").evaluate("field => { field.value = 'påbörjat' }")
    service.submit()
    expect(page.locator(".row-new")).to_have_count(1)
    expect(page.locator("#antal-vantar")).to_contain_text("2")
    expect(page.locator("#besked")).to_contain_text("Ett nytt ärende i kön")
    expect(page.locator(".row[aria-current]")).to_have_attribute("href", f"/arenden/{decision}")
    bo = service.human("bo")
    service.client.post(f"/v1/decisions/{decision}/claim", headers=bo)
    expect(page.locator("#lage")).to_contain_text("bo arbetar med ärendet")
    expect(page.locator(".rows")).to_contain_text("bo har det")
    assert page.locator(".filter-box").get_attribute("open") is not None
    assert page.get_by_role("textbox", name="Skäl").input_value() == "påbörjat"
    assert page.evaluate("window.same")


def test_harmless_rows_are_ticked_and_decided_together(person: Person, service: Service):
    ids = [service.submit(words=words)["id"] for words in (QUESTION, PRAISE, QUESTION)]
    page = person.sign_in()
    page.locator(f'.row[href*="{ids[0]}"]').focus()
    page.keyboard.press("x")
    page.locator(f'.row[href*="{ids[1]}"]').focus()
    page.keyboard.press("x")
    page.get_by_role("button", name="Granska 2 markerade tillsammans").click()
    expect(page.locator(".together li")).to_have_count(2)
    assert person.violations() == []
    page.get_by_label("Grund").select_option(STANDS)
    page.get_by_role("textbox", name="Skäl").fill("Vanliga frågor som står kvar.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#besked")).to_contain_text("2 ärenden avslutades")
    assert [document(service, one)["review"] is not None for one in ids] == [True, True, False]


def test_a_screenshot_is_added_the_guide_followed_and_a_draft_copied(
    person: Person, service: Service
):
    decision = service.submit("toreboda", "Dra åt helvete jävla idioter", author_id="a1")["id"]
    page = person.sign_in()
    page.goto(f"/arenden/{decision}")
    page.keyboard.press("v")
    page.get_by_text("Lägg till en skärmdump").click()
    file = {"name": "bild.png", "mimeType": "image/png", "buffer": picture()}
    page.get_by_label("Bild").set_input_files(file)
    page.get_by_role("button", name="Spara som bevis").click()
    page.get_by_text("Visa bilden").click()
    shown = page.locator(".picture img")
    expect(shown).to_be_visible()
    assert "grayscale" in shown.evaluate("one => getComputedStyle(one).filter")
    assert "evidence.preserved" in events(service, decision)
    page.get_by_text("Vägledning: Förhållningssätt").click()
    for answer in ("Nej", "Nej", "Ja", "Ja"):
        page.locator(".questions").get_by_text(answer, exact=True).locator("visible=true").click()
    page.get_by_role("button", name="Välj grunden").click()
    assert page.get_by_label("Grund").input_value()
    page.get_by_text("Till den som skrev: beslut och skäl").click()
    page.get_by_role("button", name="Kopiera").click()
    expect(page.get_by_role("button", name="Kopierat")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_case_with_everything_open_is_accessible_and_fits_its_screen(
    chromium: Any, address: str, service: Service, scheme: str, screen: dict[str, int]
):
    wellbeing.choose(service.desk, service.principal(service.karin), Choices(pause_texts=1))
    place = {"parent": "Nya simhallen", "author_id": "a1"}
    service.submit("toreboda", QUESTION, **place)
    decision = service.submit("toreboda", "Dra åt helvete jävla idioter", **place)["id"]
    service.submit("lilla-edet")
    done = service.seen("lilla-edet")
    service.review(done, ground="hot")
    service.execute(done, "hide")
    someone = Person(chromium, address, viewport=screen, color_scheme=scheme)
    page = someone.sign_in()
    page.goto(f"/arenden/{decision}")
    page.get_by_role("button", name="Visa text").click()
    wrong: list[str] = []
    for path in ("", f"/arenden/{done}?text=visa"):
        if path:
            page.goto(path)
        wrong += someone.faults()
    page.goto("/ko")
    page.locator(".quick button").click()
    wrong += someone.faults()
    assert wrong == []
    assert someone.complaints == []
    someone.context.close()


def test_who_has_chosen_so_is_shown_the_text_unasked(person: Person, service: Service):
    wellbeing.choose(service.desk, service.principal(service.karin), Choices(veil="svara"))
    question, threat = service.submit(words=QUESTION)["id"], service.submit()["id"]
    page = person.sign_in()
    page.goto(f"/arenden/{question}")
    expect(page.locator(".words")).to_contain_text("simhallen")
    page.goto(f"/arenden/{threat}")
    expect(page.get_by_role("button", name="Visa text")).to_be_visible()


def test_a_draft_keeps_itself_while_it_is_written_and_says_so_when_it_cannot(
    person: Person, service: Service
):
    decision = service.submit("toreboda", "Dra åt helvete jävla idioter")["id"]
    page = person.sign_in()
    page.goto(f"/arenden/{decision}")
    page.keyboard.press("v")
    page.get_by_text("Till den som skrev: beslut och skäl").click()
    draft = page.locator("#utkast-author")
    told = page.locator("#utkast-author-lage")
    draft.fill("Hej! Vi har tagit bort ditt inlägg.")
    expect(told).to_contain_text("Sparat i dag")
    page.reload()
    expect(draft).to_have_value("Hej! Vi har tagit bort ditt inlägg.")
    assert person.violations() == []
    page.context.clear_cookies()
    draft.fill("Hej igen!")
    expect(told).to_contain_text("Inte sparat.")
    expect(draft).to_have_value("Hej igen!")
