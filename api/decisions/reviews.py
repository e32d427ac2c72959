"""Reviews: a named human who saw the comment chooses a ground and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from api.archive.erasure import FORBIDDEN, erase, remove_files
from api.auth.principal import REVIEW, Principal
from api.decisions.act import Act, acting
from api.decisions.claims import require_free
from api.decisions.comment import commit, new_salt
from api.decisions.evidence import keep, prepare, standing
from api.decisions.exhibits import FULL, REFERENCE, Exhibit
from api.decisions.grounds import ground_of, grounds_under
from api.decisions.lookup import OPEN_STATES, find, seen, version_of
from api.decisions.saved_drafts import forget_drafts
from api.desk import Desk
from api.errors import ConflictError, invalid
from api.language import _
from api.tables import Decision, Review, Version
from model.policy import ACTIONS, Ground

_STATES = MappingProxyType({"confirm": "confirmed", "change": "changed", "dismiss": "dismissed"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a human decides; `actions` only with "change", `version` the one that was read."""

    verdict: str
    ground: str
    reason: str
    actions: tuple[str, ...] | None = None
    version: int | None = None


def review(desk: Desk, actor: Principal, decision_id: str, verdict: Verdict) -> dict[str, Any]:
    """Decide; evidence is written first where the actions preserve. The decision's document.

    Raises ForbiddenError for a key, NotFoundError, InvalidError for a ground, reason or action
    that will not do, ConflictError when not shown, changed since, held by another, decided, or
    without evidence, UnavailableError when evidence cannot be written.
    """
    actor.need(REVIEW)
    exhibits = _prepare(desk, actor, decision_id, verdict)
    with acting(desk, actor, REVIEW, decision_id) as act:
        ground, actions = _chosen(act.session, desk, act.decision, verdict)
        require_free(act)
        _require_seen(act, verdict)
        _preserve(act, ground, actions, exhibits)
        record_review(act, verdict, actions)
        forbidden = ground.evidence == "reference" and "preserve" in actions
        if forbidden:
            _erase(act, ground)
        reviewed = act.document()
    if forbidden:
        remove_files(desk, decision_id)
    return reviewed


def _prepare(
    desk: Desk, actor: Principal, decision_id: str, verdict: Verdict
) -> tuple[Exhibit, ...]:
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        ground, actions = _chosen(session, desk, decision, verdict)
        if "preserve" not in actions or decision.state not in OPEN_STATES:
            return ()
    return prepare(desk, actor, decision_id, _kind(ground))


def _chosen(
    session: Session, desk: Desk, decision: Decision, verdict: Verdict
) -> tuple[Ground, list[str]]:
    version = version_of(session, decision)
    ground = ground_of(grounds_under(desk, version), verdict.ground)
    require_reason(verdict.reason, desk.settings.reason_length)
    return ground, _actions(verdict, version)


def _kind(ground: Ground) -> str:
    return REFERENCE if ground.evidence == "reference" else FULL


def _erase(act: Act, ground: Ground) -> None:
    erase(
        act.session,
        act.decision,
        mandate=FORBIDDEN,
        reference=ground.key,
        user=act.actor.human(),
        now=act.now,
    )


def require_reason(reason: str, length: int) -> None:
    """Raise InvalidError for a reason of fewer than `length` non-space characters."""
    if len("".join(reason.split())) < length:
        raise invalid("/reason", _("Skriv ett skäl med minst %(length)s tecken.", length=length))


def _actions(verdict: Verdict, version: Version) -> list[str]:
    suggested = [action["action"] for action in version.suggestion["actions"]]
    wanted = verdict.actions
    if verdict.verdict == "change":
        return _changed(wanted)
    if verdict.verdict == "confirm":
        if wanted is not None and set(wanted) != set(suggested):
            raise invalid("/actions", _("Åtgärderna skiljer sig från förslaget: välj ”change”."))
        return suggested
    if wanted:
        raise invalid("/actions", _("Den som avfärdar ett förslag väljer inga åtgärder."))
    return []


def _changed(wanted: tuple[str, ...] | None) -> list[str]:
    if not wanted:
        raise invalid("/actions", _("Ange vilka åtgärder som ska gälla i stället."))
    if not ACTIONS.keys() >= set(wanted):
        raise invalid(
            "/actions", _("Okänd åtgärd. Välj bland %(actions)s.", actions=", ".join(ACTIONS))
        )
    if "none" in wanted and len(set(wanted)) > 1:
        raise invalid("/actions", _("”none” går inte ihop med andra åtgärder."))
    return [action for action in ACTIONS if action in wanted]


def _require_seen(act: Act, verdict: Verdict) -> None:
    changed = verdict.version not in {None, act.decision.version}
    if changed or not seen(act.session, act.decision, act.actor.id):
        raise ConflictError(
            _("Den här versionen av kommentaren har inte visats för dig. Öppna den först.")
        )


def _preserve(act: Act, ground: Ground, actions: list[str], exhibits: Sequence[Exhibit]) -> None:
    if "preserve" in actions:
        keep(act, kind=_kind(ground), exhibits=exhibits)
    elif "delete" in actions and standing(act.session, act.desk, act.decision) is None:
        raise ConflictError(_("Inget är bevarat: lägg till ”preserve” före ”delete”."))


def record_review(act: Act, verdict: Verdict, actions: list[str]) -> None:
    """Add the review with its entry; the decision takes the verdict's state."""
    salt = new_salt()
    entry = act.record(
        "decision.reviewed",
        verdict=verdict.verdict,
        actions=actions,
        ground=verdict.ground,
        reason_commitment=commit(salt, {"reason": verdict.reason}),
    )
    act.session.add(
        Review(
            decision_id=act.decision.id,
            version=act.decision.version,
            user_id=act.actor.human(),
            verdict=verdict.verdict,
            actions=actions,
            ground=verdict.ground,
            reason=verdict.reason,
            salt=salt,
            reviewed_at=act.now,
            entry=entry,
        )
    )
    act.session.flush()  # the database lets the state change only once the review stands
    forget_drafts(act.session, act.decision.id)
    act.decision.state = _STATES[verdict.verdict]
    act.decision.claimed_by = act.decision.claimed_until = None
