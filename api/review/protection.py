"""What every answer says to browsers about itself, and errors as pages for people."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.principal import Principal
from api.desk import Desk
from api.errors import PROBLEM, MethodNotAllowedError, UnauthenticatedError
from api.review.pages import SEE_OTHER, open_page, page
from api.review.visit import Visit, signed_in

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            "object-src 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
)

_OUR_FAULT = 500

Handler = Callable[[Request, Exception], Awaitable[Response]]


class SecurityHeaders:
    """ASGI middleware: the headers on every answer; a page is never kept by a cache."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to the answer's head."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)


def answer_people_in_html(app: FastAPI) -> None:
    """Let the handlers of errors answer browsers outside the API with a page."""
    for kind, handler in list(app.exception_handlers.items()):
        if isinstance(kind, type) and "WebSocket" not in kind.__name__:
            app.add_exception_handler(kind, _for_people(handler))  # type: ignore[arg-type]


def _for_people(handler: Handler) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        response = await handler(request, error)
        if not _wants_page(request) or response.media_type != PROBLEM:
            return response
        if response.status_code == UnauthenticatedError.status:
            return _to_sign_in(request)
        if response.status_code == MethodNotAllowedError.status and request.method == "GET":
            return RedirectResponse(_page_of_form(request), SEE_OTHER)
        problem = json.loads(bytes(response.body))
        return _error_page(request, response.status_code, problem)

    return answer


def _to_sign_in(request: Request) -> Response:
    if "hx-request" in request.headers:  # a part of an open page: the whole page must go
        # But what somebody is writing must not go with it.
        away = {"HX-Redirect": "/logga-in"} if request.method == "GET" else {}
        return Response(status_code=401, headers=away)
    return RedirectResponse(f"/logga-in?till={quote(_way_back(request))}", SEE_OTHER)


def _page_of_form(request: Request) -> str:
    """Where a sent form stands whose address was opened by hand, from history or a colleague."""
    return request.url.path.rsplit("/", 1)[0] or "/"


def _error_page(request: Request, status: int, problem: Mapping[str, Any]) -> Response:
    desk = request.app.state.desk
    # The navigation asks the database. Where no page is, nobody has asked who comes.
    actor = None if status >= _OUR_FAULT else _actor(request, desk)
    if actor is None:
        return open_page("fel.html", desk.now(), status=status, problem=problem)
    return page(Visit(request, desk, actor), "fel.html", status=status, problem=problem)


def _actor(request: Request, desk: Desk) -> Principal | None:
    known: Principal | None = getattr(request.state, "principal", None)
    return known or signed_in(request, desk)


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get(
        "accept", ""
    )


def _way_back(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query if request.method == "GET" else "/ko"
