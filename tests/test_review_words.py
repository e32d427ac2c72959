from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api
from api.archive import tables as _archive  # noqa: F401  (its tables too)
from api.review.events import event_words
from api.review.marks import stretches
from api.review.times import Clock
from api.review.words import (
    ACTION_WORDS,
    STATE_WORDS,
    TAGS,
    URGENCY_ICONS,
    URGENCY_WORDS,
    actions_words,
    confirm_words,
)
from api.tables import STATES, Table
from model.labels import FINDING_KINDS, LABELS
from model.policy import ACTIONS
from model.policy.profile import URGENCIES

API = Path(api.__file__).parent
NO_EVENTS = {*Table.metadata.tables, "registry", "secret"}
NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)  # the day that summer time begins in Sweden


def find(kind: str, start: int, end: int) -> dict[str, object]:
    return {"kind": kind, "start": start, "end": end}


def test_marks_follow_code_points_through_emoji():
    text = "👩‍👩‍👧 din idiot"
    start = text.index("idiot")
    parts = stretches(text, [find("insult", start, start + 5)])
    assert [(part.text, part.kinds) for part in parts] == [
        ("👩‍👩‍👧 din ", ()),
        ("idiot", ("insult",)),
    ]


def test_overlapping_marks_keep_both_kinds_and_end_apart():
    parts = stretches("abcdef", [find("threat", 0, 4), find("name", 2, 6)])
    assert [(part.text, part.kinds, part.ends, part.tone) for part in parts] == [
        ("ab", ("threat",), (), "harm"),
        ("cd", ("name", "threat"), ("threat",), "harm"),
        ("ef", ("name",), ("name",), "data"),
    ]


def test_neighbours_of_one_kind_become_one_mark():
    parts = stretches("du dör nu", [find("threat", 0, 2), find("threat", 3, 6)])
    assert [part.text for part in parts] == ["du dör", " nu"]


_FINDINGS = st.lists(
    st.builds(
        lambda kind, start, length: find(kind, start, start + length),
        st.sampled_from(FINDING_KINDS),
        st.integers(0, 30),
        st.integers(1, 30),
    ),
    max_size=6,
)


@given(st.text(max_size=40), _FINDINGS)
def test_marking_never_loses_or_moves_text(text: str, findings: list[dict[str, object]]):
    parts = stretches(text, findings)
    assert "".join(part.text for part in parts) == text
    place = 0
    for part in parts:
        for spot in range(place, place + len(part.text)):
            over = {one["kind"] for one in findings if one["start"] <= spot < one["end"]}
            assert over <= set(part.kinds)
        place += len(part.text)


@pytest.mark.parametrize(
    ("moment", "ago", "age"),
    [
        ("2026-03-29T11:59:30+00:00", "nyss", "nyss"),
        ("2026-03-29T11:48:00.5+00:00", "för 11 min sedan", "11 min"),
        ("2026-03-29T09:00:00Z", "för 3 tim sedan", "3 tim"),
        ("2026-03-28T11:00:00+00:00", "i går 12.00", "1 dygn"),
        ("2026-03-01T11:00:00+00:00", "1 mars 12.00", "28 dygn"),
        ("2025-12-31T23:30:00+00:00", "1 jan 00.30", "87 dygn"),
        ("2025-12-31T22:30:00+00:00", "31 dec 2025 23.30", "87 dygn"),
        ("2026-03-29T12:05:00+00:00", "nyss", "nyss"),
    ],
)
def test_times_are_told_as_in_sweden(moment: str, ago: str, age: str):
    assert (Clock(NOW).ago(moment), Clock(NOW).age(moment)) == (ago, age)


def test_the_exact_time_follows_summer_time():
    assert Clock(NOW).exact("2026-03-29T00:59:59+00:00") == "2026-03-29 01.59.59"
    assert Clock(NOW).exact("2026-03-29T01:00:00+00:00") == "2026-03-29 03.00.00"


@pytest.mark.parametrize(
    ("moment", "due", "late"),
    [
        ("2026-03-29T12:42:00+00:00", "42 min kvar", False),
        ("2026-03-29T10:00:00+00:00", "försenad 2 tim", True),
        ("2026-03-31T21:59:00+00:00", "senast 31 mars 23.59", False),
    ],
)
def test_what_is_left_of_a_time_limit(moment: str, due: str, late: bool):
    assert (Clock(NOW).due(moment), Clock(NOW).is_late(moment)) == (due, late)


def test_everything_that_can_be_shown_has_swedish_words():
    assert set(TAGS) >= {*LABELS, *FINDING_KINDS}
    assert set(ACTION_WORDS) == set(ACTIONS)
    assert set(STATE_WORDS) == set(STATES)
    assert set(URGENCY_WORDS) == set(URGENCY_ICONS) == set(URGENCIES)


def test_every_event_that_the_code_can_write_has_swedish_words():
    events = _written_events()
    assert len(events) > 25
    assert [event for event in sorted(events) if event_words(event, {}) == event] == []
    assert event_words("policy.activated", {"profile": "nassjo", "version": "2"}).startswith(
        "Policyn nassjo 2"
    )


def _written_events() -> set[str]:
    """Every string of the service shaped as an event that is no column, file or line of the log."""
    shaped = re.compile(r"([a-z]+)\.(?!html|json|jsonl|csv|pdf|xml|zip|db|dump|svg)[a-z_]+")
    found: set[str] = set()
    for file in API.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        logged = {
            argument
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_LOG.")
            for argument in node.args
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node not in logged:
                hit = shaped.fullmatch(node.value) if isinstance(node.value, str) else None
                if hit and hit[1] not in NO_EVENTS:
                    found.add(hit[0])
    return found


def test_buttons_and_events_say_what_is_done():
    assert actions_words(["preserve", "delete"]) == "bevara → radera"
    assert confirm_words(["preserve", "delete"]) == "Bevara och bekräfta radering"
    assert confirm_words(["none"]) == "Bekräfta ingen åtgärd"
    assert confirm_words(["reply"]) == "Bekräfta: svara"
    assert confirm_words(["hide", "register"]) == "Bekräfta förslaget"
    failed = {"action": "hide", "outcome": "failed"}
    assert event_words("decision.executed", failed) == "Utfördes: dölj, men det misslyckades"
    assert event_words("something.new", None) == "something.new"
