"""Gallring: what may go, a human's decision with its gallringsbeslut, and the run of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query
from sqlalchemy import select
from starlette.responses import Response

from api.archive import gallring
from api.archive.selection import EPHEMERAL, Criteria
from api.auth.principal import REGISTRY
from api.channels import list_channels
from api.decisions.document import iso
from api.desk import Desk
from api.errors import ApiError, invalid
from api.language import _
from api.review.pages import go, page
from api.review.people import people
from api.review.visit import Visit, require, require_form
from api.tables import Decision
from model.policy.profile import RETENTIONS

router = APIRouter(prefix="/gallring", include_in_schema=False)

SHOWN = 20
"""Decisions of a dry run that the page names; the list itself is bound by its digest."""

AtGallring = Annotated[Visit, Depends(require(REGISTRY))]
AtGallringForm = Annotated[Visit, Depends(require_form(REGISTRY))]
_MOST_DAYS = 36_500


def criteria(
    klass: Annotated[list[str] | None, Query(max_length=len(RETENTIONS))] = None,
    kanal: Annotated[str, Query(max_length=80)] = "",
    dagar: Annotated[str, Query(max_length=5)] = "",
) -> Criteria:
    """The selection in the address; what is unknown there does not narrow."""
    return _criteria(klass or [], kanal, dagar)


@router.get("")
def get_gallring(
    here: AtGallring,
    chosen: Annotated[Criteria, Depends(criteria)],
    prova: Annotated[str, Query(max_length=5)] = "",
) -> Response:
    """Earlier decisions, the form of a selection, and its dry run when asked for."""
    return _page(here, chosen, tried=bool(prova))


@router.post("")
def post_decision(
    *,
    here: AtGallringForm,
    klass: Annotated[list[str] | None, Form(max_length=len(RETENTIONS))] = None,
    kanal: Annotated[str, Form(max_length=80)] = "",
    dagar: Annotated[str, Form(max_length=5)] = "",
    plan: Annotated[str, Form(max_length=64)] = "",
    reference: Annotated[str, Form(max_length=200)] = "",
    sure: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Decide that what the dry run listed shall go."""
    chosen = _criteria(klass or [], kanal, dagar)
    try:
        if not reference.strip():
            raise invalid("/reference", _("Skriv gallringsbeslutets beteckning."))
        if sure != "ja":
            raise invalid("/sure", _("Kryssa i att du beslutar om gallringen."))
        made = gallring.decide(
            here.desk, here.actor, chosen, reference=reference.strip(), plan=plan
        )
    except ApiError as error:
        detail = error.errors[0]["detail"] if error.errors else error.detail
        return _page(here, chosen, tried=True, error=detail, reference=reference)
    return go(f"/gallring/{made['id']}")


@router.get("/{gallring_id}")
def get_disposal(gallring_id: str, here: AtGallring) -> Response:
    """How far one decision has come."""
    told = gallring.show_disposal(here.desk, here.actor, gallring_id)
    states = told["states"]
    done = states.get("done", 0) + states.get("held", 0)
    return page(
        here,
        "gallring-korning.html",
        told=told,
        done=done,
        left=told["count"] - done,
        channels={one.key: one for one in list_channels(here.desk)},
        people=people(here.desk),
        running=here.desk.runs.is_running(gallring_id),
        failed=here.desk.runs.has_failed(gallring_id),
    )


@router.post("/{gallring_id}/kor")
def post_run(gallring_id: str, here: AtGallringForm) -> Response:
    """Begin the run, or go on with one that was cut off; the page shows how far it has come."""
    desk, actor = here.desk, here.actor
    gallring.show_disposal(desk, actor, gallring_id)
    actor.human()
    desk.runs.begin(gallring_id, lambda goes_on: gallring.run(desk, actor, gallring_id, goes_on))
    return go(f"/gallring/{gallring_id}")


def _page(
    here: Visit,
    chosen: Criteria,
    *,
    tried: bool,
    error: str | None = None,
    reference: str = "",
) -> Response:
    plan = gallring.plan(here.desk, here.actor, chosen) if tried else None
    return page(
        here,
        "gallring.html",
        status=422 if error else 200,
        chosen=chosen,
        plan=plan,
        named=_named(here.desk, plan.decisions[:SHOWN]) if plan else [],
        disposals=gallring.list_disposals(here.desk, here.actor),
        channels={one.key: one for one in list_channels(here.desk)},
        people=people(here.desk),
        error=error,
        reference=reference,
    )


def _named(desk: Desk, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    query = select(Decision).where(Decision.id.in_(ids)).order_by(Decision.received_at)
    with desk.database.reading() as session:
        return [
            {"id": row.id, "channel": row.channel, "received_at": iso(row.received_at)}
            for row in session.scalars(query)
        ]


def _criteria(classes: list[str], channel: str, days: str) -> Criteria:
    known = tuple(name for name in RETENTIONS if name in classes)
    number = int(days) if days.isdecimal() and days.isascii() else None
    return Criteria(
        classes=known or (EPHEMERAL,),
        channel=channel if channel and channel.isprintable() else None,
        days=min(number, _MOST_DAYS) if number is not None else None,
    )
