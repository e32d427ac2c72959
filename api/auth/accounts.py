"""Users, keys and sessions: adding, signing in, ending, and finding who a token belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.passwords import hash_password, verify_password
from api.auth.principal import ROLES, SCOPES, Principal
from api.auth.tokens import KEY_PREFIX, SESSION_PREFIX, new_token, token_hash
from api.desk import Desk
from api.errors import ConflictError, NotFoundError, UnauthenticatedError, invalid
from api.registry import append
from api.tables import ApiKey, Channel, SignIn, User

SYSTEM = "system"
"""The actor of what an operator does at the command line."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A fresh sign-in; the token is shown once and not kept."""

    token: str
    expires_at: str
    principal: Principal


def add_user(
    session: Session, desk: Desk, *, email: str, name: str, password: str, role: str
) -> User:
    """A new user. Raises InvalidError for an unknown role, ConflictError for an address in use."""
    if role not in ROLES:
        raise invalid("/role", f"Okänd roll ”{role}”. Välj bland {', '.join(ROLES)}.")
    address = email.strip().casefold()
    if session.scalar(select(User).where(User.email == address)):
        raise ConflictError("Det finns redan en användare med den adressen.")
    identity, now = str(uuid4()), desk.now()
    user = User(
        id=identity,
        email=address,
        name=name,
        role=role,
        password_hash=hash_password(password),
        created_at=now,
        entry=append(
            session,
            actor=SYSTEM,
            type="user.added",
            payload={"user": identity, "role": role},
            now=now,
        ),
    )
    session.add(user)
    return user


def add_key(
    session: Session, desk: Desk, *, name: str, scopes: list[str], channel: str | None = None
) -> str:
    """A new key, shown once. Raises InvalidError for a scope that no key may have, NotFoundError."""
    wrong = sorted(set(scopes) - set(SCOPES))
    if wrong:
        raise invalid("/scopes", f"En nyckel kan inte få {', '.join(wrong)}.")
    if channel is not None and session.get(Channel, channel) is None:
        raise NotFoundError(f"Det finns ingen kanal ”{channel}”.")
    token, identity, now = new_token(KEY_PREFIX), str(uuid4()), desk.now()
    payload = {"key": identity, "scopes": scopes, "channel": channel}
    session.add(
        ApiKey(
            id=identity,
            name=name,
            hint=token[: len(KEY_PREFIX) + 4],
            key_hash=token_hash(desk.secret, token),
            scopes=scopes,
            channel=channel,
            created_at=now,
            entry=append(session, actor=SYSTEM, type="key.added", payload=payload, now=now),
        )
    )
    return token


def revoke_key(session: Session, desk: Desk, key_id: str, actor: str = SYSTEM) -> None:
    """End a key. Raises NotFoundError."""
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFoundError("Det finns ingen sådan nyckel.")
    now = desk.now()
    key.revoked_at = key.revoked_at or now
    key.entry = append(session, actor=actor, type="key.revoked", payload={"key": key_id}, now=now)


def sign_in(desk: Desk, email: str, password: str, *, source: str = "") -> OpenSession:
    """Open a session for a human who asks from `source`, an IP address.

    Raises UnauthenticatedError, the same for every cause, and TooManyError after wrong passwords.
    """
    address = email.strip().casefold()
    desk.throttle.check(source, address, desk.now())
    user = _find_user(desk, address)
    right = verify_password(user.password_hash if user else None, password)
    if user is None or not right or user.disabled_at:
        desk.throttle.failed(source, address, desk.now())
        raise UnauthenticatedError("Fel e-postadress eller lösenord.")
    desk.throttle.succeeded(source, address)
    token, identity, now = new_token(SESSION_PREFIX), str(uuid4()), desk.now()
    expires = now + timedelta(hours=desk.settings.session_hours)
    actor, payload = f"user:{user.id}", {"session": identity}
    with desk.database.writing() as session:
        entry = append(session, actor=actor, type="session.opened", payload=payload, now=now)
        session.add(
            SignIn(
                id=identity,
                token_hash=token_hash(desk.secret, token),
                user_id=user.id,
                created_at=now,
                expires_at=expires,
                entry=entry,
            )
        )
    return OpenSession(token, expires.isoformat(), _as_principal(user, identity))


def _find_user(desk: Desk, address: str) -> User | None:
    if not address.isprintable():  # no database takes NUL or a lone surrogate
        return None
    with desk.database.reading() as session:
        return session.scalar(select(User).where(User.email == address))


def sign_out(desk: Desk, principal: Principal) -> None:
    """End the session that the request came with. Raises ForbiddenError for a key."""
    user, now = principal.human(), desk.now()
    with desk.database.writing() as session:
        sign_in_row = session.get_one(SignIn, principal.session)
        sign_in_row.closed_at = now
        sign_in_row.entry = append(
            session,
            actor=f"user:{user}",
            type="session.closed",
            payload={"session": sign_in_row.id},
            now=now,
        )


def authenticate(desk: Desk, token: str) -> Principal | None:
    """Who a session's token or a key belongs to; None when it does not hold."""
    hashed = token_hash(desk.secret, token)
    with desk.database.reading() as session:
        if token.startswith(SESSION_PREFIX):
            return _by_session(session, desk, hashed)
        if token.startswith(KEY_PREFIX):
            return _by_key(session, hashed)
    return None


def _by_session(session: Session, desk: Desk, hashed: str) -> Principal | None:
    row = session.execute(
        select(SignIn, User).join(User).where(SignIn.token_hash == hashed)
    ).one_or_none()
    if row is None:
        return None
    signed_in, user = row
    if signed_in.closed_at or user.disabled_at or signed_in.expires_at <= desk.now():
        return None
    return _as_principal(user, signed_in.id)


def _by_key(session: Session, hashed: str) -> Principal | None:
    key = session.scalar(select(ApiKey).where(ApiKey.key_hash == hashed))
    if key is None or key.revoked_at:
        return None
    return Principal("key", key.id, key.name, frozenset(key.scopes), channel=key.channel)


def _as_principal(user: User, session: str) -> Principal:
    return Principal("user", user.id, user.name, ROLES[user.role], session=session)
