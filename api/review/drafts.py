"""What a reviewer sends while they write on a draft: kept for them, by itself or by the button."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from api import decisions
from api.decisions.saved_drafts import LONGEST
from api.review.choice import AtChoice
from api.review.pages import go, page
from api.review.visit import AtForm, Visit

router = APIRouter(prefix="/arenden/{decision_id}/utkast/{kind}", include_in_schema=False)


@router.post("")
def post_draft(
    *,
    decision_id: str,
    kind: str,
    here: AtForm,
    choice: AtChoice,
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    version: Annotated[int, Form(ge=0, lt=2**31)] = 0,
    forslag: Annotated[str, Form(max_length=2)] = "",
) -> Response:
    """Keep the text; `forslag` takes the suggested one back. A script is told when it was kept."""
    written = None if forslag else text.replace("\r\n", "\n")
    saved = decisions.save_draft(
        here.desk, here.actor, decision_id, kind, version=version, text=written
    )
    if "hx-request" in here.request.headers:
        return page(here, "utkast-sparat.html", saved=saved)
    return go(f"/arenden/{decision_id}{choice.query(text='visa')}#utkast-{kind}-del")


def drafts_of(here: Visit, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The document's drafts as this person left them; `saved` is when, or None."""
    if not document["drafts"]:
        return []
    saved = decisions.saved_drafts(here.desk, here.actor, document["id"])
    return [
        {**draft, "text": kept.text, "saved": kept} if kept else {**draft, "saved": None}
        for draft in document["drafts"]
        for kept in [saved.get(draft["kind"])]
    ]
