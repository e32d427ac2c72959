"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.auth.accounts import sign_in, sign_out
from api.auth.gate import AtDesk
from api.desk import Desk
from api.errors import TooManyError, UnauthenticatedError
from api.review.pages import go, open_page
from api.review.visit import (
    FORM,
    SESSION,
    AtForm,
    check_form,
    form_token,
    keep_form,
    keep_session,
    new_anchor,
    signed_in,
)

router = APIRouter(include_in_schema=False)

Target = Annotated[str, Query(max_length=2000)]


@router.get("/logga-in")
def get_sign_in(request: Request, desk: AtDesk, till: Target = "") -> Response:
    """The sign-in form; who is signed in already goes on."""
    if signed_in(request, desk):
        return go(_local(till))
    return _form(request, desk, till)


@router.post("/logga-in")
def post_sign_in(
    *,
    request: Request,
    desk: AtDesk,
    email: Annotated[str, Form(max_length=320)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    till: Annotated[str, Form(max_length=2000)] = "",
    formular: Annotated[str, Form()] = "",
) -> Response:
    """Open a session and go where the visitor was going."""
    check_form(desk, request.cookies.get(FORM, ""), formular)
    source = request.client.host if request.client else ""
    try:
        opened = sign_in(desk, email, password, source=source)
    except (UnauthenticatedError, TooManyError) as error:
        return _form(request, desk, till, email=email, error=error)
    response = go(_local(till))
    keep_session(request, desk, response, opened)
    return response


@router.post("/logga-ut")
def post_sign_out(here: AtForm) -> Response:
    """End the session."""
    sign_out(here.desk, here.actor)
    response = go("/logga-in", utloggad="ja")
    response.delete_cookie(SESSION)
    return response


def _form(
    request: Request,
    desk: Desk,
    till: str,
    *,
    email: str = "",
    error: UnauthenticatedError | TooManyError | None = None,
) -> Response:
    anchor = request.cookies.get(FORM) or new_anchor()
    response = open_page(
        "logga-in.html",
        desk.now(),
        status=error.status if error else 200,
        form_token=form_token(desk, anchor),
        till=till,
        email=email,
        error=error.detail if error else None,
        left="utloggad" in request.query_params,
    )
    keep_form(request, desk, response, anchor)
    return response


def _local(target: str) -> str:
    """The target when it is a page of ours, else the queue."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\", "/v1/", "/logga-"))
    return target if ours and target.isprintable() and target.isascii() else "/ko"
