"""One decision as the registrar sees it: the diary, a masked copy, handover, hold, data protection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api import decisions
from api.archive import cases, copies, gallring, handover, privacy
from api.archive.standing import standing
from api.auth.principal import REGISTRY
from api.channels import list_channels
from api.errors import ApiError, invalid
from api.language import _
from api.review.pages import go, page
from api.review.people import people
from api.review.statutes import SECRECY
from api.review.times import SWEDEN
from api.review.visit import Visit, require, require_form
from api.review.words import KIND_WORDS

router = APIRouter(prefix="/register/arenden/{decision_id}", include_in_schema=False)

EXTRA = 3
"""Rows for words to mask that no recogniser found."""

AtCase = Annotated[Visit, Depends(require(REGISTRY))]
AtCaseForm = Annotated[Visit, Depends(require_form(REGISTRY))]
Line = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=10_000)]
Lines = Annotated[list[str] | None, Form(max_length=500)]


@router.get("")
def get_case(decision_id: str, here: AtCase, text: str = "", gjort: str = "") -> Response:
    """The decision's place in the diary and what can be done with it."""
    return case_page(here, decision_id, shown=bool(text), done=gjort)


@router.post("/text")
def post_text(decision_id: str, here: AtCaseForm) -> Response:
    """Log that this human is shown the comment now, then show it."""
    decisions.show(here.desk, here.actor, decision_id)
    return go(f"/register/arenden/{decision_id}", text="visa")


@router.post("/diarium")
def post_registration(
    *,
    decision_id: str,
    here: AtCaseForm,
    diarienummer: Line = "",
    title: Line = "",
    public_title: Line = "",
    sender: Line = "",
    receiver: Line = "",
    secrecy: Line = "",
    handler: Line = "",
    direction: Line = "incoming",
    received_at: Line = "",
) -> Response:
    """Enter the comment in the diary, or rectify how it stands there."""

    def act() -> None:
        # Left empty at first the comment's own words are taken; later it means that there are none.
        empty = "" if standing(here.desk, here.actor, decision_id)["case"] else None
        case = cases.Case(
            diarienummer=diarienummer.strip() or None,
            title=title.strip() or None,
            public_title=public_title.strip() or empty,
            sender=sender.strip() or empty,
            receiver=receiver.strip() or empty,
            secrecy=secrecy.strip(),
            handler=handler or None,
            direction=direction if direction in cases.DIRECTIONS else None,
            received_at=_moment(received_at),
        )
        cases.register(here.desk, here.actor, decision_id, case)

    return _acted(here, decision_id, act, "diarium")


@router.post("/kopia")
def post_copy(
    *,
    decision_id: str,
    here: AtCaseForm,
    places: Lines = None,
    grounds: Lines = None,
    chosen: Lines = None,
    terms: Lines = None,
    term_grounds: Lines = None,
    common_ground: Line = "",
    author_ground: Line = "",
) -> Response:
    """The masked copy as PDF/A, to be kept by whoever asked for it."""

    def filled(written: list[str] | None) -> list[str]:
        return [one.strip() or common_ground.strip() for one in written or []]

    try:
        text = _text(here, decision_id)
        marked = _chosen(places or [], filled(grounds), set(chosen or []))
        written = _written(text, zip(terms or [], filled(term_grounds), strict=False))
        maskings = _apart([*marked, *written])
        made = copies.make_copy(
            here.desk, here.actor, decision_id, maskings, author_ground.strip() or None
        )
    except ApiError as error:
        return case_page(here, decision_id, shown=True, errors={"kopia": error.detail})
    return _download(made.pdf, "application/pdf", f"kopia-{decision_id[:8]}.pdf")


@router.post("/overlamning")
def post_handover(
    decision_id: str, here: AtCaseForm, receiver: Line = "", email: Line = ""
) -> Response:
    """The decision's documents as a ZIP, recorded as handed over; mailed too when asked for."""
    if not receiver.strip():
        errors = {"overlamning": _("Skriv vem som tar emot handlingarna.")}
        return case_page(here, decision_id, errors=errors)
    try:
        made = handover.hand_over(here.desk, here.actor, decision_id, receiver.strip())
        if email.strip():
            subject = f"Handlingar: {receiver.strip()}"
            handover.send(here.desk.settings, made, email.strip(), subject)
    except ApiError as error:
        return case_page(here, decision_id, errors={"overlamning": error.detail})
    return _download(made.as_zip(), "application/zip", f"overlamning-{decision_id[:8]}.zip")


@router.post("/sparr")
def post_hold(
    decision_id: str, here: AtCaseForm, placed: Line = "", reference: Line = ""
) -> Response:
    """Place or lift a legal hold."""

    def act() -> None:
        if not reference.strip():
            raise invalid("/reference", _("Skriv vilket ärende eller beslut spärren gäller."))
        gallring.hold(
            here.desk, here.actor, decision_id, placed=placed == "ja", reference=reference.strip()
        )

    return _acted(here, decision_id, act, "sparr")


@router.post("/rattelse")
def post_rectification(decision_id: str, here: AtCaseForm, words: Words = "") -> Response:
    """Add what is right beside what stands."""
    return _acted(
        here,
        decision_id,
        lambda: privacy.rectify(here.desk, here.actor, decision_id, words),
        "rattelse",
    )


@router.post("/radering")
def post_erasure(
    decision_id: str, here: AtCaseForm, reference: Line = "", sure: Line = ""
) -> Response:
    """Erase on the author's request, where archive law lets it."""

    def act() -> None:
        if not reference.strip() or sure != "ja":
            raise invalid("/reference", _("Skriv ärendets nummer och kryssa i att du är säker."))
        privacy.erase_for_privacy(here.desk, here.actor, decision_id, reference=reference.strip())

    return _acted(here, decision_id, act, "radering")


def case_page(
    here: Visit,
    decision_id: str,
    *,
    shown: bool = False,
    done: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    """The page; the comment's words only where this human has been shown them."""
    document = decisions.outline(here.desk, here.actor, decision_id)
    shown = shown and document["seen"]
    if shown:
        document = {**decisions.show(here.desk, here.actor, decision_id), "seen": True}
    found = copies.propose(here.desk, here.actor, decision_id)
    return page(
        here,
        "diarium-arende.html",
        status=422 if errors else 200,
        case=document,
        stands=standing(here.desk, here.actor, decision_id),
        place={one.key: one for one in list_channels(here.desk)}[document["channel"]],
        shown=shown,
        marked=_marked(document["comment"]["text"] or "", found) if shown else [],
        extra=range(EXTRA),
        statutes=SECRECY,
        people=people(here.desk),
        events=decisions.history(here.desk, here.actor, decision_id),
        done=done,
        errors=errors or {},
    )


def _acted(here: Visit, decision_id: str, act: Callable[[], Any], what: str) -> Response:
    try:
        act()
    except ApiError as error:
        detail = error.errors[0]["detail"] if error.errors else error.detail
        return case_page(here, decision_id, errors={what: detail})
    return go(f"/register/arenden/{decision_id}", gjort=what)


def _text(here: Visit, decision_id: str) -> str:
    outline = decisions.outline(here.desk, here.actor, decision_id)
    if not outline["seen"]:
        raise invalid("", _("Visa texten först: den som lämnar ut en kopia ska ha läst den."))
    shown = decisions.show(here.desk, here.actor, decision_id)
    return shown["comment"]["text"] or ""


def _marked(text: str, found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Proposed maskings with their words, each place once."""
    places = {(one["start"], one["end"]): one for one in found}
    return [
        {
            "place": f"{start}-{end}",
            "words": text[start:end],
            "kind": KIND_WORDS.get(one["kind"], one["kind"]),
            "level": one["level"],
        }
        for (start, end), one in sorted(places.items())
    ]


def _chosen(places: list[str], grounds: list[str], chosen: set[str]) -> Iterator[copies.Masking]:
    for place, ground in zip(places, grounds, strict=False):
        start, _, end = place.partition("-")
        if place in chosen and start.isdecimal() and end.isdecimal():
            yield copies.Masking(int(start), int(end), _ground(ground))


def _written(text: str, terms: Iterable[tuple[str, str]]) -> Iterator[copies.Masking]:
    for term, ground in terms:
        sought = term.strip()
        if not sought:
            continue
        start = text.find(sought)
        if start < 0:
            raise invalid("/terms", _("”%(sought)s” finns inte i texten.", sought=sought))
        while start >= 0:
            yield copies.Masking(start, start + len(sought), _ground(ground))
            start = text.find(sought, start + len(sought))


def _ground(written: str) -> str:
    if not written:
        raise invalid("/grounds", _("Skriv den bestämmelse som varje maskning vilar på."))
    return written


def _apart(maskings: list[copies.Masking]) -> list[copies.Masking]:
    """In order, without those that another covers; the longer of two that begin together."""
    kept: list[copies.Masking] = []
    for one in sorted(maskings, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=SWEDEN) if written else None
    except ValueError:
        return None


def _download(body: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)
