"""Decisions: comments in, suggestions out, people's verdicts and what was done."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Query, Response

from api import decisions
from api.auth.gate import AtDesk, Right
from api.auth.principal import EXECUTE, READ, REVIEW, SUBMIT, Principal
from api.fields import Identifier
from api.responses import problems
from api.routes.classifications import check_length
from api.schemas import (
    DecisionIn,
    DecisionOut,
    DecisionPage,
    DismissalsIn,
    DismissalsOut,
    ExecutionIn,
    RestorationIn,
    ReviewIn,
)
from model.labels import LABELS

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])

Reader = Annotated[Principal, Depends(Right(READ))]
Submitter = Annotated[Principal, Depends(Right(SUBMIT))]
Reviewer = Annotated[Principal, Depends(Right(REVIEW))]
Executor = Annotated[Principal, Depends(Right(EXECUTE))]
State = Literal[
    "suggested", "claimed", "confirmed", "changed", "dismissed", "executed", "failed", "appealed"
]
Urgency = Literal["genast", "idag", "vecka", "ingen"]
_ON_ONE = problems(401, 403, 404)
_ACTING = problems(401, 403, 404, 409, 413, 422, 503)


@router.post(
    "",
    status_code=201,
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses={200: {"model": DecisionOut}, **problems(401, 403, 413, 422, 503)},
    summary="Take in a comment",
)
def post_decision(body: DecisionIn, response: Response, desk: AtDesk, actor: Submitter) -> object:
    """201 when the platform comment is new, 200 when known; changed text is a new version."""
    check_length(desk, body.text, "/text")
    receipt = decisions.receive(desk, actor, decisions.Comment(**dict(body)))
    response.status_code = 201 if receipt.new else 200
    response.headers["Location"] = receipt.document["links"]["self"]
    return receipt.document


@router.get(
    "",
    response_model=DecisionPage,
    response_model_exclude_unset=True,
    responses=problems(401, 403, 422),
    summary="The queue",
)
def get_decisions(
    *,
    desk: AtDesk,
    actor: Reader,
    channel: Annotated[list[Identifier] | None, Query()] = None,
    state: Annotated[list[State] | None, Query()] = None,
    label: Annotated[list[Identifier] | None, Query(examples=list(LABELS))] = None,
    urgency: Annotated[list[Urgency] | None, Query()] = None,
    assignee: Annotated[Identifier | None, Query(description="A user's id, or `none`")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> object:
    """Most urgent first (a cry for help before a threat, a threat before exposed people), then by
    deadline, then oldest; each filter may be given several times.
    """
    chosen = decisions.Filter(channel or (), state or (), label or (), urgency or (), assignee)
    return decisions.list_decisions(desk, actor, chosen, limit=limit, cursor=cursor)


@router.get(
    "/{decision_id}",
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses=_ON_ONE,
    summary="One decision",
)
def get_decision(decision_id: str, desk: AtDesk, actor: Reader) -> object:
    """The decision; a signed-in human's first reading of a version is logged."""
    return decisions.show(desk, actor, decision_id)


@router.get("/{decision_id}/history", responses=_ON_ONE, summary="What happened to it")
def get_history(decision_id: str, desk: AtDesk, actor: Reader) -> object:
    """The decision's registry entries, oldest first, with names."""
    return {"items": decisions.history(desk, actor, decision_id)}


@router.post(
    "/{decision_id}/claim",
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses=problems(401, 403, 404, 409),
    summary="Claim it",
)
def post_claim(decision_id: str, desk: AtDesk, actor: Reviewer) -> object:
    """Take or renew the claim, for `UPPSIKT_CLAIM_MINUTES`."""
    return decisions.claim(desk, actor, decision_id)


@router.delete(
    "/{decision_id}/claim",
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses=problems(401, 403, 404, 409),
    summary="Give the claim back",
)
def delete_claim(decision_id: str, desk: AtDesk, actor: Reviewer) -> object:
    """Let somebody else take it."""
    return decisions.release(desk, actor, decision_id)


@router.post(
    "/{decision_id}/reviews",
    status_code=201,
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses=_ACTING,
    summary="Decide, as a human",
)
def post_review(decision_id: str, body: ReviewIn, desk: AtDesk, actor: Reviewer) -> object:
    """Confirm, change or dismiss the suggestion, with a ground of the profile and a reason."""
    verdict = decisions.Verdict(
        verdict=body.verdict,
        ground=body.ground,
        reason=body.reason,
        actions=None if body.actions is None else tuple(body.actions),
        version=body.version,
    )
    return decisions.review(desk, actor, decision_id, verdict)


@router.post(
    "/{decision_id}/reopenings",
    status_code=201,
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses=problems(401, 403, 404, 409),
    summary="Take a verdict back, as a human",
)
def post_reopening(decision_id: str, desk: AtDesk, actor: Reviewer) -> object:
    """Let the decision wait again, while nothing is done and no deletion is decided.

    For who decided, or an administrator. The verdict stays in the history. Asking again changes
    nothing.
    """
    return decisions.reopen(desk, actor, decision_id)


@router.post(
    "/{decision_id}/restorations",
    status_code=201,
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses=problems(401, 403, 404, 409, 413, 422),
    summary="Decide that a hidden comment is shown again, as a human",
)
def post_restoration(
    decision_id: str, body: RestorationIn, desk: AtDesk, actor: Reviewer
) -> object:
    """A new verdict with the action `unhide`, which the tool then carries out."""
    return decisions.restore(desk, actor, decision_id, body.ground, body.reason)


@router.post(
    "/dismissals",
    response_model=DismissalsOut,
    responses=problems(401, 403, 413, 422),
    summary="Leave several harmless comments as they stand, as a human",
)
def post_dismissals(body: DismissalsIn, desk: AtDesk, actor: Reviewer) -> object:
    """Each is a verdict of its own with an entry of its own, and never a removal.

    Only what may hold no harm, and what this human was shown in that version. What cannot be
    decided so is told by its problem and left waiting. Asking again changes nothing.
    """
    chosen = [decisions.Chosen(one.decision, one.version) for one in body.decisions]
    found = decisions.leave_standing(desk, actor, chosen, body.ground, body.reason)
    results = [
        {"decision": one.decision, "problem": one.problem.as_dict() if one.problem else None}
        for one in found
    ]
    return {"decided": sum(one.problem is None for one in found), "results": results}


@router.get("/{decision_id}/evidence", responses=_ON_ONE, summary="What is preserved")
def get_evidence(decision_id: str, desk: AtDesk, actor: Reader) -> object:
    """Kind, size and SHA-256 of each file that preserves the current version."""
    return {"items": decisions.list_evidence(desk, actor, decision_id)}


@router.post(
    "/{decision_id}/evidence",
    status_code=201,
    responses=problems(401, 403, 404, 409, 503),
    summary="Preserve it now",
)
def post_evidence(decision_id: str, desk: AtDesk, actor: Reviewer) -> object:
    """Keep the current version as a file, before any decision."""
    return decisions.preserve(desk, actor, decision_id)


@router.post(
    "/{decision_id}/screenshots",
    status_code=201,
    responses=problems(401, 403, 404, 409, 413, 422, 503),
    summary="Keep a screenshot",
)
def post_screenshot(
    decision_id: str,
    body: Annotated[bytes, Body(media_type="image/png")],
    desk: AtDesk,
    actor: Submitter,
) -> object:
    """Keep a picture (PNG, JPEG or WebP) of the current version beside its evidence."""
    return decisions.attach(desk, actor, decision_id, body)


@router.post(
    "/{decision_id}/executions",
    status_code=201,
    response_model=DecisionOut,
    response_model_exclude_unset=True,
    responses=_ACTING,
    summary="Tell what was done",
)
def post_execution(decision_id: str, body: ExecutionIn, desk: AtDesk, actor: Executor) -> object:
    """Record what the tool did; only what a human decided is accepted."""
    return decisions.execute(desk, actor, decision_id, decisions.Deed(**dict(body)))
