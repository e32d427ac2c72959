"""Moments as people say them, in Sweden's time: "för 12 min sedan", the exact time beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time

from api.language import _, locale, ngettext

SWEDEN = ZoneInfo("Europe/Stockholm")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Words for moments (RFC 3339 strings) as seen from `now`."""

    now: datetime

    def exact(self, moment: str) -> str:
        """Date and time in Sweden, to the second."""
        local = _local(moment)
        pattern = _("HH.mm.ss")
        return f"{local:%Y-%m-%d} {format_time(local, pattern, locale=locale())}"

    def ago(self, moment: str) -> str:
        """How long ago: "nyss", "för 12 min sedan", "i går 14.02", "3 mars 14.02"."""
        passed = self.now - datetime.fromisoformat(moment)
        if passed < _MINUTE:
            return _("nyss")
        if passed < _DAY:
            return _("för %(length)s sedan", length=_length(passed))
        return self.day(moment)

    def age(self, moment: str) -> str:
        """The same in few letters: "nyss", "12 min", "2 tim", "3 dygn"."""
        passed = self.now - datetime.fromisoformat(moment)
        return _("nyss") if passed < _MINUTE else _length(passed)

    def day(self, moment: str) -> str:
        """Day and time of day: "i dag 14.02", "i går 14.02", "3 mars 14.02"."""
        local = _local(moment)
        today = self.now.astimezone(SWEDEN).date()
        named = {0: _("i dag"), 1: _("i går"), -1: _("i morgon")}
        year = local.year != today.year
        told = named.get((today - local.date()).days) or short_date(local.date(), year=year)
        pattern = _("HH.mm")
        return f"{told} {format_time(local, pattern, locale=locale())}"

    def due(self, moment: str) -> str:
        """What is left of a time limit: "42 min kvar", "försenad 2 tim", else its day."""
        left = datetime.fromisoformat(moment) - self.now
        if left < timedelta():
            return _("försenad %(length)s", length=_length(-left))
        if left < _DAY:
            return _("%(length)s kvar", length=_length(left))
        return _("senast %(day)s", day=self.day(moment))

    def is_late(self, moment: str) -> bool:
        """Whether a time limit has passed."""
        return datetime.fromisoformat(moment) < self.now


def short_date(day: date, *, year: bool = False) -> str:
    """A day of the month, "3 mars", or with its year."""
    return _date(day, "d MMM y" if year else "d MMM", locale())


def month(day: date) -> str:
    """Its month, "mars 2026"."""
    return _date(day.replace(day=1), "LLL y", locale())


@lru_cache(maxsize=1024)
def _date(day: date, pattern: str, place: Locale) -> str:
    return format_date(day, pattern, locale=place).replace(".", "")


def _length(span: timedelta) -> str:
    if span < _HOUR:
        return _("%(number)s min", number=span // _MINUTE)
    if span < _DAY:
        return _("%(number)s tim", number=span // _HOUR)
    days = span // _DAY
    return ngettext("%(num)s dygn", "%(num)s dygn", days, num=days)


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(SWEDEN)
