"""One's own account: password, phone, recovery codes, and where one is signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.auth.codes import count_recovery_codes, pending_secret, picture
from api.auth.principal import RIGHT_WORDS
from api.auth.sessions import end_other_sessions, end_session, list_sessions
from api.auth.signin import (
    begin_enrolment,
    change_password,
    confirm_password,
    finish_enrolment,
    renew_recovery_codes,
)
from api.errors import ApiError, ConflictError, InvalidError, TooManyError
from api.language import N_, Words, _
from api.review.pages import go, page
from api.review.users import errors_of
from api.review.visit import AtForm, AtPage, Visit
from api.tables import User

router = APIRouter(prefix="/konto", include_in_schema=False)

Secret = Annotated[str, Form(max_length=1000)]
_DONE = Words(
    {
        "losenord": N_("Lösenordet är bytt. Du är utloggad överallt utom här."),
        "avslutad": N_("Inloggningen är avslutad."),
        "andra": N_("Du är utloggad överallt utom här."),
    }
)


@router.get("")
def get_account(here: AtPage, klart: str = "") -> Response:
    """The account as it stands."""
    return _account(here, done=_DONE.get(klart))


@router.post("/losenord")
def post_password(here: AtForm, current: Secret = "", password: Secret = "") -> Response:
    """Change the password; every other session ends."""
    user = _own(here)
    try:
        confirm_password(here.desk, user, current)
        change_password(here.desk, user, password, but=here.actor.session)
    except (InvalidError, TooManyError) as error:
        return _account(here, errors=errors_of(error, "current"), status=error.status)
    return go("/konto", klart="losenord")


@router.post("/tvasteg")
def post_phone(here: AtForm, current: Secret = "") -> Response:
    """Begin with a phone, or another one."""
    user = _own(here)
    try:
        confirm_password(here.desk, user, current)
    except (InvalidError, TooManyError) as error:
        return _account(here, errors={"telefon": error.detail}, status=error.status)
    begin_enrolment(here.desk, user.id)
    return go("/konto/tvasteg")


@router.get("/tvasteg")
def get_phone(here: AtPage) -> Response:
    """The QR code that the phone's app reads."""
    return _phone(here)


@router.post("/tvasteg/kod")
def post_code(here: AtForm, kod: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Take the phone in use and show the recovery codes, this once."""
    try:
        codes = finish_enrolment(here.desk, _own(here), kod)
    except (InvalidError, TooManyError) as error:
        return _phone(here, error=error)
    return page(here, "aterstallningskoder.html", codes=codes, onward="/konto")


@router.post("/koder")
def post_recovery_codes(here: AtForm, current: Secret = "") -> Response:
    """Show ten new recovery codes, this once."""
    user = _own(here)
    try:
        confirm_password(here.desk, user, current)
    except (InvalidError, TooManyError) as error:
        return _account(here, errors={"koder": error.detail}, status=error.status)
    if user.totp_secret is None:
        raise ConflictError(_("Slå på tvåstegsverifiering först."))
    codes = renew_recovery_codes(here.desk, user)
    return page(here, "aterstallningskoder.html", codes=codes, onward="/konto")


@router.post("/inloggningar")
def post_others(here: AtForm) -> Response:
    """End every session but this one."""
    end_other_sessions(here.desk, here.actor)
    return go("/konto", klart="andra")


@router.post("/inloggningar/{session_id}")
def post_session(session_id: str, here: AtForm) -> Response:
    """End one of one's own sessions."""
    end_session(here.desk, here.actor, here.actor.id, session_id)
    return go("/konto", klart="avslutad")


def _account(
    here: Visit,
    *,
    errors: dict[str, str] | None = None,
    done: str | None = None,
    status: int = 200,
) -> Response:
    user = _own(here)
    return page(
        here,
        "konto.html",
        status=status,
        user=user,
        desk=here.desk,
        rights=[right for right in RIGHT_WORDS if here.actor.may(right)],
        left=count_recovery_codes(here.desk, user.id),
        sessions=list_sessions(here.desk, user.id),
        errors=errors or {},
        done=done,
    )


def _phone(here: Visit, error: ApiError | None = None) -> Response:
    user = _own(here)
    secret = pending_secret(here.desk, user)
    if secret is None:
        return go("/konto")
    values: dict[str, Any] = {"secret": secret, "picture": picture(secret, user.email)}
    return page(
        here,
        "tvasteg.html",
        status=error.status if error else 200,
        error=error.detail if error else None,
        path="/konto/tvasteg/kod",
        **values,
    )


def _own(here: Visit) -> User:
    with here.desk.database.reading() as session:
        return session.get_one(User, here.actor.id)
