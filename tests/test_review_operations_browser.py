from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.alerts import alert
from api.errors import UnavailableError
from tests.browser import PHONE, WIDE, Person
from tests.service import Service
from tests.test_api_alerts import CRY, Receiver, desk_at, receiver

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect
assert receiver  # a fixture


@pytest.fixture
def alerted(service: Service, receiver: Receiver) -> Service:
    """One alert that arrived and one that did not."""
    desk = desk_at(service, receiver)
    object.__setattr__(service.desk, "settings", desk.settings)
    service.submit(words=CRY)
    alert(service.desk)
    receiver.status = 500
    service.submit()
    with pytest.raises(UnavailableError):
        alert(service.desk)
    return service


def test_a_channel_s_hours_are_changed_and_its_alerts_seen(
    person: Person, alerted: Service, pictures: Path
):
    page = person.sign_in()
    page.get_by_role("link", name="Drift").click()
    page.get_by_role("link", name="nassjo", exact=True).first.click()
    expect(page.get_by_label("Från, vardagar")).to_be_hidden()
    page.get_by_label("Vardagar", exact=True).select_option("egna")
    page.get_by_label("Från, vardagar").fill("7")
    page.get_by_label("Till, vardagar").fill("21.30")
    page.get_by_label("Jour", exact=True).select_option("egna")
    page.get_by_label("Vem har jour").fill("Kommunens jourtelefon")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status")).to_contain_text("Sparat.")
    expect(page.get_by_label("Från, vardagar")).to_have_value("07.00")
    page.screenshot(path=pictures / "kanal-ljus.png", full_page=True)
    rows = page.get_by_role("region", name="Tabell med larm").get_by_role("row")
    expect(rows.filter(has_text="nödrop")).to_contain_text("Ja, webhook")
    expect(rows.filter(has_text="hot")).to_contain_text("Nej")
    page.goto("/lage")
    expect(page.get_by_role("status")).to_contain_text("Allt håller.")
    page.screenshot(path=pictures / "driftlage-ljus.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_open_form_and_the_alerts_are_accessible_and_fit_the_screen(
    chromium: Any, address: str, alerted: Service, scheme: str, screen: dict[str, int]
):
    someone = Person(chromium, address, viewport=screen, color_scheme=scheme)
    page = someone.sign_in()
    page.goto("/kanaler/nassjo")
    for name in ("Vardagar", "Jour", "Larm"):
        page.get_by_label(name, exact=True).select_option("egna")
    assert someone.faults() == []
    assert someone.complaints == []
    someone.context.close()
