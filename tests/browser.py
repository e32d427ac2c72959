"""A real browser for tests of the pages: Chromium on the machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.service import PASSWORD, Service, free_port

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    """The service on a port of its own, where Chromium can reach it."""
    port = free_port()
    config = uvicorn.Config(
        service.client.app, host="127.0.0.1", port=port, log_config=None, lifespan="off"
    )
    server = uvicorn.Server(config)
    service.client.app.state.pulse.stopping = lambda: server.should_exit
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


class Person:
    """Someone at a screen, and everything the browser complained of meanwhile."""

    def __init__(self, chromium: Any, address: str, **context: Any) -> None:
        more = {"viewport": WIDE, "locale": "sv-SE", "base_url": address, **context}
        self.context = chromium.new_context(**more)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self) -> Any:
        self.page.goto("/")
        self.page.get_by_label("E-postadress").fill("karin@example.se")
        self.page.get_by_label("Lösenord").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/ko*")
        return self.page

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the present page."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", WCAG
        )
        return [f"{self.page.url} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]

    def faults(self) -> list[str]:
        """What axe-core finds with everything unfolded, and whether the page is wider than its screen."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        width = self.page.evaluate("document.documentElement.scrollWidth")
        wide = (
            [f"{self.page.url} is {width} wide"] if width > self.page.viewport_size["width"] else []
        )
        return self.violations() + wide


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go: the folder that UPPSIKT_SCREENSHOTS names (docs/images), or one that goes away."""
    return Path(os.environ.get("UPPSIKT_SCREENSHOTS", tmp_path))


@pytest.fixture
def person(chromium: Any, address: str) -> Iterator[Person]:
    someone = Person(chromium, address)
    yield someone
    someone.context.close()
    assert someone.complaints == []
