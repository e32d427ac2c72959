from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import PHONE, WIDE, Person
from tests.measure_pages import fill, templates
from tests.review import document
from tests.service import PASSWORD, THREAT, Service

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect

LETTER = "Jag citerade en replik ur en film. Det var inget hot mot någon."
COMMENT = "Ring mig på 070-1740605 eller mejla maja@example.com om simhallen."


@pytest.fixture
def hidden(service: Service) -> str:
    """A comment that Karin decided to hide, and that the tool has hidden."""
    decision = service.seen("nassjo", THREAT, author="Arg Granne", parent="Ny simhall 2027")
    service.review(decision, verdict="change", actions=["hide", "notify_author"], ground="hot")
    service.execute(decision, "hide")
    return decision


@pytest.fixture
def lena(chromium: Any, address: str, service: Service) -> Iterator[Person]:
    service.human("lena", "reviewer")
    someone = Person(chromium, address)
    sign_in(someone, "lena@example.se")
    yield someone
    someone.context.close()
    assert someone.complaints == []


def sign_in(someone: Person, email: str) -> None:
    someone.page.goto("/")
    someone.page.get_by_label("E-postadress").fill(email)
    someone.page.get_by_label("Lösenord").fill(PASSWORD)
    someone.page.keyboard.press("Enter")
    someone.page.wait_for_url("**/ko*")


def test_an_objection_goes_from_the_registry_to_a_second_person(
    person: Person, lena: Person, service: Service, hidden: str
):
    page = person.sign_in()
    page.goto("/register?q=slå+ihjäl")
    page.get_by_role("link", name="Kommentar på").click()
    page.get_by_role("link", name="Anteckna en invändning").click()
    page.get_by_label("Vad den som skrev säger").fill(LETTER)
    page.get_by_role("button", name="Anteckna invändningen").click()
    expect(page.get_by_role("status")).to_contain_text("Invändningen är antecknad.")
    expect(page.get_by_text("Du fattade beslutet.")).to_be_visible()
    other = lena.page
    other.goto("/ko")
    other.get_by_role("link", name="Invändningar 1 väntar").click()
    other.get_by_role("link", name="Dölj").click()
    expect(other.get_by_label("Beslutet ändras")).to_be_disabled()
    other.get_by_role("button", name="Visa text").click()
    expect(other.locator(".words")).to_contain_text("ihjäl")
    other.get_by_label("Beslutet ändras").check()
    other.get_by_label("Skäl").fill("Ett citat ur en känd film, i ett sådant samtal.")
    other.get_by_role("button", name="Spara prövningen").click()
    expect(other.get_by_role("status")).to_contain_text("visa igen → berätta för den som skrev")
    assert document(service, hidden)["remaining"] == ["unhide", "notify_author"]


def test_a_limit_is_tried_from_the_rule_that_asks_for_it(person: Person, service: Service):
    service.submit("nassjo", "Jag vet var du bor")
    page = person.sign_in()
    page.goto("/policy/nassjo")
    page.locator("#hot").get_by_role("link", name="pröva en annan").first.click()
    expect(page.get_by_label("Regel")).to_have_value("hot")
    page.get_by_label("Ny gräns").fill("1")
    page.get_by_role("button", name="Pröva").click()
    expect(page.locator("#utfall")).to_contain_text("Andra förslag")
    expect(page.get_by_role("region", name="Ändrade förslag")).to_contain_text("väntar")
    page.get_by_text("Visa tabellen").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ned som CSV : Vad varje gräns skulle ge").click()
    assert "Väntade falsklarm" in download.value.path().read_text(encoding="utf-8")


def test_a_gallring_is_decided_and_its_run_is_followed(person: Person, service: Service):
    ids = [service.submit(words=f"Okej {number}")["id"] for number in range(12)]
    page = person.sign_in()
    page.goto("/gallring")
    page.get_by_label("Frist i dagar").fill("0")
    page.get_by_role("button", name="Provkör").click()
    page.get_by_label("Gallringsbeslutets beteckning").fill("KS 2026/118")
    page.get_by_label("Jag beslutar att 12 kommentarer").check()
    page.get_by_role("button", name="Besluta om gallring").click()
    page.get_by_role("button", name="Kör gallringen").click()
    expect(page.get_by_role("heading", name="Klar")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("12 av 12 klara.")
    assert document(service, ids[0])["comment"]["text"] is None


@pytest.mark.parametrize("look", [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_the_registrar_s_pages_are_accessible_and_fit(
    chromium: Any,
    address: str,
    service: Service,
    hidden: str,
    look: tuple[dict[str, int], str],
):
    screen, scheme = look
    long = service.submit("nassjo", COMMENT, author="A" * 80, parent="långtordutanmellanslag" * 6)
    service.post(f"/v1/registry/cases/{long['id']}", {"secrecy": "OSL 21 kap. 7 §"}, service.karin)
    service.post(f"/v1/decisions/{hidden}/appeals", {"text": LETTER}, service.karin)
    service.client.get(long["links"]["self"], headers=service.karin)
    someone = Person(chromium, address, viewport=screen, color_scheme=scheme)
    page = someone.sign_in()
    wrong: list[str] = []
    for path in (
        "/register?q=simhallen&fran=2020-01-01",
        f"/register/arenden/{long['id']}?text=visa",
        f"/register/arenden/{hidden}",
        "/register/diarium?del=sluten",
        f"/invandningar/{hidden}",
        "/invandningar",
        "/statistik?fran=2026-01-01",
        "/policy/toreboda",
    ):
        page.goto(path)
        wrong += someone.faults()
    assert wrong == []
    assert someone.complaints == []
    someone.context.close()


def test_the_handbook_s_pictures_of_these_pages_can_be_taken(
    chromium: Any, address: str, service: Service, hidden: str, pictures: Path
):
    service.post(f"/v1/decisions/{hidden}/appeals", {"text": LETTER}, service.karin)
    case = service.submit("nassjo", COMMENT, author="Maja Exempel", parent="Ny simhall 2027")["id"]
    told = {"title": "Synpunkter på simhallen", "secrecy": "OSL 21 kap. 7 §"}
    service.post(f"/v1/registry/cases/{case}", told, service.karin)
    service.client.get(f"/v1/decisions/{case}", headers=service.karin)
    service.human("lena", "registrar")
    for words in ("Vi ses i natt, passa dig", "Jag ska slå dig", "Du ska få stryk i morgon"):
        service.submit("nassjo", words)
    chosen = templates(service)
    with service.desk.database.alone() as connection:
        fill(connection, chosen, 1_500)
    pages = {
        "register": "/register",
        "register-arende": f"/register/arenden/{case}?text=visa",
        "diarium": "/register/diarium?del=sluten",
        "kedja": "/register/kedja",
        "gallring": "/gallring?dagar=30&prova=ja",
        "invandning": f"/invandningar/{hidden}",
        "statistik": "/statistik",
        "policy": "/policy/nassjo",
        "policy-prova": "/policy/nassjo/prova?regel=hot&grans=0.999&dagar=365",
        "modell": "/modell",
    }
    for name, screen, scheme, some in (
        ("ljus", WIDE, "light", set(pages)),
        ("mork", WIDE, "dark", {"statistik", "register-arende"}),
        ("mobil", PHONE, "light", {"statistik", "register"}),
    ):
        someone = Person(chromium, address, viewport=screen, color_scheme=scheme)
        someone.sign_in()
        for what in sorted(some):
            someone.page.goto(pages[what])
            someone.page.screenshot(path=pictures / f"{what}-{name}.png")
        assert someone.complaints == []
        someone.context.close()
    assert len(list(pictures.glob("*.png"))) >= len(pages) + 4
