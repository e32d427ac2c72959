"""Objections: what the author says against a decision, and a second person who looks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api import decisions
from api.archive import appeals
from api.archive.appeal_list import list_objections
from api.auth.principal import REGISTRY, REVIEW
from api.channels import list_channels
from api.decisions import PAGE_ACTIONS
from api.decisions.lookup import REVIEWED_STATES
from api.errors import ApiError, invalid
from api.language import _
from api.review.pages import go, page
from api.review.people import people
from api.review.search import ground_titles
from api.review.times import SWEDEN
from api.review.visit import AtForm, AtPage, Visit

router = APIRouter(prefix="/invandningar", include_in_schema=False)

LENGTH = 30
"""Rows on one page."""

Words = Annotated[str, Form(max_length=10_000)]
Short = Annotated[str, Form(max_length=40)]


@router.get("")
def get_objections(
    here: AtPage,
    lage: Annotated[str, Query(max_length=10)] = "",
    efter: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> Response:
    """Those that wait, oldest first, or those that were tried."""
    tried = lage == "provade"
    found = list_objections(here.desk, here.actor, waiting=not tried, limit=LENGTH, before=efter)
    return page(
        here,
        "invandningar.html",
        found=found,
        tried=tried,
        first=efter is None,
        channels={one.key: one for one in list_channels(here.desk)},
        grounds=ground_titles(here.desk),
        people=people(here.desk),
    )


@router.get("/{decision_id}")
def get_objection(decision_id: str, here: AtPage, text: str = "", gjort: str = "") -> Response:
    """The decision that is objected to, the objections, and what is to be done now."""
    return objection_page(here, decision_id, shown=bool(text), done=gjort)


@router.post("/{decision_id}/text")
def post_text(decision_id: str, here: AtForm) -> Response:
    """Log that this human is shown the comment now, then show it."""
    decisions.show(here.desk, here.actor, decision_id)
    return go(f"/invandningar/{decision_id}", text="visa")


@router.post("/{decision_id}")
def post_objection(
    decision_id: str, here: AtForm, words: Words = "", received: Short = ""
) -> Response:
    """Record what the author objects."""
    return _acted(
        here,
        decision_id,
        lambda: appeals.appeal(here.desk, here.actor, decision_id, words, _day(here, received)),
        {"words": words, "received": received},
        "antecknad",
    )


@router.post("/{decision_id}/utfall")
def post_outcome(
    decision_id: str, here: AtForm, outcome: Short = "", reason: Words = ""
) -> Response:
    """What the second person finds."""

    def act() -> None:
        if outcome not in {appeals.UPHELD, appeals.GRANTED}:
            raise invalid("/outcome", _("Välj om beslutet står fast eller ändras."))
        found = appeals.Outcome(outcome, reason)
        appeals.settle(here.desk, here.actor, decision_id, found)

    return _acted(here, decision_id, act, {"outcome": outcome, "reason": reason}, "provad")


def objection_page(
    here: Visit,
    decision_id: str,
    *,
    shown: bool = False,
    done: str = "",
    form: dict[str, str] | None = None,
    error: str | None = None,
) -> Response:
    """The page; the comment's words only where this human has been shown them."""
    document = decisions.outline(here.desk, here.actor, decision_id)
    shown = shown and document["seen"]
    if shown:
        document = {**decisions.show(here.desk, here.actor, decision_id), "seen": True}
    objections = appeals.list_appeals(here.desk, here.actor, decision_id)
    review, now = document["review"], document["state"]
    return page(
        here,
        "invandning.html",
        status=422 if error else 200,
        case=document,
        shown=shown,
        objections=objections,
        place={one.key: one for one in list_channels(here.desk)}[document["channel"]],
        grounds=ground_titles(here.desk),
        people=people(here.desk),
        waits=now == "appealed",
        open=now in REVIEWED_STATES and not any(_of(one, document) for one in objections),
        first=review is not None and review["reviewer"]["id"] == here.actor.id,
        may_record=here.actor.may(REVIEW) or here.actor.may(REGISTRY),
        may_settle=here.actor.may(REVIEW),
        undone=_undone(document),
        today=f"{here.desk.now().astimezone(SWEDEN):%Y-%m-%d}",
        form={"words": "", "received": "", "outcome": "", "reason": "", **(form or {})},
        reason_length=here.desk.settings.reason_length,
        error=error,
        done=done,
    )


def _of(objection: dict[str, Any], document: dict[str, Any]) -> bool:
    return bool(objection["version"] == document["version"])


def _undone(document: dict[str, Any]) -> list[str]:
    """What has been done to the comment on the page: "hide" can be undone, "delete" cannot."""
    return [
        one["action"]
        for one in document["executions"]
        if one["action"] in PAGE_ACTIONS and one["outcome"] == "done"
    ]


def _acted(
    here: Visit, decision_id: str, act: Callable[[], Any], form: dict[str, str], done: str
) -> Response:
    try:
        act()
    except ApiError as error:
        detail = error.errors[0]["detail"] if error.errors else error.detail
        return objection_page(here, decision_id, shown=True, form=form, error=detail)
    return go(f"/invandningar/{decision_id}", gjort=done)


def _day(here: Visit, written: str) -> datetime | None:
    """The day's noon, or now when it is today: an objection is not received in the future."""
    try:
        day = datetime.fromisoformat(written).date() if written else None
    except ValueError as error:
        raise invalid("/received_at", _("Skriv dagen som ÅÅÅÅ-MM-DD.")) from error
    now = here.desk.now().astimezone(SWEDEN)
    if day is None or day == now.date():
        return None
    if day > now.date():
        raise invalid("/received_at", _("Dagen har inte varit än."))
    return datetime.combine(day, time(12), SWEDEN)
