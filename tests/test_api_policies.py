"""Activation: a changed profile is used from when a human says so, and never a wrong one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.archive.selfcheck import check
from api.commands import app
from api.desk import open_desk
from api.policies import ACTIVATED, LOADED, enter_loaded, follow
from api.registry import entries, verify_base
from evaluation.replays import replays, stored_assessments
from model.classifier import Classifier
from model.policy import PROFILES, load_profiles
from tests.service import QUESTION, THREAT, Service, start

PATH = "/v1/policies/nassjo/activations"


@pytest.fixture
def own(service: Service, tmp_path: Path, classifier: Classifier) -> Iterator[Service]:
    """A service whose profiles are files that the test may change."""
    shutil.copytree(PROFILES, tmp_path / "profiles")
    settings = service.settings.model_copy(update={"profiles": tmp_path / "profiles"})
    yield from start(settings, classifier)


def change(service: Service, old: str, new: str, key: str = "nassjo") -> None:
    assert service.settings.profiles
    path = service.settings.profiles / f"{key}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def activate(service: Service, headers: Any = None, **body: Any) -> Any:
    return service.post(PATH, body, headers or service.karin)


def running(service: Service) -> str:
    return service.client.get("/v1/policies/nassjo", headers=service.karin).json()["hash"]


def told(service: Service) -> list[dict[str, Any]]:
    with service.desk.database.reading() as session:
        return [one for one in entries(session) if one["type"] in {ACTIVATED, LOADED}]


def test_a_changed_file_is_used_only_once_it_is_activated(own: Service):
    before = own.submit()
    change(own, 'version: "1.0"', 'version: "1.1"')
    assert own.submit()["profile_version"] == "1.0"
    answer = activate(own)
    assert answer.status_code == 201
    after = own.submit()
    assert after["profile_version"] == "1.1"
    assert after["profile_hash"] == answer.json()["hash"] == running(own)
    assert answer.json()["before"] == {"hash": before["profile_hash"], "version": "1.0"}
    stored = own.client.get(before["links"]["self"], headers=own.karin).json()
    assert stored["profile_version"] == "1.0"


def test_an_activation_is_a_registry_entry_by_the_one_who_did_it(own: Service):
    change(own, 'version: "1.0"', 'version: "1.1"')
    made = activate(own).json()
    (entry,) = told(own)
    assert entry["sequence"] == made["entry"]
    assert entry["actor"] == own.principal(own.karin).actor
    assert entry["payload"] == {
        name: made[name] for name in ("profile", "version", "hash", "before")
    }
    with own.desk.database.reading() as session:
        assert verify_base(session).fault is None


def test_only_a_signed_in_administrator_may_activate(own: Service):
    assert own.client.post(PATH, json={}).status_code == 401
    assert activate(own, own.tool).status_code == 403
    assert activate(own, own.human("granskare")).status_code == 403
    assert told(own) == []


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        ("{threat: flag}", "{thraet: flag}", "etiketten ”thraet” finns inte"),
        ("{threat: flag}", "{threat: 1.5}", "högst 1"),
        ("actions: [preserve, delete]", "actions: [delete]", "delete utan preserve"),
        ("retention: genast_fran_mediet", "retention: vid_inaktualitet", "går inte ihop"),
        ("id: hot\n", "id: nodrop\n", "finns redan"),
        ("    source: punkt 9\n", "", "source"),
        ("key: nassjo", "a: &a [x]\nb: [*a, *a]\nkey: nassjo", "alias"),
        (
            "scores: {criticism: 0.95}, expect: [none]",
            "scores: {criticism: 0.95}, expect: [reply]",
            "exempel",
        ),
        ("{threat: flag}", "{threat: 0}", "gränsen 0"),
        ('weekdays: "08:00-16:30"', 'weekdays: "17-08"', "watch.weekdays"),
    ],
)
def test_a_bad_profile_is_refused_and_the_running_one_stays(own: Service, old, new, mend):
    before = running(own)
    change(own, old, new)
    answer = activate(own)
    assert answer.status_code == 422
    assert mend in answer.json()["detail"]
    assert "nassjo.yaml" in answer.json()["detail"]
    assert running(own) == before
    assert own.submit()["profile_hash"] == before
    assert told(own) == []


def test_what_is_active_or_not_what_was_read_is_a_conflict(own: Service):
    assert activate(own).status_code == 201
    assert activate(own).status_code == 409
    change(own, 'version: "1.0"', 'version: "1.1"')
    assert activate(own, hash="0" * 64).status_code == 409
    assert own.post("/v1/policies/ingen/activations", {}, own.karin).status_code == 404


def test_a_new_municipality_can_be_activated_while_the_service_runs(own: Service):
    assert own.settings.profiles
    text = (PROFILES / "nassjo.yaml").read_text(encoding="utf-8")
    path = own.settings.profiles / "sjette.yaml"
    path.write_text(text.replace("key: nassjo", "key: sjette", 1), encoding="utf-8")
    made = own.post("/v1/policies/sjette/activations", {}, own.karin)
    assert made.status_code == 201
    assert made.json()["before"] is None
    assert own.client.get("/v1/policies/sjette", headers=own.karin).status_code == 200


def test_the_command_line_activates_and_a_running_service_follows(own: Service, monkeypatch):
    before = own.submit(words=QUESTION)["profile_hash"]
    enter_loaded(own.desk)
    change(own, 'version: "1.0"', 'version: "2.0"')
    monkeypatch.setenv("UPPSIKT_FOLDER", str(own.settings.folder))
    monkeypatch.setenv("UPPSIKT_PROFILES", str(own.settings.profiles))
    done = CliRunner().invoke(app, ["policy", "activate", "nassjo"])
    assert done.exit_code == 0, done.output
    assert own.submit(words=QUESTION)["profile_version"] == "2.0"
    assert told(own)[-1]["payload"]["before"] == {"hash": before, "version": "1.0"}
    change(own, "{threat: flag}", "{thraet: flag}")
    for command in (["policy", "activate", "nassjo"], ["user", "list"], ["archive", "plan"]):
        refused = CliRunner().invoke(app, command)
        assert (refused.exit_code, type(refused.exception)) == (1, SystemExit)
        assert "etiketten ”thraet” finns inte" in refused.output
    assert own.submit(words=THREAT)["profile_version"] == "2.0"


def test_what_a_profile_suggested_is_read_also_when_it_is_gone(own: Service, classifier):
    path = own.submit("toreboda")["links"]["self"]
    (own.settings.profiles / "toreboda.yaml").unlink()
    for without in start(own.settings, classifier, load_profiles(own.settings.profiles)):
        answer = without.client.get(path, headers=own.karin)
        assert answer.status_code == 200
        assert answer.json()["suggestion"]["actions"]
        assert answer.json()["drafts"] == []
        assert any("toreboda" in one.message for one in check(without.desk))


def test_a_service_does_not_follow_a_file_that_is_not_the_one_activated(own: Service, classifier):
    other = open_desk(own.settings, classifier)
    change(own, 'version: "1.0"', 'version: "2.0"')
    assert activate(own).status_code == 201
    change(own, 'version: "2.0"', 'version: "3.0"')
    with other.database.reading() as session:
        follow(other, session)
    assert other.profile("nassjo").version == "1.0"
    assert own.submit()["profile_version"] == "2.0"
    other.database.close()


def test_what_the_service_begins_with_is_entered_once(own: Service):
    enter_loaded(own.desk)
    enter_loaded(own.desk)
    entered = told(own)
    assert [one["payload"]["profile"] for one in entered] == list(own.desk.profiles)
    assert {one["type"] for one in entered} == {LOADED}
    assert {one["actor"] for one in entered} == {"system:operator"}


def test_stored_decisions_can_be_weighed_anew(own: Service, tmp_path: Path):
    first = own.submit("toreboda")
    own.submit("nassjo", QUESTION)
    rows = list(replays(stored_assessments(own.settings.database_url, tmp_path / "cache")))
    kept = next(row for row in rows if row.id == first["id"])
    assert list(kept.suggested or ()) == [one["action"] for one in first["suggestion"]["actions"]]
    assert list(kept.assessment.flags) == first["assessment"]["flags"]
    assert len(rows) == 2
    scores = first["assessment"]["scores"]
    assert {label: scores[label] for label in kept.assessment.scores} == kept.assessment.scores
