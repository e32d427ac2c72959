"""Data protection: what is held of a person, for whoever asks to see it."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api.archive import privacy
from api.auth.principal import REGISTRY
from api.errors import ApiError
from api.review.pages import page
from api.review.visit import Visit, require, require_form

router = APIRouter(prefix="/register/dataskydd", include_in_schema=False)

Name = Annotated[str, Form(max_length=200)]


@router.get("")
def get_privacy(here: Annotated[Visit, Depends(require(REGISTRY))]) -> Response:
    """The form."""
    return page(here, "dataskydd.html", error=None, author="", author_id="")


@router.post("")
def post_report(
    here: Annotated[Visit, Depends(require_form(REGISTRY))],
    author: Name = "",
    author_id: Name = "",
) -> Response:
    """Everything that is held of who wrote under the name or id, as JSON (GDPR article 15)."""
    try:
        told = privacy.report(
            here.desk,
            here.actor,
            author=author.strip() or None,
            author_id=author_id.strip() or None,
        )
    except ApiError as error:
        detail = error.errors[0]["detail"] if error.errors else error.detail
        return page(
            here, "dataskydd.html", status=422, error=detail, author=author, author_id=author_id
        )
    body = json.dumps(told, ensure_ascii=True, indent=1).encode("ascii")
    headers = {"Content-Disposition": 'attachment; filename="registerutdrag.json"'}
    return Response(body, media_type="application/json", headers=headers)
