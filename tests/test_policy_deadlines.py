"""Deadlines in hours and in Swedish working days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from model.policy.deadlines import deadline_after
from model.policy.profile import Deadline


@pytest.mark.parametrize(
    ("now", "limit", "expected"),
    [
        ("2026-11-20T15:00", {"hours": 48}, "2026-11-22T15:00"),
        ("2026-11-20T15:00", {"working_days": 0}, "2026-11-20T22:59"),
        ("2026-11-20T15:00", {"working_days": 1}, "2026-11-23T22:59"),
        ("2026-11-21T15:00", {"working_days": 1}, "2026-11-23T22:59"),
        ("2026-11-21T15:00", {"working_days": 0}, "2026-11-23T22:59"),
        ("2026-06-18T10:00", {"working_days": 1}, "2026-06-22T21:59"),
        ("2026-12-23T10:00", {"working_days": 1}, "2026-12-28T22:59"),
        ("2026-12-30T10:00", {"working_days": 2}, "2027-01-05T22:59"),
        ("2026-11-19T23:30", {"working_days": 0}, "2026-11-20T22:59"),
    ],
)
def test_a_deadline_keeps_swedish_weekends_holidays_and_clock(now, limit, expected):
    start = datetime.fromisoformat(now).replace(tzinfo=UTC)
    due = deadline_after(Deadline(**limit), start)
    assert due == datetime.fromisoformat(expected).replace(tzinfo=UTC)
