"""Rows of the queue: what each says of a comment, who has it, and which one a person gets next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import and_, select

from api import wellbeing
from api.channels import list_channels
from api.decisions import list_decisions, previews
from api.decisions.advice import overdue
from api.review.choice import Choice
from api.review.people import people
from api.review.visit import Visit
from api.tables import Decision, User

LENGTH = 30
"""Rows on one page of the queue."""


def rows_of(here: Visit, choice: Choice) -> dict[str, Any]:
    """One page of the list, each row with its channel's name, a masked preview and who has it.

    A row past its deadline says whom to tell.
    """
    listed = _listed(here, choice)
    items = listed["items"]
    places = {channel.key: channel.municipality for channel in list_channels(here.desk)}
    lines = previews(here.desk, here.actor, (row["id"] for row in items))
    names = people(here.desk)
    late = overdue(here.desk, [row["id"] for row in items if row["deadline"]])
    for row in items:
        row |= {
            "place": places[row["channel"]],
            "preview": lines[row["id"]],
            "holder": names.get(row["assignee"]),
            "escalation": late.get(row["id"]) if choice.lage != "klara" else None,
        }
    return listed


def holders(here: Visit) -> dict[str, str]:
    """Names of those who have something now, by id."""
    query = (
        select(User.id, User.name)
        .join(Decision, Decision.claimed_by == User.id)
        .where(and_(Decision.state == "claimed", Decision.claimed_until > here.desk.now()))
        .distinct()
        .order_by(User.name)
    )
    with here.desk.database.reading() as session:
        return {row.id: row.name for row in session.execute(query)}


def next_waiting(here: Visit, choice: Choice, after: str = "") -> str | None:
    """The id of the next decision that nobody else holds, within the choice.

    From the row after `after` on, then from the start; a person who has read much that is hard
    gets a lighter one where there is one.
    """
    narrowed = replace(choice, sida="")
    if choice.lage != "vantar":
        narrowed = Choice(kanal=choice.kanal, etikett=choice.etikett)
    waiting = [
        row for row in _listed(here, narrowed)["items"] if row["assignee"] in {None, here.actor.id}
    ]
    place = next((n for n, row in enumerate(waiting) if row["id"] == after), -1)
    onward = [*waiting[place + 1 :], *waiting[: max(place, 0)]]
    chosen = wellbeing.choices_of(here.desk, here.actor)
    colleague = wellbeing.least_loaded(here.desk, here.actor)
    spared = wellbeing.is_spared(wellbeing.load_of(here.desk, here.actor), chosen, colleague)
    row = wellbeing.pick(onward, spared=spared, alone=colleague is None)
    return str(row["id"]) if row else None


def _listed(here: Visit, choice: Choice) -> dict[str, Any]:
    chosen = choice.filter(here.actor, here.desk.now())
    cursor = choice.sida or None
    return list_decisions(here.desk, here.actor, chosen, limit=LENGTH, cursor=cursor)
