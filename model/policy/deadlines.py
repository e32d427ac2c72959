"""Deadlines in clock hours or Swedish working days."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from model.policy.profile import Deadline

_SWEDEN = ZoneInfo("Europe/Stockholm")
_CALENDAR = holidays.country_holidays("SE", categories=("public", "de_facto"))


def deadline_after(deadline: Deadline, now: datetime) -> datetime:
    """When the limit passes, in UTC: hours from `now`, or 23.59 Swedish time on the last day."""
    if deadline.hours is not None:
        return (now + timedelta(hours=deadline.hours)).astimezone(UTC)
    today = now.astimezone(_SWEDEN).date()
    last = _CALENDAR.get_nth_working_day(today, deadline.working_days or 0)
    return datetime.combine(last, time(23, 59), tzinfo=_SWEDEN).astimezone(UTC)
