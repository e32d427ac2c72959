"""Several harmless comments at once: all shown, one ground and reason, each its own verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api import decisions
from api.auth.principal import REVIEW
from api.channels import list_channels
from api.decisions import Chosen, Result
from api.decisions.batch import MOST
from api.decisions.grounds import DISMISSALS
from api.decisions.lookup import OPEN_STATES
from api.decisions.priority import is_harmless
from api.errors import InvalidError, NotFoundError
from api.review.choice import AtChoice, Choice
from api.review.pages import go, page
from api.review.visit import Visit, require_form

router = APIRouter(prefix="/ko/flera", include_in_schema=False)

Reviewing = Annotated[Visit, Depends(require_form(REVIEW))]
Ids = Annotated[list[str] | None, Form(max_length=200)]


@router.post("")
def post_several(here: Reviewing, choice: AtChoice, arende: Ids = None) -> Response:
    """Show the chosen ones, or the first of all that are harmless; each showing is logged."""
    return _several(here, choice, list(_shown(here, arende or _all_harmless(here, choice))))


@router.post("/beslut")
def post_verdicts(
    *,
    here: Reviewing,
    choice: AtChoice,
    arende: Ids = None,
    visad: Ids = None,
    ground: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Decide on each that is still ticked, and say which could not be decided."""
    chosen = [_chosen(one) for one in arende or ()]
    try:
        results = decisions.leave_standing(here.desk, here.actor, chosen, ground, reason)
    except InvalidError as error:
        form = {"ground": ground, "reason": reason, "ticked": {one.decision for one in chosen}}
        told = {one["pointer"].strip("/"): one["detail"] for one in error.errors}
        cases = list(_shown(here, [_chosen(one).decision for one in visad or ()]))
        return _several(here, choice, cases, form=form, errors=told, status=error.status)
    refused = [one for one in results if one.error]
    if refused:
        return _several(here, choice, [], refused=refused, done=len(results) - len(refused))
    return go("/ko" + choice.query(avslutade=str(len(results)), sida=""))


def _all_harmless(here: Visit, choice: Choice) -> list[str]:
    narrowed = choice.harmless().filter(here.actor, here.desk.now())
    found = decisions.list_decisions(here.desk, here.actor, narrowed, limit=MOST)
    return [row["id"] for row in found["items"] if row["assignee"] in {None, here.actor.id}]


def _shown(here: Visit, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What may be decided together; nothing else is shown, and so not logged as read."""
    for one in ids[:MOST]:
        try:
            case = decisions.outline(here.desk, here.actor, one)
        except NotFoundError:
            continue
        free = case["assignee"] in {None, here.actor.id} and case["state"] in OPEN_STATES
        if free and is_harmless(case["assessment"], case["suggestion"]):
            yield decisions.show(here.desk, here.actor, one)


def _chosen(sent: str) -> Chosen:
    decision, _, version = sent.partition(":")
    return Chosen(decision, int(version) if version.isdecimal() and version.isascii() else 0)


def _several(
    here: Visit,
    choice: Choice,
    cases: list[dict[str, Any]],
    *,
    form: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    refused: Sequence[Result] = (),
    done: int = 0,
    status: int = 200,
) -> Response:
    names = {channel.key: channel.municipality for channel in list_channels(here.desk)}
    ticked = {"ticked": {one["id"] for one in cases}}
    return page(
        here,
        "flera.html",
        status=status,
        choice=choice,
        cases=cases,
        places=names,
        grounds=DISMISSALS,
        form={"ground": "", "reason": "", **ticked, **(form or {})},
        errors=errors or {},
        refused=refused,
        done=done,
        most=MOST,
        reason_length=here.desk.settings.reason_length,
    )
