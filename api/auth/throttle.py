"""Throttle: how many wrong passwords a source may try before it must wait."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from api.errors import TooManyError
from api.language import _

WINDOW = timedelta(minutes=15)
MOST = 5
"""Wrong passwords for one address from one source within the window."""
MOST_OF_SOURCE = 50
"""Wrong passwords from one source within the window, whatever the address."""
_KEPT = 10_000


@dataclass(slots=True)
class Throttle:
    """Failures of this process, oldest forgotten first; a success forgets the address's own."""

    _failures: OrderedDict[tuple[str, str], deque[datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def check(self, source: str, address: str, now: datetime) -> None:
        """Raise TooManyError when the source has to wait."""
        with self._lock:
            own = self._recent((source, address), now)
            if own >= MOST or self._recent((source, ""), now) >= MOST_OF_SOURCE:
                raise TooManyError(
                    _("För många försök att logga in. Vänta en kvart och försök igen.")
                )

    def failed(self, source: str, address: str, now: datetime) -> None:
        """Count a wrong password."""
        with self._lock:
            for key, most in (((source, address), MOST), ((source, ""), MOST_OF_SOURCE)):
                self._failures.setdefault(key, deque(maxlen=most)).append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > _KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, source: str, address: str) -> None:
        """Forget what the address has failed from this source."""
        with self._lock:
            self._failures.pop((source, address), None)

    def _recent(self, key: tuple[str, str], now: datetime) -> int:
        return sum(now - moment < WINDOW for moment in self._failures.get(key, ()))
