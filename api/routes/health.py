"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from api.auth.gate import AtDesk
from api.desk import Desk
from api.errors import UnavailableError
from api.language import _
from api.migrations import current, newest
from api.registry import entries, head
from api.registry.chain import digest
from api.registry.guards import missing_guards
from api.responses import problems

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process alive?")
def read_health() -> dict[str, str]:
    """Always `ok` while the process answers."""
    return {"status": "ok"}


@router.get("/readyz", summary="Can it do its work?", responses=problems(503))
def read_readiness(desk: AtDesk) -> dict[str, object]:
    """Every part that the service stands on; 503 names those that do not hold."""
    wrong = [name for name, holds in _CHECKS.items() if not _holds(holds, desk)]
    if wrong:
        errors = [{"pointer": name, "detail": "Svarar inte som den ska."} for name in wrong]
        raise UnavailableError(_("Tjänsten är inte redo."), errors)
    return {"status": "ready", "checks": dict.fromkeys(_CHECKS, "ok")}


def _holds(check: Callable[[Desk], bool], desk: Desk) -> bool:
    try:
        return check(desk)
    except SQLAlchemyError:
        return False


def _database(desk: Desk) -> bool:
    with desk.database.reading() as session:
        session.connection()
    return True


def _migrations(desk: Desk) -> bool:
    return current(desk.database) == newest()


def _bundle(desk: Desk) -> bool:
    return bool(desk.classifier.version)


def _profiles(desk: Desk) -> bool:
    return bool(desk.profiles)


def _chain(desk: Desk) -> bool:
    with desk.database.reading() as session:
        sequence, last = head(session)
        rows = list(entries(session, after=sequence - 1))
    return all(digest(row) == last for row in rows)


def _guards(desk: Desk) -> bool:
    with desk.database.reading() as session:
        return not missing_guards(session)


_CHECKS: dict[str, Callable[[Desk], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "bundle": _bundle,
    "profiles": _profiles,
    "registry": _chain,
    "guards": _guards,
}
