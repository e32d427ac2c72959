from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from api.migrations import newest
from tests.service import free_port

CHECKOUT = Path(__file__).parent.parent


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UPPSIKT_")}
    return {**kept, "UPPSIKT_FOLDER": str(folder), **more}


def command(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=CHECKOUT,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        check=False,
    )


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[str, str]]:
    """The URL of `python -m api run` and what it printed before it answered."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    printed, logged = folder / "printed", folder / "logged"
    with printed.open("w") as out, logged.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "run"],
            cwd=CHECKOUT,
            env=environment(folder / "var", UPPSIKT_PORT=str(port)),
            stdout=out,
            stderr=log,
        )
        try:
            _wait(process, f"{url}/readyz")
            yield url, printed.read_text()
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    while process.poll() is None:
        with contextlib.suppress(httpx2.TransportError):
            if httpx2.get(url).status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail("the service ended before it answered")


def test_a_first_run_can_be_tried_as_printed_and_a_second_keeps_everything(tmp_path: Path):
    with running(tmp_path) as (url, printed):
        line = next(line for line in printed.splitlines() if line.startswith("curl"))
        decision = json.loads(subprocess.check_output(["bash", "-c", line]))
        assert [action["action"] for action in decision["suggestion"]["actions"]][:1] == ["hide"]
        email = re.search(r"Användare +(\S+)", printed)
        password = re.search(r"Lösenord +(\S+)", printed)
        assert email
        assert password
        body = {"email": email[1], "password": password[1]}
        token = httpx2.post(f"{url}/v1/sessions", json=body).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        queue = httpx2.get(f"{url}/v1/decisions", params={"limit": 200}, headers=headers).json()
        assert len(queue["items"]) >= 25
        assert {row["urgency"] for row in queue["items"]} == {"genast", "idag", "vecka", "ingen"}
    logged = (tmp_path / "logged").read_text()
    assert "ska få se" not in logged
    lines = [json.loads(line) for line in logged.splitlines()]
    assert all(line["event"] for line in lines)
    assert [line["part"] for line in lines if line["event"] == "check.trouble"] == ["alerts"]
    with running(tmp_path) as (url, printed):
        assert "Lösenord" not in printed
        assert "uppsikt_" not in printed
        again = httpx2.get(f"{url}/v1/decisions", params={"limit": 200}, headers=headers).json()
        assert again == queue


def test_accounts_and_registry_are_kept_from_the_command_line(tmp_path: Path):
    assert f"empty -> {newest()}" in command(tmp_path, "migrate").stdout
    assert command(tmp_path, "user", "add", "bo@example.se", "Bo").returncode == 0
    again = command(tmp_path, "user", "add", "bo@example.se", "Bo")
    assert (again.returncode, "redan" in again.stderr) == (1, True)
    assert command(tmp_path, "key", "add", "x", "--scope", "review").returncode == 1
    assert "bo@example.se\tBo\treviewer" in command(tmp_path, "user", "list").stdout
    export = tmp_path / "export.jsonl"
    assert command(tmp_path, "registry", "export", "--file", str(export)).returncode == 0
    assert command(tmp_path, "registry", "verify").returncode == 0
    assert command(tmp_path, "registry", "verify", "--file", str(export)).returncode == 0
    export.write_text(export.read_text().replace("reviewer", "reader"))
    found = command(tmp_path, "registry", "verify", "--file", str(export))
    assert found.returncode == 1
    assert "Entry 1" in found.stderr


def test_serving_an_unmigrated_database_says_what_to_do(tmp_path: Path):
    done = command(tmp_path, "serve", UPPSIKT_PORT=str(free_port()))
    assert (done.returncode, "api migrate" in done.stderr) == (1, True)


def test_a_bad_bundle_is_told_in_a_line(tmp_path: Path):
    done = command(
        tmp_path, "serve", UPPSIKT_PORT=str(free_port()), UPPSIKT_BUNDLE=str(tmp_path / "none")
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
