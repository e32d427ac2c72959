"""A person's own settings: what is hidden, what is grey, when to pause, how much a day."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import Response

from api import wellbeing
from api.language import LANGUAGES
from api.review.pages import go, page
from api.review.visit import AtForm, AtPage, keep_language
from api.wellbeing import Choices

router = APIRouter(prefix="/installningar", include_in_schema=False)

Number = Annotated[int, Form(ge=0, le=1000)]


def read_choices(
    *,
    veil: Annotated[Literal["alla", "svara", "ingen"], Form()] = "alla",
    grey: Annotated[bool, Form()] = False,
    claim: Annotated[bool, Form()] = False,
    limit: Number = 0,
    pause_texts: Number = 0,
    pause_minutes: Number = 0,
    in_a_row: Number = 0,
    language: Annotated[str, Form(max_length=10)] = "",
) -> Choices:
    """The sent form; a box that is not ticked is not sent."""
    spoken = language if language in LANGUAGES else ""
    return Choices(veil, grey, claim, limit, pause_texts, pause_minutes, in_a_row, spoken)


@router.get("")
def get_own(here: AtPage, sparat: Annotated[str, Query(max_length=2)] = "") -> Response:
    """The person's choices and what they have read today."""
    return page(
        here,
        "installningar.html",
        chosen=wellbeing.choices_of(here.desk, here.actor),
        load=wellbeing.load_of(here.desk, here.actor),
        saved=bool(sparat),
    )


@router.post("")
def post_own(here: AtForm, chosen: Annotated[Choices, Depends(read_choices)]) -> Response:
    """Keep the choices."""
    wellbeing.choose(here.desk, here.actor, chosen)
    response = go("/installningar", sparat="ja")
    if chosen.language:
        keep_language(here.request, here.desk, response, chosen.language)
    return response


@router.post("/paus")
def post_pause(here: AtForm) -> Response:
    """Count the stretch as ended; the reminder goes until the next one."""
    wellbeing.pause(here.desk, here.actor)
    return go("/ko")
