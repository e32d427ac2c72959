"""The pages' language: found out for every request, and the form in the head that changes it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import wellbeing
from api.auth.gate import AtDesk
from api.language import LANGUAGES, SOURCE, preferred, speaking
from api.review.pages import go
from api.review.signin import local
from api.review.visit import LANGUAGE, SESSION, check_form, keep_language, signed_in

router = APIRouter(include_in_schema=False)


class Speaking:
    """ASGI middleware: a page's language by its cookie, else by what the browser asks for.

    Who is signed in may have chosen another (`api.review.visit`). The API speaks Swedish.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its language."""
        if scope["type"] != "http" or scope["path"].startswith("/v1/"):
            return await self.app(scope, receive, send)
        request = Request(scope)
        with speaking(_language(request), _address(request)):
            return await self.app(scope, receive, send)


@router.post("/sprak")
def post_language(
    *,
    request: Request,
    desk: AtDesk,
    sprak: Annotated[str, Form(max_length=10)] = SOURCE,
    ater: Annotated[str, Form(max_length=2000)] = "",
    formular: Annotated[str, Form()] = "",
) -> Response:
    """Speak the chosen language from now on, to who is signed in on every machine."""
    chosen = sprak if sprak in LANGUAGES else SOURCE
    actor = signed_in(request, desk)
    if actor:
        check_form(desk, request.cookies[SESSION], formular)
        wellbeing.choose_language(desk, actor, chosen)
    response = go(ater if ater.startswith("/logga-in") else local(ater))
    keep_language(request, desk, response, chosen)
    return response


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def _address(request: Request) -> str:
    """Where the page can be asked for again: of a sent form the page that it stood on."""
    came_from = urlsplit(request.headers.get("referer", ""))
    path, query = (
        (request.url.path, request.url.query)
        if request.method == "GET"
        else (came_from.path, came_from.query)
    )
    return f"{path}?{query}" if query else path
