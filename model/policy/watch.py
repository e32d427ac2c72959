"""Watch: when a channel is staffed, who is on call otherwise, and whom to tell of what is late."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import holidays
from pydantic import BeforeValidator, Field, model_validator

from model.messages import N_
from model.policy.strict import Strict
from model.policy.values import Words

SWEDEN = ZoneInfo("Europe/Stockholm")
CALENDAR = holidays.country_holidays("SE", categories=("public", "de_facto"))
"""Swedish public holidays and the eves that are kept as such."""

_SATURDAY, _SUNDAY = 5, 6
_LONGEST_WAIT = 400


_WRITTEN = r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$"


def _is_span(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(_WRITTEN, value):
        raise ValueError(N_("skriv bemannade tider som 08:00-16:30"))
    if _span(value)[0] >= _span(value)[1]:
        raise ValueError(N_("tiden slutar innan den börjar; skriv till exempel 08:00-16:30"))
    return value


# Before the pattern, which stands for editors and has no words of its own for what is wrong.
Hours = Annotated[str, Field(pattern=_WRITTEN), BeforeValidator(_is_span)]


class Step(Strict):
    """Who is told when a deadline has been passed for so many hours."""

    after_hours: Annotated[int, Field(ge=0, le=8760)]
    to: Words


class Watch(Strict):
    """When somebody watches the channel (Swedish time), who is on call otherwise, whom to tell.

    Each span is "HH:MM-HH:MM"; a day without one is not staffed. `holidays` is for public
    holidays and the eves of Midsummer, Christmas and New Year, whatever the day.
    """

    weekdays: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None
    holidays: Hours | None = None
    on_call: Words | None = None
    escalation: Annotated[tuple[Step, ...], Field(min_length=1)] = (
        Step(after_hours=0, to=N_("den som ansvarar för kanalen")),
        Step(after_hours=24, to=N_("närmaste chef")),
    )
    quote: Words | None = None
    source: Words | None = None

    @model_validator(mode="after")
    def _is_staffed_and_in_order(self) -> Self:
        if not any((self.weekdays, self.saturday, self.sunday, self.holidays)):
            raise ValueError(N_("ingen bemannad tid; ange till exempel weekdays: 08:00-16:30"))
        hours = [step.after_hours for step in self.escalation]
        if hours != sorted(set(hours)):
            raise ValueError(N_("escalation ska stå i tidsordning, varje after_hours en gång"))
        return self

    def is_staffed(self, now: datetime) -> bool:
        """Whether somebody watches at `now` (aware)."""
        opened = self._opening(now.astimezone(SWEDEN).date())
        return opened is not None and opened[0] <= now < opened[1]

    def next_staffed(self, now: datetime) -> datetime:
        """`now` where it is staffed, else when it next is, in UTC."""
        for opens, closes in self._openings(now):
            if now < closes:
                return max(now, opens).astimezone(UTC)
        raise AssertionError("a watch is staffed some day")

    def after(self, now: datetime, hours: int) -> datetime:
        """When so many staffed hours have passed since `now`, in UTC."""
        left = timedelta(hours=hours)
        for opens, closes in self._openings(now):
            begins = max(now, opens)
            if closes - begins >= left:
                return (begins + left).astimezone(UTC)
            left -= max(closes - begins, timedelta())
        raise AssertionError("a watch is staffed some day")

    def _openings(self, now: datetime) -> list[tuple[datetime, datetime]]:
        today = now.astimezone(SWEDEN).date()
        days = (today + timedelta(days=number) for number in range(_LONGEST_WAIT))
        return [opened for opened in map(self._opening, days) if opened is not None]

    def _opening(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self._hours(day)
        if hours is None:
            return None
        opens, closes = _span(hours)
        return _moment(day, opens), _moment(day, closes)

    def _hours(self, day: date) -> str | None:
        if day in CALENDAR:
            return self.holidays
        return {_SATURDAY: self.saturday, _SUNDAY: self.sunday}.get(day.weekday(), self.weekdays)


def _span(hours: str) -> tuple[timedelta, timedelta]:
    opens, closes = (part.split(":") for part in hours.split("-"))
    return _since_midnight(*opens), _since_midnight(*closes)


def _since_midnight(hour: str, minute: str) -> timedelta:
    return timedelta(hours=int(hour), minutes=int(minute))


def _moment(day: date, since_midnight: timedelta) -> datetime:
    # By the wall clock, and so right on the days when the clock changes.
    noted = datetime.combine(day, time()) + since_midnight
    return noted.replace(tzinfo=SWEDEN).astimezone(UTC)


OFFICE_HOURS = Watch(weekdays="08:00-16:30")
"""What is taken for granted where a profile says nothing: ordinary Swedish office hours."""
