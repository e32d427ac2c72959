"""The model in use changes under load, and a challenger reads along."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.models import LOADED, LiveClassifier, enter_model
from api.settings import Settings
from api.shadow import Shadow, shadowing, summary
from api.tables import RegistryEntry, ShadowReading
from model.bundle import DEFAULT_BUNDLE, MANIFEST
from model.classifier import Classifier
from model.store import PROMOTED, ROLLED_BACK, ModelStore
from tests.service import QUESTION, THREAT, Service, free_port, start

CHECKOUT = Path(__file__).parent.parent
PATIENCE = 180
"""Seconds after which a test that waits is held to wait in vain; a busy machine is slow."""


def renamed(folder: Path, version: str, **thresholds: float) -> Path:
    """The shipped bundle under another version, with some thresholds of its own."""
    shutil.copytree(DEFAULT_BUNDLE, folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest |= {"version": version, "thresholds": manifest["thresholds"] | thresholds}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that never flags a threat."""
    return renamed(tmp_path_factory.mktemp("made") / "b", "silent-1", threat=1.1, insult=1.1)


def promote(store: ModelStore, bundle: Path, how: str = PROMOTED) -> str:
    kept = store.keep(bundle)
    store.activate(kept.name, at="2026-01-01T00:00:00Z", how=how)
    return kept.name


def load(folder: Path | None) -> Classifier:
    return Classifier.load(folder or DEFAULT_BUNDLE)


def test_the_pointer_moves_the_model_and_a_rollback_moves_it_back(tmp_path: Path, silent: Path):
    store = ModelStore(tmp_path / "models")
    live = LiveClassifier(store, load)
    shipped = live.version
    assert not live.refresh()
    promote(store, DEFAULT_BUNDLE)
    assert not live.refresh()
    promote(store, silent)
    assert live.refresh()
    assert live.assess(THREAT).model == "silent-1"
    assert store.before() == shipped
    promote(store, DEFAULT_BUNDLE, ROLLED_BACK)
    assert live.refresh()
    assert live.version == shipped
    assert store.before() is None
    assert [each.how for each in store.history()] == [PROMOTED, PROMOTED, ROLLED_BACK]


def test_a_pointer_or_bundle_that_does_not_hold_leaves_the_old_model(tmp_path: Path, silent: Path):
    store = ModelStore(tmp_path / "models")
    promote(store, silent)
    live = LiveClassifier(store, load)
    kept = store.keep(renamed(tmp_path / "b", "silent-2"))
    store.activate("silent-2", at="2026-01-01T00:00:00Z", how=PROMOTED)
    (kept / MANIFEST).write_text("{}", encoding="utf-8")
    assert not live.refresh()
    store.pointer.write_text('{"changes": [{"version": "../..", "at": "", "how": ""}]}')
    assert not live.refresh()
    assert live.assess(THREAT).model == "silent-1"


def entered(service: Service) -> list[str]:
    with service.desk.database.reading() as session:
        rows = session.query(RegistryEntry.payload).filter(RegistryEntry.type == LOADED)
        return [json.loads(payload)["model"] for (payload,) in rows]


def test_the_registry_tells_of_each_model_once(service: Service):
    enter_model(service.desk)
    enter_model(service.desk)
    assert entered(service) == [service.desk.classifier.version]


@pytest.fixture
def shadowed(furnished: Path, tmp_path: Path, classifier: Classifier, silent: Path):
    shutil.copytree(furnished, tmp_path / "var")
    settings = Settings(folder=tmp_path / "var", challenger=silent)
    yield from start(settings, classifier)


def readings(service: Service) -> list[ShadowReading]:
    with service.desk.database.reading() as session:
        return session.query(ShadowReading).order_by(ShadowReading.read_at).all()


def await_true(held: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not held():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_challenger_reads_along_and_is_never_acted_on(shadowed: Service):
    threat, question = shadowed.submit(words=THREAT), shadowed.submit(words=QUESTION)
    assert "threat" in threat["assessment"]["flags"]
    assert threat["model"] == question["model"] == shadowed.desk.classifier.version
    await_true(lambda: len(readings(shadowed)) == 2)
    first = next(each for each in readings(shadowed) if each.decision_id == threat["id"])
    assert first.model == "silent-1"
    assert "threat" not in first.flags
    assert "threat" in first.beside_flags
    assert first.scores["threat"] == threat["assessment"]["scores"]["threat"]
    told = shadowed.client.get("/v1/models", headers=shadowed.tool).json()
    assert [each["role"] for each in told["items"]] == ["active", "challenger"]
    (counted,) = told["shadow"]
    assert (counted["model"], counted["comments"], counted["same_flags"]) == ("silent-1", 2, 1)
    row = next(each for each in counted["labels"] if each["label"] == "threat")
    assert (row["both"], row["challenger_only"], row["active_only"]) == (0, 0, 1)


def test_the_summary_sets_both_models_beside_what_people_decided(shadowed: Service):
    shadowed.review(shadowed.seen(words=THREAT), verdict="confirm", ground="hot")
    shadowed.review(shadowed.seen(words=QUESTION), verdict="dismiss")
    await_true(lambda: len(readings(shadowed)) == 2)
    with shadowed.desk.database.reading() as session:
        (counted,) = summary(session)
    assert counted["people"]["confirmed"]["active"] == 1
    assert counted["people"]["dismissed"] == {"comments": 1, "challenger": 0, "active": 0}


def test_what_waits_when_the_service_stops_is_read_first(service: Service, silent: Path):
    from dataclasses import replace

    from api.shadow import Reading

    desk = replace(service.desk, shadow=Shadow(Classifier.load(silent)))
    told = [service.submit() for _ in range(3)]
    with shadowing(desk):
        for each in told:
            desk.shadow.offer(Reading(each["id"], 1, THREAT, each["model"], ("threat",)))
    assert len(readings(service)) == 3


def test_a_challenger_that_does_not_hold_is_refused_at_start(tmp_path: Path):
    from api.desk import open_desk
    from model.errors import BundleError

    with pytest.raises(BundleError, match="no readable"):
        open_desk(Settings(folder=tmp_path / "var", challenger=tmp_path / "nothing"))


@pytest.fixture
def server(furnished: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A real server process on a real port, and its folder."""
    folder, port = tmp_path / "var", free_port()
    shutil.copytree(furnished, folder)
    environment = {**os.environ, "UPPSIKT_FOLDER": str(folder), "UPPSIKT_PORT": str(port)}
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "api", "serve"]
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        await_true(lambda: process.poll() is None and _answers(url))
        yield url, folder
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) in {0, -signal.SIGTERM}


def _answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(f"{url}/healthz").status == 200
    except urllib.error.URLError:
        return False


def test_a_promotion_drops_no_request_of_a_server_under_load(
    server: tuple[str, Path], silent: Path
):
    url, folder = server
    tool, _ = json.loads((folder / "headers.json").read_text())
    answers: list[tuple[int, str]] = []
    ended = threading.Event()

    def ask(number: int) -> None:
        count = 0
        while not ended.is_set():
            body = {"channel": "nassjo", "comment_id": f"w{number}-{count}", "text": THREAT}
            headers = {**tool, "Content-Type": "application/json"}
            request = urllib.request.Request(
                f"{url}/v1/decisions", json.dumps(body).encode(), headers
            )
            with urllib.request.urlopen(request) as answer:
                told = json.load(answer)
                flagged = "threat" in told["assessment"]["flags"]
                answers.append((answer.status, told["model"] + (" flags" if flagged else "")))
            count += 1

    workers = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for worker in workers:
        worker.start()
    await_true(lambda: len(answers) > 10)
    store = ModelStore(folder / "models")
    promote(store, silent)
    await_true(lambda: "silent-1" in {model for _, model in list(answers)})
    promote(store, DEFAULT_BUNDLE, PROMOTED)
    shipped = f"{ModelStore(folder / 'models').history()[-1].version} flags"
    await_true(lambda: answers[-1][1] == shipped)
    ended.set()
    for worker in workers:
        worker.join()
    assert {status for status, _ in answers} == {201}
    assert {model for _, model in answers} == {shipped, "silent-1"}
