"""The model in use."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.auth.gate import AtDesk, Right
from api.auth.principal import READ, Principal
from api.responses import problems

router = APIRouter(prefix="/v1/models", tags=["models"])


@router.get("", responses=problems(401, 403), summary="The model in use")
def get_models(desk: AtDesk, _: Annotated[Principal, Depends(Right(READ))]) -> dict[str, Any]:
    """Version and manifest of the bundle: hashes, metrics, data it was made of."""
    model = {"version": desk.classifier.version, "manifest": dict(desk.classifier.manifest)}
    return {"active": desk.classifier.version, "items": [model]}
