"""Gallring: what may go by the profile's terms, a human's decision, then a run that can resume."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.archive.erasure import GALLRING, erase, is_held, remove_files
from api.archive.selection import Criteria, weigh, why_kept
from api.archive.tables import Disposal, DisposalItem, Hold
from api.auth.principal import REGISTRY, Principal
from api.decisions.act import acting
from api.decisions.document import iso
from api.decisions.lookup import is_id
from api.desk import Desk
from api.errors import ConflictError, NotFoundError, invalid
from api.language import _
from api.registry import append
from api.tables import Decision
from model.policy.profile import RETENTIONS


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would take, and why the rest stays: `digest` binds a decision to this list."""

    decisions: tuple[str, ...]
    staying: dict[str, int]
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """The HTTP form."""
        return {
            "count": len(self.decisions),
            "decisions": list(self.decisions),
            "staying": self.staying,
            "plan": self.digest,
        }


def plan(desk: Desk, actor: Principal, criteria: Criteria) -> Plan:
    """A dry run. Raises ForbiddenError, InvalidError for an unknown class."""
    actor.need(REGISTRY)
    with desk.database.reading() as session:
        return _plan(session, desk, actor, criteria)


def decide(
    desk: Desk, actor: Principal, criteria: Criteria, *, reference: str, plan: str
) -> dict[str, Any]:
    """A human decides that what the dry run `plan` listed shall go, by a gallringsbeslut.

    Raises ForbiddenError for a key, InvalidError, ConflictError when the list is another by now.
    """
    actor.need(REGISTRY)
    user = actor.human()
    with desk.database.writing() as session:
        listed = _plan(session, desk, actor, criteria)
        if listed.digest != plan:
            raise ConflictError(_("Urvalet har ändrats sedan provkörningen. Gör en ny."))
        if not listed.decisions:
            raise ConflictError(_("Det finns inget att gallra."))
        identity, now = str(uuid4()), desk.now()
        entry = append(
            session,
            actor=actor.actor,
            type="gallring.decided",
            payload={
                "gallring": identity,
                "reference": reference,
                "plan": plan,
                "count": len(listed.decisions),
            },
            now=now,
        )
        disposal = Disposal(
            id=identity,
            user_id=user,
            reference=reference,
            criteria=asdict(criteria),
            plan=plan,
            items=len(listed.decisions),
            decided_at=now,
            entry=entry,
        )
        session.add(disposal)
        session.flush()
        session.add_all(
            DisposalItem(disposal_id=identity, decision_id=one, state="pending")
            for one in listed.decisions
        )
        session.flush()
        return _document(session, disposal)


def run(
    desk: Desk,
    actor: Principal,
    disposal_id: str,
    goes_on: Callable[[], bool] = lambda: True,
) -> dict[str, Any]:
    """Erase what the decision lists, one transaction each; a run that was cut off goes on.

    What a hold, an appeal or a new event now speaks for is left and said so. It ends between two
    items when `goes_on` says no. Raises ForbiddenError for a key, NotFoundError, OSError when
    files cannot be removed.
    """
    actor.need(REGISTRY)
    user = actor.human()
    with desk.database.reading() as session:
        disposal = _find(session, disposal_id)
        waiting = list(session.scalars(_items(disposal_id, "pending", "erased")))
    for item in waiting:
        if not goes_on():
            break
        _take(desk, disposal, item.decision_id, user)
    with desk.database.writing() as session:
        told = _document(session, disposal)
        if waiting:
            append(
                session,
                actor=actor.actor,
                type="gallring.run",
                payload={"gallring": disposal_id, **told["states"]},
                now=desk.now(),
            )
    return told


def list_disposals(desk: Desk, actor: Principal, limit: int = 50) -> list[dict[str, Any]]:
    """The latest decisions on gallring with how far each has come. Raises ForbiddenError."""
    actor.need(REGISTRY)
    query = select(Disposal).order_by(Disposal.entry.desc()).limit(limit)
    with desk.database.reading() as session:
        return [_document(session, row) for row in session.scalars(query)]


def show_disposal(desk: Desk, actor: Principal, disposal_id: str) -> dict[str, Any]:
    """How far a decided gallring has come. Raises ForbiddenError, NotFoundError."""
    actor.need(REGISTRY)
    with desk.database.reading() as session:
        return _document(session, _find(session, disposal_id))


def hold(
    desk: Desk, actor: Principal, decision_id: str, *, placed: bool, reference: str
) -> dict[str, Any]:
    """Place or lift a legal hold. Raises ForbiddenError for a key, NotFoundError, ConflictError."""
    actor.need(REGISTRY)
    user = actor.human()
    with acting(desk, actor, REGISTRY, decision_id) as act:
        if is_held(act.session, decision_id) == placed:
            raise ConflictError(_("Spärren står redan så."))
        event = "hold.placed" if placed else "hold.lifted"
        act.session.add(
            Hold(
                decision_id=decision_id,
                placed=placed,
                reference=reference,
                user_id=user,
                made_at=act.now,
                entry=act.record(event, reference=reference),
            )
        )
        return {"decision": decision_id, "held": placed, "reference": reference}


def _plan(session: Session, desk: Desk, actor: Principal, criteria: Criteria) -> Plan:
    unknown = sorted(set(criteria.classes) - set(RETENTIONS))
    if unknown:
        raise invalid(
            "/classes",
            _("Okänd klass. Välj bland %(retentions)s.", retentions=", ".join(RETENTIONS)),
        )
    going: list[str] = []
    staying: dict[str, int] = {}
    now = desk.now()
    for decision, reason in weigh(
        session, desk, _decisions(session, actor, criteria), criteria, now
    ):
        if reason is None:
            going.append(decision.id)
        else:
            staying[reason] = staying.get(reason, 0) + 1
    body = json.dumps([asdict(criteria), going], sort_keys=True).encode()
    return Plan(tuple(going), staying, hashlib.sha256(body).hexdigest())


def _decisions(session: Session, actor: Principal, criteria: Criteria) -> Iterator[Decision]:
    query = select(Decision).order_by(Decision.id)
    for channel in (actor.channel, criteria.channel):
        if channel is not None:
            query = query.where(Decision.channel == channel)
    yield from session.scalars(query.execution_options(yield_per=500))


def _take(desk: Desk, disposal: Disposal, decision_id: str, user: str) -> None:
    criteria = Criteria(**{**disposal.criteria, "classes": tuple(disposal.criteria["classes"])})
    with desk.database.writing() as session:
        item = session.get_one(DisposalItem, (disposal.id, decision_id))
        decision = session.get_one(Decision, decision_id)
        if item.state == "pending":
            if why_kept(session, desk, decision, criteria, desk.now()) is not None:
                item.state = "held"
                return
            erase(
                session,
                decision,
                mandate=GALLRING,
                reference=disposal.reference,
                user=user,
                now=desk.now(),
            )
            item.state = "erased"
    # The base says erased before the files go: what is cut off between is taken up again.
    remove_files(desk, decision_id)
    with desk.database.writing() as session:
        session.get_one(DisposalItem, (disposal.id, decision_id)).state = "done"


def _find(session: Session, disposal_id: str) -> Disposal:
    found = session.get(Disposal, disposal_id) if is_id(disposal_id) else None
    if found is None:
        raise NotFoundError(_("Det finns inget sådant gallringsbeslut."))
    return found


def _items(disposal_id: str, *states: str) -> Any:
    query = select(DisposalItem).where(
        DisposalItem.disposal_id == disposal_id, DisposalItem.state.in_(states)
    )
    return query.order_by(DisposalItem.decision_id)


def _document(session: Session, row: Disposal) -> dict[str, Any]:
    counted = session.execute(
        select(DisposalItem.state, func.count().label("number"))
        .where(DisposalItem.disposal_id == row.id)
        .group_by(DisposalItem.state)
    )
    return {
        "id": row.id,
        "reference": row.reference,
        "criteria": row.criteria,
        "plan": row.plan,
        "count": row.items,
        "decided_at": iso(row.decided_at),
        "decided_by": row.user_id,
        "states": {row.state: row.number for row in counted},
    }
