"""Users, for who administers them: added, given roles, locked, helped back in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api.auth.accounts import (
    add_user,
    find_user,
    hand_to_provider,
    list_users,
    new_password,
    reset_user,
    set_locked,
    set_roles,
)
from api.auth.principal import ADMINISTER, ROLES
from api.auth.sessions import end_session, last_sign_ins, list_sessions
from api.errors import ApiError, ConflictError, InvalidError
from api.language import N_, Words, _
from api.review.pages import go, page
from api.review.visit import Visit, require, require_form

router = APIRouter(prefix="/anvandare", include_in_schema=False)

AtUsers = Annotated[Visit, Depends(require(ADMINISTER))]
AtUsersForm = Annotated[Visit, Depends(require_form(ADMINISTER))]
Word = Annotated[str, Form(max_length=400)]
Chosen = Annotated[list[str], Form(max_length=20)]
_DONE = Words(
    {
        "roller": N_("Rollerna är ändrade och gäller genast."),
        "last": N_("Kontot är låst."),
        "upplast": N_("Kontot är upplåst."),
        "avslutad": N_("Inloggningen är avslutad."),
        "leverantor": N_("Inloggningen är bytt."),
    }
)


@router.get("")
def get_users(here: AtUsers) -> Response:
    """Every user, and the form for another."""
    return _users(here)


@router.post("")
def post_user(
    *,
    here: AtUsersForm,
    name: Word = "",
    email: Word = "",
    roles: Chosen = [],  # noqa: B006  (FastAPI copies it)
    provider: Word = "",
) -> Response:
    """Add a user; the temporary password is shown this once."""
    password = None if provider and here.desk.provider else new_password()
    form = {"name": name, "email": email, "roles": roles, "provider": bool(provider)}
    try:
        with here.desk.database.writing() as session:
            user = add_user(
                session,
                here.desk,
                email=email,
                name=name,
                roles=roles,
                password=password,
                temporary=password is not None,
                actor=here.actor,
            )
            told = (user.name, user.email)
    except (InvalidError, ConflictError) as error:
        return _users(here, form=form, error=error)
    return _users(here, fresh=_shown_once(*told, password) if password else None)


@router.get("/{user_id}")
def get_user(user_id: str, here: AtUsers, klart: str = "") -> Response:
    """One user: roles, sessions, and what can be done."""
    return _user(here, user_id, done=_DONE.get(klart))


@router.post("/{user_id}/roller")
def post_roles(user_id: str, here: AtUsersForm, roles: Chosen = []) -> Response:  # noqa: B006
    """Change the roles; what they allow holds from the next request."""
    try:
        with here.desk.database.writing() as session:
            set_roles(session, here.desk, user_id, roles, here.actor)
    except (InvalidError, ConflictError) as error:
        return _user(here, user_id, problem=error)
    return go(f"/anvandare/{user_id}", klart="roller")


@router.post("/{user_id}/las")
def post_lock(user_id: str, here: AtUsersForm, locked: Word = "ja") -> Response:
    """Lock the account, or unlock it."""
    try:
        with here.desk.database.writing() as session:
            set_locked(session, here.desk, user_id, here.actor, locked=locked == "ja")
    except ConflictError as error:
        return _user(here, user_id, problem=error)
    return go(f"/anvandare/{user_id}", klart="last" if locked == "ja" else "upplast")


@router.post("/{user_id}/aterstall")
def post_reset(user_id: str, here: AtUsersForm) -> Response:
    """A new temporary password, shown this once; the phone must be entered anew."""
    with here.desk.database.writing() as session:
        password = reset_user(session, here.desk, user_id, here.actor)
        user = find_user(session, user_id)
        told = (user.name, user.email)
    return _user(here, user_id, fresh=_shown_once(*told, password))


@router.post("/{user_id}/leverantor")
def post_provider(user_id: str, here: AtUsersForm) -> Response:
    """Let the municipality's own provider let the user in."""
    with here.desk.database.writing() as session:
        hand_to_provider(session, here.desk, user_id, here.actor)
    return go(f"/anvandare/{user_id}", klart="leverantor")


@router.post("/{user_id}/inloggningar/{session_id}")
def post_session(user_id: str, session_id: str, here: AtUsersForm) -> Response:
    """End one of the user's sessions."""
    end_session(here.desk, here.actor, user_id, session_id)
    return go(f"/anvandare/{user_id}", klart="avslutad")


def _users(
    here: Visit,
    *,
    form: dict[str, Any] | None = None,
    error: ApiError | None = None,
    fresh: dict[str, str] | None = None,
) -> Response:
    empty = {"name": "", "email": "", "roles": ["reviewer"], "provider": False}
    return page(
        here,
        "anvandare.html",
        status=error.status if error else 200,
        users=list_users(here.desk, here.actor),
        last=last_sign_ins(here.desk),
        roles=ROLES,
        desk=here.desk,
        form=form or empty,
        errors=errors_of(error, "email"),
        fresh=fresh,
    )


def _user(
    here: Visit,
    user_id: str,
    *,
    done: str | None = None,
    problem: ApiError | None = None,
    fresh: dict[str, str] | None = None,
) -> Response:
    with here.desk.database.reading() as session:
        user = find_user(session, user_id)
    return page(
        here,
        "en-anvandare.html",
        status=problem.status if problem else 200,
        user=user,
        roles=ROLES,
        desk=here.desk,
        sessions=list_sessions(here.desk, user.id),
        done=done,
        problem=problem.detail if problem else None,
        errors={},
        fresh=fresh,
    )


def errors_of(error: ApiError | None, usual: str) -> dict[str, str]:
    """Each problem by the field that it is about, `usual` where it does not say."""
    if error is None:
        return {}
    named = {one["pointer"].strip("/"): one["detail"] for one in error.errors}
    return named or {usual: error.detail}


def _shown_once(name: str, email: str, password: str) -> dict[str, str]:
    tell = _(
        "Lämna det till %(name)s (%(email)s), som väljer ett eget vid första inloggningen.",
        name=name,
        email=email,
    )
    return {"title": _("Lösenordet visas bara nu."), "tell": tell, "secret": password}
