"""Secrets that a client carries: made with 256 bits of chance, kept only as an HMAC."""

from __future__ import annotations

import hashlib
import hmac
import secrets

KEY_PREFIX = "uppsikt_"
SESSION_PREFIX = "uppsikts_"


def new_token(prefix: str) -> str:
    """A token that scanners recognise by its prefix."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(secret: bytes, token: str) -> str:
    """HMAC-SHA-256 (hex) of a token under the installation's own secret."""
    return hmac.new(secret, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
