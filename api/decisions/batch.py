"""Several at once: only what is harmless, each a verdict of its own, and never a removal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.auth.principal import REVIEW, Principal
from api.decisions.grounds import DISMISSALS
from api.decisions.lookup import find, last_review, version_of
from api.decisions.priority import is_harmless
from api.decisions.reviews import Verdict, require_reason, review
from api.desk import Desk
from api.errors import ApiError, ConflictError, invalid
from api.language import _

MOST = 25
"""Most decisions in one batch: as many as a person can have read."""

_LEFT_AS_IT_STANDS = frozenset({"none", "observe"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """A decision and the version of it that was read."""

    decision: str
    version: int


@dataclass(frozen=True, slots=True)
class Result:
    """How it went for one of them; `problem` is None where it was decided."""

    decision: str
    problem: ApiError | None = None

    @property
    def error(self) -> str | None:
        """What was wrong, in words."""
        return self.problem.detail if self.problem else None


def leave_standing(
    desk: Desk, actor: Principal, chosen: Sequence[Chosen], ground: str, reason: str
) -> list[Result]:
    """Decide of each harmless comment that it stands, in a transaction and with an entry of its own.

    A suggestion to do nothing is confirmed, any other is dismissed. What is not harmless, not
    shown, changed since or held by another is refused by itself and left waiting; what this human
    decided so already is not decided again. Raises ForbiddenError for a key, InvalidError for a
    ground, reason or number that will not do.
    """
    actor.need(REVIEW)
    if ground not in {one.key for one in DISMISSALS}:
        raise invalid("/ground", _("Välj en grund för ingen åtgärd."))
    require_reason(reason, desk.settings.reason_length)
    if not 1 <= len(chosen) <= MOST:
        raise invalid("/decisions", _("Välj 1–%(most)s ärenden åt gången.", most=MOST))
    return [_leave(desk, actor, one, ground, reason) for one in chosen]


def _leave(desk: Desk, actor: Principal, one: Chosen, ground: str, reason: str) -> Result:
    try:
        verdict = Verdict(_verdict(desk, actor, one), ground, reason, version=one.version)
        review(desk, actor, one.decision, verdict)
    except ApiError as error:
        stands = isinstance(error, ConflictError) and _stands(desk, actor, one, ground, reason)
        return Result(one.decision, None if stands else error)
    return Result(one.decision)


def _stands(desk: Desk, actor: Principal, one: Chosen, ground: str, reason: str) -> bool:
    """Whether the standing review is this very one, sent again after a lost answer."""
    with desk.database.reading() as session:
        decision = find(session, actor, one.decision)
        review = last_review(session, decision)
        if review is None or decision.version != one.version:
            return False
        told = (review.user_id, review.ground, review.reason)
        return told == (actor.id, ground, reason) and _LEFT_AS_IT_STANDS.issuperset(review.actions)


def _verdict(desk: Desk, actor: Principal, one: Chosen) -> str:
    # A wording's judgement never changes, and the review refuses any other wording.
    with desk.database.reading() as session:
        judged = version_of(session, find(session, actor, one.decision))
    if not is_harmless(judged.assessment, judged.suggestion):
        raise ConflictError(
            _("Ärendet kan inte avslutas tillsammans med andra. Öppna det för sig.")
        )
    suggested = {action["action"] for action in judged.suggestion["actions"]}
    return "confirm" if suggested <= _LEFT_AS_IT_STANDS else "dismiss"
