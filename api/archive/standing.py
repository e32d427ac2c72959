"""How a decision stands with the registrar: diary, handovers, hold, gallring, objections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.archive.appeals import appeals_of
from api.archive.cases import case_document
from api.archive.erasure import is_held
from api.archive.selection import Criteria, retention_of, why_kept
from api.archive.statements import statement_document
from api.archive.tables import Erasure, Handover, Hold, Registration, Statement
from api.auth.principal import REGISTRY, Principal
from api.decisions.document import iso
from api.decisions.lookup import find
from api.desk import Desk
from api.tables import Decision
from model.policy.profile import RETENTIONS


def standing(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """What the registrar has done with the decision and may do. Raises NotFoundError."""
    actor.need(REGISTRY)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        cases = [case_document(row) for row in _rows(session, Registration, decision)]
        return {
            "case": cases[-1] if cases else None,
            "earlier": cases[:-1],
            "handovers": [_handover(row) for row in _rows(session, Handover, decision)],
            "held": is_held(session, decision.id),
            "holds": [_hold(row) for row in _rows(session, Hold, decision)],
            "erasures": [_erasure(row) for row in _rows(session, Erasure, decision)],
            "rectifications": [
                statement_document(row)
                for row in _rows(session, Statement, decision)
                if row.kind == "rectification"
            ],
            "appeals": appeals_of(session, decision.id),
            "retention": retention_of(session, desk, decision),
            "kept": why_kept(session, desk, decision, Criteria(RETENTIONS), desk.now()),
        }


def _rows(session: Session, table: Any, decision: Decision) -> list[Any]:
    query = select(table).where(table.decision_id == decision.id).order_by(table.id)
    return list(session.scalars(query))


def _handover(row: Handover) -> dict[str, Any]:
    return {"receiver": row.receiver, "sha256": row.sha256, "made_at": iso(row.made_at)}


def _hold(row: Hold) -> dict[str, Any]:
    return {"placed": row.placed, "reference": row.reference, "made_at": iso(row.made_at)}


def _erasure(row: Erasure) -> dict[str, Any]:
    return {"mandate": row.mandate, "reference": row.reference, "erased_at": iso(row.erased_at)}
