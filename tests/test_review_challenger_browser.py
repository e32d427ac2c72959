from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.demo import load_comments
from api.settings import Settings
from model.classifier import Classifier
from tests.browser import Person
from tests.service import Service, start
from tests.test_api_models import await_true, readings, renamed

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect


@pytest.fixture
def service(furnished: Path, tmp_path: Path, classifier: Classifier) -> Iterator[Service]:
    """The service with a challenger that asks for more before it flags."""
    shutil.copytree(furnished, tmp_path / "var")
    limits = {"insult": 0.9, "profanity": 0.9, "criticism": 0.9, "threat": 0.95}
    challenger = renamed(tmp_path / "challenger", "linear-utmanare", **limits)
    settings = Settings(folder=tmp_path / "var", challenger=challenger, totp="optional")
    yield from start(settings, classifier)


def decide_some(service: Service) -> None:
    """Confirm what was flagged in one place, dismiss it in another."""
    items = service.client.get("/v1/decisions?limit=200", headers=service.karin).json()["items"]
    for row in items:
        path = row["links"]["self"]
        told = service.client.get(path, headers=service.karin).json()
        harm = told["suggestion"]["matched"][0]["id"]
        if row["channel"] in {"nassjo", "toreboda"} and row["actions"] != ["none"]:
            service.review(row["id"], ground=harm)
        elif row["channel"] == "lilla-edet":
            service.review(row["id"], verdict="dismiss", ground="felaktigt-forslag")


def test_a_challenger_in_shadow_is_set_beside_the_model_in_use(
    person: Person, service: Service, pictures: Path
):
    load_comments(service.desk)
    number = len(readings(service))
    await_true(lambda: len(readings(service)) >= max(number, 30))
    decide_some(service)
    page = person.sign_in()
    page.goto("/modell")
    section = page.get_by_role("region", name="Utmanare i skugga")
    expect(section).to_contain_text("linear-utmanare har läst 30 kommentarer vid sidan av")
    section.get_by_text("Etikett för etikett").click()
    assert person.violations() == []
    section.screenshot(path=pictures / "modell-skugga-ljus.png")
