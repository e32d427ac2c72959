"""Users: adding them, their roles, locking them out and helping who lost a password or a phone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.codes import end_codes
from api.auth.passwords import hash_password, require_strong
from api.auth.principal import ADMINISTER, OPERATOR, ROLES, Principal
from api.auth.sessions import end_sessions
from api.desk import Desk
from api.errors import ConflictError, NotFoundError, invalid
from api.language import _
from api.registry import append
from api.tables import User

_LONGEST_NAME = 200


def add_user(
    session: Session,
    desk: Desk,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    password: str | None = None,
    temporary: bool = False,
    actor: Principal = OPERATOR,
) -> User:
    """A new user; without a password one whom the municipality's own provider lets in.

    A `temporary` password must be changed at the first sign-in. Raises InvalidError for an unknown
    role or a weak password, ConflictError for an address in use.
    """
    actor.need(ADMINISTER)
    address, chosen = _address(email), _checked(roles)
    if session.scalar(select(User).where(User.email == address)):
        raise ConflictError(_("Det finns redan en användare med den adressen."))
    if password is not None:
        require_strong(password, address, name)
    identity, now = str(uuid4()), desk.now()
    payload = {"user": identity, "roles": chosen}
    user = User(
        id=identity,
        email=address,
        name=_named(name),
        roles=chosen,
        password_hash=hash_password(password) if password is not None else "",
        password_temporary=temporary,
        issuer=desk.settings.oidc_issuer if password is None else None,
        created_at=now,
        entry=append(session, actor=actor.actor, type="user.added", payload=payload, now=now),
    )
    session.add(user)
    return user


def list_users(desk: Desk, actor: Principal) -> list[User]:
    """Every user, by name."""
    actor.need(ADMINISTER)
    with desk.database.reading() as session:
        return list(session.scalars(select(User).order_by(User.name, User.email)))


def find_user(session: Session, user_id: str) -> User:
    """The user. Raises NotFoundError."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFoundError(_("Det finns ingen sådan användare."))
    return user


def set_roles(
    session: Session, desk: Desk, user_id: str, roles: Sequence[str], actor: Principal
) -> None:
    """Give the user these roles and no others, at once.

    Raises InvalidError, NotFoundError, and ConflictError where nobody would be left to administer.
    """
    actor.need(ADMINISTER)
    user, chosen = find_user(session, user_id), _checked(roles)
    if chosen == list(user.roles):
        return
    if "administrator" not in chosen:
        _require_another(session, user)
    before, user.roles = list(user.roles), chosen
    record(session, desk, user, "user.roles", actor, roles=chosen, before=before)


def set_locked(
    session: Session, desk: Desk, user_id: str, actor: Principal, *, locked: bool
) -> None:
    """Keep the user out, or let them in again; a lock ends every session.

    Raises NotFoundError, and ConflictError where nobody would be left to administer.
    """
    actor.need(ADMINISTER)
    user = find_user(session, user_id)
    if locked == (user.disabled_at is not None):
        return
    if locked:
        _require_another(session, user)
        end_sessions(session, desk, user.id, actor)
    user.disabled_at = desk.now() if locked else None
    record(session, desk, user, "user.locked" if locked else "user.unlocked", actor)


def reset_user(session: Session, desk: Desk, user_id: str, actor: Principal) -> str:
    """A new temporary password, shown once; codes and sessions are ended.

    Raises NotFoundError, and ConflictError for one whom the provider lets in.
    """
    actor.need(ADMINISTER)
    user = find_user(session, user_id)
    if user.issuer is not None:
        raise ConflictError(_("Den användaren loggar in utan lösenord hos oss."))
    password = new_password()
    user.password_hash, user.password_temporary = hash_password(password), True
    user.totp_secret = user.totp_pending = user.totp_step = None
    end_codes(session, user.id, desk.now())
    end_sessions(session, desk, user.id, actor)
    record(session, desk, user, "user.reset", actor)
    return password


def hand_to_provider(session: Session, desk: Desk, user_id: str, actor: Principal) -> None:
    """From now on the municipality's own provider lets the user in, and the password is gone.

    Raises NotFoundError, and ConflictError without a provider.
    """
    actor.need(ADMINISTER)
    user = find_user(session, user_id)
    if desk.settings.oidc_issuer is None:
        raise ConflictError(_("Ingen annan inloggning är inställd."))
    user.issuer, user.subject = desk.settings.oidc_issuer, None
    user.password_hash, user.password_temporary = "", False
    user.totp_secret = user.totp_pending = user.totp_step = None
    end_codes(session, user.id, desk.now())
    end_sessions(session, desk, user.id, actor)
    record(session, desk, user, "user.handed_over", actor)


def new_password() -> str:
    """A password of 96 bits, to be shown once."""
    return secrets.token_urlsafe(12)


def record(
    session: Session,
    desk: Desk,
    user: User,
    event: str,
    actor: Principal,
    **more: object,
) -> None:
    """Enter what happened to a user in the registry; `more` of the payload is no personal data."""
    told = {"user": user.id, **more}
    user.entry = append(session, actor=actor.actor, type=event, payload=told, now=desk.now())


def _require_another(session: Session, user: User) -> None:
    """Raise ConflictError when `user` is the last who may administer."""
    others = session.scalars(select(User).where(User.id != user.id, User.disabled_at.is_(None)))
    if "administrator" in user.roles and not any("administrator" in one.roles for one in others):
        raise ConflictError(_("Någon måste vara administratör. Ge rollen till en annan först."))


def _checked(roles: Sequence[str]) -> list[str]:
    """The roles in the table's order. Raises InvalidError."""
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        known = ", ".join(ROLES)
        raise invalid(
            "/roles",
            _(
                "Okänd roll ”%(unknown)s”. Välj bland %(known)s.",
                unknown=", ".join(unknown),
                known=known,
            ),
        )
    if not roles:
        raise invalid("/roles", _("Välj minst en roll."))
    return [role for role in ROLES if role in roles]


def _address(email: str) -> str:
    address = email.strip().casefold()
    before, at, after = address.partition("@")
    if not (before and at and after) or not address.isprintable() or " " in address:
        raise invalid("/email", _("Skriv en e-postadress, som namn@example.se."))
    return address


def _named(name: str) -> str:
    named = " ".join(name.split())
    if not named or not named.isprintable() or len(named) > _LONGEST_NAME:
        raise invalid(
            "/name",
            _("Skriv ett namn på högst %(longest_name)s tecken.", longest_name=_LONGEST_NAME),
        )
    return named
