"""The registry's search: by words, dates, place and case, never by what is sensitive of people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.archive.search import Search, search
from api.auth.principal import REGISTRY
from api.channels import list_channels
from api.decisions import grounds_of
from api.desk import Desk
from api.errors import ApiError
from api.language import N_, gettext
from api.review.downloads import table_file
from api.review.pages import page
from api.review.people import people
from api.review.times import SWEDEN
from api.review.visit import Visit, require
from api.review.words import STATE_WORDS

router = APIRouter(prefix="/register", include_in_schema=False)

LENGTH = 30
"""Rows on one page."""
_AT_ONCE = 500

Short = Annotated[str, Query(max_length=200)]
AtRegistry = Annotated[Visit, Depends(require(REGISTRY))]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The search form as it is sent; what is empty does not narrow."""

    q: str = ""
    fran: str = ""
    till: str = ""
    kanal: str = ""
    avsandare: str = ""
    dnr: str = ""
    grund: str = ""
    handlaggare: str = ""

    def search(self) -> Search:
        """The archive's search of it; dates are Swedish days, the last one included."""
        return Search(
            words=self.q or None,
            since=_day(self.fran),
            until=_day(self.till, timedelta(days=1)),
            channel=self.kanal or None,
            author=self.avsandare or None,
            diarienummer=self.dnr or None,
            ground=self.grund or None,
            handler=self.handlaggare or None,
        )

    def query(self, **more: str) -> str:
        """The query string, with "?" before it, empty where nothing is sought."""
        kept = {name: value for name, value in (asdict(self) | more).items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is sought."""
        return any(asdict(self).values())

    @property
    def detailed(self) -> bool:
        """Whether more than the words is sought."""
        return any(value for name, value in asdict(self).items() if name != "q")


def wanted(
    *,
    q: Short = "",
    fran: Short = "",
    till: Short = "",
    kanal: Short = "",
    avsandare: Short = "",
    dnr: Short = "",
    grund: Short = "",
    handlaggare: Short = "",
) -> Wanted:
    """The search in the address, without what no database can look for."""
    given = locals()
    values = {one.name: given[one.name].strip() for one in fields(Wanted)}
    return Wanted(**{name: value if value.isprintable() else "" for name, value in values.items()})


@router.get("")
def get_search(
    here: AtRegistry,
    sought: Annotated[Wanted, Depends(wanted)],
    sida: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """The form and one page of what it finds, latest first."""
    found: Mapping[str, Any] = {"items": [], "next": None}
    error = None
    try:
        found = search(here.desk, here.actor, sought.search(), limit=LENGTH, cursor=sida or None)
    except ApiError as refused:
        error = refused.errors[0]["detail"] if refused.errors else refused.detail
    return page(
        here,
        "register.html",
        sought=sought,
        found=found,
        error=error,
        first=not sida,
        channels={one.key: one for one in list_channels(here.desk)},
        grounds=ground_titles(here.desk),
        people=people(here.desk),
    )


@router.get("/traffar.csv")
def get_hits(here: AtRegistry, sought: Annotated[Wanted, Depends(wanted)]) -> Response:
    """Everything that the search finds, latest first, without a word of the comments."""
    columns = tuple(gettext(name) for name in _COLUMNS)
    rows = (dict(zip(columns, row, strict=True)) for row in _hits(here, sought.search()))
    return table_file(rows, columns, "register")


_COLUMNS = (
    N_("Inkom"),
    N_("Ärendemening"),
    N_("Diarienummer"),
    N_("Sekretess"),
    N_("Kanal"),
    N_("Läge"),
    N_("Grund"),
    N_("Handläggare"),
    N_("Id"),
)


def _hits(here: Visit, sought: Search) -> Iterator[tuple[Any, ...]]:
    channels = {one.key: one.name for one in list_channels(here.desk)}
    grounds, known = ground_titles(here.desk), people(here.desk)
    for row in _found(here, sought):
        case = row["case"] or {}
        yield (
            row["received_at"],
            *(case.get(name) for name in ("title", "diarienummer", "secrecy")),
            channels[row["channel"]],
            STATE_WORDS[row["state"]],
            grounds.get(row["ground"], row["ground"]),
            known.get(case.get("handler") or row["reviewer"]),
            row["decision"],
        )


def _found(here: Visit, sought: Search) -> Iterator[Mapping[str, Any]]:
    cursor = ""
    while cursor is not None:
        found = search(here.desk, here.actor, sought, limit=_AT_ONCE, cursor=cursor or None)
        yield from found["items"]
        cursor = found["next"]


def ground_titles(desk: Desk) -> dict[str, str]:
    """Every ground that any profile offers, by key, in the order of its title."""
    titles = {
        ground.key: ground.title
        for profile in desk.profiles.values()
        for ground in grounds_of(profile)
    }
    return dict(sorted(titles.items(), key=lambda one: one[1]))


def _day(written: str, later: timedelta = timedelta()) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(written) + later, time(), SWEDEN)
    except (ValueError, OverflowError):
        return None
