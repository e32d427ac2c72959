from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api import decisions, wellbeing
from api.wellbeing import Choices, Load, is_spared, needs_pause, pick, weigh
from tests.service import QUESTION, THREAT, Service

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
HARD = {"id": "h", "flags": ["threat"], "urgency": "idag"}
LIGHT = {"id": "l", "flags": ["question"], "urgency": "vecka"}


def ago(*minutes: int, hard: bool = True) -> list[tuple[datetime, bool]]:
    return [(NOON - timedelta(minutes=one), hard) for one in minutes]


def test_a_gap_of_ten_minutes_is_a_pause():
    load = weigh(ago(40, 35, 12, 5, 1), NOON, None)
    assert (load.texts, load.hard, load.hard_since_pause) == (5, 5, 3)
    assert load.since == NOON - timedelta(minutes=12)
    assert weigh(ago(30), NOON, None).hard_since_pause == 0


def test_a_pause_that_was_said_counts_at_once():
    assert weigh(ago(3, 2, 1), NOON, NOON - timedelta(minutes=2)).hard_since_pause == 1


def test_hard_texts_in_a_row_end_with_a_lighter_one():
    assert weigh(ago(5, 4), NOON, None).in_a_row == 2
    assert weigh([*ago(5, 4), *ago(3, hard=False)], NOON, None).in_a_row == 0


@pytest.mark.parametrize(
    ("load", "chosen", "colleague", "expected"),
    [
        (Load(in_a_row=3), Choices(), None, True),
        (Load(in_a_row=2), Choices(), None, False),
        (Load(in_a_row=9), Choices(in_a_row=0), None, False),
        (Load(hard=40), Choices(), None, True),
        (Load(hard=99), Choices(limit=0), None, False),
        (Load(hard=5), Choices(), 2, True),
        (Load(hard=4), Choices(), 2, False),
    ],
)
def test_who_has_read_much_that_is_hard_is_spared(
    load: Load, chosen: Choices, colleague: int | None, expected: bool
):
    assert is_spared(load, chosen, colleague) is expected


def test_the_spared_get_something_lighter_but_nothing_urgent_is_left_by_the_only_one():
    urgent = {**HARD, "urgency": "genast"}
    assert pick([HARD, LIGHT], spared=False, alone=True) == HARD
    assert pick([HARD, LIGHT], spared=True, alone=True) == LIGHT
    assert pick([urgent, LIGHT], spared=True, alone=True) == urgent
    assert pick([urgent, LIGHT], spared=True, alone=False) == LIGHT
    assert pick([HARD], spared=True, alone=False) == HARD
    assert pick([], spared=True, alone=False) is None


def test_a_pause_is_proposed_at_the_person_s_own_limits():
    hour = Load(since=NOON - timedelta(minutes=60))
    assert needs_pause(hour, Choices(), NOON)
    assert not needs_pause(hour, Choices(pause_minutes=61), NOON)
    assert needs_pause(Load(hard_since_pause=15), Choices(), NOON)
    assert not needs_pause(Load(hard_since_pause=99), Choices(pause_texts=0, pause_minutes=0), NOON)


def test_the_day_s_load_counts_what_was_shown_and_colleagues_at_work(each_service: Service):
    desk, karin = each_service.desk, each_service.principal(each_service.karin)
    bo = each_service.principal(each_service.human("bo"))
    assert wellbeing.least_loaded(desk, karin) is None
    for words in (THREAT, THREAT, QUESTION):
        decision = each_service.submit(words=words)["id"]
        decisions.show(desk, karin, decision)
    decisions.show(desk, bo, decision)
    load = wellbeing.load_of(desk, karin)
    assert (load.texts, load.hard, load.in_a_row) == (3, 2, 0)
    assert wellbeing.least_loaded(desk, karin) == 0
    assert wellbeing.least_loaded(desk, bo) == 2


def test_choices_are_kept_and_a_pause_does_not_change_them(each_service: Service):
    desk, karin = each_service.desk, each_service.principal(each_service.karin)
    assert wellbeing.choices_of(desk, karin) == Choices()
    wellbeing.choose(desk, karin, Choices(limit=7, veil="svara"))
    wellbeing.pause(desk, karin)
    assert wellbeing.choices_of(desk, karin) == Choices(limit=7, veil="svara")
    wellbeing.choose(desk, karin, Choices())
    assert wellbeing.choices_of(desk, karin) == Choices()
