"""The queue beside one decision: the list, and what the pane to its right shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import wellbeing
from api.channels import list_channels
from api.decisions import count_decisions, outline, show, undoing
from api.language import gettext
from api.review.case import case_of
from api.review.choice import AGES, PARTS, TABS, AtChoice, Choice
from api.review.pages import go, page
from api.review.reading import is_veiled
from api.review.rows import holders, next_waiting, rows_of
from api.review.visit import AtPage, Visit
from model.labels import HARMS, INTENTS

router = APIRouter(include_in_schema=False)

Id = Annotated[str, Query(max_length=36)]


@dataclass(frozen=True, slots=True)
class News:
    """What the page before led to: a decision's id, how many were decided together, an undoing."""

    decided: str = ""
    together: str = ""
    reopened: bool = False


NOTHING_NEW = News()


@router.get("/")
def get_start(_: AtPage) -> Response:
    """The queue; who is not signed in is led to sign in."""
    return go("/ko")


@router.get("/ko")
def get_queue(here: AtPage, choice: AtChoice, beslutat: Id = "", avslutade: Id = "") -> Response:
    """The list, and on a wide screen the outline of the first decision in it."""
    listed = rows_of(here, choice)
    first = listed["items"][0]["id"] if listed["items"] else None
    case = case_of(here, outline(here.desk, here.actor, first)) if first else None
    news = News(beslutat, together=avslutade if avslutade.isdecimal() else "")
    return queue_page(here, choice, listed=listed, case=case, opened=False, news=news)


@router.get("/ko/lista")
def get_list(here: AtPage, choice: AtChoice, arende: Id = "") -> Response:
    """The list alone, as it now is, for a page that is open."""
    case = {"id": arende} if arende else None
    return queue_page(here, choice, case=case, opened=bool(arende), template="lista.html")


@router.get("/ko/nasta")
def get_next(here: AtPage, choice: AtChoice, fran: Id = "") -> Response:
    """Go on to the next case without deciding this one."""
    following = next_waiting(here, choice, after=fran)
    return go((f"/arenden/{following}" if following else "/ko") + choice.query(sida=""))


@router.get("/arenden/{decision_id}")
def get_decision(
    *,
    decision_id: str,
    here: AtPage,
    choice: AtChoice,
    text: Annotated[str, Query(max_length=10)] = "",
    beslutat: Id = "",
    angrat: Annotated[str, Query(max_length=2)] = "",
) -> Response:
    """One decision beside the list; its text only where this human has been shown it."""
    document = outline(here.desk, here.actor, decision_id)
    shown = bool(text) and document["seen"]
    if shown:
        document = show(here.desk, here.actor, decision_id)
    case = case_of(here, document, shown=shown)
    case["unasked"] = not shown and not is_veiled(here, document["assessment"]["flags"])
    news = News(beslutat, reopened=bool(angrat))
    return queue_page(here, choice, case=case, opened=True, news=news)


@router.get("/arenden/{decision_id}/lage")
def get_standing(decision_id: str, here: AtPage, choice: AtChoice) -> Response:
    """Who has the case and whether it is decided, for a page that is open."""
    case = case_of(here, outline(here.desk, here.actor, decision_id))
    return page(here, "lage.html", case=case, choice=choice)


def queue_page(
    here: Visit,
    choice: Choice,
    *,
    case: dict[str, Any] | None,
    opened: bool,
    listed: dict[str, Any] | None = None,
    news: News = NOTHING_NEW,
    status: int = 200,
    template: str = "ko.html",
) -> Response:
    """The two columns; `opened` is whether the human chose the case in the right one."""
    number = here.request.app.state.pulse.number
    chosen = wellbeing.choices_of(here.desk, here.actor)
    load = wellbeing.load_of(here.desk, here.actor)
    return page(
        here,
        template,
        status=status,
        listed=listed or rows_of(here, choice),
        case=case,
        opened=opened,
        choice=choice,
        counts=_counts(here, choice),
        decided=_decided(here, news.decided),
        together=news.together,
        reopened=news.reopened,
        pulse=number,
        chosen=chosen,
        load=load,
        tired=wellbeing.needs_pause(load, chosen, here.desk.now()),
        filters=_filters(here, choice),
    )


def _decided(here: Visit, decision_id: str) -> dict[str, Any] | None:
    """The decision just made, and how it may be undone."""
    if not decision_id:
        return None
    document = outline(here.desk, here.actor, decision_id)
    return document | {"undo": undoing(here.desk, here.actor, decision_id)}


def _filters(here: Visit, choice: Choice) -> dict[str, Any]:
    return {
        "tabs": TABS,
        "parts": PARTS[choice.lage],
        "channels": list_channels(here.desk),
        "harms": HARMS,
        "intents": INTENTS,
        "ages": {key: gettext(title) for key, (title, __) in AGES.items()},
        "people": holders(here),
    }


def _counts(here: Visit, choice: Choice) -> dict[str, int]:
    """How many each tab holds, and how many of what waits may be decided together."""
    narrowed = {tab: Choice(tab, choice.kanal, choice.etikett) for tab in TABS}
    narrowed["harmless"] = choice.harmless()
    narrowed["late"] = Choice("vantar", choice.kanal, choice.etikett, "forsenade")
    now = here.desk.now()
    return {
        name: count_decisions(here.desk, here.actor, one.filter(here.actor, now))
        for name, one in narrowed.items()
    }
