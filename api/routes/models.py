"""The model in use, and the challenger that reads along."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.auth.gate import AtDesk, Right
from api.auth.principal import READ, Principal
from api.desk import Classifier
from api.responses import problems
from api.shadow import summary

router = APIRouter(prefix="/v1/models", tags=["models"])


@router.get("", responses=problems(401, 403), summary="Models in use")
def get_models(desk: AtDesk, _: Annotated[Principal, Depends(Right(READ))]) -> dict[str, Any]:
    """Version and manifest of each bundle: hashes, metrics, data it was made of; and the shadow."""
    items = [_item("active", desk.classifier)]
    if desk.shadow is not None:
        items.append(_item("challenger", desk.shadow.classifier))
    with desk.database.reading() as session:
        return {"active": desk.classifier.version, "items": items, "shadow": summary(session)}


def _item(role: str, model: Classifier) -> dict[str, Any]:
    return {"version": model.version, "role": role, "manifest": dict(model.manifest)}
