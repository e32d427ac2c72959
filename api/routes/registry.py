"""The registry, for whoever must be able to check it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import StreamingResponse

from api.archive.store import store_of
from api.auth.gate import AtDesk, Right
from api.auth.principal import REGISTRY, TRAINING, Principal
from api.desk import Desk
from api.errors import ForbiddenError
from api.fields import Moment
from api.language import _
from api.registry import checkpoint, entries, export, head
from api.registry.contents import verify_contents
from api.registry.keeping import signer_of, verify_installation
from api.registry.training import Wanted, training_lines
from api.responses import problems
from api.schemas import EntryPage, VerificationOut

router = APIRouter(prefix="/v1/registry", tags=["registry"])

Auditor = Annotated[Principal, Depends(Right(REGISTRY))]


@router.get(
    "/entries",
    response_model=EntryPage,
    responses=problems(401, 403, 422),
    summary="Entries in order",
)
def get_entries(
    desk: AtDesk,
    _: Auditor,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> object:
    """Entries after a sequence number; `next` is the `after` of the following page."""
    with desk.database.reading() as session:
        items = list(entries(session, after=after, limit=limit))
        sequence, last = head(session)
    more = bool(items) and items[-1]["sequence"] < sequence
    return {
        "items": items,
        "next": items[-1]["sequence"] if more else None,
        "head": {"sequence": sequence, "hash": last},
    }


@router.get(
    "/verify",
    response_model=VerificationOut,
    responses=problems(401, 403, 422),
    summary="Verify the whole chain",
)
def get_verification(
    desk: AtDesk,
    _: Auditor,
    contents: Annotated[bool, Query(description="Also every row that the chain binds")] = False,
) -> object:
    """Whether every entry holds, and the first that does not."""
    with desk.database.reading() as session:
        told = verify_installation(session, desk.settings).as_dict()
        if not contents:
            return told
        found = verify_contents(session, store_of(desk.settings))
    return {**told, "valid": told["valid"] and not found.mismatch, "contents": found.as_dict()}


@router.get("/checkpoint", responses=problems(401, 403), summary="The signed head")
def get_checkpoint(desk: AtDesk, _: Auditor) -> dict[str, object]:
    """Sequence and hash of the last entry, signed (Ed25519): to be kept where the base is not."""
    with desk.database.reading() as session:
        return checkpoint(session, signer_of(desk.settings), desk.now()).as_dict()


@router.get("/export", responses=problems(401, 403, 422), summary="The chain as JSON lines")
def get_export(  # noqa: PLR0917  (parameters of the query)
    request: Request,
    desk: AtDesk,
    purpose: Annotated[
        Literal["verification", "training"], Query(description="The chain, or masked decisions")
    ] = "verification",
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    channel: Annotated[str | None, Query(description="Training: one channel's alone")] = None,
    since: Annotated[
        Moment | None, Query(description="Training: what was decided from then on")
    ] = None,
    undecided: Annotated[
        bool, Query(description="Training: also what nobody has decided on")
    ] = False,
) -> StreamingResponse:
    """One entry a line from the one after `after`; the last line is the signed head.

    With `purpose=training`: one comment a line, personal data masked, with the model's scores and
    what people decided.
    """
    principal: Principal = request.state.principal
    if purpose == "training":
        principal.need(TRAINING)
        if channel is not None and principal.channel not in {None, channel}:
            raise ForbiddenError(_("Nyckeln gäller en annan kanal."))
        wanted = Wanted(principal.channel or channel, since, undecided)
        return StreamingResponse(training_lines(desk, wanted), media_type="application/jsonl")
    principal.need(REGISTRY)
    return StreamingResponse(_lines(desk, after), media_type="application/jsonl")


def _lines(desk: Desk, after: int) -> Iterator[str]:
    with desk.database.reading() as session:
        yield from export(session, desk.now(), signer_of(desk.settings), after=after)
