from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from api.archive import appeals
from api.decisions import show
from api.figures.counts import count
from api.figures.period import SWEDEN, Period
from api.review.charts import chart
from api.tables import Decision
from tests.review import Browser
from tests.service import PASSWORD, QUESTION, REASON, THREAT, Service


def today(service: Service) -> date:
    return service.desk.now().astimezone(SWEDEN).date()


def this_week(service: Service, channel: str | None = None) -> Period:
    return Period(today(service) - timedelta(days=6), today(service), channel)


def table(karin: Browser, key: str, query: str = "") -> list[dict[str, str]]:
    rows = karin.table(f"/statistik/{key}.csv{query}")
    assert karin.answer.headers["content-type"].startswith("text/csv")
    return rows


def test_figures_tell_what_came_in_and_what_people_said_of_it(karin: Browser, service: Service):
    service.review(service.seen("nassjo", THREAT), ground="hot")
    service.review(service.seen("nassjo", THREAT), verdict="dismiss", ground="felaktigt-forslag")
    service.submit("haparanda", QUESTION)
    assert karin.open("/statistik").status_code == 200
    for words in ("Inkomna och beslutade", "Samstämmighet", "50 %", "<svg"):
        assert words in karin.body
    threats = next(row for row in table(karin, "etiketter") if row["Etikett"] == "hot")
    assert threats["Flaggade"] == "2"
    assert threats["Samstämmighet"] == "0,5"
    (model,) = table(karin, "modeller")
    assert (model["Beslutade"], model["Avfärdade"]) == ("2", "1")
    days = table(karin, "volym")
    assert (days[-1]["Inkomna"], days[-1]["Beslutade"]) == ("3", "2")
    assert [row["Beslut"] for row in table(karin, "arbete")] == ["2"]
    only = table(karin, "volym", "?kanal=haparanda")
    assert (only[-1]["Inkomna"], only[-1]["Beslutade"]) == ("1", "0")
    assert table(karin, "volym", "?fran=2020-01-01&till=2020-01-07")[0]["Inkomna"] == "0"


def test_facts_follow_what_happens_to_a_decision(each_service: Service):
    service = each_service
    decision = service.seen("nassjo", THREAT)
    karin = service.principal(service.karin)
    counted = count(service.desk, this_week(service))
    assert counted.by_channel() == [("nassjo", 1, 1)]
    assert int(counted.by_day()[1].sum()) == 0
    service.review(decision, ground="hot")
    assert count(service.desk, this_week(service)).by_channel() == [("nassjo", 1, 0)]
    appeals.appeal(service.desk, karin, decision, "Nej")
    lena = service.principal(service.human("lena"))
    show(service.desk, lena, decision)
    appeals.settle(service.desk, lena, decision, appeals.Outcome("granted", REASON))
    (model,) = count(service.desk, this_week(service)).by_model()
    assert model[1].tolist() == [0, 1, 0]
    people = count(service.desk, this_week(service)).by_person()
    assert sorted(row[1:] for row in people) == [(1, 1, 1), (1, 1, 1)]


def test_a_deadline_that_passed_is_late_whether_decided_or_not(service: Service):
    service.submit("nassjo", THREAT)
    with service.desk.database.writing() as session:
        session.scalars(select(Decision)).one().deadline = service.desk.now() + timedelta(days=1)
    later = dataclasses.replace(service.desk, now=lambda: service.desk.now() + timedelta(days=400))
    soon = {row[0]: row[2:] for row in count(service.desk, this_week(service)).pace()}
    late = {row[0]: row[2:] for row in count(later, this_week(service)).pace()}
    assert soon["genast"] == (1, 1, 0)
    assert late["genast"] == (1, 0, 1)


def test_a_comment_s_day_is_sweden_s(service: Service):
    summer = Period(date(2026, 3, 28), date(2026, 3, 30))
    first, second, third, end = summer.midnights().tolist()
    assert [(second - first) // 60, (third - second) // 60, (end - third) // 60] == [24, 23, 24]


@pytest.mark.parametrize(
    "query",
    [
        "?fran=x&till=y&kanal=z",
        "?fran=2030-01-01",
        "?fran=0001-01-01",
        "?fran=2026-05-01&till=2026-01-01",
    ],
)
def test_an_odd_period_is_mended(karin: Browser, query: str):
    assert karin.open(f"/statistik{query}").status_code == 200


def test_only_who_may_see_statistics_does(service: Service):
    service.human("lena", "reviewer")
    service.human("ann", "analyst")
    lena, ann = Browser(service), Browser(service)
    lena.sign_in("lena@example.se", PASSWORD)
    ann.sign_in("ann@example.se", PASSWORD)
    assert lena.open("/statistik").status_code == 403
    assert lena.open("/statistik/volym.csv").status_code == 403
    assert ann.open("/statistik").status_code == 200
    assert 'href="/statistik"' in ann.body
    assert 'href="/register"' not in ann.body
    assert ann.open("/statistik/okand.csv").status_code == 404


def test_a_drawing_carries_neither_style_nor_script_and_says_its_numbers():
    drawn = chart("columns", "Prov & mer", ["a", "<b>"], {"Ett": [1, 2], "Två": [0, 3]})
    for banned in ("<style", "<script", "style=", "<desc", "http://www.w3.org/1999"):
        assert banned not in drawn
    assert 'aria-label="Prov &amp; mer"' in drawn
    assert "<title>&lt;b&gt;: 3</title>" in drawn


@pytest.mark.parametrize(("kind", "marks"), [("columns", "012"), ("stacked-bars", "0123")])
def test_few_are_counted_in_whole_numbers(kind: str, marks: str):
    drawn = str(chart(kind, "Prov", ("hot", "hat"), {"A": [2, 0], "B": [1, 1]}))
    told = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert sorted(words for words in told if words not in {"hot", "hat"}) == list(marks)
