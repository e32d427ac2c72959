from __future__ import annotations

from pathlib import Path

import pytest

from api.app import create_app
from api.auth.principal import ROLES, SCOPES
from api.errors import ApiError
from api.settings import Settings
from tests.service import Service

DOCS = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_endpoint_is_documented(service: Service):
    for path, methods in service.client.app.openapi()["paths"].items():  # type: ignore[attr-defined]
        for method in methods:
            assert f"`{method.upper()} {path}`" in DOCS


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str):
    assert f"| `UPPSIKT_{name.upper()}` |" in DOCS


def test_every_right_role_and_problem_is_documented():
    for word in (*SCOPES, *ROLES):
        assert word in DOCS
    for kind in ApiError.__subclasses__():
        if kind.slug != "bad-request":
            assert f"| {kind.status} | `{kind.slug}` |" in DOCS


def test_the_application_opens_on_settings_alone(tmp_path: Path):
    assert create_app(Settings(folder=tmp_path)).title == "Uppsikt"
