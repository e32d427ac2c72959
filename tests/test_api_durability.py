from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2

from api.database import Database
from api.registry import verify_base
from tests.service import Service, free_port

CHECKOUT = Path(__file__).parent.parent


def test_kill_9_under_load_loses_and_doubles_nothing_acknowledged(service: Service):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {"UPPSIKT_FOLDER": str(service.settings.folder), "UPPSIKT_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve"],
        cwd=CHECKOUT,
        env=os.environ | settings,
        stderr=subprocess.DEVNULL,
    )
    acknowledged: dict[str, str] = {}
    enough = threading.Event()
    numbers = itertools.count()

    def post_until_killed(_: int) -> None:
        with httpx2.Client(headers=service.tool) as client:
            while process.poll() is None:
                name = f"n{next(numbers)}"
                body = {"channel": "default", "comment_id": name, "text": f"Hej {name}"}
                try:
                    answer = client.post(f"{url}/v1/decisions", json=body)
                except httpx2.TransportError:
                    time.sleep(0.1)
                    continue
                acknowledged[name] = answer.json()["id"]
                if len(acknowledged) >= 60:
                    enough.set()

    with ThreadPoolExecutor(4) as pool:
        waiting = pool.map(post_until_killed, range(4))
        while process.poll() is None and not enough.wait(1):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        list(waiting)

    database = Database(service.settings.database_url)
    with database.reading() as session:
        assert verify_base(session).fault is None
    database.close()
    page = service.client.get("/v1/decisions", params={"limit": 200}, headers=service.tool)
    stored = {row["comment_id"]: row["id"] for row in page.json()["items"]}
    assert acknowledged.items() <= stored.items()
    assert len(stored) == len(page.json()["items"])
