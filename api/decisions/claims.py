"""Claims: one human at a time works on a decision, for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from api.auth.principal import REVIEW, Principal
from api.decisions.act import Act, acting
from api.decisions.lookup import OPEN_STATES, holder
from api.desk import Desk
from api.errors import ConflictError
from api.language import _


def claim(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """Take or renew the claim; the decision's document.

    Raises ForbiddenError for a key, NotFoundError, ConflictError when reviewed or held.
    """
    with acting(desk, actor, REVIEW, decision_id) as act:
        require_free(act)
        act.decision.state = "claimed"
        act.decision.claimed_by = actor.id
        act.decision.claimed_until = act.now + timedelta(minutes=desk.settings.claim_minutes)
        act.record("decision.claimed")
        return act.document()


def release(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """Give the claim back; the decision's document.

    Raises ForbiddenError for a key, NotFoundError, ConflictError when it is not one's own.
    """
    with acting(desk, actor, REVIEW, decision_id) as act:
        if holder(act.decision, act.now) != actor.id:
            raise ConflictError(_("Du har inte tagit det här beslutet."))
        act.decision.state = "suggested"
        act.decision.claimed_by = act.decision.claimed_until = None
        act.record("decision.released")
        return act.document()


def require_free(act: Act) -> None:
    """Raise ConflictError unless the decision waits for a human and nobody else holds it."""
    if act.decision.state not in OPEN_STATES:
        raise ConflictError(
            _("Beslutet är redan fattat (läge: %(state)s).", state=act.decision.state)
        )
    if holder(act.decision, act.now) not in {None, act.actor.id}:
        raise ConflictError(_("Någon annan arbetar med det här beslutet just nu."))
