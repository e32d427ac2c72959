"""Alerts: whoever has the watch is told of what is urgent, once, and never in the comment's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from api.alerts import PATIENCE, alert, alerting, list_alerts
from api.channels import change_channel
from api.desk import Desk
from api.errors import InvalidError, UnavailableError
from api.registry import entries
from tests.service import QUESTION, THREAT, Service

DAYS = ("weekdays", "saturday", "sunday")
CRY = "Jag orkar inte leva längre, jag vill dö."
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 9, 0, tzinfo=UTC)


class Receiver(ThreadingHTTPServer):
    """A webhook that keeps what it is told and answers `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[dict[str, Any]] = []
        self.heard = Event()
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/larm"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status == 200:
            self.server.told.append(json.loads(body))
            self.server.heard.set()
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def desk_at(service: Service, receiver: Receiver, moment: datetime | None = None) -> Desk:
    settings = service.settings.model_copy(
        update={"alert_url": receiver.url, "public_url": "https://uppsikt.example.se"}
    )
    told = replace(service.desk, settings=settings)
    return replace(told, now=lambda: moment) if moment else told


def test_what_is_urgent_is_told_once_without_its_words(each_service: Service, receiver: Receiver):
    urgent = each_service.submit(author="Exempel Ek")
    each_service.submit(words=QUESTION)
    desk = desk_at(each_service, receiver)
    assert alert(desk) == 1
    assert alert(desk) == 0
    (told,) = receiver.told
    (item,) = told["alerts"]
    assert item["decision"] == urgent["id"]
    assert item["link"] == f"https://uppsikt.example.se/arenden/{urgent['id']}"
    assert "threat" in item["flags"]
    assert "hot" in told["text"]
    written = json.dumps(told, ensure_ascii=False)
    assert not any(word in written for word in (*THREAT.split()[3:], "Exempel Ek"))


def test_a_changed_wording_is_told_of_again(service: Service, receiver: Receiver):
    desk = desk_at(service, receiver)
    service.submit(comment_id="samma")
    assert alert(desk) == 1
    service.submit(comment_id="samma", words=f"{THREAT} i natt")
    assert alert(desk) == 1


def test_what_somebody_has_decided_is_not_told(service: Service, receiver: Receiver):
    service.review(service.seen(), verdict="dismiss")
    assert alert(desk_at(service, receiver)) == 0


def test_an_alert_that_failed_is_sent_again_after_a_while(service: Service, receiver: Receiver):
    service.submit()
    receiver.status = 500
    now = service.desk.now()
    with pytest.raises(UnavailableError):
        alert(desk_at(service, receiver, now))
    receiver.status = 200
    assert alert(desk_at(service, receiver, now)) == 0
    assert alert(desk_at(service, receiver, now + PATIENCE + timedelta(seconds=1))) == 1


def test_one_way_that_fails_keeps_the_other_from_nothing(service: Service, receiver: Receiver):
    service.submit()
    desk = desk_at(service, receiver)
    both = desk.settings.model_copy(update={"alert_email": "jour@example.se"})
    assert alert(replace(desk, settings=both)) == 1
    assert alert(replace(desk, settings=both)) == 0
    (sent,) = list_alerts(desk, service.principal(service.karin))
    assert (sent.reached, sent.attempts) == ("webhook", 1)
    assert sent.told_at is not None
    assert "UPPSIKT_SMTP_URL" in str(sent.fault)


def test_who_has_the_watch_is_told_and_then_the_next(service: Service, receiver: Receiver):
    service.submit("lilla-edet")
    came = service.desk.now()
    for moment in (came, came + timedelta(days=400)):
        alert(desk_at(service, receiver, moment))
    first, late = (told["alerts"][0] for told in receiver.told)
    assert first["step"] == 0
    assert late["step"] == 2
    assert "FRISTEN HAR GÅTT UT" in receiver.told[1]["text"]


@pytest.mark.parametrize(
    ("moment", "to"), [(MONDAY, "den som ansvarar för kanalen"), (SATURDAY, "Jourtelefonen")]
)
def test_a_channel_has_hours_and_on_call_of_its_own(
    service: Service, receiver: Receiver, moment: datetime, to: str
):
    own = {"weekdays": "08:00-20:00", "saturday": None, "on_call": "Jourtelefonen"}
    with service.desk.database.writing() as session:
        change_channel(session, service.desk, "nassjo", watch=own)
    service.submit()
    assert alert(desk_at(service, receiver, moment)) == 1
    assert receiver.told[0]["alerts"][0]["to"] == to


def suggested(service: Service, watch: dict[str, str | None]) -> dict[str, str]:
    with service.desk.database.writing() as session:
        change_channel(session, service.desk, "lilla-edet", watch=watch)
    actions = service.submit("lilla-edet", CRY)["suggestion"]["actions"]
    return {one["action"]: one["explanation"] for one in actions}


def test_a_channel_s_own_hours_decide_who_is_told_of_a_cry_for_help(service: Service):
    never = {**dict.fromkeys(DAYS), "holidays": "00:00-00:01", "on_call": "Jourtelefonen"}
    always = dict.fromkeys((*DAYS, "holidays"), "00:00-24:00")
    assert "Jour: Jourtelefonen." in suggested(service, never)["contact_communications"]
    assert "contact_communications" not in suggested(service, always)


def test_a_changed_channel_is_in_the_registry_and_a_wrong_watch_is_refused(service: Service):
    with service.desk.database.writing() as session:
        change_channel(session, service.desk, "nassjo", medium="instagram", owned=True)
        (told,) = [one for one in entries(session) if one["type"] == "channel.changed"]
    assert told["payload"] == {"channel": "nassjo", "medium": "instagram"}
    for hours, mend in (("20:00-08:00", "slutar innan"), ("10-11", "som 08:00-16:30")):
        with pytest.raises(InvalidError, match=mend), service.desk.database.writing() as session:
            change_channel(session, service.desk, "nassjo", watch={"weekdays": hours})


def test_a_running_service_tells_by_itself(service: Service, receiver: Receiver):
    desk = desk_at(service, receiver)
    service.submit()
    with alerting(desk, every=0.05):
        assert receiver.heard.wait(30)
    assert len(receiver.told) == 1
