"""Keys of tools: made, shown once, revoked."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth.principal import ADMINISTER, OPERATOR, SCOPES, Principal
from api.auth.tokens import KEY_PREFIX, new_token, token_hash
from api.desk import Desk
from api.errors import NotFoundError, invalid
from api.language import _
from api.registry import append
from api.tables import ApiKey, Channel

_LONGEST_NAME = 200


def add_key(
    session: Session,
    desk: Desk,
    *,
    name: str,
    scopes: list[str],
    channel: str | None = None,
    actor: Principal = OPERATOR,
) -> str:
    """A new key, shown once. Raises InvalidError for a scope that no key may have, NotFoundError."""
    actor.need(ADMINISTER)
    wrong = sorted(set(scopes) - set(SCOPES))
    if wrong:
        raise invalid("/scopes", _("En nyckel kan inte få %(wrong)s.", wrong=", ".join(wrong)))
    named = " ".join(name.split())
    if not named or not named.isprintable() or len(named) > _LONGEST_NAME:
        raise invalid(
            "/name",
            _("Skriv ett namn på högst %(longest_name)s tecken.", longest_name=_LONGEST_NAME),
        )
    if channel is not None and session.get(Channel, channel) is None:
        raise NotFoundError(_("Det finns ingen kanal ”%(channel)s”.", channel=channel))
    token, identity, now = new_token(KEY_PREFIX), str(uuid4()), desk.now()
    payload = {"key": identity, "scopes": scopes, "channel": channel}
    session.add(
        ApiKey(
            id=identity,
            name=named,
            hint=token[: len(KEY_PREFIX) + 4],
            key_hash=token_hash(desk.secret, token),
            scopes=scopes,
            channel=channel,
            created_at=now,
            entry=append(session, actor=actor.actor, type="key.added", payload=payload, now=now),
        )
    )
    return token


def list_keys(desk: Desk, actor: Principal) -> list[ApiKey]:
    """Every key, those that hold first, then the newest first."""
    actor.need(ADMINISTER)
    with desk.database.reading() as session:
        found = session.scalars(select(ApiKey).order_by(ApiKey.created_at.desc()))
        return sorted(found, key=lambda key: key.revoked_at is not None)


def revoke_key(session: Session, desk: Desk, key_id: str, actor: Principal = OPERATOR) -> None:
    """End a key. Raises NotFoundError."""
    actor.need(ADMINISTER)
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFoundError(_("Det finns ingen sådan nyckel."))
    if key.revoked_at is not None:
        return
    now, payload = desk.now(), {"key": key_id}
    key.revoked_at = now
    key.entry = append(session, actor=actor.actor, type="key.revoked", payload=payload, now=now)
