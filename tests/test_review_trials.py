from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.channels import change_channel
from api.policies import enter_loaded
from api.review.bundles import steps_of
from api.trials import Question, try_limit
from model.assessment import Assessment
from model.classifier import Classifier
from model.labels import LABELS
from model.policy import PROFILES, decide, load_profiles
from model.policy.context import Context
from model.policy.thresholds import with_limit
from model.wire import assessment_of, assessment_values
from tests.review import Browser
from tests.service import PASSWORD, THREAT, Service, profiles, start


class Scripted:
    """A model that says of a comment what is written in it: "threat 0.4"."""

    version = "scripted"

    def __init__(self, shipped: Classifier) -> None:
        bins = [[0.1, 0.1, 80], [0.42, 0.5, 10], [0.9, 0.8, 10]]
        labels = {"threat": {"precision": 0.7, "reliability": bins}}
        self.manifest = {
            **shipped.manifest,
            "version": "scripted",
            "metrics": {"labels": labels},
            "thresholds": dict.fromkeys(shipped.manifest["thresholds"], 0.3),
        }

    def assess(self, text: str, **_: Any) -> Assessment:
        scores = dict.fromkeys(LABELS, 0.01)
        label, _, score = text.partition(" ")
        if label in scores:
            scores[label] = float(score)
        flags = tuple(one for one in LABELS if scores[one] >= 0.3)
        return Assessment(scores=scores, flags=flags, findings=(), model=self.version)

    def assess_many(self, texts: list[str]) -> list[Assessment]:
        return [self.assess(text) for text in texts]


@pytest.fixture
def scripted(furnished: Path, tmp_path: Path, classifier: Classifier) -> Iterator[Service]:
    shutil.copytree(furnished, tmp_path / "var")
    from api.settings import Settings

    settings = Settings(folder=tmp_path / "var", totp="optional")
    yield from start(settings, Scripted(classifier))  # type: ignore[arg-type]


@pytest.fixture
def karin(scripted: Service) -> Browser:
    browser = Browser(scripted)
    browser.sign_in()
    return browser


def test_a_trial_tells_what_another_limit_changes_and_what_people_said(scripted: Service):
    for score in (0.2, 0.35, 0.45, 0.7):
        scripted.submit("nassjo", f"threat {score}")
    wrong = scripted.seen("nassjo", "threat 0.4")
    scripted.review(wrong, verdict="dismiss", ground="felaktigt-forslag")
    scripted.submit("haparanda", "threat 0.4")
    karin = scripted.principal(scripted.karin)
    trial = try_limit(scripted.desk, karin, "nassjo", Question("hot", "threat", 0.5))
    assert (trial.comments, trial.between, trial.weighed, trial.changed) == (5, 3, 3, 3)
    assert (trial.more_removed, trial.less_removed) == (0, 3)
    (change,) = trial.commonest()
    assert "delete" in change.before
    assert change.after == ("none",)
    assert dict(change.verdicts) == {"dismiss": 1, None: 2}
    assert wrong in change.examples
    lower = try_limit(scripted.desk, karin, "nassjo", Question("hot", "threat", 0.15))
    assert (lower.between, lower.more_removed, lower.less_removed) == (1, 1, 0)
    same = try_limit(scripted.desk, karin, "nassjo", Question("hot", "threat", 0.3))
    assert (same.between, same.changed) == (0, 0)
    half = next(step for step in trial.curve if step.limit == 0.45)
    assert (half.reach, half.false_alarms) == (2, pytest.approx(1 - (0.45 + 0.7) / 2, abs=1e-4))


def test_a_trial_reads_the_scores_from_either_database(each_service: Service):
    each_service.submit("nassjo", "Jag ska slå ihjäl dig i natt")
    each_service.submit("nassjo", "När öppnar simhallen?")
    karin = each_service.principal(each_service.karin)
    trial = try_limit(each_service.desk, karin, "nassjo", Question("hot", "threat", 1.0))
    assert (trial.comments, trial.between, trial.changed) == (2, 1, 1)
    assert [step.reach for step in trial.curve if step.limit in {0.05, 0.5}][-1] == 1


NEVER = {**dict.fromkeys(("weekdays", "saturday", "sunday")), "holidays": "00:00-00:01"}
ALWAYS = dict.fromkeys(("weekdays", "saturday", "sunday", "holidays"), "00:00-24:00")


@pytest.mark.parametrize(("watch", "called"), [(NEVER, True), (ALWAYS, False)])
def test_a_trial_weighs_by_the_channel_s_own_hours_as_the_decision_was(
    scripted: Service, watch: dict[str, Any], called: bool
):
    with scripted.desk.database.writing() as session:
        change_channel(session, scripted.desk, "lilla-edet", watch=watch | {"on_call": "TiB"})
    suggested = scripted.submit("lilla-edet", "distress 0.4")["suggestion"]
    actions = tuple(one["action"] for one in suggested["actions"])
    rule = suggested["matched"][0]["id"]
    karin = scripted.principal(scripted.karin)
    trial = try_limit(scripted.desk, karin, "lilla-edet", Question(rule, "distress", 0.5))
    (change,) = trial.commonest()
    assert change.before == actions
    assert ("contact_communications" in change.before) is called


def test_a_trial_agrees_with_weighing_every_comment_anew(scripted: Service):
    texts = [
        f"{label} {score}" for label in ("threat", "insult") for score in (0.1, 0.31, 0.6, 0.9)
    ]
    for text in texts:
        scripted.submit("toreboda", text)
    old = load_profiles(PROFILES)["toreboda"]
    rule = next(one for one in old.rules if "threat" in one.when.labels.any)
    new = with_limit(old, rule.id, "threat", 0.7)
    model, context = scripted.desk.classifier, Context()
    whole = [
        [one.action for one in decide(model.assess(text), old, context).actions]
        != [one.action for one in decide(model.assess(text), new, context).actions]
        for text in texts
    ]
    karin = scripted.principal(scripted.karin)
    trial = try_limit(scripted.desk, karin, "toreboda", Question(rule.id, "threat", 0.7))
    assert trial.changed == sum(whole)
    assert new.hash != old.hash
    assert rule == next(one for one in old.rules if one.id == rule.id)


def test_the_page_tries_a_limit_and_leaves_everything_as_it_was(karin: Browser, scripted: Service):
    scripted.submit("nassjo", "threat 0.4")
    karin.open("/policy/nassjo")
    assert "/policy/nassjo/prova?regel=hot&etikett=threat" in karin.body
    before = scripted.counts()
    karin.open("/policy/nassjo/prova?regel=hot&etikett=threat&grans=0,5")
    assert "Färre döljs eller raderas" in karin.body
    assert "<strong>1</strong>" in karin.body
    assert "texten är dold" in karin.body
    assert "threat: 0.5" in karin.body
    assert "<svg" in karin.body
    assert scripted.counts() == before
    for grans in ("0", "2", "x"):
        karin.open(f"/policy/nassjo/prova?regel=hot&grans={grans}")
        assert "Skriv en gräns över 0" in karin.body
    assert karin.open("/policy/nassjo/prova?regel=finns-inte").status_code == 404
    assert karin.open("/policy/nassjo/prova").status_code == 200
    rows = karin.table("/policy/nassjo/prova/kurva.csv?regel=hot")
    assert rows[0]["Kommentarer som når den"] == "1"
    assert rows[7]["Falsklarm i modellens prov"] == "0,35"
    (change,) = karin.table("/policy/nassjo/prova/andringar.csv?regel=hot&grans=0,5")
    assert (change["Antal"], change["Väntar"]) == ("1", "1")
    assert karin.open("/policy/nassjo/prova/andringar.csv?regel=hot").status_code == 404


def test_only_who_may_try_limits_does(scripted: Service):
    scripted.human("lena", "reviewer")
    lena = Browser(scripted)
    lena.sign_in("lena@example.se", PASSWORD)
    assert lena.open("/policy/nassjo").status_code == 200
    assert "/prova" not in lena.body
    assert lena.open("/policy/nassjo/prova").status_code == 403


def test_each_limit_s_cost_is_read_from_the_reliability_of_the_model(classifier: Classifier):
    told = steps_of(Scripted(classifier).manifest, "threat")
    assert told[0.4] == (round(1 - 13 / 20, 4), round(13 / 21, 4))
    assert 0.95 not in told
    assert steps_of({}, "threat") == {}


def test_the_model_page_shows_reliability_data_and_every_table_as_csv(
    karin: Browser, scripted: Service
):
    scripted.submit("nassjo", "threat 0.4")
    karin.open("/modell?etikett=threat")
    for words in ("Stämmer sannolikheterna?", "<svg", "EUPL-1.2", "Ingen utmanare", "i bruk"):
        assert words in karin.body
    for name in ("matt", "tillforlitlighet", "granser", "byten", "data"):
        assert karin.open(f"/modell/{name}.csv?etikett=threat").status_code == 200
    (version,) = karin.table("/modell/versioner.csv")
    assert version["Bedömda kommentarer"] == "1"
    assert karin.open("/modell/annat.csv").status_code == 404
    assert karin.open("/modell/utmanare.csv?modell=x").status_code == 404


def test_a_model_made_before_reliability_was_kept_says_so(karin: Browser, scripted: Service):
    scripted.desk.classifier.manifest["metrics"]["labels"]["threat"].pop("reliability")
    assert karin.open("/modell").status_code == 200
    assert "innan mätpunkterna sparades" in karin.body


def test_a_changed_profile_is_activated_from_its_page(
    service: Service, tmp_path: Path, classifier: Classifier
):
    shutil.copytree(PROFILES, tmp_path / "profiles")
    settings = service.settings.model_copy(update={"profiles": tmp_path / "profiles"})
    app = create_app(settings, classifier=classifier, profiles=profiles())
    enter_loaded(app.state.desk)
    file = tmp_path / "profiles" / "nassjo.yaml"
    written = file.read_text(encoding="utf-8")
    version = app.state.desk.profile("nassjo").version
    with TestClient(app) as client:
        browser = Browser(Service(settings, app.state.desk, client, {}, {}))
        browser.sign_in()
        browser.open("/policy/nassjo")
        assert "Profilens fil har ändrats" not in browser.body
        assert "Inläst vid start" in browser.body
        file.write_text(written + "\nfel: ja\n", encoding="utf-8")
        browser.open("/policy/nassjo")
        assert "håller inte" in browser.body
        file.write_text(written.replace(version, "99.0", 1), encoding="utf-8")
        browser.open("/policy/nassjo")
        assert "Aktivera version 99.0" in browser.body
        wrong = browser.send("/policy/nassjo/aktivera", digest="0" * 64)
        assert wrong.status_code == 422
        browser.open("/policy/nassjo")
        browser.send("/policy/nassjo/aktivera")
        assert "Profilen är aktiverad." in browser.body
        assert "Aktiverad" in browser.body
        assert app.state.desk.profile("nassjo").version == "99.0"


def test_an_assessment_survives_being_written_and_read(classifier: Classifier):
    assessment = classifier.assess(THREAT)
    assert assessment_of(assessment_values(assessment)) == assessment
