"""Data protection: what is held of a person, rectification, and erasure within archive law."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.archive.erasure import PRIVACY, erase, remove_files
from api.archive.selection import EPHEMERAL, TOO_EARLY, Criteria, retention_of, why_kept
from api.archive.statements import add_statement, statement_document
from api.archive.tables import Statement
from api.auth.principal import REGISTRY, Principal
from api.decisions.act import acting
from api.decisions.comment import commit, new_salt
from api.decisions.document import document, iso
from api.desk import Desk
from api.errors import ConflictError, invalid
from api.language import _
from api.registry import append
from api.tables import Content, Decision, SavedDraft, View


def report(
    desk: Desk, actor: Principal, *, author: str | None, author_id: str | None
) -> dict[str, Any]:
    """Everything that is held of who wrote under that name or id (GDPR article 15), logged.

    Raises ForbiddenError for a key, InvalidError when neither is given.
    """
    actor.need(REGISTRY)
    actor.human()
    if not author and not author_id:
        raise invalid("/author", _("Ange namn eller id."))
    with desk.database.reading() as session:
        items = [_of_person(session, desk, one) for one in _written(session, author, author_id)]
    with desk.database.writing() as session:
        asked = {"author": author, "author_id": author_id}
        append(
            session,
            actor=actor.actor,
            type="privacy.reported",
            # The salt is not kept: the entry shows that somebody asked, not of whom.
            payload={"asked": commit(new_salt(), asked), "count": len(items)},
            now=desk.now(),
        )
    return {
        "made_at": iso(desk.now()),
        "purpose": "Myndighetsutövning och registrering av allmänna handlingar (GDPR artikel 6.1 c och e)",
        "items": items,
    }


def erase_for_privacy(
    desk: Desk, actor: Principal, decision_id: str, *, reference: str
) -> dict[str, Any]:
    """Erase one comment on its author's request (GDPR article 17).

    Raises ForbiddenError for a key, NotFoundError, ConflictError where archive law keeps it
    (article 17.3 b and d).
    """
    actor.need(REGISTRY)
    user = actor.human()
    with acting(desk, actor, REGISTRY, decision_id) as act:
        # The term is the archive's; a person need not wait for it where nothing else speaks for keeping.
        criteria = Criteria(classes=(EPHEMERAL,), days=0)
        kept = why_kept(act.session, desk, act.decision, criteria, act.now)
        if kept not in (None, TOO_EARLY):
            raise ConflictError(_("Får inte raderas (GDPR artikel 17.3): %(kept)s.", kept=_(kept)))
        erase(
            act.session,
            act.decision,
            mandate=PRIVACY,
            reference=reference,
            user=user,
            now=act.now,
        )
    remove_files(desk, decision_id)
    return {"decision": decision_id, "erased": True, "reference": reference}


def rectify(desk: Desk, actor: Principal, decision_id: str, text: str) -> dict[str, Any]:
    """Add what is right beside what stands (GDPR article 16); nothing is rewritten.

    Raises ForbiddenError for a key, NotFoundError, ConflictError for erased content.
    """
    actor.need(REGISTRY)
    actor.human()
    with acting(desk, actor, REGISTRY, decision_id) as act:
        return statement_document(add_statement(act, "rectification", text))


def _written(session: Session, author: str | None, author_id: str | None) -> list[Decision]:
    same = [Content.author == author] if author else []
    same += [Content.author_id == author_id] if author_id else []
    theirs = select(Content.decision_id).where(or_(*same))
    return list(session.scalars(select(Decision).where(Decision.id.in_(theirs))))


def _of_person(session: Session, desk: Desk, decision: Decision) -> dict[str, Any]:
    told = document(session, desk, decision)
    told.pop("grounds")
    shown = session.scalars(select(View.viewed_at).where(View.decision_id == decision.id))
    wordings = session.scalars(
        select(Content).where(Content.decision_id == decision.id).order_by(Content.version)
    )
    drafts = session.scalars(select(SavedDraft).where(SavedDraft.decision_id == decision.id))
    said = session.scalars(select(Statement).where(Statement.decision_id == decision.id))
    return {
        **told,
        "retention": retention_of(session, desk, decision),
        "versions": [{"version": one.version, "text": one.text} for one in wordings],
        "shown_to_staff_at": [iso(moment) for moment in shown],
        "staff_drafts": [{"kind": one.kind, "text": one.text} for one in drafts],
        "statements": [statement_document(one) for one in said],
    }
