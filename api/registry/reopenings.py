"""Reopenings: which reviews were taken back, as the registry tells."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.tables import RegistryEntry

REOPENED = "decision.reopened"


def taken_back(session: Session, decisions: Collection[str]) -> frozenset[int]:
    """The entries of the decisions' reviews that somebody took back before anything was done."""
    query = select(RegistryEntry.payload).where(
        RegistryEntry.decision.in_(set(decisions)), RegistryEntry.type == REOPENED
    )
    return frozenset(json.loads(payload)["review"] for payload in session.scalars(query))
