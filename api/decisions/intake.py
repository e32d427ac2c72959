"""A comment comes in: judged once a wording, stored once, whoever sends it how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.archive.search_texts import index
from api.auth.principal import SUBMIT, Principal
from api.channels import watch_of
from api.decisions.comment import Comment, commit, committed, new_salt
from api.decisions.document import document
from api.decisions.lookup import content_of
from api.decisions.priority import NO_DEADLINE, priority, rank
from api.decisions.saved_drafts import forget_drafts
from api.desk import Desk
from api.errors import ForbiddenError, UnavailableError, invalid
from api.language import _
from api.policies import follow
from api.registry import append
from api.shadow import Reading
from api.tables import Channel, Content, Decision, DecisionLabel, Version
from model.assessment import Assessment
from model.policy import Context, Outcome, decide
from model.wire import assessment_values


@dataclass(frozen=True, slots=True)
class Judgement:
    """What model and policy say of one wording."""

    assessment: Assessment
    outcome: Outcome
    now: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """The decision's document, and whether the platform comment was new to us."""

    document: dict[str, Any]
    new: bool


def receive(desk: Desk, actor: Principal, comment: Comment) -> Receipt:
    """Take in a comment: 'new' the first time, a new version when its text has changed.

    Raises ForbiddenError for another channel than the key's, InvalidError for an unknown channel,
    UnavailableError where its profile is not here.
    """
    actor.need(SUBMIT)
    with desk.database.reading() as session:
        follow(desk, session)
        channel = _channel(session, actor, comment.channel)
        known = _known(session, comment)
        if known is not None and is_same(content_of(session, known), comment):
            return Receipt(document(session, desk, known), new=False)
    judgement = judge(desk, channel, comment)  # outside the write lock: it may take long
    with desk.database.writing() as session:
        receipt = _store(session, desk, actor, comment, judgement)
    _show_challenger(desk, receipt, comment, judgement.assessment)
    return receipt


def is_same(content: Content, comment: Comment) -> bool:
    """Whether nothing is to be stored: the text is as it was, or may not be kept at all."""
    return content.erased_at is not None or content.text == comment.text


def judge(desk: Desk, channel: Channel, comment: Comment) -> Judgement:
    """Assess the text and weigh it against the channel's profile.

    Raises UnavailableError where the channel's profile is not here: the tool shall try again.
    """
    now = desk.now()
    profile = desk.profiles.get(channel.profile)
    if profile is None:
        raise UnavailableError(
            _(
                "Kanalens regelverk ”%(profile)s” är inte inläst, och inget är sparat. Den som driver tjänsten kan lägga tillbaka det eller byta kanalens regelverk.",
                profile=channel.profile,
            )
        )
    assessment = desk.classifier.assess(comment.text, office_holders=profile.office_holders)
    context = Context(
        owned=channel.owned,
        medium=channel.medium,
        language=channel.language,
        is_reply=comment.parent is not None,
        has_link=comment.has_link,
        author_is_official=comment.author_is_official,
        now=now,
        watch=watch_of(desk, channel),
    )
    return Judgement(assessment, decide(assessment, profile, context), now)


def _channel(session: Session, actor: Principal, key: str) -> Channel:
    if actor.channel not in (None, key):
        raise ForbiddenError(_("Nyckeln gäller en annan kanal."))
    channel = session.get(Channel, key)
    if channel is None:
        raise invalid("/channel", _("Det finns ingen kanal ”%(key)s”.", key=key))
    return channel


def _known(session: Session, comment: Comment) -> Decision | None:
    query = select(Decision).where(
        Decision.channel == comment.channel, Decision.comment_id == comment.comment_id
    )
    return session.scalar(query)


def _store(
    session: Session,
    desk: Desk,
    actor: Principal,
    comment: Comment,
    judgement: Judgement,
) -> Receipt:
    decision = _known(session, comment)
    if decision is not None and is_same(content_of(session, decision), comment):
        return Receipt(document(session, desk, decision), new=False)
    new = decision is None
    decision = decision or _blank(comment, judgement.now)
    _reopen(decision, judgement)
    forget_drafts(session, decision.id)
    salt = new_salt()
    version = _version(decision, judgement, commit(salt, committed(comment)))
    decision.entry = version.entry = append(
        session,
        actor=actor.actor,
        type="decision.suggested" if new else "decision.version",
        decision=decision.id,
        payload=_payload(decision, version),
        now=judgement.now,
    )
    session.add(decision)
    session.flush()
    session.add(version)
    session.flush()
    session.add(_content(decision, comment, salt))
    index(session, decision.id, (comment.text, comment.author))
    _label(session, decision, judgement.assessment)
    return Receipt(document(session, desk, decision), new=new)


def _blank(comment: Comment, now: datetime) -> Decision:
    return Decision(
        id=str(uuid4()),
        channel=comment.channel,
        comment_id=comment.comment_id,
        version=0,
        received_at=now,
    )


def _reopen(decision: Decision, judgement: Judgement) -> None:
    decision.version += 1
    decision.state = "suggested"
    decision.claimed_by = decision.claimed_until = None
    decision.urgency = rank(judgement.outcome.urgency)
    decision.deadline = judgement.outcome.deadline
    decision.due = judgement.outcome.deadline or NO_DEADLINE
    decision.priority = priority(_without_model(judgement.assessment), judgement.outcome.as_dict())


def _version(decision: Decision, judgement: Judgement, commitment: str) -> Version:
    outcome = judgement.outcome
    return Version(
        decision_id=decision.id,
        number=decision.version,
        created_at=judgement.now,
        commitment=commitment,
        model=judgement.assessment.model,
        profile=outcome.profile,
        profile_version=outcome.profile_version,
        profile_hash=outcome.profile_hash,
        assessment=_without_model(judgement.assessment),
        suggestion=outcome.as_dict(),
    )


def _without_model(assessment: Assessment) -> dict[str, Any]:
    values = assessment_values(assessment)
    return {name: value for name, value in values.items() if name != "model"}


def _show_challenger(
    desk: Desk, receipt: Receipt, comment: Comment, assessment: Assessment
) -> None:
    if desk.shadow is None:
        return
    told = receipt.document
    reading = Reading(told["id"], told["version"], comment.text, assessment.model, assessment.flags)
    desk.shadow.offer(reading)


def _payload(decision: Decision, version: Version) -> dict[str, Any]:
    return {
        "channel": decision.channel,
        "version": version.number,
        "commitment": version.commitment,
        "model": version.model,
        "profile": version.profile,
        "profile_version": version.profile_version,
        "profile_hash": version.profile_hash,
        "flags": version.assessment["flags"],
        "actions": [action["action"] for action in version.suggestion["actions"]],
        "retention": version.suggestion["retention"],
    }


def _content(decision: Decision, comment: Comment, salt: str) -> Content:
    return Content(
        decision_id=decision.id,
        version=decision.version,
        text=comment.text,
        author=comment.author,
        author_id=comment.author_id,
        url=comment.url,
        parent=comment.parent,
        published_at=comment.published_at,
        salt=salt,
    )


def _label(session: Session, decision: Decision, assessment: Assessment) -> None:
    session.execute(delete(DecisionLabel).where(DecisionLabel.decision_id == decision.id))
    session.add_all(
        DecisionLabel(decision_id=decision.id, label=label) for label in assessment.flags
    )
