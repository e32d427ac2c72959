"""Moments as people in Sweden say them: "för 12 min sedan", the exact time beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
MONTHS = ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"]
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Words for moments (RFC 3339 strings) as seen from `now`."""

    now: datetime

    def exact(self, moment: str) -> str:
        """Date and time in Sweden, to the second."""
        return f"{_local(moment):%Y-%m-%d %H.%M.%S}"

    def ago(self, moment: str) -> str:
        """How long ago: "nyss", "för 12 min sedan", "i går 14.02", "3 mars 14.02"."""
        passed = self.now - datetime.fromisoformat(moment)
        if passed < _MINUTE:
            return "nyss"
        if passed < _DAY:
            return f"för {_length(passed)} sedan"
        return self.day(moment)

    def age(self, moment: str) -> str:
        """The same in few letters: "nyss", "12 min", "2 tim", "3 dygn"."""
        passed = self.now - datetime.fromisoformat(moment)
        return "nyss" if passed < _MINUTE else _length(passed)

    def day(self, moment: str) -> str:
        """Day and time of day: "i dag 14.02", "i går 14.02", "3 mars 14.02"."""
        local = _local(moment)
        days = (self.now.astimezone(SWEDEN).date() - local.date()).days
        date = f"{local.day} {MONTHS[local.month - 1]}"
        year = f" {local.year}" if local.year != self.now.astimezone(SWEDEN).year else ""
        named = {0: "i dag", 1: "i går", -1: "i morgon"}.get(days, date + year)
        return f"{named} {local:%H.%M}"

    def due(self, moment: str) -> str:
        """What is left of a time limit: "42 min kvar", "försenad 2 tim", else its day."""
        left = datetime.fromisoformat(moment) - self.now
        if left < timedelta():
            return f"försenad {_length(-left)}"
        return f"{_length(left)} kvar" if left < _DAY else f"senast {self.day(moment)}"

    def is_late(self, moment: str) -> bool:
        """Whether a time limit has passed."""
        return datetime.fromisoformat(moment) < self.now


def _length(span: timedelta) -> str:
    if span < _HOUR:
        return f"{span // _MINUTE} min"
    if span < _DAY:
        return f"{span // _HOUR} tim"
    return f"{span // _DAY} dygn"


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(SWEDEN)
