"""Trials: what another limit of one rule would have meant for the comments that have come in.

Only a comment whose score lies between the two limits can be weighed differently, so only those are
weighed anew; the rest are counted by their scores alone. Nothing is stored and nothing changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Float, and_, exists, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction

from api.auth.principal import STATISTICS, Principal
from api.channels import watch_of
from api.decisions.comment import has_link
from api.desk import Desk
from api.errors import invalid
from api.language import _
from api.tables import Channel, Content, Decision, DecisionLabel, Review, Version
from model.policy import Context, Outcome, Profile, decide
from model.policy.actions import REMOVALS
from model.policy.thresholds import asked_labels, with_limit
from model.policy.watch import Watch
from model.wire import assessment_of

MOST = 5_000
"""Comments that are weighed anew at most, the newest."""
EXAMPLES = 3
STEPS = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""Limits that the curve has a point for."""
_BATCH = 500

Actions = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The rule's limit for one label, another to try, and over how many days."""

    rule: str
    label: str
    limit: float
    days: int = 90


@dataclass(frozen=True, slots=True)
class Step:
    """At one limit: how many comments reach it, and the share of false alarms the scores foretell."""

    limit: float
    reach: int
    false_alarms: float | None


@dataclass(slots=True)
class Change:
    """One way that suggestions would change: how many, what people decided of them, some ids."""

    before: Actions
    after: Actions
    comments: int = 0
    verdicts: Counter[str | None] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Trial:
    """`between` have scores between the limits, `weighed` of them were weighed anew."""

    comments: int
    between: int
    curve: list[Step]
    weighed: int = 0
    changed: int = 0
    more_removed: int = 0
    less_removed: int = 0
    changes: dict[tuple[Actions, Actions], Change] = field(default_factory=dict)

    def commonest(self) -> list[Change]:
        """The changes, the commonest first."""
        return sorted(self.changes.values(), key=lambda one: -one.comments)


class score_of(GenericFunction[float]):  # noqa: N801  (named as SQL functions are)
    """A label's score in a stored assessment."""

    type = Float()
    inherit_cache = True


@compiles(score_of)
def _on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    stored, label = (compiler.process(one, **more) for one in element.clauses)
    return f"CAST(CAST({stored} AS json) -> 'scores' ->> CAST({label} AS text) AS double precision)"


@compiles(score_of, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    stored, label = (compiler.process(one, **more) for one in element.clauses)
    return f"json_extract({stored}, '$.scores.' || {label})"


def try_limit(desk: Desk, actor: Principal, key: str, question: Question) -> Trial:
    """Weigh the profile's comments by the rule's limit and by the other.

    Raises ForbiddenError, NotFoundError, InvalidError for a rule or a label that is not asked for.
    """
    actor.need(STATISTICS)
    old = desk.profile(key)
    try:
        new = with_limit(old, question.rule, question.label, question.limit)
    except KeyError as error:
        raise invalid("/rule", _("Regeln frågar inte efter den etiketten.")) from error
    with desk.database.reading() as session:
        rows = _scores(session, desk, actor, key, question)
        scores = np.array([row.score for row in rows], dtype=np.float64)
        now, then = _reached(old, question, rows), scores >= question.limit
        between = [row.id for row, differs in zip(rows, now != then, strict=True) if differs]
        trial = Trial(len(rows), len(between), _curve(scores))
        for one in _weighed(session, desk, between[:MOST], old, new):
            _tally(trial, *one)
    return trial


def limit_of(profile: Profile, rule_id: str, label: str) -> float | None:
    """The probability that the rule asks for; None where it leaves that to the model."""
    rule = next(one for one in profile.rules if one.id == rule_id)
    asked = dict(asked_labels(rule.when))[label]
    return profile.thresholds.get(label) if asked == "flag" else float(asked)


def _scores(
    session: Session, desk: Desk, actor: Principal, key: str, question: Question
) -> Sequence[Any]:
    """(id, score, flagged) of the profile's comments in the period, the newest first."""
    flagged = exists().where(
        DecisionLabel.decision_id == Decision.id, DecisionLabel.label == question.label
    )
    query = (
        select(
            Decision.id,
            score_of(Version.assessment, question.label).label("score"),
            flagged.label("flagged"),
        )
        .join(Version, and_(Version.decision_id == Decision.id, Version.number == Decision.version))
        .join(Channel, Channel.key == Decision.channel)
        .where(
            Channel.profile == key,
            Decision.received_at >= desk.now() - timedelta(days=question.days),
        )
        .order_by(Decision.received_at.desc(), Decision.id)
    )
    if actor.channel is not None:
        query = query.where(Decision.channel == actor.channel)
    return session.execute(query).all()


def _reached(profile: Profile, question: Question, rows: Sequence[Any]) -> NDArray[np.bool_]:
    """Whether each comment counts by the limit that holds now."""
    limit = limit_of(profile, question.rule, question.label)
    if limit is None:
        return np.array([row.flagged for row in rows], dtype=bool)
    return np.array([row.score >= limit for row in rows], dtype=bool)


def _curve(scores: NDArray[np.float64]) -> list[Step]:
    steps = []
    for limit in STEPS:
        over = scores[scores >= limit]
        doubt = round(float(1 - over.mean()), 4) if len(over) else None
        steps.append(Step(limit, len(over), doubt))
    return steps


def _weighed(
    session: Session, desk: Desk, ids: list[str], old: Profile, new: Profile
) -> Iterator[tuple[str, Actions, Actions, str | None]]:
    """(id, actions before, actions after, what people decided) of each comment."""
    waiting = iter(ids)
    watches = {one.key: watch_of(desk, one) for one in session.scalars(select(Channel))}
    while batch := list(islice(waiting, _BATCH)):
        verdicts = _verdicts(session, batch)
        query = (
            select(Decision, Version.assessment, Content, Channel)
            .join(
                Version,
                and_(Version.decision_id == Decision.id, Version.number == Decision.version),
            )
            .join(
                Content,
                and_(Content.decision_id == Decision.id, Content.version == Decision.version),
            )
            .join(Channel, Channel.key == Decision.channel)
            .where(Decision.id.in_(batch))
        )
        for decision, values, content, channel in session.execute(query):
            watch = watches[channel.key]
            assessment, context = assessment_of(values), _context(decision, content, channel, watch)
            before, after = (decide(assessment, one, context) for one in (old, new))
            verdict = verdicts.get((decision.id, decision.version))
            yield decision.id, _names(before), _names(after), verdict


def _verdicts(session: Session, ids: list[str]) -> Mapping[tuple[str, int], str]:
    query = select(Review.decision_id, Review.version, Review.verdict)
    rows = session.execute(query.where(Review.decision_id.in_(ids)).order_by(Review.id))
    return {(row.decision_id, row.version): row.verdict for row in rows}


def _context(
    decision: Decision, content: Content, channel: Channel, watch: Watch | None
) -> Context:
    return Context(
        owned=channel.owned,
        medium=channel.medium,
        language=channel.language,
        is_reply=content.parent is not None,
        has_link=has_link(content.text or ""),
        now=decision.received_at,
        watch=watch,
    )


def _names(outcome: Outcome) -> Actions:
    return tuple(one.action for one in outcome.actions)


def _tally(
    trial: Trial, identity: str, before: Actions, after: Actions, verdict: str | None
) -> None:
    trial.weighed += 1
    if before == after:
        return
    trial.changed += 1
    removed, removes = _removes(before), _removes(after)
    trial.more_removed += removes and not removed
    trial.less_removed += removed and not removes
    change = trial.changes.setdefault((before, after), Change(before, after))
    change.comments += 1
    change.verdicts[verdict] += 1
    if len(change.examples) < EXAMPLES:
        change.examples.append(identity)


def _removes(actions: Iterable[str]) -> bool:
    return not REMOVALS.isdisjoint(actions)
