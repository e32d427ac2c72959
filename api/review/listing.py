"""The diary as a list: its public and its closed part, year by year, and a channel's whole record."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import Response, StreamingResponse

from api.archive import cases, snapshots
from api.archive.listings import as_jsonl
from api.auth.principal import REGISTRY
from api.channels import list_channels
from api.errors import ApiError
from api.review.downloads import table_file
from api.review.pages import page
from api.review.people import people
from api.review.times import SWEDEN
from api.review.visit import Visit, require, require_form

router = APIRouter(prefix="/register/diarium", include_in_schema=False)

LENGTH = 50
"""Rows on one page."""

AtDiary = Annotated[Visit, Depends(require(REGISTRY))]
Year = Annotated[int | None, Query(ge=2000, le=2200)]


@router.get("")
def get_diary(
    here: AtDiary,
    ar: Year = None,
    del_: Annotated[str, Query(alias="del", max_length=10)] = "",
    sida: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """One page of one part of the diary, the latest registration first."""
    return _diary(here, ar, closed=del_ == "sluten", number=sida)


@router.get("/lista.csv")
def get_csv(
    here: AtDiary, ar: Year = None, del_: Annotated[str, Query(alias="del")] = ""
) -> Response:
    """The part as CSV, oldest first."""
    rows = cases.diary(here.desk, here.actor, year=ar, public=del_ != "sluten")
    return table_file(rows, cases.COLUMNS, "diarium")


@router.get("/lista.jsonl")
def get_jsonl(
    here: AtDiary, ar: Year = None, del_: Annotated[str, Query(alias="del")] = ""
) -> StreamingResponse:
    """The part as JSON lines, oldest first."""
    rows = cases.diary(here.desk, here.actor, year=ar, public=del_ != "sluten")
    return _download(as_jsonl(rows), "application/jsonl", "diarium.jsonl")


@router.post("/uttag")
def post_snapshot(
    here: Annotated[Visit, Depends(require_form(REGISTRY))],
    channel: Annotated[str, Form(max_length=80)] = "",
    year: Annotated[int, Form(ge=2000, le=2200)] = 2000,
    half: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """A channel's record of a period as a ZIP; logged."""
    period = snapshots.Period(year, int(half) if half in {"1", "2"} else None)
    try:
        made = snapshots.take_snapshot(here.desk, here.actor, channel, period)
    except ApiError as error:
        return _diary(here, None, closed=False, error=error.detail)
    name = f"{channel}-{year}{f'-{period.half}' if period.half else ''}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made.as_zip(), media_type="application/zip", headers=headers)


def _diary(
    here: Visit, year: int | None, *, closed: bool, number: int = 1, error: str | None = None
) -> Response:
    rows = cases.diary(here.desk, here.actor, year=year, public=not closed, latest_first=True)
    first = (number - 1) * LENGTH
    shown = list(islice(rows, first, first + LENGTH + 1))
    now = here.desk.now().astimezone(SWEDEN)
    return page(
        here,
        "diarium.html",
        status=422 if error else 200,
        rows=shown[:LENGTH],
        more=len(shown) > LENGTH,
        number=number,
        year=year,
        years=range(now.year, now.year - 10, -1),
        closed=closed,
        channels=list_channels(here.desk),
        people=people(here.desk),
        error=error,
    )


def _download(lines: Iterator[str], media_type: str, name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, media_type=media_type, headers=headers)
