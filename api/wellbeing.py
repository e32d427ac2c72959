"""Well-being: how much hard text a person has read today, when to pause, and who takes the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from api.auth.principal import Principal
from api.desk import Desk
from api.tables import DecisionLabel, Preference, View

HARD = frozenset({"hate_speech", "threat", "incitement", "sexual", "violence", "distress"})
"""Labels of what is hard to read, for whoever reads it all day."""

PAUSE = timedelta(minutes=10)
"""A gap between two texts that counts as a pause."""

_ACTIVE = timedelta(minutes=30)
_FAIR = 3
_SWEDEN = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has chosen about their own work.

    `veil` hides the text until asked for: "alla", "svara" (what may be a harm) or "ingen". `limit`
    is hard texts a day, `pause_texts` and `pause_minutes` how much before a pause is proposed,
    `in_a_row` hard texts before a lighter one; 0 is no limit. `language` is that of the pages, "" until chosen.
    """

    veil: str = "alla"
    grey: bool = True
    claim: bool = True
    limit: int = 40
    pause_texts: int = 15
    pause_minutes: int = 60
    in_a_row: int = 3
    language: str = ""

    def veils(self, flags: Sequence[str], harms: Sequence[str]) -> bool:
        """Whether a text with these flags is hidden until asked for."""
        return self.veil == "alla" or (self.veil == "svara" and bool(set(flags) & set(harms)))


@dataclass(frozen=True, slots=True)
class Load:
    """What a person has read today: `texts`, `hard` ones, and since the last pause."""

    texts: int = 0
    hard: int = 0
    in_a_row: int = 0
    hard_since_pause: int = 0
    since: datetime | None = None


def choices_of(desk: Desk, actor: Principal) -> Choices:
    """The person's choices; the standard ones until they choose."""
    with desk.database.reading() as session:
        row = session.get(Preference, actor.id)
    return _choices(row)


def choose(desk: Desk, actor: Principal, chosen: Choices) -> None:
    """Keep the person's choices. Raises ForbiddenError for a key."""
    with desk.database.writing() as session:
        _row(session, actor).chosen = asdict(chosen)


def choose_language(desk: Desk, actor: Principal, language: str) -> None:
    """Keep the language of the person's pages. Raises ForbiddenError for a key."""
    with desk.database.writing() as session:
        row = _row(session, actor)
        row.chosen = asdict(replace(_choices(row), language=language))


def pause(desk: Desk, actor: Principal) -> None:
    """Count the present stretch as ended. Raises ForbiddenError for a key."""
    with desk.database.writing() as session:
        _row(session, actor).paused_at = desk.now()


def load_of(desk: Desk, actor: Principal) -> Load:
    """What the person has read since midnight in Sweden."""
    now = desk.now()
    hard = exists().where(
        DecisionLabel.decision_id == View.decision_id, DecisionLabel.label.in_(HARD)
    )
    query = select(View.viewed_at, hard).where(
        View.user_id == actor.id, View.viewed_at >= _midnight(now)
    )
    with desk.database.reading() as session:
        rows = [(moment, bool(was)) for moment, was in session.execute(query)]
        row = session.get(Preference, actor.id)
    return weigh(sorted(rows), now, row.paused_at if row else None)


def weigh(read: Sequence[tuple[datetime, bool]], now: datetime, paused: datetime | None) -> Load:
    """The load of texts read, each with its moment and whether it was hard, oldest first."""
    stretch = _stretch(read, now, paused)
    return Load(
        texts=len(read),
        hard=sum(hard for _, hard in read),
        in_a_row=sum(1 for _ in takewhile(lambda one: one[1], reversed(read))),
        hard_since_pause=sum(hard for _, hard in stretch),
        since=stretch[0][0] if stretch else None,
    )


def least_loaded(desk: Desk, actor: Principal) -> int | None:
    """Hard texts today of the least loaded colleague at work now; None when alone."""
    now = desk.now()
    with desk.database.reading() as session:
        active = _active(session, now, actor.id)
        if not active:
            return None
        query = (
            select(View.user_id, func.count(func.distinct(View.decision_id)).label("number"))
            .join(DecisionLabel, DecisionLabel.decision_id == View.decision_id)
            .where(View.user_id.in_(active), View.viewed_at >= _midnight(now))
            .where(DecisionLabel.label.in_(HARD))
            .group_by(View.user_id)
        )
        counts: dict[str, int] = {row.user_id: row.number for row in session.execute(query)}
    return min(counts.get(user, 0) for user in active)


def is_spared(load: Load, chosen: Choices, colleague: int | None) -> bool:
    """Whether the next text should be a lighter one, when there is one.

    After so many hard ones in a row, over the person's own limit, or while a colleague at work
    has read clearly fewer.
    """
    return (
        0 < chosen.in_a_row <= load.in_a_row
        or 0 < chosen.limit <= load.hard
        or (colleague is not None and load.hard >= colleague + _FAIR)
    )


def pick(
    waiting: Sequence[Mapping[str, Any]], *, spared: bool, alone: bool
) -> Mapping[str, Any] | None:
    """The next of what waits, in the queue's order; for who is spared the first that is not hard.

    What must be done at once is never left for lack of anybody else to do it.
    """
    first = waiting[0] if waiting else None
    if first is None or not spared or (alone and first["urgency"] == "genast"):
        return first
    return next((one for one in waiting if HARD.isdisjoint(one["flags"])), first)


def needs_pause(load: Load, chosen: Choices, now: datetime) -> bool:
    """Whether the person's own limit between two pauses is reached."""
    minutes = (now - load.since) / timedelta(minutes=1) if load.since else 0
    return 0 < chosen.pause_texts <= load.hard_since_pause or (
        0 < chosen.pause_minutes <= minutes and load.since is not None
    )


def _choices(row: Preference | None) -> Choices:
    stored: Mapping[str, Any] = row.chosen if row else {}
    known = {one.name for one in fields(Choices)}
    return Choices(**{name: value for name, value in stored.items() if name in known})


def _row(session: Session, actor: Principal) -> Preference:
    row = session.get(Preference, actor.human())
    if row is None:
        row = Preference(user_id=actor.id, chosen=asdict(Choices()))
        session.add(row)
    return row


def _midnight(now: datetime) -> datetime:
    return now.astimezone(_SWEDEN).replace(hour=0, minute=0, second=0, microsecond=0)


def _active(session: Session, now: datetime, me: str) -> list[str]:
    query = select(View.user_id).where(View.viewed_at >= now - _ACTIVE, View.user_id != me)
    return list(session.scalars(query.distinct()))


def _stretch(
    read: Sequence[tuple[datetime, bool]], now: datetime, paused: datetime | None
) -> list[tuple[datetime, bool]]:
    stretch: list[tuple[datetime, bool]] = []
    last = now
    for moment, hard in reversed(read):
        if last - moment >= PAUSE or (paused is not None and moment <= paused):
            break
        stretch.insert(0, (moment, hard))
        last = moment
    return stretch
