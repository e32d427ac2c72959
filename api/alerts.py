"""Alerts: whoever has the watch is told of what is urgent, without a word of any comment.

What is due is read from the database, so that none is lost with a process. An alert is taken
before it is sent: two services tell once, and one that nobody confirmed is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from threading import Event
from typing import Any

import httpx2
import structlog
from sqlalchemy import and_, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.auth.principal import ADMINISTER, Principal
from api.background import working
from api.channels import watch_of
from api.decisions.lookup import outcome_of
from api.desk import Desk
from api.errors import UnavailableError
from api.language import _
from api.mail import deliver
from api.settings import Settings
from api.tables import FAULT, OPEN, AlertRow, Channel, Decision, Version
from model.policy import Context, escalation
from model.policy.watch import OFFICE_HOURS, SWEDEN, Watch
from model.policy.words import LABEL_WORDS

_LOG = structlog.get_logger("uppsikt")

LOOK_SECONDS = 5.0
"""How often the database is asked for what is due."""

PATIENCE = timedelta(minutes=1)
"""After so long an alert that was taken but not confirmed is sent again."""

AT_ONCE = 50
"""Most comments in one message."""

WEBHOOK, MAIL = "webhook", "e-post"
"""The ways of an alert."""

_SECONDS = 10.0
_URGENT = and_(Decision.urgency == 0, Decision.state.in_(OPEN))


@dataclass(frozen=True, slots=True)
class Alert:
    """One urgent version: `step` 0 as it came, or whom to tell as it grew late; `flags` are labels."""

    decision: str
    version: int
    step: int
    channel: str
    name: str
    flags: tuple[str, ...]
    deadline: datetime | None
    to: str
    link: str

    def line(self) -> str:
        """The alert as a person reads it."""
        late = "FRISTEN HAR GÅTT UT: " if self.step else ""
        seen = ", ".join(LABEL_WORDS[flag] for flag in self.flags) or "brådskande"
        parts = [f"{late}{seen}", self.name]
        if self.deadline:
            parts.append(f"senast {self.deadline.astimezone(SWEDEN):%Y-%m-%d %H.%M}")
        return " · ".join([*parts, f"till {self.to}", self.link])

    def as_dict(self) -> dict[str, Any]:
        """The alert as JSON values."""
        due = self.deadline.isoformat() if self.deadline else None
        return {**asdict(self), "flags": list(self.flags), "deadline": due}


@dataclass(frozen=True, slots=True)
class Sent:
    """An alert as it went: when, to whom, whether a receiver confirmed it, what went wrong."""

    decision: str
    channel: str
    flags: tuple[str, ...]
    step: int
    recipient: str | None
    taken_at: datetime
    told_at: datetime | None
    attempts: int
    reached: str | None
    fault: str | None


def alert(desk: Desk) -> int:
    """Tell of everything that is due; of how many comments. Raises UnavailableError."""
    with desk.database.reading() as session:
        if not _due(session, desk):
            return 0
    with desk.database.writing() as session:
        taken = _due(session, desk)[:AT_ONCE]
        _take(session, taken, desk.now())
    if not taken:
        return 0
    reached, faults = tell(desk.settings, taken)
    with desk.database.writing() as session:
        _note(session, desk, taken, reached, faults)
    if not reached:
        raise UnavailableError(" ".join(faults))
    _LOG.info("alert.sent", decisions=[one.decision for one in taken], by=reached)
    return len(taken)


def tell(settings: Settings, alerts: Sequence[Alert]) -> tuple[list[str], list[str]]:
    """Send one message of them to the webhook and the addresses; of none, a trial.

    Gives the ways by which it was confirmed, and what went wrong with the others: one that does
    not answer keeps the other from nothing.
    """
    number = {0: "ett prov, inget har hänt", 1: "ett brådskande inlägg"}
    subject = f"Uppsikt: {number.get(len(alerts), f'{len(alerts)} brådskande inlägg')}"
    lines = [subject, *(one.line() for one in alerts)]
    text = "\n".join([*lines, "Inläggens ord skickas aldrig. Öppna länken och logga in."])
    body = {"text": text, "alerts": [one.as_dict() for one in alerts]}
    ways: dict[str, Callable[[], None]] = {}
    if settings.alert_url:
        ways[WEBHOOK] = partial(_post, settings.alert_url, body)
    if settings.alert_email:
        ways[MAIL] = partial(_mail, settings, subject, text)
    reached, faults = [], []
    for name, send in ways.items():
        try:
            send()
        except UnavailableError as error:
            faults.append(error.detail)
        else:
            reached.append(name)
    return reached, faults


def has_receiver(settings: Settings) -> bool:
    """Whether the settings name anybody to tell."""
    return bool(settings.alert_url or settings.alert_email)


def first_told(watch: Watch, now: datetime) -> str:
    """Who is told at `now` of what is urgent, as it comes in."""
    if watch.on_call is None or watch.is_staffed(now):
        return watch.escalation[0].to
    return watch.on_call


def list_alerts(
    desk: Desk, actor: Principal, channel: str | None = None, *, limit: int = 50
) -> list[Sent]:
    """The latest alerts, of one channel or of all. Raises ForbiddenError."""
    actor.need(ADMINISTER)
    query = (
        select(AlertRow, Decision.channel, Version.assessment)
        .join(Decision, Decision.id == AlertRow.decision_id)
        .join(
            Version,
            and_(Version.decision_id == AlertRow.decision_id, Version.number == AlertRow.version),
        )
        .order_by(AlertRow.taken_at.desc(), AlertRow.decision_id)
        .limit(limit)
    )
    if channel is not None:
        query = query.where(Decision.channel == channel)
    with desk.database.reading() as session:
        return [_sent(*row) for row in session.execute(query)]


def last_alerts(desk: Desk, actor: Principal) -> dict[str, datetime]:
    """When an alert last went, by channel. Raises ForbiddenError."""
    actor.need(ADMINISTER)
    query = (
        select(Decision.channel, func.max(AlertRow.taken_at))
        .join(AlertRow, AlertRow.decision_id == Decision.id)
        .group_by(Decision.channel)
    )
    with desk.database.reading() as session:
        return {row[0]: row[1] for row in session.execute(query)}


@contextmanager
def alerting(desk: Desk, every: float = LOOK_SECONDS) -> Iterator[None]:
    """While the block runs, what is urgent is told of, where the settings name whom to tell."""
    if not has_receiver(desk.settings):
        yield
        return
    with working("alerts", lambda ended: _work(desk, ended, every)):
        yield


def _work(desk: Desk, ended: Event, every: float) -> None:
    while not ended.wait(every):
        try:
            alert(desk)
        except (UnavailableError, SQLAlchemyError) as error:
            _LOG.error("alert.failed", error=type(error).__name__)


def _post(url: str, body: dict[str, Any]) -> None:
    try:
        httpx2.post(url, json=body, timeout=_SECONDS).raise_for_status()
    except httpx2.HTTPStatusError as error:
        status = error.response.status_code
        raise UnavailableError(
            _("Webhooken svarade %(status)s i stället för 2xx.", status=status)
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise UnavailableError(_("Webhooken svarar inte.")) from error


def _mail(settings: Settings, subject: str, text: str) -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = settings.alert_email, subject
    message.set_content(text)
    deliver(settings, message)


def _due(session: Session, desk: Desk) -> list[Alert]:
    """What waits for a human at once and nobody has been told of at the step where it now is."""
    same = and_(Version.decision_id == Decision.id, Version.number == Decision.version)
    query = (
        select(Decision, Version, Channel)
        .join(Version, same)
        .join(Channel, Channel.key == Decision.channel)
        .where(_URGENT)
        .order_by(Decision.priority, Decision.due, Decision.id)
    )
    known = _known(session, desk.now() - PATIENCE)
    found = (_alert(desk, *row) for row in session.execute(query))
    return [one for one in found if (one.decision, one.version, one.step) not in known]


def _known(session: Session, since: datetime) -> set[tuple[str, int, int]]:
    query = select(AlertRow).join(Decision, Decision.id == AlertRow.decision_id)
    query = query.where(_URGENT, AlertRow.told_at.is_not(None) | (AlertRow.taken_at > since))
    return {(row.decision_id, row.version, row.step) for row in session.scalars(query)}


def _alert(desk: Desk, decision: Decision, version: Version, channel: Channel) -> Alert:
    watch, now = watch_of(desk, channel) or OFFICE_HOURS, desk.now()
    late = escalation(outcome_of(version), now, Context(watch=watch))
    base = desk.settings.public_url or f"http://{desk.settings.host}:{desk.settings.port}"
    return Alert(
        decision=decision.id,
        version=decision.version,
        step=late.step if late else 0,
        channel=channel.key,
        name=channel.name,
        flags=tuple(version.assessment["flags"]),
        deadline=decision.deadline,
        to=late.to if late else first_told(watch, now),
        link=f"{base.rstrip('/')}/arenden/{decision.id}",
    )


def _sent(row: AlertRow, channel: str, assessment: dict[str, Any]) -> Sent:
    return Sent(
        decision=row.decision_id,
        channel=channel,
        flags=tuple(assessment["flags"]),
        step=row.step,
        recipient=row.recipient,
        taken_at=row.taken_at,
        told_at=row.told_at,
        attempts=row.attempts,
        reached=row.reached,
        fault=row.fault,
    )


def _take(session: Session, alerts: Sequence[Alert], now: datetime) -> None:
    for one in alerts:
        row = session.get(AlertRow, (one.decision, one.version, one.step))
        if row is None:
            row = AlertRow(decision_id=one.decision, version=one.version, step=one.step, attempts=0)
            session.add(row)
        row.taken_at, row.recipient, row.attempts = now, one.to, row.attempts + 1


def _note(
    session: Session, desk: Desk, alerts: Sequence[Alert], reached: list[str], faults: list[str]
) -> None:
    for one in alerts:
        row = session.get_one(AlertRow, (one.decision, one.version, one.step))
        row.told_at = desk.now() if reached else None
        row.reached = ", ".join(reached) or None
        row.fault = " ".join(faults)[:FAULT] or None
