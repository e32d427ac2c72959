"""The training export: what people decided, for whoever trains the next model; nobody is named.

One JSON line a version of a comment, masked with one set of stand-ins for the whole export.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, select
from sqlalchemy.orm import Session, aliased

from api.archive.tables import Appeal, AppealOutcome, Registration
from api.desk import Desk
from api.registry.reopenings import taken_back
from api.tables import Content, Decision, Review, Version
from model.personal_data.masking import Pseudonyms, mask
from model.personal_data.recognise import find_personal_data
from model.policy import Profile
from model.policy.condition import When

AT_ONCE = 500
_Found = Row[Version, str, str, datetime, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comments to export: of one channel, decided since, and those that nobody decided on."""

    channel: str | None = None
    since: datetime | None = None
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class _Masks:
    """The stand-ins of one export: for what is in the texts, and for who decided."""

    words: Pseudonyms = field(default_factory=Pseudonyms)
    people: dict[str, str] = field(default_factory=dict)

    def text(self, text: str, findings: Iterable[Mapping[str, Any]]) -> str:
        """The text masked by what was found when it came in and by what is found today."""
        return mask(text, [*findings, *find_personal_data(text)], self.words)

    def reviewer(self, user: str) -> str:
        """Such as "reviewer 1", the same for the same person."""
        return self.people.setdefault(user, f"reviewer {len(self.people) + 1}")


def training_lines(desk: Desk, wanted: Wanted) -> Iterator[str]:
    """One line a version, in constant memory, oldest decision first.

    Left out: content that is erased, and cases registered with a secrecy mark.
    """
    masks, after = _Masks(), ("", 0)
    with desk.database.reading() as session:
        while rows := session.execute(_query(wanted, after)).all():
            reviews = _reviews(session, [row[0].decision_id for row in rows])
            for row in rows:
                key = (row[0].decision_id, row[0].number)
                if key not in reviews and not wanted.undecided:
                    continue
                line = _line(row, reviews.get(key, []), desk.profiles, masks)
                # ASCII: every JSON reader takes the lone surrogates that a comment may hold.
                yield json.dumps(line) + "\n"
            after = key
            session.expunge_all()


def labels_of(profile: Profile | None, ground: str) -> list[str]:
    """The labels that a ground is about: those that the rule of its key asks for; [] for others."""
    rule = next((one for one in profile.rules if one.id == ground), None) if profile else None
    if rule is None:
        return []
    return list(dict.fromkeys(_asked(rule.when)))


def _asked(when: When) -> Iterator[str]:
    yield from when.labels.any
    yield from when.labels.all
    if when.grounds:
        yield "hate_speech"
    if when.findings:
        yield "personal_data"


def _query(wanted: Wanted, after: tuple[str, int]) -> Any:
    version = (Version.decision_id, Version.number)
    query = (
        select(Version, Content.text, Decision.channel, Decision.received_at, Decision.state)
        .join(Decision, Decision.id == Version.decision_id)
        .join(
            Content,
            (Content.decision_id == Version.decision_id) & (Content.version == Version.number),
        )
        .where(Content.text.is_not(None), ~_secret(), _after(after))
        .order_by(*version)
        .limit(AT_ONCE)
    )
    if not wanted.undecided:
        query = query.where(_reviewed(wanted.since))
    elif wanted.since is not None:
        query = query.where(Version.created_at >= wanted.since)
    return query.where(Decision.channel == wanted.channel) if wanted.channel else query


def _after(after: tuple[str, int]) -> ColumnElement[bool]:
    decision, number = after
    same = (Version.decision_id == decision) & (Version.number > number)
    return (Version.decision_id > decision) | same


def _reviewed(since: datetime | None) -> ColumnElement[bool]:
    found = exists().where(
        Review.decision_id == Version.decision_id, Review.version == Version.number
    )
    return found if since is None else found.where(Review.reviewed_at >= since)


def _secret() -> ColumnElement[bool]:
    """Whether the registration that holds today has a secrecy mark (OSL)."""
    later = aliased(Registration)
    rectified = exists().where(
        later.decision_id == Registration.decision_id, later.number > Registration.number
    )
    return exists().where(
        Registration.decision_id == Version.decision_id,
        Registration.secrecy != "",
        ~rectified,
    )


def _reviews(
    session: Session, decisions: Sequence[str]
) -> dict[tuple[str, int], list[tuple[Review, bool]]]:
    """The reviews of each version that were not taken back, and whether each granted an objection.

    Oldest first.
    """
    undone = taken_back(session, decisions)
    query = (
        select(Review, AppealOutcome.appeal_id)
        .outerjoin(Appeal, Appeal.decision_id == Review.decision_id)
        .outerjoin(
            AppealOutcome,
            (AppealOutcome.appeal_id == Appeal.id)
            & (AppealOutcome.user_id == Review.user_id)
            & (AppealOutcome.decided_at == Review.reviewed_at),
        )
        .where(Review.decision_id.in_(set(decisions)))
        .order_by(Review.decision_id, Review.version, Review.id)
    )
    found: dict[int, tuple[Review, bool]] = {}
    for review, granted in session.execute(query):
        if review.entry in undone:
            continue
        known = found.get(review.id, (review, False))[1]
        found[review.id] = review, known or granted is not None
    grouped = groupby(found.values(), key=lambda one: (one[0].decision_id, one[0].version))
    return {key: list(reviews) for key, reviews in grouped}


def _line(
    row: _Found,
    reviews: Sequence[tuple[Review, bool]],
    profiles: Mapping[str, Profile],
    masks: _Masks,
) -> dict[str, Any]:
    version, text, channel, received, state = row
    assessment, suggestion = version.assessment, version.suggestion
    profile = profiles.get(version.profile)
    return {
        "decision": version.decision_id,
        "version": version.number,
        "channel": channel,
        "received_at": received.isoformat(),
        "state": state,
        "text": masks.text(text, assessment["findings"]),
        "model": version.model,
        "scores": assessment["scores"],
        "flags": assessment["flags"],
        "grounds": assessment.get("grounds", {}),
        "profile": version.profile,
        "profile_version": version.profile_version,
        "suggestion": {
            "actions": [each["action"] for each in suggestion["actions"]],
            "rules": [each["id"] for each in suggestion["matched"]],
        },
        "verdicts": [_verdict(*each, profile, masks) for each in reviews],
    }


def _verdict(
    review: Review, granted: bool, profile: Profile | None, masks: _Masks
) -> dict[str, Any]:
    return {
        "verdict": review.verdict,
        "actions": review.actions,
        "ground": review.ground,
        "ground_labels": labels_of(profile, review.ground),
        "granted_objection": granted,
        "reviewer": masks.reviewer(review.user_id),
        "reviewed_at": review.reviewed_at.isoformat(),
    }
