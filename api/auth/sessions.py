"""Sessions: opened at sign-in, kept in the database, ended by their owner or an administrator."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Select, Update, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.auth.principal import ADMINISTER, ROLES, Principal
from api.auth.tokens import KEY_PREFIX, SESSION_PREFIX, new_token, token_hash
from api.desk import Desk
from api.errors import NotFoundError
from api.language import LANGUAGES, _
from api.registry import append
from api.tables import ApiKey, Preference, SignIn, User

_NOTED = timedelta(minutes=5)
"""How exactly it is kept when a session or a key was last used."""
_AGENT = 200


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A fresh sign-in; the token is shown once and not kept."""

    token: str
    expires_at: str
    principal: Principal


def open_session(desk: Desk, user: User, method: str, agent: str = "") -> OpenSession:
    """Let `user` in, who has shown who they are by `method`; `agent` is their browser's name."""
    token, identity, now = new_token(SESSION_PREFIX), str(uuid4()), desk.now()
    expires = now + timedelta(hours=desk.settings.session_hours)
    actor, payload = f"user:{user.id}", {"session": identity, "method": method}
    with desk.database.writing() as session:
        entry = append(session, actor=actor, type="session.opened", payload=payload, now=now)
        session.add(
            SignIn(
                id=identity,
                token_hash=token_hash(desk.secret, token),
                user_id=user.id,
                method=method,
                agent="".join(filter(str.isprintable, agent))[:_AGENT] or None,
                created_at=now,
                expires_at=expires,
                entry=entry,
            )
        )
    return OpenSession(token, expires.isoformat(), _as_principal(user, identity))


def sign_out(desk: Desk, principal: Principal) -> None:
    """End the session that the request came with. Raises ForbiddenError for a key."""
    principal.human()
    with desk.database.writing() as session:
        _end(session, desk, session.get_one(SignIn, principal.session), principal)


def list_sessions(desk: Desk, user_id: str) -> list[SignIn]:
    """The user's sessions that hold, the latest first."""
    with desk.database.reading() as session:
        return list(session.scalars(_holding(user_id, desk.now())))


def last_sign_ins(desk: Desk) -> dict[str, datetime]:
    """When each user last signed in, by the user's id."""
    query = select(SignIn.user_id, func.max(SignIn.created_at)).group_by(SignIn.user_id)
    with desk.database.reading() as session:
        return {row[0]: row[1] for row in session.execute(query)}


def end_session(desk: Desk, actor: Principal, user_id: str, session_id: str) -> None:
    """End a session of the user: oneself, or as an administrator anybody.

    Raises NotFoundError, ForbiddenError.
    """
    if user_id != actor.human():
        actor.need(ADMINISTER)
    with desk.database.writing() as session:
        row = session.get(SignIn, session_id)
        if row is None or row.user_id != user_id:
            raise NotFoundError(_("Det finns ingen sådan inloggning."))
        if row.closed_at is None:
            _end(session, desk, row, actor)


def end_other_sessions(desk: Desk, actor: Principal) -> None:
    """End every session of one's own but the one that asks."""
    with desk.database.writing() as session:
        end_sessions(session, desk, actor.human(), actor, but=actor.session)


def end_sessions(
    session: Session, desk: Desk, user_id: str, actor: Principal, *, but: str | None = None
) -> None:
    """End every session of a user, `but` the one."""
    for row in session.scalars(_holding(user_id, desk.now())).all():
        if row.id != but:
            _end(session, desk, row, actor)


def _holding(user_id: str, now: datetime) -> Select[SignIn]:
    query = select(SignIn).where(SignIn.user_id == user_id, SignIn.closed_at.is_(None))
    return query.where(SignIn.expires_at > now).order_by(SignIn.created_at.desc())


def _end(session: Session, desk: Desk, row: SignIn, actor: Principal) -> None:
    row.closed_at = desk.now()
    row.entry = append(
        session,
        actor=actor.actor,
        type="session.closed",
        payload={"session": row.id},
        now=row.closed_at,
    )


def authenticate(desk: Desk, token: str) -> Principal | None:
    """Who a session's token or a key belongs to; None when it does not hold."""
    hashed = token_hash(desk.secret, token)
    if token.startswith(SESSION_PREFIX):
        return _by_session(desk, hashed)
    if token.startswith(KEY_PREFIX):
        return _by_key(desk, hashed)
    return None


def _by_session(desk: Desk, hashed: str) -> Principal | None:
    query = (
        select(SignIn, User, Preference.chosen)
        .select_from(SignIn)
        .join(User)
        .outerjoin(Preference, Preference.user_id == User.id)
        .where(SignIn.token_hash == hashed)
    )
    with desk.database.reading() as session:
        row = session.execute(query).one_or_none()
    if row is None:
        return None
    signed_in, user, chosen = row
    if signed_in.closed_at or user.disabled_at or signed_in.expires_at <= desk.now():
        return None
    if _is_due(desk, signed_in.id, signed_in.seen_at):
        _note(desk, update(SignIn).where(SignIn.id == signed_in.id).values(seen_at=desk.now()))
    language = (chosen or {}).get("language", "")
    return _as_principal(user, signed_in.id, language if language in LANGUAGES else "")


def _by_key(desk: Desk, hashed: str) -> Principal | None:
    with desk.database.reading() as session:
        key = session.scalar(select(ApiKey).where(ApiKey.key_hash == hashed))
    if key is None or key.revoked_at:
        return None
    if _is_due(desk, key.id, key.used_at):
        _note(desk, update(ApiKey).where(ApiKey.id == key.id).values(used_at=desk.now()))
    return Principal("key", key.id, key.name, frozenset(key.scopes), channel=key.channel)


def _is_due(desk: Desk, identity: str, stored: datetime | None) -> bool:
    """Whether its use is to be noted; one attempt a while, also where the base takes no writes."""
    last = max(filter(None, (stored, desk.noted.get(identity))), default=None)
    if last is not None and desk.now() - last < _NOTED:
        return False
    desk.noted[identity] = desk.now()
    return True


def _note(desk: Desk, statement: Update) -> None:
    # Nobody is refused because this could not be written.
    with contextlib.suppress(SQLAlchemyError), desk.database.writing() as session:
        session.execute(statement)


def _as_principal(user: User, session: str, language: str = "") -> Principal:
    rights = frozenset().union(*(ROLES[role] for role in user.roles if role in ROLES))
    return Principal("user", user.id, user.name, rights, session=session, language=language)
