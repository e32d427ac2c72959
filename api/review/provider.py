"""Signing in by the municipality's own provider: away, back, and out there too."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.auth.admission import admit
from api.auth.gate import AtDesk
from api.auth.provider import Departure, Provider
from api.auth.sessions import open_session
from api.auth.tickets import read_ticket, write_ticket
from api.desk import Desk
from api.errors import ApiError, NotFoundError, UnauthenticatedError
from api.language import _
from api.review.pages import SEE_OTHER, go
from api.review.signin import Target, local, sign_in_page
from api.review.visit import STEP, keep_session, keep_step

router = APIRouter(include_in_schema=False)

_PURPOSE = "provider"
Answer = Annotated[str, Query(max_length=4000)]


@router.get("/logga-in/oidc")
def get_departure(request: Request, desk: AtDesk, till: Target = "") -> Response:
    """Send the browser to the provider."""
    try:
        departure = _provider(desk).depart(_address(request, desk, "/logga-in/oidc/svar"))
    except ApiError as error:
        return sign_in_page(request, desk, till, error=error)
    values = {
        "state": departure.state,
        "nonce": departure.nonce,
        "verifier": departure.verifier,
        "target": local(till),
    }
    response = RedirectResponse(departure.url, SEE_OTHER)
    keep_step(request, desk, response, write_ticket(desk, _PURPOSE, values))
    return response


@router.get("/logga-in/oidc/svar")
def get_arrival(
    *,
    request: Request,
    desk: AtDesk,
    state: Answer = "",
    code: Answer = "",
    error: Answer = "",
) -> Response:
    """Let in whom the provider vouches for."""
    try:
        values = read_ticket(desk, _PURPOSE, request.cookies.get(STEP, ""))
        if error:
            raise UnauthenticatedError(
                _("Du loggades inte in med %(name)s.", name=_provider(desk).name)
            )
        departure = Departure("", values["state"], values["nonce"], values["verifier"])
        back = _address(request, desk, "/logga-in/oidc/svar")
        user = admit(desk, _provider(desk).arrive(back, departure, state=state, code=code))
    except ApiError as refused:
        response = sign_in_page(request, desk, "", error=refused)
        response.delete_cookie(STEP)
        return response
    response = go(values["target"])
    agent = request.headers.get("user-agent", "")
    keep_session(request, desk, response, open_session(desk, user, "oidc", agent))
    return response


@router.get("/logga-ut/oidc")
def get_farewell(request: Request, desk: AtDesk) -> Response:
    """Send the browser to end its session at the provider too."""
    there = _provider(desk).farewell(_address(request, desk, "/logga-in"))
    return RedirectResponse(there or "/logga-in", SEE_OTHER)


def _provider(desk: Desk) -> Provider:
    if desk.provider is None:
        raise NotFoundError(_("Ingen annan inloggning är inställd."))
    return desk.provider


def _address(request: Request, desk: Desk, path: str) -> str:
    """Where browsers find a page of ours: the provider compares it letter by letter."""
    base = desk.settings.public_url or str(request.base_url)
    return base.rstrip("/") + path
