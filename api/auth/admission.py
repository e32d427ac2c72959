"""Who the provider vouches for: found, added or brought up to date from the claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.accounts import add_user, record
from api.auth.principal import ADMINISTER, ROLES, Principal
from api.auth.signin import note_refusal
from api.desk import Desk
from api.errors import ForbiddenError, UnauthenticatedError
from api.language import N_, _
from api.settings import Settings
from api.tables import User

_PROVIDER = Principal("system", "oidc", "Inloggningstjänsten", frozenset({ADMINISTER}))
_NO_ROLE = N_(
    "Du är inloggad hos kommunen men har ingen roll i Uppsikt. "
    "Den som är administratör för Uppsikt kan ordna det."
)
_TAKEN = N_(
    "Det finns redan ett annat konto med din adress. Har du ett lösenord, logga in med det. "
    "Den som är administratör för Uppsikt kan byta kontot till kommunens inloggning."
)


def admit(desk: Desk, claims: Mapping[str, Any]) -> User:
    """The user, with the name, address and roles that the claims give.

    Raises ForbiddenError without a role, for a locked user, and where the address belongs to a
    local account; UnauthenticatedError for claims without subject or address.
    """
    email = _address(claims)
    if not claims.get("iss") or not claims.get("sub") or email is None:
        raise UnauthenticatedError(_("Inloggningstjänsten sade inte vem du är."))
    try:
        return _admitted(desk, claims, email)
    except ForbiddenError:
        note_refusal(desk, None, "provider")
        raise


def _admitted(desk: Desk, claims: Mapping[str, Any], email: str) -> User:
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    with desk.database.writing() as session:
        user = _known(session, claims, email)
        if user is None:
            user = _added(session, desk, claims, email)
        user.issuer, user.subject = issuer, subject
        _bring_up_to_date(session, desk, user, claims, email)
        session.flush()
        session.expunge(user)
    # Outside the block: roles that are gone must be stored before the refusal.
    if user.disabled_at or not user.roles:
        raise ForbiddenError(_NO_ROLE if not user.roles else _("Ditt konto i Uppsikt är låst."))
    return user


def roles_of(settings: Settings, claims: Mapping[str, Any]) -> list[str] | None:
    """Our roles that the claim grants, in order; None where administrators give roles."""
    if not settings.oidc_roles_claim:
        return None
    found: Any = claims
    for level in settings.oidc_roles_claim.split("."):
        found = found.get(level) if isinstance(found, Mapping) else None
    values = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    named = settings.oidc_roles or {role: role for role in ROLES}
    granted = {named[value] for value in values if isinstance(value, str) and value in named}
    return [role for role in ROLES if role in granted]


def _known(session: Session, claims: Mapping[str, Any], email: str) -> User | None:
    """By issuer and subject, or an account that waits for the provider's human of this address."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    user = session.scalar(select(User).where(User.issuer == issuer, User.subject == subject))
    if user is not None:
        return user
    user = session.scalar(select(User).where(User.email == email))
    if user is None:
        return None
    waits = user.issuer == issuer and user.subject is None
    if not waits or claims.get("email_verified") is False:
        raise ForbiddenError(_(_TAKEN))
    return user


def _added(session: Session, desk: Desk, claims: Mapping[str, Any], email: str) -> User:
    roles = roles_of(desk.settings, claims)
    if not roles:
        raise ForbiddenError(_(_NO_ROLE))
    name = _name(claims, email)
    return add_user(session, desk, email=email, name=name, roles=roles, actor=_PROVIDER)


def _bring_up_to_date(
    session: Session, desk: Desk, user: User, claims: Mapping[str, Any], email: str
) -> None:
    user.name = _name(claims, email)
    taken = session.scalar(select(User.id).where(User.email == email, User.id != user.id))
    if taken is None:
        user.email = email
    roles = roles_of(desk.settings, claims)
    if roles is not None and roles != list(user.roles):
        before, user.roles = list(user.roles), roles
        record(session, desk, user, "user.roles", _PROVIDER, roles=roles, before=before)


def _address(claims: Mapping[str, Any]) -> str | None:
    for name in ("email", "preferred_username", "upn"):
        value = claims.get(name)
        if isinstance(value, str) and "@" in value and value.isprintable():
            return value.strip().casefold()[:320]
    return None


def _name(claims: Mapping[str, Any], email: str) -> str:
    value = claims.get("name")
    named = " ".join(value.split()) if isinstance(value, str) else ""
    return named[:200] if named and named.isprintable() else email[:200]
