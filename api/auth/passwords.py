"""Passwords: argon2id with the library's current parameters."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """The encoded argon2id hash."""
    return _HASHER.hash(_bytes(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is right; an unknown user costs as much time as a known one."""
    try:
        right = _HASHER.verify(stored or _nobody(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    return hash_password("ingen")
