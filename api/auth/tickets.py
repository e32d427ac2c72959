"""Tickets: what a browser carries from one step of a sign-in to the next, signed and short-lived."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from api.desk import Desk
from api.errors import UnauthenticatedError
from api.language import _

LIFETIME = 900
"""Seconds."""


def write_ticket(desk: Desk, purpose: str, values: dict[str, Any]) -> str:
    """The values, which the browser can read and not change."""
    return _signer(desk, purpose).dumps(values)


def read_ticket(desk: Desk, purpose: str, ticket: str) -> dict[str, Any]:
    """The values. Raises UnauthenticatedError for a ticket that is not ours or too old."""
    try:
        values: dict[str, Any] = _signer(desk, purpose).loads(ticket, max_age=LIFETIME)
    except BadData:
        raise UnauthenticatedError(_("Inloggningen tog för lång tid. Börja om.")) from None
    return values


def _signer(desk: Desk, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(desk.secret, salt=f"uppsikt {purpose}")
