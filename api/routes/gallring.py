"""What goes and what may not: gallring, legal hold, data protection, appeals."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from api.archive import appeals, gallring, privacy
from api.archive.selection import EPHEMERAL, Criteria
from api.auth.gate import AtDesk, Right
from api.auth.principal import READ, REGISTRY, REVIEW, Principal
from api.fields import Identifier, Moment, Name, Words
from api.responses import problems
from api.schemas import Body
from model.policy.profile import RETENTIONS

router = APIRouter(prefix="/v1", tags=["archive"])

Registrar = Annotated[Principal, Depends(Right(REGISTRY))]
Reader = Annotated[Principal, Depends(Right(READ))]
Reviewer = Annotated[Principal, Depends(Right(REVIEW))]
_ON_ONE = problems(401, 403, 404)
_ACTING = problems(401, 403, 404, 409, 413, 422, 503)


class CriteriaIn(Body):
    """Which content to consider; `days` where the profile sets no term."""

    classes: Annotated[
        list[Identifier],
        Field(min_length=1, max_length=len(RETENTIONS), default_factory=lambda: [EPHEMERAL]),
    ]
    channel: Identifier | None = None
    days: Annotated[int, Field(ge=0, le=36_500)] | None = None


class GallringIn(CriteriaIn):
    """A decision on a dry run's list: its `plan`, and the gallringsbeslut."""

    reference: Identifier
    plan: Identifier


class HoldIn(Body):
    """A legal hold placed or lifted, by whose matter."""

    placed: bool
    reference: Identifier


class PersonIn(Body):
    """Whose comments: the shown name, the platform's id, or either."""

    author: Name | None = None
    author_id: Name | None = None


class ErasureIn(Body):
    """A comment whose author asked for erasure, and the matter's reference."""

    decision: Identifier
    reference: Identifier


class StatementIn(Body):
    """Words that are added beside what stands."""

    text: Words


class AppealIn(StatementIn):
    """The author's objection and when it came."""

    received_at: Moment | None = None


class OutcomeIn(Body):
    """What the second person finds."""

    outcome: Literal["upheld", "granted"]
    reason: Words


@router.post("/gallring/plans", responses=problems(401, 403, 413, 422), summary="Dry run")
def post_plan(body: CriteriaIn, desk: AtDesk, actor: Registrar) -> object:
    """What would go, why the rest stays, and the `plan` that a decision must name."""
    return gallring.plan(desk, actor, _criteria(body)).as_dict()


@router.post("/gallring", status_code=201, responses=_ACTING, summary="Decide on a gallring")
def post_gallring(body: GallringIn, desk: AtDesk, actor: Registrar) -> object:
    """A human decides that the dry run's list shall go; nothing goes before the run."""
    criteria = _criteria(body)
    return gallring.decide(desk, actor, criteria, reference=body.reference, plan=body.plan)


@router.get("/gallring/{gallring_id}", responses=_ON_ONE, summary="How far it has come")
def get_gallring(gallring_id: str, desk: AtDesk, actor: Registrar) -> object:
    """The decision and how many of its items stand in each state."""
    return gallring.show_disposal(desk, actor, gallring_id)


@router.post("/gallring/{gallring_id}/runs", responses=problems(401, 403, 404, 503), summary="Run")
def post_run(gallring_id: str, desk: AtDesk, actor: Registrar) -> object:
    """Erase what was decided; asked again it goes on where it was cut off."""
    return gallring.run(desk, actor, gallring_id)


@router.post("/decisions/{decision_id}/holds", responses=_ACTING, summary="Legal hold")
def post_hold(decision_id: str, body: HoldIn, desk: AtDesk, actor: Registrar) -> object:
    """While a hold stands nothing of the comment is erased."""
    return gallring.hold(desk, actor, decision_id, placed=body.placed, reference=body.reference)


@router.post("/privacy/reports", responses=_ACTING, summary="What is held of a person")
def post_report(body: PersonIn, desk: AtDesk, actor: Registrar) -> object:
    """GDPR article 15; the name is in the body, never in an address or a log."""
    return privacy.report(desk, actor, author=body.author, author_id=body.author_id)


@router.post("/privacy/erasures", responses=_ACTING, summary="Erase on the author's request")
def post_erasure(body: ErasureIn, desk: AtDesk, actor: Registrar) -> object:
    """GDPR article 17, refused with its reason where archive law keeps the comment."""
    return privacy.erase_for_privacy(desk, actor, body.decision, reference=body.reference)


@router.post(
    "/decisions/{decision_id}/rectifications",
    status_code=201,
    responses=_ACTING,
    summary="Rectify",
)
def post_rectification(
    decision_id: str, body: StatementIn, desk: AtDesk, actor: Registrar
) -> object:
    """GDPR article 16: what is right is added, nothing is rewritten."""
    return privacy.rectify(desk, actor, decision_id, body.text)


@router.get("/decisions/{decision_id}/appeals", responses=_ON_ONE, summary="Objections")
def get_appeals(decision_id: str, desk: AtDesk, actor: Reader) -> object:
    """The author's objections and what a second person found."""
    return {"items": appeals.list_appeals(desk, actor, decision_id)}


@router.post(
    "/decisions/{decision_id}/appeals",
    status_code=201,
    responses=_ACTING,
    summary="Record an objection",
)
def post_appeal(decision_id: str, body: AppealIn, desk: AtDesk, actor: Reader) -> object:
    """From a tool (`submit`) or a reviewer; the decision waits for a second person."""
    return appeals.appeal(desk, actor, decision_id, body.text, body.received_at)


@router.post(
    "/decisions/{decision_id}/appeals/outcomes",
    status_code=201,
    responses=_ACTING,
    summary="Decide on an objection",
)
def post_outcome(decision_id: str, body: OutcomeIn, desk: AtDesk, actor: Reviewer) -> object:
    """By a human who was shown the comment and did not decide the first time."""
    found = appeals.Outcome(body.outcome, body.reason)
    return appeals.settle(desk, actor, decision_id, found)


def _criteria(body: CriteriaIn) -> Criteria:
    return Criteria(tuple(body.classes), body.channel, body.days)
