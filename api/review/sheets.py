"""Sheets: the figures of a period as tables, the same on the page and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from api.figures.counts import Counts, Numbers
from api.figures.period import Period
from api.language import N_, _, gettext
from api.review.times import month, short_date
from api.review.words import TAGS, URGENCY_WORDS, tag
from model.labels import HARMS

_WEEKS_FROM, _MONTHS_FROM = 63, 400
"""Days from which a series is told by week, and by month."""

STEP_WORDS = (
    N_("under 15 min"),
    N_("under 1 tim"),
    N_("under 4 tim"),
    N_("under 1 dygn"),
    N_("under 3 dygn"),
    N_("under 7 dygn"),
    N_("7 dygn eller mer"),
)
STEP_SIGNS = ("< 15 min", N_("< 1 tim"), N_("< 4 tim"), "< 1 d", "< 3 d", "< 7 d", "≥ 7 d")
"""The same where there is little room."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What channels and people are called, by key and id."""

    channels: Mapping[str, str]
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: the first column names the row, the others are numbers or shares (0–1) or None.

    Its title and columns are Swedish, for the code to name them by; `told` is what people read.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    shares: frozenset[str] = frozenset()

    def column(self, name: str) -> list[Any]:
        """One column's values."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def percent(self, name: str) -> list[float | None]:
        """A share's values as percentages with one decimal."""
        return [None if one is None else round(100 * one, 1) for one in self.column(name)]

    def told(self) -> Sheet:
        """The sheet with its title and columns in the page's language."""
        columns = tuple(gettext(name) for name in self.columns)
        shares = frozenset(gettext(name) for name in self.shares)
        return Sheet(self.key, gettext(self.title), columns, self.rows, shares)

    def as_rows(self) -> list[dict[str, Any]]:
        """For CSV."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def volume(counted: Counts, __: Names) -> Sheet:
    """What came in and what was decided, by day, week or month."""
    came, decided = (_by_span(one, counted.period) for one in counted.by_day())
    rows = tuple((name, came[name], decided[name]) for name in came)
    columns = (_span_word(counted.period), N_("Inkomna"), N_("Beslutade"))
    return Sheet("volym", N_("Inkomna och beslutade"), columns, rows)


def channels(counted: Counts, names: Names) -> Sheet:
    """What came in by channel."""
    rows = tuple(
        (names.channels.get(key, key), came, waits) for key, came, waits in counted.by_channel()
    )
    return Sheet("kanaler", N_("Kanaler"), (N_("Kanal"), N_("Inkomna"), N_("Väntar")), rows)


def labels(counted: Counts, __: Names) -> Sheet:
    """What was flagged, and what people said of the suggestions, label by label."""
    rows = (
        (TAGS[label], int(told.sum()) + waits, *_verdicts(told), waits)
        for label, told, waits in counted.by_label()
        if told.any() or waits
    )
    columns = (N_("Etikett"), N_("Flaggade"), *_VERDICT_COLUMNS, N_("Väntar"))
    ordered = tuple(sorted(rows, key=lambda row: -row[1]))
    return Sheet("etiketter", N_("Etiketter"), columns, ordered, frozenset({_AGREEMENT}))


def models(counted: Counts, __: Names) -> Sheet:
    """What people said of the suggestions, model by model."""
    rows = tuple((model, int(told.sum()), *_verdicts(told)) for model, told in counted.by_model())
    columns = (N_("Modell"), N_("Beslutade"), *_VERDICT_COLUMNS)
    return Sheet("modeller", N_("Samstämmighet per modell"), columns, rows, frozenset({_AGREEMENT}))


def alarms(counted: Counts, __: Names) -> Sheet:
    """The share of what was flagged for harm that people let stand."""
    decided, dismissed = (_by_span(one, counted.period) for one in counted.alarms_by_day())
    rows = tuple(
        (name, number, dismissed[name], _share(dismissed[name], number))
        for name, number in decided.items()
    )
    columns = (_span_word(counted.period), N_("Beslutade"), N_("Avfärdade"), N_("Falsklarm"))
    return Sheet("falsklarm", N_("Falsklarm"), columns, rows, frozenset({"Falsklarm"}))


def pace(counted: Counts, __: Names) -> Sheet:
    """How long people took, by urgency, and whether that was in time."""
    rows = tuple(
        (URGENCY_WORDS[name], *taken.tolist(), waits, kept, late, _share(kept, kept + late))
        for name, taken, waits, kept, late in counted.pace()
    )
    columns = (
        N_("Brådska"),
        *STEP_WORDS,
        N_("Väntar"),
        N_("I tid"),
        N_("För sent"),
        N_("Andel i tid"),
    )
    return Sheet("svarstider", N_("Svarstid mot frist"), columns, rows, frozenset({"Andel i tid"}))


def work(counted: Counts, names: Names) -> Sheet:
    """How decisions and shown texts were spread over people."""
    rows = tuple(
        (names.people.get(who, "–"), decided, shown, days, _rate(decided, days))
        for who, decided, shown, days in counted.by_person()
    )
    columns = (
        N_("Person"),
        N_("Beslut"),
        N_("Visade texter"),
        N_("Dagar med beslut"),
        N_("Beslut per dag"),
    )
    return Sheet("arbete", N_("Arbetsfördelning"), columns, rows)


def hours(counted: Counts, __: Names) -> Sheet:
    """When in the day comments come and decisions are made."""
    came, decided = (one.tolist() for one in counted.by_hour())
    rows = tuple((f"{hour:02}", came[hour], decided[hour]) for hour in range(24))
    return Sheet("dygnet", N_("Över dygnet"), (N_("Timme"), N_("Inkomna"), N_("Beslutade")), rows)


SHEETS: Mapping[str, Callable[[Counts, Names], Sheet]] = MappingProxyType(
    {
        "volym": volume,
        "kanaler": channels,
        "etiketter": labels,
        "svarstider": pace,
        "modeller": models,
        "falsklarm": alarms,
        "arbete": work,
        "dygnet": hours,
    }
)
"""Every sheet by its key, in the page's order."""

_AGREEMENT = N_("Samstämmighet")
_VERDICT_COLUMNS = (N_("Bekräftade"), N_("Ändrade"), N_("Avfärdade"), _AGREEMENT)


def harm_rows(sheet: Sheet) -> Sheet:
    """The sheet of labels with the harms alone."""
    harms = {tag(one) for one in HARMS}
    rows = tuple(row for row in sheet.rows if row[0] in harms)
    return Sheet(sheet.key, sheet.title, sheet.columns, rows, sheet.shares)


def _verdicts(told: Numbers) -> tuple[Any, ...]:
    return (*told.tolist(), _share(int(told[0]), int(told.sum())))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rate(number: int, days: int) -> float | None:
    return round(number / days, 1) if days else None


def _by_span(days: Numbers, period: Period) -> dict[str, int]:
    told: dict[str, int] = {}
    length = len(period.days)
    for day, number in zip(period.days, days.tolist(), strict=True):
        name = _span(day, length)
        told[name] = told.get(name, 0) + number
    return told


def _span(day: date, length: int) -> str:
    if length < _WEEKS_FROM:
        return short_date(day)
    if length < _MONTHS_FROM:
        year, week = day.isocalendar()[:2]
        return _("v %(week)s %(year)s", week=week, year=year)
    return month(day)


def _span_word(period: Period) -> str:
    length = len(period.days)
    if length < _WEEKS_FROM:
        return N_("Dag")
    return N_("Vecka") if length < _MONTHS_FROM else N_("Månad")
