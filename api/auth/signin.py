"""Signing in, step by step: the password, then whatever else the account asks for."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from api.auth.accounts import record
from api.auth.codes import begin_codes, confirm_codes, make_recovery_codes, spend_code
from api.auth.passwords import hash_password, require_strong, verify_password
from api.auth.principal import Principal
from api.auth.sessions import OpenSession, end_sessions, open_session
from api.desk import Desk
from api.errors import ForbiddenError, UnauthenticatedError, invalid
from api.language import N_, _
from api.registry import append
from api.tables import User

_WRONG = N_("Fel e-postadress eller lösenord.")
_WRONG_CODE = N_("Koden stämmer inte eller har redan använts. Vänta på nästa kod och försök igen.")


class Step(StrEnum):
    """What a sign-in waits for after the password."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105  (a step's name)
    ENROL = "enrol"
    OPEN = "open"


def next_step(desk: Desk, user: User, *, coded: bool) -> Step:
    """What is asked for next; `coded` is whether a code has been given."""
    if user.totp_secret is not None and not coded:
        return Step.CODE
    if user.password_temporary:
        return Step.PASSWORD
    if user.totp_secret is None and desk.settings.totp == "required":
        return Step.ENROL
    return Step.OPEN


def sign_in(
    desk: Desk, email: str, password: str, *, code: str = "", source: str = "", agent: str = ""
) -> OpenSession:
    """Open a session for a human who asks from `source`, an IP address, all in one step.

    Raises UnauthenticatedError, the same for every cause but a missing code, TooManyError after
    wrong attempts, and ForbiddenError for an account that must first be made ready on the pages.
    """
    user = check_password(desk, email, password, source=source)
    step, method = next_step(desk, user, coded=False), "password"
    if step is Step.CODE:
        method = check_code(desk, user, code)
        step = next_step(desk, user, coded=True)
    if step is not Step.OPEN:
        raise ForbiddenError(_("Logga in på webbsidan först: kontot ska göras klart där."))
    return open_session(desk, user, method, agent)


def check_password(desk: Desk, email: str, password: str, *, source: str = "") -> User:
    """The user whose password it is.

    Raises UnauthenticatedError, the same for every cause, and TooManyError after wrong passwords.
    """
    address = email.strip().casefold()
    desk.throttle.check(source, address, desk.now())
    user = _find_user(desk, address)
    right = verify_password(user.password_hash if user else None, password)
    if user is None or not right or user.disabled_at:
        desk.throttle.failed(source, address, desk.now())
        note_refusal(desk, user, "locked" if right else "password" if user else "unknown")
        raise UnauthenticatedError(_(_WRONG))
    desk.throttle.succeeded(source, address)
    return user


def check_code(desk: Desk, user: User, code: str) -> str:
    """How the code is right, "totp" or "recovery"; a code is right once.

    Raises UnauthenticatedError, and TooManyError after wrong codes from wherever they came.
    """
    if not code.strip():
        problem = {"in": "body", "pointer": "/code", "detail": _("Ange engångskoden.")}
        raise UnauthenticatedError(_("Engångskoden från appen behövs också."), [problem])
    source = f"code:{user.id}"
    desk.throttle.check(source, user.id, desk.now())
    with desk.database.writing() as session:
        method = spend_code(session, desk, user, code)
        if method == "recovery":
            own = session.get_one(User, user.id)
            record(session, desk, own, "user.recovery_used", _self(user))
    if method is None:
        desk.throttle.failed(source, user.id, desk.now())
        note_refusal(desk, user, "code")
        raise UnauthenticatedError(_(_WRONG_CODE))
    desk.throttle.succeeded(source, user.id)
    return method


def begin_enrolment(desk: Desk, user_id: str) -> None:
    """Make a secret for the user's phone; it is in use once a code has been shown."""
    with desk.database.writing() as session:
        begin_codes(session, desk, user_id)


def finish_enrolment(desk: Desk, user: User, code: str) -> list[str]:
    """Take the phone in use and give the recovery codes, shown once.

    Raises InvalidError for a wrong code, TooManyError.
    """
    source = f"code:{user.id}"
    desk.throttle.check(source, user.id, desk.now())
    with desk.database.writing() as session:
        if confirm_codes(session, desk, user.id, code):
            record(session, desk, session.get_one(User, user.id), "user.enrolled", _self(user))
            return make_recovery_codes(session, desk, user.id)
    desk.throttle.failed(source, user.id, desk.now())
    raise invalid("/code", _("Koden stämmer inte. Kontrollera att telefonens klocka går rätt."))


def renew_recovery_codes(desk: Desk, user: User) -> list[str]:
    """Ten new codes, shown once, instead of those before."""
    with desk.database.writing() as session:
        own = session.get_one(User, user.id)
        record(session, desk, own, "user.recovery_made", _self(user))
        return make_recovery_codes(session, desk, user.id)


def change_password(desk: Desk, user: User, password: str, *, but: str | None = None) -> None:
    """The user's own new password; every session ends `but` the one. Raises InvalidError."""
    require_strong(password, user.email, user.name)
    if verify_password(user.password_hash, password):
        raise invalid("/password", _("Välj ett annat lösenord än det du har."))
    with desk.database.writing() as session:
        own = session.get_one(User, user.id)
        own.password_hash, own.password_temporary = hash_password(password), False
        end_sessions(session, desk, user.id, _self(user), but=but)
        record(session, desk, own, "user.password_changed", _self(user))


def confirm_password(desk: Desk, user: User, password: str) -> None:
    """Raise InvalidError when a signed-in human's own password is wrong, TooManyError."""
    source = f"own:{user.id}"
    desk.throttle.check(source, user.id, desk.now())
    if not verify_password(user.password_hash, password):
        desk.throttle.failed(source, user.id, desk.now())
        note_refusal(desk, user, "password")
        raise invalid("/current", _("Det är inte ditt nuvarande lösenord."))
    desk.throttle.succeeded(source, user.id)


def _find_user(desk: Desk, address: str) -> User | None:
    if not address.isprintable():  # no database takes NUL or a lone surrogate
        return None
    with desk.database.reading() as session:
        return session.scalar(select(User).where(User.email == address))


def note_refusal(desk: Desk, user: User | None, reason: str) -> None:
    """Enter a sign-in that was refused; `user` where the address was somebody's.

    Unknown addresses too: an entry for known ones only would take longer, and so tell them.
    """
    payload = {"user": user.id if user else None, "reason": reason}
    with desk.database.writing() as session:
        append(
            session, actor="system:signin", type="session.refused", payload=payload, now=desk.now()
        )


def _self(user: User) -> Principal:
    return Principal("user", user.id, user.name, frozenset())
