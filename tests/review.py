"""A person's browser for tests of the pages: cookies, links and forms, no scripts."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.service import PASSWORD, REASON, Service

HTML = {"Accept": "text/html"}
PAGES = (
    "/ko",
    "/ko?lage=mina",
    "/ko?lage=klara",
    "/register",
    "/register/diarium",
    "/register/dataskydd",
    "/register/kedja",
    "/gallring",
    "/gallring?prova=ja",
    "/installningar",
    "/invandningar",
    "/statistik",
    "/policy/nassjo",
    "/policy/nassjo/prova?regel=hot&grans=0.6",
    "/modell",
    "/kanaler",
    "/kanaler/nassjo",
    "/lage",
)


class Browser:
    """What a person's browser does with the pages: cookies, links and forms, no scripts."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.client = TestClient(
            service.client.app,
            headers=HTML,
            follow_redirects=True,
            raise_server_exceptions=False,
        )
        self.answer: Any = None

    @property
    def body(self) -> str:
        return unescape(self.answer.text)

    @property
    def path(self) -> str:
        return self.answer.url.path

    def open(self, path: str) -> Any:
        self.answer = self.client.get(path)
        return self.answer

    def send(self, path: str, **fields: Any) -> Any:
        """A form of the present page, with the token that the page gave it."""
        token = re.search(r'name="formular" value="([^"]*)"', self.answer.text)
        data = {"formular": token[1] if token else "", **fields}
        self.answer = self.client.post(path, data=data)
        return self.answer

    def table(self, path: str) -> list[dict[str, str]]:
        """A file that the pages offer, read as a Swedish spreadsheet reads it."""
        content = self.open(path).content.decode()
        assert content.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(content[1:]), delimiter=";"))

    def sign_in(
        self, email: str = "karin@example.se", password: str = PASSWORD, **more: Any
    ) -> Any:
        self.open("/logga-in")
        return self.send("/logga-in", email=email, password=password, **more)

    def read(self, decision: str) -> Any:
        self.open(f"/arenden/{decision}")
        return self.send(f"/arenden/{decision}/text")

    def decide(self, decision: str, **fields: Any) -> Any:
        full = {"verdict": "confirm", "ground": "hot", "reason": REASON, "version": 1, **fields}
        return self.send(f"/arenden/{decision}/beslut", **full)


@pytest.fixture
def stranger(service: Service) -> Browser:
    return Browser(service)


@pytest.fixture
def karin(stranger: Browser) -> Browser:
    assert stranger.sign_in().status_code == 200
    return stranger


def document(service: Service, decision: str) -> dict[str, Any]:
    """The decision as a tool sees it, which logs no human's reading."""
    return service.client.get(f"/v1/decisions/{decision}", headers=service.tool).json()


def events(service: Service, decision: str) -> list[str]:
    path = f"/v1/decisions/{decision}/history"
    items = service.client.get(path, headers=service.tool).json()["items"]
    return [item["type"] for item in items]
