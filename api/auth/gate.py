"""The gate: nothing under /v1/ but sign-in is reached without a key or a session."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.principal import Principal
from api.auth.sessions import authenticate
from api.desk import Desk
from api.errors import ApiError, TooLargeError, UnauthenticatedError, UnavailableError
from api.language import _

OPEN = frozenset({("POST", "/v1/sessions")})
"""What may be asked for under /v1/ without saying who one is."""


class Gate:
    """ASGI middleware: finds the principal before any body is read, or answers 401."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with `request.state.principal`, or refuse it."""
        if scope["type"] == "http":
            try:
                await self._admit(scope)
            except ApiError as error:
                return await error.response()(scope, receive, send)
            except DBAPIError:
                away = UnavailableError(_("Databasen svarar inte; försök igen om en stund."))
                return await away.response()(scope, receive, send)
        return await self.app(scope, self._bounded(receive), send)

    async def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        path = scope["path"]
        if path.startswith("/v1/") and (scope["method"], path) not in OPEN:
            scope.setdefault("state", {})["principal"] = await self._principal(headers)
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.desk.settings.max_body:
            raise TooLargeError(
                _(
                    "Högst %(max_body)s byte tas emot åt gången.",
                    max_body=self.desk.settings.max_body,
                )
            )

    def _bounded(self, receive: Receive) -> Receive:
        """`receive`, refusing a body that grows past the limit without having said so."""
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.desk.settings.max_body:
                raise HTTPException(TooLargeError.status)
            return message

        return bounded

    async def _principal(self, headers: Headers) -> Principal:
        scheme, __, token = headers.get("authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise UnauthenticatedError(_("Skicka en nyckel: ”Authorization: Bearer …”."))
        found = await run_in_threadpool(authenticate, self.desk, token.strip())
        if found is None:
            raise UnauthenticatedError(_("Nyckeln eller sessionen gäller inte."))
        return found


def desk_of(request: Request) -> Desk:
    """The desk of the running application."""
    desk: Desk = request.app.state.desk
    return desk


class Right:
    """The one check: a dependency that gives the principal if it has the right."""

    def __init__(self, right: str) -> None:
        self.right = right

    def __call__(self, request: Request) -> Principal:
        """The principal. Raises ForbiddenError."""
        principal: Principal = request.state.principal
        principal.need(self.right)
        return principal


AtDesk = Annotated[Desk, Depends(desk_of)]
