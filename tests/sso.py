"""Sign-in by a provider, for tests: `tests.provider` in a process of its own, joined to the service."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.auth.provider import Provider
from tests.service import Service, free_port

CHECKOUT = Path(__file__).parent.parent
CLIENT = "uppsikt"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A provider in a process of its own."""
    pytest.importorskip("oidc_provider_mock", reason="oidc-provider-mock is not installed")
    port, log = free_port(), tmp_path_factory.mktemp("provider") / "log"
    url = f"http://127.0.0.1:{port}"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.provider", str(port)],
            cwd=CHECKOUT,
            env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},  # over loopback only
            stdout=out,
            stderr=out,
        )
        try:
            _wait(process, url, log)
            yield url
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    while process.poll() is None:
        try:
            if httpx2.get(f"{url}/.well-known/openid-configuration").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    pytest.fail(log.read_text())


@pytest.fixture
def joined(service: Service, issuer: str) -> Service:
    """The service with the provider set."""
    more = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": "hemlig"}
    use(service, **more, oidc_name="Nässjö kommun", oidc_roles={"granskare": "reviewer"})
    return service


def use(service: Service, **settings: Any) -> None:
    chosen = service.desk.settings.model_copy(update=settings)
    object.__setattr__(service.desk, "settings", chosen)
    object.__setattr__(service.desk, "provider", Provider(chosen))


def put(issuer: str, subject: str = "anna", **claims: Any) -> None:
    told = {"name": "Anna Prov", "email": "anna@example.se", "roles": ["granskare"], **claims}
    assert httpx2.put(f"{issuer}/users/{subject}", json=told).status_code == 204
