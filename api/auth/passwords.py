"""Passwords: argon2id with the library's current parameters."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.errors import invalid
from api.language import _

SHORTEST = 12
"""Fewest characters; length is what matters (NIST SP 800-63B, 3.1.1.2), no kinds are demanded."""

_HASHER = PasswordHasher()
_TELLING = 4


def hash_password(password: str) -> str:
    """The encoded argon2id hash."""
    return _HASHER.hash(_bytes(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is right; an unknown user costs as much time as a known one."""
    try:
        right = _HASHER.verify(stored or _nobody(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(stored)


def require_strong(password: str, *known: str) -> None:
    """Raise InvalidError for a password that is short, monotonous or one of the `known` words."""
    if len(password) < SHORTEST:
        raise invalid(
            "/password", _("Lösenordet ska ha minst %(shortest)s tecken.", shortest=SHORTEST)
        )
    if len(set(password)) < _TELLING or password.casefold() in {one.casefold() for one in known}:
        raise invalid("/password", _("Lösenordet är för lätt att gissa."))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    return hash_password("ingen")
