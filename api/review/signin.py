"""Signing in and out on the pages: the password, then each step that the account asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from api.auth.codes import pending_secret, picture
from api.auth.gate import AtDesk
from api.auth.sessions import open_session, sign_out
from api.auth.signin import (
    Step,
    begin_enrolment,
    change_password,
    check_code,
    check_password,
    finish_enrolment,
    next_step,
)
from api.auth.tickets import read_ticket, write_ticket
from api.auth.tokens import token_hash
from api.desk import Desk
from api.errors import ApiError, InvalidError, TooManyError, UnauthenticatedError
from api.language import _
from api.review.pages import go, open_page
from api.review.visit import (
    FORM,
    SESSION,
    STEP,
    AtForm,
    check_form,
    form_token,
    keep_form,
    keep_session,
    keep_step,
    new_anchor,
    signed_in,
)
from api.tables import SignIn, User

router = APIRouter(include_in_schema=False)

_PURPOSE = "sign-in"
_PATHS = {
    Step.CODE: "/logga-in/kod",
    Step.PASSWORD: "/logga-in/losenord",
    Step.ENROL: "/logga-in/tvasteg",
}
Target = Annotated[str, Query(max_length=2000)]
Sent = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sign-in under way: whose password was right, by what means, and where they were going."""

    request: Request
    desk: Desk
    user: User
    method: str
    target: str

    @property
    def step(self) -> Step:
        """What it waits for."""
        return next_step(self.desk, self.user, coded=self.method != "password")


def passage(request: Request, desk: AtDesk) -> Passage:
    """The sign-in that the browser is in the middle of. Raises UnauthenticatedError."""
    values = read_ticket(desk, _PURPOSE, request.cookies.get(STEP, ""))
    with desk.database.reading() as session:
        user = session.get(User, values["user"])
    if user is None or user.disabled_at or values["mark"] != _mark(desk, user):
        raise UnauthenticatedError(_("Börja om inloggningen."))
    return Passage(request, desk, user, values["method"], values["target"])


def sent_passage(
    at: Annotated[Passage, Depends(passage)], formular: Annotated[str, Form()] = ""
) -> Passage:
    """The same, of a sent form. Raises ForbiddenError when the form is not this browser's."""
    check_form(at.desk, at.request.cookies.get(FORM, ""), formular)
    return at


AtStep = Annotated[Passage, Depends(passage)]
AtStepForm = Annotated[Passage, Depends(sent_passage)]


@router.get("/logga-in")
def get_sign_in(request: Request, desk: AtDesk, till: Target = "") -> Response:
    """The sign-in form; who is signed in already goes on."""
    if signed_in(request, desk):
        return go(local(till))
    return sign_in_page(request, desk, till)


@router.post("/logga-in")
def post_sign_in(
    *,
    request: Request,
    desk: AtDesk,
    email: Annotated[str, Form(max_length=320)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    till: Sent = "",
    formular: Annotated[str, Form()] = "",
) -> Response:
    """Check the password; go to the next step, or where the visitor was going."""
    check_form(desk, request.cookies.get(FORM, ""), formular)
    source = request.client.host if request.client else ""
    try:
        user = check_password(desk, email, password, source=source)
    except (UnauthenticatedError, TooManyError) as error:
        return sign_in_page(request, desk, till, email=email, error=error)
    return _advance(Passage(request, desk, user, "password", local(till)))


@router.get("/logga-in/kod")
def get_code(at: AtStep) -> Response:
    """Ask for the phone's code or a recovery code."""
    return _page(at, "kod.html") if at.step is Step.CODE else _advance(at)


@router.post("/logga-in/kod")
def post_code(at: AtStepForm, kod: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Go on with the right code."""
    if at.step is not Step.CODE:
        return _advance(at)
    try:
        method = check_code(at.desk, at.user, kod)
    except (UnauthenticatedError, TooManyError) as error:
        return _page(at, "kod.html", error=error)
    return _advance(Passage(at.request, at.desk, at.user, method, at.target))


@router.get("/logga-in/losenord")
def get_password(at: AtStep) -> Response:
    """Ask for a password of one's own instead of the temporary one."""
    return _page(at, "nytt-losenord.html") if at.step is Step.PASSWORD else _advance(at)


@router.post("/logga-in/losenord")
def post_password(at: AtStepForm, password: Annotated[str, Form(max_length=1000)] = "") -> Response:
    """Go on with the new password."""
    if at.step is not Step.PASSWORD:
        return _advance(at)
    try:
        change_password(at.desk, at.user, password)
    except InvalidError as error:
        return _page(at, "nytt-losenord.html", error=error)
    return _advance(_reread(at))


@router.get("/logga-in/tvasteg")
def get_enrolment(at: AtStep) -> Response:
    """Show the QR code that the phone's app reads."""
    return _enrolment(at) if at.step is Step.ENROL else _advance(at)


@router.post("/logga-in/tvasteg")
def post_enrolment(at: AtStepForm, kod: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Take the phone in use, let its owner in and show the recovery codes, this once."""
    if at.step is not Step.ENROL:
        return _advance(at)
    try:
        codes = finish_enrolment(at.desk, at.user, kod)
    except (InvalidError, TooManyError) as error:
        return _enrolment(at, error=error)
    response = open_page(
        "aterstallningskoder.html", at.desk.now(), codes=codes, onward=at.target, section=""
    )
    return _let_in(at, response, "totp")


@router.post("/logga-ut")
def post_sign_out(here: AtForm) -> Response:
    """End the session."""
    with here.desk.database.reading() as session:
        method = session.get_one(SignIn, here.actor.session).method
    sign_out(here.desk, here.actor)
    response = go("/logga-in", utloggad="leverantor" if method == "oidc" else "ja")
    response.delete_cookie(SESSION)
    return response


def sign_in_page(
    request: Request, desk: Desk, till: str, *, email: str = "", error: ApiError | None = None
) -> Response:
    """The form, with what went wrong."""
    anchor = request.cookies.get(FORM) or new_anchor()
    response = open_page(
        "logga-in.html",
        desk.now(),
        status=error.status if error else 200,
        form_token=form_token(desk, anchor),
        till=till,
        email=email,
        error=error.detail if error else None,
        left=request.query_params.get("utloggad"),
        provider=desk.provider,
    )
    keep_form(request, desk, response, anchor)
    return response


def local(target: str) -> str:
    """The target when it is a page of ours, else the queue."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\", "/v1/", "/logga-"))
    return target if ours and target.isprintable() and target.isascii() else "/ko"


def _advance(at: Passage) -> Response:
    """On to the step that is next, or in."""
    step = at.step
    if step is Step.OPEN:
        return _let_in(at, go(at.target), at.method)
    if step is Step.ENROL:
        begin_enrolment(at.desk, at.user.id)
    response = go(_PATHS[step])
    values = {
        "user": at.user.id,
        "method": at.method,
        "target": at.target,
        "mark": _mark(at.desk, at.user),
    }
    keep_step(at.request, at.desk, response, write_ticket(at.desk, _PURPOSE, values))
    return response


def _let_in(at: Passage, response: Response, method: str) -> Response:
    agent = at.request.headers.get("user-agent", "")
    opened = open_session(at.desk, at.user, method, agent)
    keep_session(at.request, at.desk, response, opened)
    return response


def _enrolment(at: Passage, error: ApiError | None = None) -> Response:
    secret = pending_secret(at.desk, at.user)
    if secret is None:
        return _advance(at)
    drawn = picture(secret, at.user.email)
    return _page(at, "tvasteg.html", error=error, secret=secret, picture=drawn)


def _page(at: Passage, template: str, *, error: ApiError | None = None, **values: Any) -> Response:
    return open_page(
        template,
        at.desk.now(),
        status=error.status if error else 200,
        form_token=form_token(at.desk, at.request.cookies.get(FORM, "")),
        error=error.detail if error else None,
        path=at.request.url.path,
        email=at.user.email,
        **values,
    )


def _reread(at: Passage) -> Passage:
    with at.desk.database.reading() as session:
        user = session.get_one(User, at.user.id)
    return Passage(at.request, at.desk, user, at.method, at.target)


def _mark(desk: Desk, user: User) -> str:
    """What a ticket must agree with: a changed password or phone ends the sign-ins under way."""
    return token_hash(desk.secret, f"{user.password_hash}:{user.totp_secret}")[:32]
