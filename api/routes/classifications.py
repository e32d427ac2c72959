"""Scores and findings for texts, without storing anything."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.auth.gate import AtDesk, Right
from api.auth.principal import CLASSIFY, Principal
from api.desk import Desk
from api.errors import invalid
from api.language import _
from api.responses import problems
from api.schemas import ClassificationsIn, ClassificationsOut
from model.wire import assessment_values

router = APIRouter(prefix="/v1/classifications", tags=["classifications"])


@router.post(
    "",
    response_model=ClassificationsOut,
    response_model_exclude_unset=True,
    responses=problems(401, 403, 413, 422),
    summary="Classify texts, storing nothing",
)
def classify(
    body: ClassificationsIn, desk: AtDesk, _: Annotated[Principal, Depends(Right(CLASSIFY))]
) -> object:
    """One result a text, in order; `id` only where the item had one."""
    ids, texts = _texts(body, desk)
    assessed = desk.classifier.assess_many(texts)
    results: list[dict[str, Any]] = [assessment_values(each) for each in assessed]
    for identity, result in zip(ids, results, strict=False):
        result["id"] = identity
    return {"model": desk.classifier.version, "results": results}


def _texts(body: ClassificationsIn, desk: Desk) -> tuple[list[str], list[str]]:
    if (body.texts is None) == (body.items is None):
        raise invalid("/texts", _("Ange antingen ”texts” eller ”items”."))
    texts = body.texts if body.texts is not None else [item.text for item in body.items or ()]
    place = "/texts" if body.texts is not None else "/items"
    if not 1 <= len(texts) <= desk.settings.max_batch:
        raise invalid(
            place, _("Ange 1–%(max_batch)s texter åt gången.", max_batch=desk.settings.max_batch)
        )
    for index, text in enumerate(texts):
        check_length(desk, text, f"{place}/{index}")
    return [item.id for item in body.items or ()], texts


def check_length(desk: Desk, text: str, pointer: str) -> None:
    """Raise InvalidError for a text that is longer than the setting allows."""
    if len(text) > desk.settings.max_text:
        raise invalid(
            pointer, _("Texten får ha högst %(max_text)s tecken.", max_text=desk.settings.max_text)
        )
