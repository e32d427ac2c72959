"""Sign-in of people who use the API through a tool of their own."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.auth.gate import AtDesk
from api.auth.sessions import sign_out
from api.auth.signin import sign_in
from api.responses import problems
from api.schemas import SessionIn, SessionOut

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.post(
    "",
    status_code=201,
    response_model=SessionOut,
    responses=problems(401, 403, 413, 422, 429),
    openapi_extra={"security": []},
    summary="Sign in as a human",
)
def open_session(body: SessionIn, request: Request, desk: AtDesk) -> object:
    """A token that stands for the human; use it as `Bearer` to claim and review."""
    source = request.client.host if request.client else ""
    agent = request.headers.get("user-agent", "")
    opened = sign_in(desk, body.email, body.password, code=body.code, source=source, agent=agent)
    user = {"id": opened.principal.id, "name": opened.principal.name}
    return {"token": opened.token, "expires_at": opened.expires_at, "user": user}


@router.delete(
    "/current", status_code=204, responses=problems(401, 403), summary="Sign out this session"
)
def close_session(request: Request, desk: AtDesk) -> None:
    """End the session that the request came with; a key has none."""
    sign_out(desk, request.state.principal)
