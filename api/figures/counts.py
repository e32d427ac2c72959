"""Counts: tallies over the facts of a period, each some passes over arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.desk import Desk
from api.figures.columns import Column
from api.figures.facts import NEVER
from api.figures.period import Period, minute
from api.tables import VERDICTS
from model.labels import HARMS, LABELS
from model.policy.profile import URGENCIES

STEPS = (15, 60, 4 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
"""Upper ends of the response times that are told apart, minutes; the last step has none."""

_HOURS = 24

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counts:
    """What came in during a period, and what people did in it, as columns of one length each."""

    period: Period
    midnights: Numbers
    came: dict[str, Column]
    acts: dict[str, Column]
    channels: list[str]
    models: list[str]
    people: list[str]
    now: int

    def by_day(self) -> tuple[Numbers, Numbers]:
        """Came in, and were decided, on each day of the period."""
        return self._days(self.came["received"]), self._days(self.acts["at"][~self._views()])

    def by_hour(self) -> tuple[Numbers, Numbers]:
        """The same over the hours of the day in Sweden."""
        return self._hours(self.came["received"]), self._hours(self.acts["at"][~self._views()])

    def by_channel(self) -> list[tuple[str, int, int]]:
        """Channel's key, came in, waits."""
        place, number = self.came["channel"], len(self.channels)
        came = np.bincount(place, minlength=number)
        waits = np.bincount(place, weights=self.came["open"], minlength=number)
        rows = zip(self.channels, came.tolist(), waits.astype(int).tolist(), strict=True)
        return sorted((row for row in rows if row[1]), key=lambda row: -row[1])

    def by_label(self) -> list[tuple[str, Numbers, int]]:
        """Label, how many of each of VERDICTS, how many wait for one."""
        rows = []
        for place, label in enumerate(LABELS):
            has = (self.came["labels"] >> place & 1).astype(bool)
            rows.append((label, *self._verdicts(has)))
        return rows

    def by_model(self) -> list[tuple[str, Numbers]]:
        """Model, how many of each of VERDICTS."""
        rows = (
            (model, self._verdicts(self.came["model"] == place)[0])
            for place, model in enumerate(self.models)
        )
        return sorted((model, told) for model, told in rows if told.any())

    def alarms_by_day(self) -> tuple[Numbers, Numbers]:
        """Flagged for some harm and decided on, and of those dismissed, by the day they came."""
        harms = sum(1 << LABELS.index(label) for label in HARMS)
        decided = (self.came["labels"] & harms).astype(bool) & (self.came["verdict"] != NEVER)
        dismissed = decided & (self.came["verdict"] == VERDICTS.index("dismiss"))
        return tuple(self._days(self.came["received"][which]) for which in (decided, dismissed))  # type: ignore[return-value]

    def pace(self) -> list[tuple[str, Numbers, int, int, int]]:
        """Urgency, how many in each step of STEPS and after, that wait, in time, late."""
        came, decided = self.came, self.came["verdict"] != NEVER
        step = np.searchsorted(STEPS, came["reviewed"] - came["received"], side="right")
        limited = came["deadline"] != NEVER
        until = np.where(decided, came["reviewed"], self.now)
        late = limited & (until > came["deadline"]) & (decided | came["open"].astype(bool))
        kept = limited & ~late & (decided | came["open"].astype(bool))
        rows = []
        for place, name in enumerate(URGENCIES):
            here = came["urgency"] == place
            taken = np.bincount(step[here & decided], minlength=len(STEPS) + 1)
            waits = int((here & came["open"].astype(bool)).sum())
            rows.append((name, taken, waits, int((here & kept).sum()), int((here & late).sum())))
        return rows

    def by_person(self) -> list[tuple[str, int, int, int]]:
        """Person's id, decisions, shown texts, days with a decision; most decisions first."""
        views, who = self._views(), self.acts["person"]
        day = np.searchsorted(self.midnights, self.acts["at"], side="right")
        rows = []
        for place, person in enumerate(self.people):
            mine = who == place
            decided = mine & ~views
            if mine.any():
                days = len(np.unique(day[decided]))
                rows.append((person, int(decided.sum()), int((mine & views).sum()), days))
        return sorted(rows, key=lambda row: -row[1])

    def _verdicts(self, which: Flags) -> tuple[Numbers, int]:
        verdicts = self.came["verdict"][which]
        told = np.bincount(verdicts[verdicts != NEVER], minlength=len(VERDICTS))
        return told, int((which & self.came["open"].astype(bool)).sum())

    def _views(self) -> Flags:
        return self.acts["viewed"].astype(bool)

    def _days(self, moments: Column) -> Numbers:
        place = np.searchsorted(self.midnights, moments, side="right") - 1
        return np.bincount(place, minlength=len(self.midnights) - 1)

    def _hours(self, moments: Column) -> Numbers:
        place = np.searchsorted(self.midnights, moments, side="right") - 1
        return np.bincount((moments - self.midnights[place]) // 60 % _HOURS, minlength=_HOURS)


def warm(desk: Desk) -> None:
    """Read the whole base once, so that nobody waits for it."""
    with desk.facts.lock, desk.database.reading() as session:
        desk.facts.follow(session)


def count(desk: Desk, period: Period) -> Counts:
    """The period's facts as they stand now. The first time it reads the whole base."""
    facts, midnights = desk.facts, period.midnights()
    with facts.lock:
        with desk.database.reading() as session:
            facts.follow(session)
        wanted = _coded(facts.channels.words, period.channel)
        return Counts(
            period=period,
            midnights=midnights,
            came=_within(facts.decisions, "received", midnights, wanted),
            acts=_within(facts.acts, "at", midnights, wanted),
            channels=list(facts.channels.words),
            models=list(facts.models.words),
            people=list(facts.people.words),
            now=minute(desk.now()),
        )


def _coded(words: list[str], word: str | None) -> int | None:
    if word is None:
        return None
    return words.index(word) if word in words else NEVER


def _within(
    columns: Any, moment: str, midnights: Numbers, channel: int | None
) -> dict[str, Column]:
    at = columns[moment]
    inside = (at >= midnights[0]) & (at < midnights[-1])
    if channel is not None:
        inside &= columns["channel"] == channel
    return {name: columns[name][inside] for name in columns.names}
