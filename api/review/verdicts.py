"""What a human sends from a case: show the text, claim, decide, tell what was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api import decisions
from api.decisions import Deed, Verdict
from api.decisions.lookup import OPEN_STATES
from api.errors import ApiError, ConflictError, InvalidError
from api.language import _
from api.review.case import Document, case_of
from api.review.choice import AtChoice, Choice
from api.review.pages import go
from api.review.queue import queue_page
from api.review.reading import read
from api.review.rows import next_waiting
from api.review.visit import AtForm, Visit
from api.review.words import NOTHING
from model.policy import ACTIONS

router = APIRouter(prefix="/arenden/{decision_id}", include_in_schema=False)

_MAX_REASON = 10_000
_GRAVE = frozenset({"hide", "delete", "police_report"})
"""Actions that a ground for doing nothing cannot carry."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The form as it was sent; `sure` is "ja" or "nej" from the page that shows what is kept."""

    verdict: str
    ground: str
    reason: str
    actions: tuple[str, ...]
    version: int
    sure: str


def read_answer(
    *,
    verdict: Annotated[Literal["confirm", "change", "dismiss"], Form()],
    ground: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=_MAX_REASON)] = "",
    actions: Annotated[list[str] | None, Form(max_length=len(ACTIONS))] = None,
    version: Annotated[int, Form(ge=0, lt=2**31)] = 0,
    sure: Annotated[str, Form(max_length=3)] = "",
) -> Answer:
    """The sent form."""
    return Answer(verdict, ground, reason, tuple(actions or ()), version, sure)


@router.post("/text")
def post_text(decision_id: str, here: AtForm, choice: AtChoice) -> Response:
    """Log that this human is shown the comment now, take it for them, then show it."""
    read(here, decision_id)
    return _back(decision_id, choice, "kommentar")


@router.post("/ta")
def post_claim(decision_id: str, here: AtForm, choice: AtChoice) -> Response:
    """Take the case."""
    decisions.claim(here.desk, here.actor, decision_id)
    return _back(decision_id, choice)


@router.post("/slapp")
def post_release(decision_id: str, here: AtForm, choice: AtChoice) -> Response:
    """Give the case back."""
    decisions.release(here.desk, here.actor, decision_id)
    return _back(decision_id, choice)


@router.post("/utfort")
def post_done(
    decision_id: str,
    here: AtForm,
    choice: AtChoice,
    action: Annotated[str, Form(max_length=40)],
) -> Response:
    """Tell that a decided action has been carried out by hand."""
    decisions.execute(here.desk, here.actor, decision_id, Deed(action, "done"))
    return _back(decision_id, choice, "atgarder")


@router.post("/beslut")
def post_verdict(
    decision_id: str,
    here: AtForm,
    choice: AtChoice,
    answer: Annotated[Answer, Depends(read_answer)],
) -> Response:
    """Decide and go on to the next case; a deletion first shows what is preserved."""
    document = decisions.outline(here.desk, here.actor, decision_id)
    actions = _wanted(answer, document)
    errors = dict(_faults(here, answer, document, actions))
    if errors or answer.sure == "nej":
        return _again(here, choice, document, answer, errors)
    try:
        if "delete" in actions and answer.sure != "ja":
            return _show_what_is_kept(here, choice, document, answer, actions)
        decisions.review(here.desk, here.actor, decision_id, _verdict(answer, actions))
    except (InvalidError, ConflictError) as error:
        return _again(here, choice, document, answer, _told(error), status=error.status)
    following = next_waiting(here, choice)
    target = f"/arenden/{following}" if following else "/ko"
    return go(target + choice.query(beslutat=decision_id, sida="", lage="vantar"))


def _back(decision_id: str, choice: Choice, place: str = "") -> Response:
    return go(f"/arenden/{decision_id}{choice.query(text='visa')}{'#' + place if place else ''}")


def _wanted(answer: Answer, document: Document) -> tuple[str, ...]:
    """The actions of the verdict in order; what is deleted is always preserved first."""
    if answer.verdict == "change":
        chosen = set(answer.actions) | ({"preserve"} if "delete" in answer.actions else set())
        return tuple(action for action in ACTIONS if action in chosen)
    if answer.verdict == "confirm":
        return tuple(document["actions"])
    return ()


def _faults(
    here: Visit, answer: Answer, document: Document, actions: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """What a person must mend, by field, before the workflow is asked."""
    length = here.desk.settings.reason_length
    if len("".join(answer.reason.split())) < length:
        yield "reason", _("Skriv ett skäl med minst %(length)s tecken.", length=length)
    ground = next((one for one in document["grounds"] if one["key"] == answer.ground), None)
    if ground is None:
        yield "ground", _("Välj en grund.")
    elif answer.verdict == "dismiss" and not NOTHING.issuperset(ground["actions"]):
        yield "ground", _("Grunden säger att något ska göras. Välj en grund för ingen åtgärd.")
    elif _GRAVE.intersection(actions) and NOTHING.issuperset(ground["actions"]):
        yield "ground", _("Grunden säger att inget ska göras. Välj en grund för åtgärd.")
    if answer.verdict == "change":
        yield from _action_faults(actions)


def _action_faults(actions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not actions:
        yield "actions", _("Välj minst en åtgärd.")
    elif "none" in actions and len(actions) > 1:
        yield "actions", _("”Ingen åtgärd” går inte ihop med andra åtgärder.")


def _show_what_is_kept(
    here: Visit, choice: Choice, document: Document, answer: Answer, actions: tuple[str, ...]
) -> Response:
    """The second step: the evidence is written now, before anything is decided."""
    if document["state"] not in OPEN_STATES:
        raise ConflictError(_("Beslutet är redan fattat."))
    if document["assignee"] not in {None, here.actor.id}:
        raise ConflictError(_("Någon annan arbetar med det här ärendet just nu."))
    if document["version"] != answer.version:
        raise ConflictError(_("Kommentaren har ändrats sedan du läste den. Läs den igen."))
    ground = next(one for one in document["grounds"] if one["key"] == answer.ground)
    if ground["evidence"] == "content":
        decisions.preserve(here.desk, here.actor, document["id"])
    kept = decisions.outline(here.desk, here.actor, document["id"])
    case = case_of(here, kept, form={**_sent(answer), "actions": list(actions)})
    case |= {"ground_of": ground, "decided_actions": actions}
    return queue_page(here, choice, case=case, opened=True, template="radera.html")


def _verdict(answer: Answer, actions: tuple[str, ...]) -> Verdict:
    return Verdict(
        verdict=answer.verdict,
        ground=answer.ground,
        reason=answer.reason,
        actions=actions if answer.verdict == "change" else None,
        version=answer.version,
    )


def _sent(answer: Answer) -> dict[str, Any]:
    return {
        "verdict": answer.verdict,
        "ground": answer.ground,
        "reason": answer.reason,
        "actions": list(answer.actions) if answer.verdict == "change" else None,
        "changing": answer.verdict == "change",
    }


def _told(error: ApiError) -> dict[str, str]:
    """The workflow's refusal by field; under "" where it is about the whole."""
    fields = {one["pointer"].strip("/"): one["detail"] for one in error.errors}
    return fields or {"": error.detail}


def _again(
    here: Visit,
    choice: Choice,
    document: Document,
    answer: Answer,
    errors: dict[str, str],
    *,
    status: int = InvalidError.status,
) -> Response:
    """The same case with what was written and what must be mended."""
    if document["seen"]:
        document = decisions.show(here.desk, here.actor, document["id"])
    shown = document["comment"]["text"] is not None
    case = case_of(here, document, shown=shown, form=_sent(answer), errors=errors)
    return queue_page(here, choice, case=case, opened=True, status=status)
