from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.demo import load_comments
from tests.browser import PHONE, WIDE, Person
from tests.review import PAGES, document, events
from tests.service import REASON, THREAT, Service

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect


def test_one_case_is_triaged_by_keyboard_alone(person: Person, service: Service):
    first = service.submit()["id"]
    second = service.submit()["id"]
    page = person.sign_in()
    press = page.keyboard.press
    press("j")
    expect(page.locator(f'.row[href*="{second}"]')).to_be_focused()
    press("k")
    press("Enter")
    page.wait_for_url(f"**/arenden/{first}*")
    expect(page.locator(".words")).to_have_count(0)
    press("v")
    expect(page.locator(".words")).to_contain_text("ihjäl")
    press("b")
    expect(page.get_by_label("Grund")).to_be_focused()
    press("End")
    press("Tab")
    page.keyboard.type("Kommentaren är ett citat ur en film.")
    press("Tab")
    press("Tab")
    expect(page.get_by_role("button", name="Ingen åtgärd")).to_be_focused()
    press("Enter")
    page.wait_for_url(f"**/arenden/{second}*")
    expect(page.get_by_role("status")).to_contain_text("Beslutet är sparat")
    assert document(service, first)["review"]["ground"] == "felaktigt-forslag"


def test_a_deletion_shows_its_evidence_before_it_is_confirmed(person: Person, service: Service):
    decision = service.submit()["id"]
    page = person.sign_in()
    page.goto(f"/arenden/{decision}")
    expect(page.get_by_role("button", name="Bevara och bekräfta radering")).to_be_disabled()
    page.get_by_role("button", name="Visa text").click()
    page.get_by_role("button", name="Bevara och bekräfta radering").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Grund").select_option("hot")
    page.get_by_label("Skäl").fill(REASON)
    page.get_by_role("button", name="Bevara och bekräfta radering").click()
    expect(page.get_by_role("heading", name="Granska före radering")).to_be_focused()
    digests = page.locator(".digest").all_inner_texts()
    assert document(service, decision)["state"] == "claimed"
    page.get_by_role("button", name="Bekräfta radering").click()
    expect(page.get_by_role("status")).to_contain_text("bevara → radera")
    decided = document(service, decision)
    assert decided["state"] == "confirmed"
    assert [file["sha256"] for file in decided["evidence"]] == digests
    assert events(service, decision)[-2:] == ["evidence.preserved", "decision.reviewed"]


def test_help_opens_and_single_keys_can_be_turned_off(person: Person, service: Service):
    service.submit()
    page = person.sign_in()
    page.keyboard.press("?")
    help_box = page.get_by_role("dialog", name="Kortkommandon")
    expect(help_box).to_be_visible()
    page.get_by_label("Använd kortkommandon").uncheck()
    page.keyboard.press("Escape")
    expect(help_box).to_be_hidden()
    page.keyboard.press("j")
    assert page.locator(".row:focus").count() == 0


def test_everything_works_without_scripts(chromium: Any, address: str, service: Service):
    decision = service.submit()["id"]
    someone = Person(chromium, address, java_script_enabled=False)
    page = someone.sign_in()
    page.locator(".row").first.click()
    page.get_by_role("button", name="Visa text").click()
    page.get_by_label("Grund").select_option("felaktigt-forslag")
    page.get_by_label("Skäl").fill(REASON)
    page.get_by_role("button", name="Ingen åtgärd").click()
    expect(page.locator(".notice")).to_contain_text("Beslutet är sparat")
    assert document(service, decision)["state"] == "dismissed"
    someone.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_is_accessible_and_fits_its_screen(
    chromium: Any, address: str, service: Service, scheme: str, screen: dict[str, int]
):
    decision = service.submit(author="A" * 80, parent="långtordutanmellanslag" * 6)["id"]
    service.submit("toreboda", "Ring 070-1740605 när simhallen öppnar?")
    done = service.seen("lilla-edet")
    service.review(done, ground="hot")
    someone = Person(chromium, address, viewport=screen, color_scheme=scheme)
    page = someone.page
    page.goto("/logga-in")
    assert someone.violations() == []
    someone.sign_in()
    wrong: list[str] = []
    for path in (*PAGES, f"/arenden/{decision}", f"/arenden/{done}?text=visa", "/inget"):
        page.goto(path)
        wrong += someone.faults()
    page.goto(f"/arenden/{decision}")
    page.get_by_role("button", name="Visa text").click()
    page.get_by_role("button", name="Bevara och bekräfta radering").click()
    page.get_by_text("Ändra förslag").click()
    wrong += someone.violations()
    page.get_by_label("Grund").select_option("hot")
    page.get_by_label("Skäl").fill(REASON)
    page.get_by_role("button", name="Bevara och bekräfta radering").click()
    expect(page.get_by_role("heading", name="Granska före radering")).to_be_visible()
    wrong += someone.faults()
    assert wrong == []
    assert someone.complaints == []
    someone.context.close()


def test_nothing_moves_for_who_asks_for_stillness(chromium: Any, address: str, service: Service):
    service.submit(words=THREAT)
    someone = Person(chromium, address, reduced_motion="reduce")
    someone.sign_in()
    moving = "document.getAnimations().length"
    assert someone.page.evaluate(moving) == 0
    someone.context.close()


def test_the_handbook_s_pictures_can_be_taken(
    chromium: Any, address: str, service: Service, pictures: Path
):
    load_comments(service.desk)
    for name, screen, scheme in (
        ("ljus", WIDE, "light"),
        ("mork", WIDE, "dark"),
        ("mobil", PHONE, "light"),
    ):
        someone = Person(chromium, address, viewport=screen, color_scheme=scheme)
        take_pictures(someone, pictures, name)
        assert someone.complaints == []
        someone.context.close()
    assert len(list(pictures.glob("*.png"))) >= 3 * 3


def take_pictures(someone: Person, folder: Path, name: str) -> None:
    """One walk through the pages; the case is left as it was found."""
    page = someone.page

    def take(what: str) -> None:
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=folder / f"{what}-{name}.png")

    someone.sign_in()
    take("ko")
    page.goto("/ko?kanal=nassjo")
    page.locator(".row").first.click()
    page.get_by_role("button", name="Visa text").click()
    page.get_by_label("Grund").select_option("hot")
    page.get_by_label("Skäl").fill("Hotar den som arbetar i kommunhuset med våld.")
    take("arende")
    page.get_by_role("button", name="Bevara och bekräfta radering").click()
    expect(page.get_by_role("heading", name="Granska före radering")).to_be_visible()
    take("radera")
    page.goto("/ko?del=ofarliga")
    page.locator("#flera button").click()
    expect(page.locator(".together")).to_be_visible()
    take("flera")
    page.goto("/installningar")
    take("installningar")
    if name != "ljus":
        return
    page.goto("/ko?kanal=toreboda")
    page.locator(".row").first.click()
    page.get_by_role("button", name="Visa text").click()
    page.get_by_text("Vägledning: ").click()
    page.locator(".draft summary").first.click()
    page.locator("#vagledning").scroll_into_view_if_needed()
    page.screenshot(path=folder / "vagledning-ljus.png")
