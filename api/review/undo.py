"""What a human sends to take a verdict back, and to keep or look at a screenshot."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from api import decisions
from api.errors import ApiError, ConflictError, InvalidError, TooLargeError, UnavailableError
from api.review.case import case_of
from api.review.choice import AtChoice, Choice
from api.review.pages import go
from api.review.queue import queue_page
from api.review.visit import AtForm, AtPage, Visit

router = APIRouter(prefix="/arenden/{decision_id}", include_in_schema=False)

_PICTURE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@router.post("/angra")
def post_reopen(decision_id: str, here: AtForm, choice: AtChoice) -> Response:
    """Let the case wait again."""
    try:
        decisions.reopen(here.desk, here.actor, decision_id)
    except ConflictError as error:
        return _case(here, choice, decision_id, error, {"undo": error.detail})
    return go(f"/arenden/{decision_id}{choice.query(text='visa', angrat='ja', lage='vantar')}")


@router.post("/aterstall")
def post_restore(
    decision_id: str,
    here: AtForm,
    choice: AtChoice,
    ground: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Decide that a hidden comment is shown again."""
    try:
        decisions.restore(here.desk, here.actor, decision_id, ground, reason)
    except (ConflictError, InvalidError) as error:
        told = {one["pointer"].strip("/"): one["detail"] for one in error.errors}
        form = {"ground": ground, "reason": reason}
        return _case(here, choice, decision_id, error, told or {"undo": error.detail}, form=form)
    return go(f"/arenden/{decision_id}{choice.query(text='visa')}#atgarder")


@router.post("/bilder")
def post_picture(
    decision_id: str,
    here: AtForm,
    choice: AtChoice,
    bild: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keep a screenshot beside the evidence."""
    body = bild.file.read(here.desk.settings.max_screenshot + 1) if bild else b""
    try:
        decisions.attach(here.desk, here.actor, decision_id, body)
    except (InvalidError, TooLargeError, ConflictError, UnavailableError) as error:
        return _case(here, choice, decision_id, error, {"picture": error.detail})
    return go(f"/arenden/{decision_id}{choice.query(text='visa')}#bevis")


@router.get("/bilder/{sha256}")
def get_picture(decision_id: str, sha256: str, here: AtPage) -> Response:
    """A kept screenshot, for whoever was shown the comment."""
    body, media_type = decisions.picture(here.desk, here.actor, decision_id, sha256)
    return Response(body, media_type=media_type, headers=_PICTURE_HEADERS)


def _case(
    here: Visit,
    choice: Choice,
    decision_id: str,
    error: ApiError,
    errors: dict[str, str],
    *,
    form: dict[str, str] | None = None,
) -> Response:
    """The case again, with what must be mended."""
    document = decisions.outline(here.desk, here.actor, decision_id)
    shown = document["seen"]
    if shown:
        document = decisions.show(here.desk, here.actor, decision_id)
    case = case_of(here, document, shown=shown, form=form, errors=errors)
    return queue_page(here, choice, case=case, opened=True, status=error.status)
