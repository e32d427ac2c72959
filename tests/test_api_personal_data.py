"""Personal data in the service: no person's number in lists, logs, errors; pages read as they say."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from api.logs import configure_logs
from model.classifier import Classifier
from model.policy import PROFILES
from tests.review import PAGES, Browser
from tests.service import QUESTION, Service, start

NUMBER = "199107172380"
DIGITS = NUMBER[2:]
WRITTEN = "19910717-2380"
PLANTED = {
    "text": f"När svarar ni {WRITTEN}? Hälsningar Kim",
    "author": f"Kim {WRITTEN}",
    "author_id": f"kim-{WRITTEN}",
    "url": f"https://example.com/p/{WRITTEN}",
    "parent": f"https://example.com/t/{WRITTEN}",
}


def holds_the_number(words: str) -> bool:
    """Whether ten digits stand in a row, whatever stands between them."""
    return DIGITS in re.sub(r"[^0-9]{1,8}", "", words) or DIGITS in re.sub(r"\D", "", words)


def lists(service: Service) -> list[str]:
    """Every address that tells of more than one decision: the API's, and the pages."""
    paths = service.client.app.openapi()["paths"]  # type: ignore[attr-defined]
    plain = [path for path, methods in paths.items() if "get" in methods and "{" not in path]
    return [*plain, *PAGES]


@pytest.fixture
def planted(service: Service, karin: Browser) -> Service:
    """A comment with a number in every field, seen, decided and registered."""
    document = service.submit("lilla-edet", PLANTED["text"], **_more(), comment_id=WRITTEN)
    path = document["links"]["self"]
    assert service.client.get(path, headers=service.karin).status_code == 200
    case = service.post(f"/v1/registry/cases/{document['id']}", {}, service.karin)
    assert case.status_code in {200, 201}, case.text
    return service


def _more() -> dict[str, Any]:
    return {name: value for name, value in PLANTED.items() if name != "text"}


def test_no_list_shows_a_persons_number(planted: Service, karin: Browser) -> None:
    asked = lists(planted)
    assert {"/v1/decisions", "/v1/registry/cases", "/v1/registry/diary", "/ko"} <= set(asked)
    for path in asked:
        for body in (
            planted.client.get(path, headers=planted.karin).text,
            karin.open(path).text,
        ):
            assert not holds_the_number(body), path


def test_the_comment_itself_is_shown_whole_to_who_opens_it(planted: Service) -> None:
    (row,) = planted.client.get("/v1/decisions", headers=planted.tool).json()["items"]
    assert row["comment_id"] == "[personnummer]"
    whole = planted.client.get(row["links"]["self"], headers=planted.tool).json()
    assert whole["comment_id"] == WRITTEN
    assert whole["comment"]["text"] == PLANTED["text"]


def test_a_page_that_tells_of_an_unopened_comment_shows_no_number(
    service: Service, karin: Browser
) -> None:
    found = service.submit("lilla-edet", PLANTED["text"], **_more(), comment_id=WRITTEN)
    assert not holds_the_number(karin.open(f"/arenden/{found['id']}").text)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/decisions", {"channel": WRITTEN, "comment_id": "1", "text": "hej"}),
        ("/v1/decisions", {"channel": "nassjo", "comment_id": "1", "text": "hej", WRITTEN: 1}),
        ("/v1/decisions", {"channel": "nassjo", "comment_id": WRITTEN, "text": 7}),
        ("/v1/decisions", {"channel": "nassjo", "comment_id": "1", "text": {"a": NUMBER}}),
        ("/v1/decisions", {"channel": "nassjo", "comment_id": "1", "text": "", "url": WRITTEN}),
        (f"/v1/decisions/{WRITTEN}/reviews", {"verdict": WRITTEN, "ground": "x", "reason": "y"}),
        (f"/v1/decisions/{NUMBER}/executions", {"action": NUMBER, "outcome": "done"}),
        (f"/v1/{WRITTEN}", {}),
        ("/v1/sessions", {"email": WRITTEN, "password": NUMBER}),
    ],
)
def test_no_error_sends_a_persons_number_back(
    service: Service, path: str, body: dict[str, Any]
) -> None:
    for headers in (service.tool, service.karin):
        answer = service.post(path, body, headers)
        assert answer.status_code >= 400
        assert not holds_the_number(answer.text)


@pytest.mark.parametrize("query", ["cursor", "channel", "state", "limit", "words", "since"])
def test_no_error_over_a_query_sends_it_back(service: Service, query: str) -> None:
    for path in ("/v1/decisions", "/v1/registry/cases", "/v1/registry/entries"):
        answer = service.client.get(path, params={query: WRITTEN}, headers=service.karin)
        assert not holds_the_number(answer.text)


@pytest.mark.parametrize("field", ["title", "public_title", "sender", "receiver", "diarienummer"])
def test_the_diary_takes_no_persons_number(planted: Service, field: str) -> None:
    (row,) = planted.client.get("/v1/decisions", headers=planted.tool).json()["items"]
    path = f"/v1/registry/cases/{row['id']}"
    answer = planted.post(path, {field: f"Klagomål från {WRITTEN}"}, planted.karin)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert not holds_the_number(answer.text)


def test_no_log_line_holds_a_persons_number(
    service: Service, capfd: pytest.CaptureFixture[str], restored: None
) -> None:
    configure_logs("info")
    service.submit("nassjo", PLANTED["text"], **_more(), comment_id=WRITTEN)
    service.post(f"/v1/decisions/{WRITTEN}/reviews", {"verdict": WRITTEN})
    service.client.get(f"/v1/registry/cases?words={WRITTEN}", headers=service.karin)
    structlog.get_logger("uppsikt").warning("prov", told=f"kim {WRITTEN}", spelled=NUMBER)
    logging.getLogger("annan").error("gick fel för %s", NUMBER)
    logged = capfd.readouterr().err
    assert "[personnummer]" in logged
    assert logged.count('"request"') >= 3
    assert not holds_the_number(logged)


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = kept
    root.setLevel(level)


def _actions(document: dict[str, Any]) -> list[str]:
    return [one["action"] for one in document["suggestion"]["actions"]]


@pytest.mark.parametrize(
    ("text", "strict", "ordinary"),
    [
        ("Tack Anna!", ["preserve", "delete"], ["none"]),
        ("Kommunalrådet Karin Ek invigde bron i går.", ["none"], ["none"]),
        ("Växeln har nummer 08-465 004 10.", ["none"], ["none"]),
        (QUESTION, ["reply"], ["reply"]),
    ],
)
def test_a_page_is_read_as_its_guideline_says(
    service: Service, text: str, strict: list[str], ordinary: list[str]
) -> None:
    assert _actions(service.submit("nassjo", text)) == strict
    assert _actions(service.submit("lilla-edet", text)) == ordinary


def test_a_persons_number_is_hidden_or_removed_by_either_reading(service: Service) -> None:
    text = f"Hon på kiosken har personnummer {WRITTEN}"
    assert "delete" in _actions(service.submit("nassjo", text))
    assert _actions(service.submit("lilla-edet", text))[0] == "hide"


def test_a_listed_office_holder_is_not_exposed_by_being_named(
    service: Service, tmp_path: Path, classifier: Classifier
) -> None:
    text = "Jag såg Siri Odén på torget i går."
    assert _actions(service.submit("nassjo", text)) == ["preserve", "delete"]
    shutil.copytree(PROFILES, tmp_path / "profiles")
    settings = service.settings.model_copy(update={"profiles": tmp_path / "profiles"})
    file = tmp_path / "profiles" / "nassjo.yaml"
    words = file.read_text(encoding="utf-8")
    listed = words.replace("reading: strict", "reading: strict\n  office_holders: [Siri Odén]")
    for own in start(settings, classifier):
        file.write_text(listed, encoding="utf-8")
        assert own.post("/v1/policies/nassjo/activations", {}, own.karin).status_code == 201
        found = own.submit("nassjo", text.replace("går", "dag"))
        assert _actions(found) == ["none"]
        (name,) = [one for one in found["assessment"]["findings"] if one["kind"] == "name"]
        assert (name["level"], name["public"]) == (3, True)
