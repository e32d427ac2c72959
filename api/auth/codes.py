"""Codes beside the password: a phone's (TOTP, RFC 6238) and ten that stand in for a lost phone."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

import pyotp
import segno
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from api.auth.tokens import token_hash
from api.desk import Desk
from api.language import _
from api.tables import RecoveryCode, User

RECOVERY_CODES = 10
_ISSUER = "Uppsikt"
_STEP = 30
"""Seconds that a code holds; the one before and the one after are taken too, for slow clocks."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read as each other."""
_HALF = 5


def begin_codes(session: Session, desk: Desk, user_id: str) -> None:
    """Make the secret of a phone that has not shown a code yet; the phone in use stays in use."""
    session.get_one(User, user_id).totp_pending = _seal(desk, pyotp.random_base32())


def pending_secret(desk: Desk, user: User) -> str | None:
    """The secret (base32) that the phone is to be given."""
    return _unseal(desk, user.totp_pending) if user.totp_pending else None


def confirm_codes(session: Session, desk: Desk, user_id: str, code: str) -> bool:
    """Put the pending secret in use if `code` is its; earlier recovery codes end."""
    user = session.get_one(User, user_id)
    secret = pending_secret(desk, user)
    step = _step_of(secret, code, desk.now()) if secret else None
    if step is None:
        return False
    user.totp_secret, user.totp_pending, user.totp_step = user.totp_pending, None, step
    end_codes(session, user_id, desk.now())
    return True


def spend_code(session: Session, desk: Desk, user: User, code: str) -> str | None:
    """How a code is right, "totp" or "recovery"; None when it is wrong or has been used.

    One statement each, so that of two requests with one code only one succeeds.
    """
    step = _step_of(_unseal(desk, user.totp_secret), code, desk.now()) if user.totp_secret else None
    if step is not None:
        unused = or_(User.totp_step.is_(None), User.totp_step < step)
        spent = update(User).where(User.id == user.id, unused).values(totp_step=step)
        return "totp" if _changed(session, spent) else None
    spent = (
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.ended_at.is_(None))
        .where(RecoveryCode.code_hash == _hash(desk, user.id, code))
        .values(ended_at=desk.now())
    )
    return "recovery" if _changed(session, spent) else None


def make_recovery_codes(session: Session, desk: Desk, user_id: str) -> list[str]:
    """Ten codes, shown once; those before them end."""
    end_codes(session, user_id, desk.now())
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(user_id=user_id, code_hash=_hash(desk, user_id, code), created_at=desk.now())
        for code in codes
    )
    return codes


def end_codes(session: Session, user_id: str, now: datetime) -> None:
    """End the user's recovery codes."""
    held = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.ended_at.is_(None)
    )
    session.execute(held.values(ended_at=now))


def count_recovery_codes(desk: Desk, user_id: str) -> int:
    """How many of the user's recovery codes are left."""
    held = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.ended_at.is_(None)
    )
    with desk.database.reading() as session:
        return session.scalar(held) or 0


def picture(secret: str, email: str) -> str:
    """The secret as a QR code, an inline SVG that a phone's camera reads."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)
    drawn: str = segno.make(uri, error="m").svg_inline(
        scale=5, border=3, dark="#000", light="#fff", title=_("QR-kod för appen"), omitsize=True
    )
    return drawn


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that `code` belongs to, the latest where several match."""
    digits = "".join(code.split())
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // _STEP
    for step in (current + 1, current, current - 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            return step
    return None


def _changed(session: Session, statement: object) -> bool:
    result = session.execute(statement)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _new_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF))
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def _hash(desk: Desk, user_id: str, code: str) -> str:
    plain = "".join(filter(str.isalnum, code.casefold()))
    return token_hash(desk.secret, f"recovery:{user_id}:{plain}")


def _seal(desk: Desk, secret: str) -> str:
    return _vault(desk).encrypt(secret.encode()).decode()


def _unseal(desk: Desk, sealed: str) -> str:
    return _vault(desk).decrypt(sealed.encode()).decode()


def _vault(desk: Desk) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"uppsikt totp").derive(desk.secret)
    return Fernet(base64.urlsafe_b64encode(key))
