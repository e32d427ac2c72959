"""The registrar's work: the diary, copies, handovers, snapshots, search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import Field
from starlette.responses import StreamingResponse

from api.archive import cases, copies, handover, search, snapshots
from api.archive.listings import as_csv, as_jsonl
from api.auth.gate import AtDesk, Right
from api.auth.principal import REGISTRY, Principal
from api.fields import Identifier, Moment, Name, Words
from api.responses import problems
from api.schemas import Body

router = APIRouter(prefix="/v1/registry", tags=["registry"])

Registrar = Annotated[Principal, Depends(Right(REGISTRY))]
Plain = Annotated[str, Field(pattern=r"^[^\x00-\x1f]*$")]
Year = Annotated[int, Field(ge=2000, le=2200)]
_ON_ONE = problems(401, 403, 404)
_ACTING = problems(401, 403, 404, 409, 413, 422, 503)
_ZIP: dict[int | str, dict[str, Any]] = {201: {"content": {"application/zip": {}}}}


class CaseIn(Body):
    """How a comment is entered; what is left out is taken from the comment or stands as before."""

    diarienummer: Annotated[Plain, Field(min_length=1, max_length=80)] | None = None
    title: Name | None = None
    public_title: Name | None = None
    sender: Name | None = None
    receiver: Name | None = None
    secrecy: Annotated[Plain, Field(max_length=200)] | None = None
    handler: Identifier | None = None
    direction: Literal["incoming", "outgoing"] | None = None
    received_at: Moment | None = None


class MaskingIn(Body):
    """A stretch that is held back and the statute."""

    start: Annotated[int, Field(ge=0, le=2**31 - 1)]
    end: Annotated[int, Field(ge=1, le=2**31 - 1)]
    ground: Identifier


class CopyIn(Body):
    """What is held back; none of it when empty."""

    maskings: Annotated[list[MaskingIn], Field(max_length=1000)]
    author_ground: Identifier | None = None


class HandoverIn(Body):
    """To whom; mailed there too when `email` is given."""

    receiver: Identifier
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)] | None = None


class SnapshotIn(Body):
    """A channel and a year, or half of one."""

    channel: Identifier
    year: Year
    half: Literal[1, 2] | None = None


@router.get("/cases", responses=problems(401, 403, 422), summary="Search the registry")
def get_cases(
    *,
    desk: AtDesk,
    actor: Registrar,
    q: Annotated[Words | None, Query(description="Words of the comment, author or title")] = None,
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
    channel: Annotated[Identifier | None, Query()] = None,
    author: Annotated[Identifier | None, Query()] = None,
    diarienummer: Annotated[Identifier | None, Query()] = None,
    ground: Annotated[Identifier | None, Query()] = None,
    handler: Annotated[Identifier | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> object:
    """Latest first. No filter selects people by sensitive data (2018:218, 3 kap. 3 §)."""
    wanted = search.Search(q, since, until, channel, author, diarienummer, ground, handler)
    return search.search(desk, actor, wanted, limit=limit, cursor=cursor)


@router.get("/cases/{decision_id}", responses=_ON_ONE, summary="How it stands in the diary")
def get_case(decision_id: str, desk: AtDesk, actor: Registrar) -> object:
    """The registration that stands and those before it."""
    return cases.show_case(desk, actor, decision_id)


@router.post(
    "/cases/{decision_id}", status_code=201, responses=_ACTING, summary="Register, or rectify"
)
def post_case(decision_id: str, body: CaseIn, desk: AtDesk, actor: Registrar) -> object:
    """Enter the comment in the diary; again, an added row that rectifies the one before."""
    return cases.register(desk, actor, decision_id, cases.Case(**dict(body)))


@router.get("/diary", responses=problems(401, 403, 422), summary="The diary")
def get_diary(
    *,
    desk: AtDesk,
    actor: Registrar,
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
    part: Literal["public", "closed"] = "public",
    format: Literal["jsonl", "csv"] = "jsonl",  # noqa: A002  (the parameter's public name)
) -> StreamingResponse:
    """Every registration as it stands; the public part leaves out what secrecy holds."""
    rows = cases.diary(desk, actor, year=year, public=part == "public")
    if format == "csv":
        lines: Iterator[str] = as_csv(rows, cases.COLUMNS)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8")
    return StreamingResponse(as_jsonl(rows), media_type="application/jsonl")


@router.get(
    "/cases/{decision_id}/maskings", responses=_ON_ONE, summary="What may need to be masked"
)
def get_maskings(decision_id: str, desk: AtDesk, actor: Registrar) -> object:
    """Where personal data was found; a human chooses, and names the ground of each."""
    return {"items": copies.propose(desk, actor, decision_id)}


@router.post(
    "/cases/{decision_id}/copies", status_code=201, responses=_ACTING, summary="A masked copy"
)
def post_copy(
    decision_id: str,
    body: CopyIn,
    desk: AtDesk,
    actor: Registrar,
    format: Literal["json", "pdf"] = "json",  # noqa: A002  (the parameter's public name)
) -> object:
    """The comment for whoever asked for it, as JSON or PDF/A, with each masking's ground."""
    maskings = [copies.Masking(**dict(one)) for one in body.maskings]
    made = copies.make_copy(desk, actor, decision_id, maskings, body.author_ground)
    if format == "pdf":
        return Response(made.pdf, 201, media_type="application/pdf")
    return made.told


@router.post(
    "/cases/{decision_id}/handovers",
    status_code=201,
    response_class=Response,
    responses={**_ACTING, **_ZIP},
    summary="Hand over to the registrar",
)
def post_handover(decision_id: str, body: HandoverIn, desk: AtDesk, actor: Registrar) -> Response:
    """A ZIP of PDF/A, JSON, E-ARK ERMS and evidence with checksums; logged."""
    made = handover.hand_over(desk, actor, decision_id, body.receiver)
    if body.email is not None:
        handover.send(desk.settings, made, body.email, f"Handlingar: {body.receiver}")
    return _zip(made, f"overlamning-{decision_id}.zip")


@router.post(
    "/snapshots",
    status_code=201,
    response_class=Response,
    responses={**_ACTING, **_ZIP},
    summary="A channel's record of a period",
)
def post_snapshot(body: SnapshotIn, desk: AtDesk, actor: Registrar) -> Response:
    """A ZIP of JSON lines, CSV, PDF/A and the chain, for a year or half of one; logged."""
    period = snapshots.Period(body.year, body.half)
    made = snapshots.take_snapshot(desk, actor, body.channel, period)
    return _zip(made, f"{period.year}{f'-{period.half}' if period.half else ''}.zip")


def _zip(made: handover.HandedOver, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Manifest-SHA256": made.sha256,
    }
    return Response(made.as_zip(), 201, headers, media_type="application/zip")
