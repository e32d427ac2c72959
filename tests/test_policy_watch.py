"""Staffed hours, deadlines in them, who is on call, and what is told when a deadline passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from model.assessment import Assessment, Finding
from model.labels import GROUNDS, LABELS
from model.policy import Context, Outcome, decide, escalation, load_profiles
from model.policy.deadlines import Deadline, deadline_after
from model.policy.watch import OFFICE_HOURS, Step, Watch

PROFILES = load_profiles()
EVENINGS = Watch(weekdays="08:00-21:00", saturday="10:00-18:00", holidays="10:00-14:00")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10.00 in Sweden
NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # a Sunday


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def assess(*labels, ground=None, level=None):
    findings = () if level is None else (Finding("name", 0, 4, 0.9, "test", "", level),)
    return Assessment(
        scores={label: 0.9 if label in labels else 0.01 for label in LABELS},
        flags=tuple(label for label in LABELS if label in labels),
        findings=findings,
        model="test",
        grounds={name: 0.8 if name == ground else 0.01 for name in GROUNDS},
    )


def names(outcome: Outcome):
    return [one.action for one in outcome.actions]


@pytest.mark.parametrize(
    ("watch", "moment", "staffed"),
    [
        (OFFICE_HOURS, "2026-11-23T07:00", True),
        (OFFICE_HOURS, "2026-11-23T06:59", False),
        (OFFICE_HOURS, "2026-11-23T15:30", False),
        (OFFICE_HOURS, "2026-11-22T10:00", False),
        (OFFICE_HOURS, "2026-12-24T10:00", False),
        (OFFICE_HOURS, "2026-06-19T10:00", False),
        (EVENINGS, "2026-11-23T19:59", True),
        (EVENINGS, "2026-11-21T09:00", True),
        (EVENINGS, "2026-12-26T09:00", True),
        (EVENINGS, "2026-12-26T15:00", False),
        (Watch(weekdays="00:00-24:00"), "2026-11-22T23:00", True),
    ],
)
def test_a_watch_keeps_the_swedish_clock_weekends_and_holidays(watch, moment, staffed):
    assert watch.is_staffed(at(moment)) is staffed


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("2026-11-23T09:00", 2, "2026-11-23T11:00"),
        ("2026-11-23T14:30", 2, "2026-11-24T08:00"),
        ("2026-11-20T15:00", 1, "2026-11-23T07:30"),
        ("2026-11-22T02:00", 3, "2026-11-23T10:00"),
        ("2026-12-23T15:00", 1, "2026-12-28T07:30"),
        ("2026-03-27T14:30", 2, "2026-03-30T07:00"),  # over the night when the clock changes
        ("2026-10-23T13:30", 3, "2026-10-26T09:00"),
    ],
)
def test_office_hours_count_only_while_somebody_watches(now, hours, expected):
    assert deadline_after(Deadline(office_hours=hours), at(now)) == at(expected)


def test_a_channels_own_watch_goes_before_the_profiles():
    rule = PROFILES["nassjo"].rules[0].model_copy(update={"deadline": Deadline(office_hours=2)})
    profile = PROFILES["nassjo"].model_copy(update={"rules": (rule,)})
    usual = decide(assess("distress"), profile, Context(now=at("2026-11-21T10:00")))
    own = decide(assess("distress"), profile, Context(now=at("2026-11-21T10:00"), watch=EVENINGS))
    assert usual.deadline == at("2026-11-23T09:00")
    assert own.deadline == at("2026-11-21T12:00")


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),  # noqa: DTZ001
    st.integers(1, 60),
)
def test_a_deadline_in_staffed_hours_is_later_than_the_hours_and_falls_in_them(now, hours):
    start = now.replace(tzinfo=UTC)
    due = EVENINGS.after(start, hours)
    assert due >= start + timedelta(hours=hours)
    assert EVENINGS.is_staffed(due - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("values", "mend"),
    [
        ({}, "ingen bemannad tid"),
        ({"weekdays": "16:00-08:00"}, "slutar innan"),
        ({"weekdays": "8-16"}, "skriv bemannade"),
        ({"weekdays": "08:00-24:30"}, "skriv bemannade"),
        (
            {
                "weekdays": "08:00-16:00",
                "escalation": (Step(after_hours=5, to="A"), Step(after_hours=1, to="B")),
            },
            "tidsordning",
        ),
    ],
)
def test_a_watch_that_cannot_be_kept_is_refused(values, mend):
    with pytest.raises(ValidationError, match=mend):
        Watch(**values)


@pytest.mark.parametrize("key", sorted(PROFILES))
def test_outside_staffed_hours_a_cry_for_help_goes_to_whoever_is_on_call(key):
    outcome = decide(assess("distress"), PROFILES[key], Context(now=NIGHT))
    told = next(one for one in outcome.actions if one.action == "contact_communications")
    assert PROFILES[key].watch.on_call in told.explanation
    assert names(outcome)[0] == "hide"
    assert outcome.rules[0].id == "nodrop"


def test_within_staffed_hours_nobody_on_call_is_named():
    outcome = decide(assess("distress"), PROFILES["default"], Context(now=MONDAY))
    assert "Jour" not in outcome.to_json()


def test_nothing_is_late_before_its_deadline():
    outcome = decide(assess("threat"), PROFILES["lilla-edet"], Context(now=MONDAY))
    assert escalation(outcome, MONDAY + timedelta(minutes=59), Context()) is None
    assert escalation(outcome, MONDAY + timedelta(hours=9), Context(), left=()) is None


def test_what_is_late_is_told_to_one_after_another():
    context = Context(now=MONDAY, watch=PROFILES["lilla-edet"].watch)
    outcome = decide(assess("threat"), PROFILES["lilla-edet"], context)
    first = escalation(outcome, MONDAY + timedelta(hours=3), context)
    assert first is not None
    assert (first.step, first.to) == (1, "den som ansvarar för kanalen")
    assert first.since == MONDAY + timedelta(hours=1)
    assert first.actions == ("hide", "preserve", "call_police", "register")
    assert "2 timmar" in first.explanation
    later = escalation(outcome, MONDAY + timedelta(hours=25), context, left=("register",))
    assert later is not None
    assert (later.step, later.to, later.actions) == (2, "närmaste chef", ("register",))


def test_an_urgent_delay_at_night_goes_to_whoever_is_on_call():
    context = Context(now=NIGHT, watch=PROFILES["default"].watch)
    outcome = decide(assess("threat"), PROFILES["default"], context)
    late = escalation(outcome, NIGHT + timedelta(hours=2), context)
    assert late is not None
    assert late.to == PROFILES["default"].watch.on_call
    assert late.at == NIGHT + timedelta(hours=2)


def test_a_late_answer_waits_until_the_channel_is_staffed():
    context = Context(now=at("2026-11-19T10:00"), watch=PROFILES["lilla-edet"].watch)
    outcome = decide(assess("question"), PROFILES["lilla-edet"], context)
    late = escalation(outcome, at("2026-11-21T02:00"), context)
    assert late is not None
    assert late.to != PROFILES["lilla-edet"].watch.on_call
    assert late.at == at("2026-11-23T07:00")


@pytest.mark.parametrize("key", sorted(PROFILES))
def test_an_outcome_comes_back_from_its_stored_form(key):
    outcome = decide(assess("threat", "question"), PROFILES[key], Context(now=MONDAY))
    known = {"profile": key, "version": outcome.profile_version, "digest": outcome.profile_hash}
    assert Outcome.from_dict(outcome.as_dict(), **known) == outcome


def test_rules_may_ask_for_medium_hour_link_and_author():
    nassjo, toreboda = PROFILES["nassjo"], PROFILES["toreboda"]
    assert names(decide(assess("praise"), nassjo, Context(medium="messenger"))) == ["reply"]
    assert names(decide(assess("praise"), nassjo, Context())) == ["none"]
    linked = decide(assess("threat"), nassjo, Context(has_link=True))
    assert "lank-till-otillatet" in [rule.id for rule in linked.rules]
    own = Context(author_is_official=True)
    assert names(decide(assess("question"), toreboda, own)) == ["none"]


def test_a_rule_may_hold_only_while_nobody_watches():
    base = PROFILES["default"]
    fraga = next(rule for rule in base.rules if rule.id == "fraga")
    when = fraga.when.model_copy(update={"context": type(fraga.when.context)(staffed=False)})
    rule = fraga.model_copy(update={"when": when, "actions": ("observe",)})
    profile = base.model_copy(update={"rules": (base.rules[0], rule, base.rules[-1])})
    assert names(decide(assess("question"), profile, Context(now=NIGHT))) == ["observe"]
    assert names(decide(assess("question"), profile, Context(now=MONDAY))) == ["none"]
    assert names(decide(assess("question"), profile, Context())) == ["none"]


@pytest.mark.parametrize("key", sorted(PROFILES))
def test_sexual_content_points_to_the_path_that_copies_nothing(key):
    outcome = decide(assess("sexual"), PROFILES[key], Context())
    assert all("Barnpornografi" in action.explanation for action in outcome.actions)
    ground = next(one for one in PROFILES[key].grounds if one.key == "barnpornografi")
    assert ground.evidence == "reference"
    assert {"hide", "call_police"} <= set(ground.actions)
