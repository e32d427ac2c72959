"""The statistics page: figures of a period, each drawn and with its table, every table as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from markupsafe import Markup
from starlette.responses import Response

from api.auth.principal import STATISTICS
from api.channels import list_channels
from api.errors import NotFoundError
from api.figures.counts import count
from api.figures.period import Period
from api.language import N_, _, gettext
from api.review.charts import chart, legend
from api.review.downloads import sheet_file
from api.review.pages import page
from api.review.people import people
from api.review.sheets import SHEETS, STEP_SIGNS, STEP_WORDS, Names, Sheet, harm_rows
from api.review.times import SWEDEN
from api.review.visit import Visit, require
from api.review.words import percent, whole

router = APIRouter(prefix="/statistik", include_in_schema=False)

USUAL = 30
"""Days that are shown until others are asked for."""
_LONGEST = 3_660
WIDE = frozenset({"volym", "falsklarm"})
"""Sheets whose drawings take the page's whole width."""

AtFigures = Annotated[Visit, Depends(require(STATISTICS))]
Day = Annotated[str, Query(max_length=10)]
Channel = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True, slots=True)
class Figure:
    """A sheet with its drawing and the names of what is drawn."""

    sheet: Sheet
    drawing: Markup | None
    legend: list[tuple[str, str]]
    note: str


@router.get("")
def get_statistics(
    here: AtFigures, fran: Day = "", till: Day = "", kanal: Channel = ""
) -> Response:
    """Every figure of the period."""
    period = _period(here, fran, till, kanal)
    counted, names = count(here.desk, period), _names(here)
    sheets = {key: make(counted, names) for key, make in SHEETS.items()}
    today = here.desk.now().astimezone(SWEDEN).date()
    return page(
        here,
        "statistik.html",
        period=period,
        query=_query(period),
        wide=WIDE,
        figures=[_figure(key, sheet) for key, sheet in sheets.items()],
        summary=_summary(sheets),
        channels=list_channels(here.desk),
        spans=_spans(today, period.channel),
    )


@router.get("/{key}.csv")
def get_sheet(
    key: str, here: AtFigures, fran: Day = "", till: Day = "", kanal: Channel = ""
) -> Response:
    """One table. Shares are between 0 and 1."""
    if key not in SHEETS:
        raise NotFoundError(_("Det finns ingen sådan tabell."))
    period = _period(here, fran, till, kanal)
    sheet = SHEETS[key](count(here.desk, period), _names(here))
    return sheet_file(sheet, f"{key}-{period.first}-{period.last}")


def _names(here: Visit) -> Names:
    return Names({one.key: one.name for one in list_channels(here.desk)}, people(here.desk))


def _period(here: Visit, first: str, last: str, channel: str) -> Period:
    today = here.desk.now().astimezone(SWEDEN).date()
    end = min(_day(last) or today, today)
    start = _day(first) or end - timedelta(days=USUAL - 1)
    start = max(min(start, end), end - timedelta(days=_LONGEST))
    known = {one.key for one in list_channels(here.desk)}
    return Period(start, end, channel if channel in known else None)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.year >= 2000 else None  # noqa: PLR2004  (before any base of ours)


def _query(period: Period, **changes: str) -> str:
    told = {"fran": str(period.first), "till": str(period.last), "kanal": period.channel or ""}
    return "?" + urlencode({name: value for name, value in (told | changes).items() if value})


def _spans(today: date, channel: str | None) -> list[tuple[str, str]]:
    starts = {
        _("7 dagar"): today - timedelta(days=6),
        _("30 dagar"): today - timedelta(days=29),
        _("I år"): date(today.year, 1, 1),
        _("12 månader"): today - timedelta(days=364),
    }
    return [(name, _query(Period(first, today, channel))) for name, first in starts.items()]


def _summary(sheets: dict[str, Sheet]) -> list[tuple[str, str, str]]:
    """Name, number and what it is of."""
    came = sum(sheets["volym"].column("Inkomna"))
    pace, models, alarms = sheets["svarstider"], sheets["modeller"], sheets["falsklarm"]
    kept, late = sum(pace.column("I tid")), sum(pace.column("För sent"))
    decided, agreed = sum(models.column("Beslutade")), sum(models.column("Bekräftade"))
    alarmed, dismissed = sum(alarms.column("Beslutade")), sum(alarms.column("Avfärdade"))
    return [
        (
            _("Inkomna"),
            whole(came),
            _("%(number)s väntar", number=whole(sum(pace.column("Väntar")))),
        ),
        (
            _("I tid"),
            _part(kept, kept + late),
            _("av %(number)s med frist", number=whole(kept + late)),
        ),
        (
            _("Samstämmighet"),
            _part(agreed, decided),
            _("av %(number)s beslut", number=whole(decided)),
        ),
        (
            _("Falsklarm"),
            _part(dismissed, alarmed),
            _("av %(number)s larm om skada", number=whole(alarmed)),
        ),
    ]


def _part(part: int, total: int) -> str:
    return percent(part / total) if total else "–"


def _figure(key: str, sheet: Sheet) -> Figure:
    kind, names, unit, note = _DRAWN[key]
    note = gettext(note) if note else ""
    drawn = harm_rows(sheet) if key == "etiketter" else sheet
    if key == "svarstider":
        series: dict[str, Any] = {row[0]: row[1 : len(STEP_WORDS) + 1] for row in sheet.rows}
        labels: list[str] = [gettext(sign) for sign in STEP_SIGNS]
    else:
        series = {
            name: drawn.percent(name) if name in drawn.shares else drawn.column(name)
            for name in names
        }
        labels = [str(row[0]) for row in drawn.rows]
    if not any(value for values in series.values() for value in values):
        return Figure(sheet.told(), None, [], note)
    if kind.endswith("bars"):  # drawn from below, read from above
        labels, series = labels[::-1], {name: values[::-1] for name, values in series.items()}
    sheet = sheet.told()
    told = _("%(title)s. Samma siffror står i tabellen under diagrammet.", title=sheet.title)
    series = {gettext(name): values for name, values in series.items()}
    names = tuple(series)
    return Figure(
        sheet,
        chart(kind, told, labels, series, unit=gettext(unit) if unit else "", wide=key in WIDE),
        legend(names) if len(names) > 1 else [],
        note,
    )


_VERDICTS = (N_("Bekräftade"), N_("Ändrade"), N_("Avfärdade"))
_DRAWN: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    "volym": ("columns", ("Inkomna", "Beslutade"), "", ""),
    "kanaler": ("bars", ("Inkomna",), "", ""),
    "etiketter": (
        "stacked-bars",
        _VERDICTS,
        "",
        N_(
            "Vad människor beslutade om förslag där modellen såg en skada. En kommentar kan ha flera "
            "etiketter. Tabellen har också etiketterna för syfte."
        ),
    ),
    "svarstider": (
        "stacked",
        (),
        "",
        N_(
            "Från att kommentaren kom in till beslutet. I tid är det som beslutades före fristen eller "
            "ännu väntar inom den."
        ),
    ),
    "modeller": (
        "stacked-bars",
        _VERDICTS,
        "",
        N_("Samstämmighet är andelen beslut där förslaget bekräftades utan ändring."),
    ),
    "falsklarm": (
        "lines",
        ("Falsklarm",),
        N_(" %"),
        N_(
            "Andelen av det som flaggades för skada som en människa lät stå. Det är ett mått på vad som "
            "nådde granskarna, inte på vad modellen missade."
        ),
    ),
    "arbete": (
        "bars",
        ("Beslut", "Visade texter"),
        "",
        N_(
            "Till för att fördela det tunga lika, inte för att mäta den enskilde. Ta upp det med facket "
            "innan siffrorna används till något annat."
        ),
    ),
    "dygnet": ("columns", ("Inkomna", "Beslutade"), "", ""),
}
"""How each sheet is drawn: kind, the columns, what follows a number, a note."""
