"""Period: the days and the channel that figures are of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

SWEDEN = ZoneInfo("Europe/Stockholm")

Minutes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both in it, in Sweden; every channel where none is named."""

    first: date
    last: date
    channel: str | None = None

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [
            self.first + timedelta(days=one) for one in range((self.last - self.first).days + 1)
        ]

    def midnights(self) -> Minutes:
        """When each day begins and the last one ends, minutes since 1970."""
        days = [*self.days, self.last + timedelta(days=1)]
        return np.array([minute(datetime.combine(day, time(), SWEDEN)) for day in days])


def minute(moment: datetime) -> int:
    """Whole minutes since 1970 began in UTC."""
    return int(moment.timestamp() // 60)
