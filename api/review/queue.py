"""The queue beside one decision: the list, and what the pane to its right shows."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.channels import list_channels
from api.decisions import count_decisions, list_decisions, outline, previews, show
from api.review.case import case_of
from api.review.choice import PARTS, TABS, WAITING, AtChoice, Choice
from api.review.pages import go, page
from api.review.visit import AtPage, Visit
from model.labels import HARMS, INTENTS

router = APIRouter(include_in_schema=False)

LENGTH = 30
"""Rows on one page of the queue."""

Decided = Annotated[str, Query(max_length=36)]


@router.get("/")
def get_start(_: AtPage) -> Response:
    """The queue; who is not signed in is led to sign in."""
    return go("/ko")


@router.get("/ko")
def get_queue(here: AtPage, choice: AtChoice, beslutat: Decided = "") -> Response:
    """The list, and on a wide screen the outline of the first decision in it."""
    listed = rows_of(here, choice)
    first = listed["items"][0]["id"] if listed["items"] else None
    case = case_of(here, outline(here.desk, here.actor, first)) if first else None
    return queue_page(here, choice, listed=listed, case=case, opened=False, beslutat=beslutat)


@router.get("/arenden/{decision_id}")
def get_decision(
    decision_id: str,
    here: AtPage,
    choice: AtChoice,
    text: Annotated[str, Query(max_length=10)] = "",
    beslutat: Decided = "",
) -> Response:
    """One decision beside the list; its text only where this human has been shown it."""
    document = outline(here.desk, here.actor, decision_id)
    shown = bool(text) and document["seen"]
    if shown:
        document = show(here.desk, here.actor, decision_id)
    return queue_page(
        here, choice, case=case_of(here, document, shown=shown), opened=True, beslutat=beslutat
    )


def queue_page(
    here: Visit,
    choice: Choice,
    *,
    case: dict[str, Any] | None,
    opened: bool,
    listed: dict[str, Any] | None = None,
    beslutat: str = "",
    status: int = 200,
    template: str = "ko.html",
) -> Response:
    """The two columns; `opened` is whether the human chose the case in the right one."""
    return page(
        here,
        template,
        status=status,
        listed=listed or rows_of(here, choice),
        case=case,
        opened=opened,
        choice=choice,
        counts=_counts(here, choice),
        decided=outline(here.desk, here.actor, beslutat) if beslutat else None,
        filters={
            "tabs": TABS,
            "parts": PARTS[choice.lage],
            "channels": list_channels(here.desk),
            "harms": HARMS,
            "intents": INTENTS,
        },
    )


def rows_of(here: Visit, choice: Choice) -> dict[str, Any]:
    """One page of the list, each row with its channel's name and a masked preview."""
    listed = list_decisions(
        here.desk,
        here.actor,
        choice.filter(here.actor),
        limit=LENGTH,
        cursor=choice.sida or None,
    )
    names = {channel.key: channel.municipality for channel in list_channels(here.desk)}
    lines = previews(here.desk, here.actor, (row["id"] for row in listed["items"]))
    for row in listed["items"]:
        row |= {"place": names[row["channel"]], "preview": lines[row["id"]]}
    return listed


def next_waiting(here: Visit, choice: Choice) -> str | None:
    """The id of the most urgent decision that nobody else holds, within the choice."""
    waiting = Choice(kanal=choice.kanal, etikett=choice.etikett).filter(here.actor)
    assert set(waiting.states) == set(WAITING)
    for row in list_decisions(here.desk, here.actor, waiting, limit=LENGTH)["items"]:
        if row["assignee"] in {None, here.actor.id}:
            return str(row["id"])
    return None


def _counts(here: Visit, choice: Choice) -> dict[str, int]:
    return {
        tab: count_decisions(
            here.desk,
            here.actor,
            Choice(tab, choice.kanal, choice.etikett).filter(here.actor),
        )
        for tab in TABS
    }
