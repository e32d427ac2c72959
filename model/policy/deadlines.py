"""Deadlines in clock hours, staffed hours or Swedish working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.policy.strict import Strict
from model.policy.watch import CALENDAR, OFFICE_HOURS, SWEDEN, Watch


class Deadline(Strict):
    """A time limit: clock hours, staffed hours, or to the end of the Nth Swedish working day."""

    hours: Annotated[int, Field(ge=0, le=8760)] | None = None
    office_hours: Annotated[int, Field(ge=1, le=400)] | None = None
    working_days: Annotated[int, Field(ge=0, le=260)] | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        given = [self.hours, self.office_hours, self.working_days]
        if given.count(None) != len(given) - 1:
            raise ValueError("ange antingen hours, office_hours eller working_days, och bara ett")
        return self


def deadline_after(deadline: Deadline, now: datetime, watch: Watch = OFFICE_HOURS) -> datetime:
    """When the limit passes, in UTC; working days end 23.59 Swedish time on the last one."""
    if deadline.hours is not None:
        return (now + timedelta(hours=deadline.hours)).astimezone(UTC)
    if deadline.office_hours is not None:
        return watch.after(now, deadline.office_hours)
    last = _working_day(now.astimezone(SWEDEN).date(), deadline.working_days or 0)
    return datetime.combine(last, time(23, 59), tzinfo=SWEDEN).astimezone(UTC)


@cache
def _working_day(day: date, number: int) -> date:
    return CALENDAR.get_nth_working_day(day, number)
