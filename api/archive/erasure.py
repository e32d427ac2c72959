"""Erasure: content goes, the chain stays and says when, by whom and on what decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.orm import Session

from api.archive.store import store_of
from api.archive.tables import Erasure, Hold, Registration, SearchText, Statement
from api.desk import Desk
from api.registry import append
from api.tables import Content, Decision, Evidence, Execution, Review, SavedDraft

GALLRING, PRIVACY, FORBIDDEN = "gallring", "privacy", "child_abuse"
"""On what ground content may go: a gallringsbeslut, data protection, or that it may not be kept."""

GONE = "gallrad:"
"""Begins the comment id of a decision whose content is erased."""

KEPT_AS_REFERENCE = "reference"

STILL_WRITTEN = timedelta(hours=1)
"""No request takes so long from the file to its row."""


def erase(
    session: Session,
    decision: Decision,
    *,
    mandate: str,
    reference: str,
    user: str,
    now: datetime,
) -> None:
    """Blank every version's content, on the mandate's decision `reference`; raises what guards do.

    What may not be kept at all (FORBIDDEN) leaves its address and what people decided of it.
    `sweep` removes the files.
    """
    files = [row.sha256 for row in session.scalars(_files(decision.id)) if _goes(row, mandate)]
    entry = append(
        session,
        actor=f"user:{user}",
        type="content.erased",
        decision=decision.id,
        payload={"mandate": mandate, "reference": reference, "files": files},
        now=now,
    )
    session.add(
        Erasure(
            decision_id=decision.id,
            mandate=mandate,
            reference=reference,
            user_id=user,
            erased_at=now,
            entry=entry,
        )
    )
    session.flush()  # the database lets content go only once its erasure stands
    _blank_content(session, decision.id, now, keep_place=mandate == FORBIDDEN)
    if mandate != FORBIDDEN:
        _blank_words(session, decision.id, now)
        # The platform's own id leads to a person while the comment is still up.
        decision.comment_id = f"{GONE}{decision.id}"
    decision.entry = entry


def is_forbidden_content(session: Session, decision: str) -> bool:
    """Whether this decision's content was found to be such as may never be stored."""
    query = exists().where(Erasure.decision_id == decision, Erasure.mandate == FORBIDDEN)
    return bool(session.scalar(select(query)))


def is_held(session: Session, decision: str) -> bool:
    """Whether a legal hold stands."""
    query = select(Hold.placed).where(Hold.decision_id == decision).order_by(Hold.id.desc())
    return bool(session.scalar(query.limit(1)))


def remove_files(desk: Desk, decision: str) -> None:
    """Remove the files that the decision's erasures let go. Raises OSError."""
    store = store_of(desk.settings)
    with desk.database.reading() as session:
        mandates = set(
            session.scalars(select(Erasure.mandate).where(Erasure.decision_id == decision))
        )
        gone = [
            row.path
            for row in session.scalars(_files(decision))
            if any(_goes(row, mandate) for mandate in mandates)
        ]
        free = [path for path in gone if not _wanted_elsewhere(session, path, decision)]
    for path in free:
        store.remove(path)


def sweep(desk: Desk) -> list[str]:
    """Remove every file that no standing evidence names, and say which. Raises OSError.

    A file is written before the row that names it, so one younger than STILL_WRITTEN is left.
    """
    store = store_of(desk.settings)
    with desk.database.writing() as session:
        wanted = set(_wanted(session))
        old = store.paths(before=desk.now() - STILL_WRITTEN)
        loose = [path for path in old if path not in wanted]
        for path in loose:
            store.remove(path)
    return loose


def _files(decision: str) -> Select[Evidence]:
    return select(Evidence).where(Evidence.decision_id == decision).order_by(Evidence.id)


def _goes(row: Evidence, mandate: str) -> bool:
    return mandate != FORBIDDEN or row.kind != KEPT_AS_REFERENCE


def _wanted_elsewhere(session: Session, path: str, decision: str) -> bool:
    others = select(Evidence).where(Evidence.path == path, Evidence.decision_id != decision)
    return any(_stands(session, row) for row in session.scalars(others))


def _wanted(session: Session) -> Iterator[str]:
    for row in session.scalars(select(Evidence).execution_options(yield_per=1000)):
        if _stands(session, row):
            yield row.path


def _stands(session: Session, row: Evidence) -> bool:
    mandates = session.scalars(
        select(Erasure.mandate).where(Erasure.decision_id == row.decision_id)
    )
    return not any(_goes(row, mandate) for mandate in mandates)


def _blank_content(session: Session, decision: str, now: datetime, *, keep_place: bool) -> None:
    place = {} if keep_place else {"url": None, "published_at": None}
    blank = {"text": None, "author": None, "author_id": None, "parent": None, "salt": None}
    rows = update(Content).where(Content.decision_id == decision)
    session.execute(rows.values(**blank, **place, erased_at=now))
    session.execute(delete(SearchText).where(SearchText.decision_id == decision))
    session.execute(delete(SavedDraft).where(SavedDraft.decision_id == decision))


def _blank_words(session: Session, decision: str, now: datetime) -> None:
    for table, columns in (
        (Review, ("reason", "salt")),
        (Statement, ("text", "salt")),
        (Registration, ("title", "public_title", "sender", "receiver", "salt")),
    ):
        rows = update(table).where(table.decision_id == decision, table.erased_at.is_(None))
        session.execute(rows.values(**dict.fromkeys(columns), erased_at=now))
    session.execute(update(Execution).where(Execution.decision_id == decision).values(detail=None))
