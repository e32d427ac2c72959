"""The chain: the registry's latest entries, a check of the whole of it, the export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from api.auth.principal import REGISTRY
from api.desk import Desk
from api.registry import Verification, entries, export, head
from api.registry.keeping import signer_of, verify_installation
from api.review.pages import page
from api.review.visit import Visit, require, require_form

router = APIRouter(prefix="/register/kedja", include_in_schema=False)

AtRegistry = Annotated[Visit, Depends(require(REGISTRY))]
AtRegistryForm = Annotated[Visit, Depends(require_form(REGISTRY))]

LENGTH = 50
"""Entries on one page."""


@router.get("")
def get_chain(
    here: AtRegistry, fore: Annotated[int | None, Query(ge=1, lt=2**31)] = None
) -> Response:
    """The latest entries, or those before `fore`, newest first."""
    return _chain(here, before=fore)


@router.post("/kontroll")
def post_check(here: AtRegistryForm) -> Response:
    """Verify the whole chain and show the result above the latest entries."""
    with here.desk.database.reading() as session:
        result = verify_installation(session, here.desk.settings)
    return _chain(here, result=result)


@router.get("/export")
def get_export(here: AtRegistry) -> StreamingResponse:
    """The whole chain as JSON lines, to be kept where the database is not."""
    name = f"uppsikt-register-{here.desk.now():%Y%m%d}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_lines(here.desk), media_type="application/jsonl", headers=headers)


def _chain(
    here: Visit, *, before: int | None = None, result: Verification | None = None
) -> Response:
    with here.desk.database.reading() as session:
        last, digest = head(session)
        end = min(before - 1, last) if before else last
        first = max(end - LENGTH, 0)
        rows = list(entries(session, after=first, limit=end - first)) if end > first else []
    return page(
        here,
        "kedja.html",
        entries=rows[::-1],
        total=last,
        head=digest,
        older=first + 1 if first else None,
        newer=end < last,
        result=result,
    )


def _lines(desk: Desk) -> Iterator[str]:
    with desk.database.reading() as session:
        yield from export(session, desk.now(), signer_of(desk.settings))
