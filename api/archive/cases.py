"""Registration: diarienummer, ärendemening, secrecy; a public and a closed part (OSL 5:2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from api.archive.erasure import is_forbidden_content
from api.archive.search_texts import index
from api.archive.tables import Registration
from api.auth.principal import REGISTRY, Principal
from api.decisions.act import Act, acting
from api.decisions.comment import commit, new_salt
from api.decisions.document import iso, remaining
from api.decisions.executions import Deed, carry_out
from api.decisions.lookup import content_of, executions_of, find, last_review
from api.desk import Desk
from api.errors import ConflictError, NotFoundError, invalid
from api.language import _
from api.tables import Channel, Content, Decision, User
from model.personal_data import mask_identity_numbers

DIRECTIONS = ("incoming", "outgoing")
WITHHELD = "Uppgiften lämnas ut först efter sekretessprövning"
"""Stands for a title in the public part when secrecy holds and no public title was given."""

COLUMNS = (
    "received_at",
    "registered_at",
    "diarienummer",
    "document",
    "direction",
    "title",
    "sender",
    "receiver",
    "secrecy",
    "handler",
    "decision",
)
_COMMITTED = ("title", "public_title", "sender", "receiver")


@dataclass(frozen=True, slots=True)
class Case:
    """What a registrar says; what is None is taken from the comment or the earlier registration.

    `diarienummer` None gives the next of our own series. `secrecy` names the statute.
    """

    diarienummer: str | None = None
    title: str | None = None
    public_title: str | None = None
    sender: str | None = None
    receiver: str | None = None
    secrecy: str | None = None
    handler: str | None = None
    direction: str | None = None
    received_at: datetime | None = None


def register(desk: Desk, actor: Principal, decision_id: str, case: Case) -> dict[str, Any]:
    """Enter a comment in the diary, or rectify how it stands there by an added row.

    Raises ForbiddenError, NotFoundError, InvalidError, ConflictError for erased content.
    """
    with acting(desk, actor, REGISTRY, decision_id) as act:
        content = content_of(act.session, act.decision)
        if content.erased_at is not None and not is_forbidden_content(act.session, decision_id):
            raise ConflictError(_("Kommentaren är gallrad."))
        _require_no_identity_number(case)
        if case.handler is not None and act.session.get(User, case.handler) is None:
            raise invalid("/handler", _("Det finns ingen sådan handläggare."))
        row = _row(act, case, content)
        act.session.add(row)
        act.session.flush()
        index(
            act.session,
            decision_id,
            (content.text, content.author, row.title, row.sender, row.diarienummer),
        )
        _tell_done(act)
        return case_document(row)


def registration_of(session: Session, decision: str) -> Registration | None:
    """How the decision now stands in the diary."""
    query = select(Registration).where(Registration.decision_id == decision)
    return session.scalar(query.order_by(Registration.number.desc()).limit(1))


def show_case(desk: Desk, actor: Principal, decision_id: str) -> dict[str, Any]:
    """Every registration of the decision, the one that stands last. Raises NotFoundError."""
    actor.need(REGISTRY)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        query = select(Registration).where(Registration.decision_id == decision.id)
        rows = list(session.scalars(query.order_by(Registration.number)))
        if not rows:
            raise NotFoundError(_("Kommentaren är inte diarieförd."))
        return {**case_document(rows[-1]), "earlier": [case_document(row) for row in rows[:-1]]}


def case_document(row: Registration, *, public: bool = False) -> dict[str, Any]:
    """The entry of the diary; the public part leaves out what secrecy holds (OSL 5:2 second part)."""
    closed = public and row.secrecy is not None
    title = (row.public_title or WITHHELD) if closed else row.title
    return {
        "decision": row.decision_id,
        "municipality": row.municipality,
        "diarienummer": row.diarienummer,
        "document": row.document,
        "number": row.number,
        "direction": row.direction,
        "received_at": iso(row.received_at),
        "registered_at": iso(row.registered_at),
        "title": title,
        "sender": None if closed else row.sender,
        "receiver": None if closed else row.receiver,
        "handler": row.handler,
        **({} if public else {"public_title": row.public_title, "registered_by": row.actor}),
        "secrecy": row.secrecy,
        "erased_at": iso(row.erased_at),
    }


def diary(
    desk: Desk,
    actor: Principal,
    *,
    year: int | None = None,
    public: bool = True,
    latest_first: bool = False,
) -> Iterator[dict[str, Any]]:
    """The diary as it stands, by time of registration. Raises ForbiddenError at once."""
    actor.need(REGISTRY)
    return _diary(desk, actor, year, public=public, latest_first=latest_first)


def _diary(
    desk: Desk, actor: Principal, year: int | None, *, public: bool, latest_first: bool
) -> Iterator[dict[str, Any]]:
    later = aliased(Registration)
    query = select(Registration).where(
        ~exists().where(
            later.decision_id == Registration.decision_id, later.number > Registration.number
        )
    )
    query = query.order_by(Registration.id.desc() if latest_first else Registration.id)
    if actor.channel is not None:
        ours = select(Decision.id).where(Decision.channel == actor.channel)
        query = query.where(Registration.decision_id.in_(ours))
    with desk.database.reading() as session:
        for row in session.scalars(query.execution_options(yield_per=500)):
            if year in (None, row.registered_at.year):
                yield case_document(row, public=public)


def _row(act: Act, case: Case, content: Content) -> Registration:
    before = registration_of(act.session, act.decision.id)
    channel = act.session.get_one(Channel, act.decision.channel)
    words = _words(case, before, channel, content, act)
    diarienummer, year, serial = _diarienummer(act, case, before, channel.municipality)
    salt = new_salt()
    commitment = commit(salt, words)
    secrecy = case.secrecy if case.secrecy is not None else before and before.secrecy
    number = before.number + 1 if before else 1
    entry = act.record(
        "case.rectified" if before else "case.registered",
        diarienummer=diarienummer,
        number=number,
        secrecy=secrecy or None,
        commitment=commitment,
    )
    return Registration(
        decision_id=act.decision.id,
        number=number,
        municipality=channel.municipality,
        diarienummer=diarienummer,
        year=year,
        serial=serial,
        document=_document(act, before, channel.municipality, diarienummer),
        direction=case.direction or (before.direction if before else DIRECTIONS[0]),
        **words,
        # An empty string lifts the mark: None says only that nothing new was said of it.
        secrecy=secrecy or None,
        handler=case.handler or (before.handler if before else None),
        received_at=case.received_at or (before or act.decision).received_at,
        registered_at=act.now,
        actor=act.actor.actor,
        salt=salt,
        commitment=commitment,
        entry=entry,
    )


def _words(
    case: Case, before: Registration | None, channel: Channel, content: Content, act: Act
) -> dict[str, str | None]:
    first = {
        "title": f"Kommentar på {channel.name} {act.decision.received_at:%Y-%m-%d}",
        "public_title": None,
        "sender": mask_identity_numbers(content.author) if content.author else None,
        "receiver": channel.municipality,
    }
    return {
        name: getattr(case, name)
        if getattr(case, name) is not None
        else (getattr(before, name) if before else first[name])
        for name in _COMMITTED
    }


def _require_no_identity_number(case: Case) -> None:
    """The diary is read by anybody: a person's number stays in the comment and its evidence."""
    for name in (*_COMMITTED, "diarienummer"):
        words = getattr(case, name)
        if words and mask_identity_numbers(words) != words:
            raise invalid(f"/{name}", _("Skriv inget personnummer här: diariet är offentligt."))


def _diarienummer(
    act: Act, case: Case, before: Registration | None, municipality: str
) -> tuple[str, int | None, int | None]:
    if case.diarienummer is not None:
        return case.diarienummer, None, None
    if before is not None:
        return before.diarienummer, None, None
    year = act.now.year
    query = select(func.max(Registration.serial)).where(
        Registration.municipality == municipality, Registration.year == year
    )
    serial = (act.session.scalar(query) or 0) + 1
    return f"{act.desk.settings.diary_prefix} {year}-{serial:05}", year, serial


def _document(act: Act, before: Registration | None, municipality: str, diarienummer: str) -> int:
    if before is not None and before.diarienummer == diarienummer:
        return before.document
    query = select(func.max(Registration.document)).where(
        Registration.municipality == municipality, Registration.diarienummer == diarienummer
    )
    return (act.session.scalar(query) or 0) + 1


def _tell_done(act: Act) -> None:
    review = last_review(act.session, act.decision)
    left = remaining(review, executions_of(act.session, act.decision))
    if "register" in left:
        carry_out(act, Deed("register", "done"))
