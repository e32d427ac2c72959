"""A visit: the signed-in human behind a page request, their cookie and their forms' token."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request
from starlette.responses import Response

from api.auth.gate import AtDesk
from api.auth.principal import Principal
from api.auth.sessions import OpenSession, authenticate
from api.auth.tickets import LIFETIME
from api.auth.tokens import token_hash
from api.desk import Desk
from api.errors import ForbiddenError, UnauthenticatedError
from api.language import N_, _, speech
from api.wellbeing import choices_of

SESSION = "uppsikt_session"
FORM = "uppsikt_form"
"""Cookie of a browser that has not signed in, to which its sign-in form is bound."""

LANGUAGE = "uppsikt_sprak"
"""Cookie of the language chosen in this browser."""

STEP = "uppsikt_steg"
"""Cookie of a sign-in under way: the ticket from one step to the next."""

_YEAR = 365 * 24 * 3600
_OUTDATED = N_(
    "Formuläret är för gammalt eller kommer från en annan sida. Ladda om och försök igen."
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page by a signed-in human."""

    request: Request
    desk: Desk
    actor: Principal

    @property
    def form_token(self) -> str:
        """What every form of this session must carry."""
        return form_token(self.desk, self.request.cookies[SESSION])


def signed_in(request: Request, desk: Desk) -> Principal | None:
    """The human whose session the cookie holds; an API key there is nobody."""
    token = request.cookies.get(SESSION)
    found = authenticate(desk, token) if token else None
    return found if found is not None and found.kind == "user" else None


def visit(request: Request, desk: AtDesk) -> Visit:
    """The visit. Raises UnauthenticatedError, which leads people to the sign-in page."""
    actor = signed_in(request, desk)
    if actor is None:
        raise UnauthenticatedError(_("Logga in för att fortsätta."))
    request.state.principal = actor
    speech().language = actor.language or speech().language
    return Visit(request, desk, actor)


def acting_visit(
    here: Annotated[Visit, Depends(visit)], formular: Annotated[str, Form()] = ""
) -> Visit:
    """The visit of a sent form. Raises ForbiddenError when the form is not this session's."""
    check_form(here.desk, here.request.cookies[SESSION], formular)
    return here


AtPage = Annotated[Visit, Depends(visit)]
AtForm = Annotated[Visit, Depends(acting_visit)]


def require(right: str) -> Callable[[Visit], Visit]:
    """A dependency: the visit of somebody with `right`. It raises ForbiddenError."""

    def entitled(here: AtPage) -> Visit:
        here.actor.need(right)
        return here

    return entitled


def require_form(right: str) -> Callable[[Visit], Visit]:
    """The same for a sent form."""

    def entitled(here: AtForm) -> Visit:
        here.actor.need(right)
        return here

    return entitled


def form_token(desk: Desk, cookie: str) -> str:
    """The token of a form shown to the browser that holds `cookie`."""
    return token_hash(desk.secret, f"form:{cookie}")


def check_form(desk: Desk, cookie: str, sent: str) -> None:
    """Raise ForbiddenError unless `sent` is the token of the browser's own form."""
    if not cookie or not hmac.compare_digest(form_token(desk, cookie).encode(), sent.encode()):
        raise ForbiddenError(_(_OUTDATED))


def keep_session(visitor: Request, desk: Desk, response: Response, opened: OpenSession) -> None:
    """Let the browser carry the session, out of reach of scripts and other sites.

    It carries the person's language too, for pages that do not know who asks.
    """
    language = choices_of(desk, opened.principal).language
    if language:
        keep_language(visitor, desk, response, language)
    age = desk.settings.session_hours * 3600
    _set_cookie(visitor, desk, response, name=SESSION, value=opened.token, age=age)
    response.delete_cookie(FORM)
    response.delete_cookie(STEP)


def keep_form(visitor: Request, desk: Desk, response: Response, anchor: str) -> None:
    """Let a browser that is not signed in carry what its form is bound to."""
    _set_cookie(visitor, desk, response, name=FORM, value=anchor, age=3600)


def keep_step(visitor: Request, desk: Desk, response: Response, ticket: str) -> None:
    """Let the browser carry a sign-in that is under way."""
    _set_cookie(visitor, desk, response, name=STEP, value=ticket, age=LIFETIME)


def keep_language(visitor: Request, desk: Desk, response: Response, language: str) -> None:
    """Let the browser carry the language, also where nobody is signed in."""
    _set_cookie(visitor, desk, response, name=LANGUAGE, value=language, age=_YEAR)


def new_anchor() -> str:
    """A fresh value for the form cookie."""
    return secrets.token_urlsafe(32)


def _set_cookie(
    visitor: Request, desk: Desk, response: Response, *, name: str, value: str, age: int
) -> None:
    secure = desk.settings.secure_cookies or visitor.url.scheme == "https"
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="lax", secure=secure)
