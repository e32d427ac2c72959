"""A profile that has been taken away or renamed: what it judged is still seen and handled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.channels import change_channel
from model.classifier import Classifier
from tests.review import Browser, document
from tests.service import QUESTION, REASON, Service, profiles, start


@pytest.fixture
def without(service: Service, classifier: Classifier) -> Iterator[Service]:
    """The same installation, begun again without Töreboda's profile."""
    left = {key: one for key, one in profiles().items() if key != "toreboda"}
    yield from start(service.settings, classifier, left)


def opened(service: Service) -> Browser:
    browser = Browser(service)
    browser.sign_in()
    return browser


def test_the_case_tells_the_rules_as_they_were_logged(service: Service, without: Service):
    case = service.submit("toreboda")
    rule = case["suggestion"]["matched"][0]
    karin = opened(without)
    assert karin.read(case["id"]).status_code == 200
    assert "<code>toreboda</code> används inte längre" in karin.body
    assert rule["quote"] in karin.body
    assert f'<option value="{rule["id"]}">{rule["title"]}</option>' in karin.body
    assert karin.open("/ko").status_code == 200
    assert case["id"] in karin.body


def test_a_deletion_is_decided_on_a_logged_rule_in_two_steps(service: Service, without: Service):
    case = service.submit("toreboda")
    ground = case["suggestion"]["matched"][0]["id"]
    karin = opened(without)
    karin.read(case["id"])
    karin.decide(case["id"], ground=ground)
    assert "Granska före radering" in karin.body
    karin.decide(case["id"], ground=ground, sure="ja")
    review = document(without, case["id"])["review"]
    assert (review["ground"], "delete" in review["actions"]) == (ground, True)
    karin.open(f"/arenden/{case['id']}")
    assert case["suggestion"]["matched"][0]["title"] in karin.body


def test_child_abuse_material_is_never_copied_there_either(service: Service, without: Service):
    case = service.submit("toreboda")["id"]
    karin = opened(without)
    karin.read(case)
    karin.decide(case, verdict="change", actions=["hide", "preserve"], ground="barnpornografi")
    (evidence,) = document(without, case)["evidence"]
    assert evidence["kind"] == "reference"


def test_the_harmless_are_left_standing_together(service: Service, without: Service):
    case = service.submit("toreboda", QUESTION)["id"]
    karin = opened(without)
    karin.open("/ko")
    karin.send("/ko/flera", arende=case)
    assert QUESTION in karin.body
    karin.send("/ko/flera/beslut", arende=f"{case}:1", ground="ingen-overtradelse", reason=REASON)
    assert document(without, case)["review"]["ground"] == "ingen-overtradelse"


def test_a_comment_to_a_channel_without_its_profile_may_be_sent_again(
    service: Service, without: Service
):
    body = {"channel": "toreboda", "comment_id": "sen", "text": QUESTION}
    refused = without.post("/v1/decisions", body)
    assert (refused.status_code, "toreboda" in refused.json()["detail"]) == (503, True)
    with without.desk.database.writing() as session:
        change_channel(session, without.desk, "toreboda", name="Töreboda")
        change_channel(session, without.desk, "toreboda", profile="default")
    assert without.post("/v1/decisions", body).status_code == 201


def test_a_changed_profile_is_told_of_beside_the_rules_of_then(
    service: Service, classifier: Classifier
):
    case = service.submit("toreboda")
    changed = profiles()["toreboda"].model_copy(update={"version": "9.9"})
    for later in start(service.settings, classifier, {**profiles(), "toreboda": changed}):
        karin = opened(later)
        karin.open(f"/arenden/{case['id']}")
        assert "Regelverket har ändrats sedan förslaget gjordes." in karin.body
        assert f"i version {case['profile_version']}" in karin.body
