"""The pages of operation: a channel's watch, its alerts and whether they arrived, what does not hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from api.alerts import PATIENCE, alert
from api.registry import entries
from tests.review import Browser
from tests.service import QUESTION, Service
from tests.test_api_alerts import Receiver, desk_at, receiver

assert receiver  # a fixture

DAYS: dict[str, Any] = {
    "mode": ["egna", "ingen", "", ""],
    "opens": ["8", "", "", ""],
    "closes": ["24.00", "", "", ""],
}


def reader(service: Service) -> Browser:
    service.human("lina", role="reader")
    browser = Browser(service)
    browser.sign_in("lina@example.se")
    return browser


@pytest.mark.parametrize("path", ["/kanaler", "/kanaler/nassjo", "/lage"])
def test_the_pages_are_the_administrator_s_alone(service: Service, path: str):
    lina = reader(service)
    assert 'href="/kanaler"' not in lina.body
    assert lina.open(path).status_code == 403


def test_a_channel_that_does_not_exist_is_said_in_a_page(karin: Browser):
    assert karin.open("/kanaler/ingen").status_code == 404


def test_a_channel_gets_hours_and_on_call_of_its_own(karin: Browser, service: Service):
    karin.open("/kanaler/nassjo")
    steps = {"larm": "egna", "after": ["0", "4", ""], "to": ["kommunikatören i tjänst", "TiB", ""]}
    karin.send(
        "/kanaler/nassjo/tider", **DAYS, **steps, jour="egna", on_call="Jourtelefonen, växeln"
    )
    assert "Sparat." in karin.body
    assert 'value="Jourtelefonen, växeln"' in karin.body
    with service.desk.database.reading() as session:
        (told,) = [one for one in entries(session) if one["type"] == "channel.changed"]
    assert told["actor"].startswith("user:")
    assert told["payload"]["watch"] == {
        "weekdays": "08:00-24:00",
        "saturday": None,
        "on_call": "Jourtelefonen, växeln",
        "escalation": [
            {"after_hours": 0, "to": "kommunikatören i tjänst"},
            {"after_hours": 4, "to": "TiB"},
        ],
    }
    assert "egna tider" in karin.open("/kanaler").text


def test_as_many_steps_as_are_needed_can_be_written(karin: Browser, service: Service):
    steps = {"after": list("0123"), "to": ["en", "två", "tre", "fyra"]}
    karin.open("/kanaler/nassjo")
    karin.send("/kanaler/nassjo/tider", larm="egna", **steps)
    assert all(f'value="{name}"' in karin.body for name in steps["to"])
    assert 'id="efter-5"' in karin.body
    with service.desk.database.reading() as session:
        (told,) = [one for one in entries(session) if one["type"] == "channel.changed"]
    assert len(told["payload"]["watch"]["escalation"]) == 4


def test_a_channel_can_follow_its_profile_again(karin: Browser, service: Service):
    karin.open("/kanaler/nassjo")
    karin.send("/kanaler/nassjo/tider", **DAYS)
    karin.send("/kanaler/nassjo/tider", mode=["", "", "", ""])
    assert "Sparat." in karin.body
    assert "egna tider" not in karin.open("/kanaler").text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({**DAYS, "closes": ["", "", "", ""]}, "Skriv både från och till"),
        ({**DAYS, "closes": ["07:00", "", "", ""]}, "slutar innan den börjar"),
        ({**DAYS, "opens": ["åtta", "", "", ""]}, "som 08:00-16:30"),
        ({"mode": ["ingen"] * 4}, "ingen bemannad tid"),
        ({"jour": "egna"}, "Skriv vem som har jour."),
        ({"larm": "egna"}, "Skriv vem som får larm"),
        ({"larm": "egna", "after": ["4", "2"], "to": ["a", "b"]}, "i tidsordning"),
        ({"larm": "egna", "after": ["99999"], "to": ["a"]}, "går inte att använda"),
    ],
)
def test_what_does_not_hold_is_told_and_nothing_is_saved(
    karin: Browser, service: Service, sent: dict[str, Any], told: str
):
    karin.open("/kanaler/nassjo")
    assert karin.send("/kanaler/nassjo/tider", **sent).status_code == 422
    assert told in karin.body
    assert "egna tider" not in karin.open("/kanaler").text


def test_an_alert_that_arrived_and_one_that_did_not_are_told_apart(
    karin: Browser, service: Service, receiver: Receiver
):
    service.submit()
    came = service.desk.now()
    receiver.status = 500
    with pytest.raises(Exception, match="500"):
        alert(desk_at(service, receiver, came))
    karin.open("/kanaler/nassjo")
    assert "Webhooken svarade 500" in karin.body
    assert "Försökt 1 gång." in karin.body
    receiver.status = 200
    later = came + PATIENCE + PATIENCE
    assert alert(desk_at(service, receiver, later)) == 1
    karin.open("/kanaler/nassjo")
    assert "</svg> Ja</span>, webhook" in karin.body
    assert "den som ansvarar för kanalen" in karin.body
    assert "Inget larm har skickats" in karin.open("/kanaler/toreboda").text


def test_whom_alerts_go_to_is_shown_without_the_webhook_s_secret(
    service: Service, receiver: Receiver
):
    own = service.settings.model_copy(
        update={"alert_url": receiver.url + "?nyckel=hemlig", "alert_email": "jour@example.se"}
    )
    object.__setattr__(service.desk, "settings", own)
    karin = Browser(service)
    karin.sign_in()
    karin.open("/kanaler")
    assert "127.0.0.1" in karin.body
    assert "hemlig" not in karin.body
    assert "jour@example.se" in karin.body
    karin.send("/kanaler/prov")
    assert "e-post" in karin.body
    assert "Provet kom inte fram. Ange UPPSIKT_SMTP_URL" in karin.body
    assert receiver.told[0]["alerts"] == []


def test_that_nobody_is_told_is_said_on_both_pages(karin: Browser, service: Service):
    service.submit(words=QUESTION)
    for path in ("/kanaler", "/kanaler/nassjo", "/lage"):
        assert "Ingen får larm" in karin.open(path).text


def test_a_guard_that_is_gone_is_named_first(karin: Browser, service: Service):
    assert "Spärrar saknas" not in karin.open("/lage").text
    with service.desk.database.writing() as session:
        session.execute(text("DROP TRIGGER registry_entries_update_guard"))
    body = karin.open("/lage").text
    assert "Spärrar saknas eller är ändrade." in body
    assert "registry_entries_update_guard" in body
    assert body.index("Databasens spärrar") < body.index("Utrymme")
