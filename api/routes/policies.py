"""The loaded profiles: the municipalities' own rules."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.auth.gate import AtDesk, Right
from api.auth.principal import ADMINISTER, READ, Principal
from api.decisions import grounds_of
from api.policies import activate
from api.responses import problems
from api.schemas import ActivationIn
from model.policy import Profile

router = APIRouter(prefix="/v1/policies", tags=["policies"])

Reader = Annotated[Principal, Depends(Right(READ))]


@router.get("", responses=problems(401, 403), summary="Loaded profiles")
def get_policies(desk: AtDesk, _: Reader) -> dict[str, Any]:
    """Key, name, version and hash of each."""
    return {"items": [_summary(profile) for profile in desk.profiles.values()]}


@router.get("/{key}", responses=problems(401, 403, 404), summary="One profile")
def get_policy(key: str, desk: AtDesk, _: Reader) -> dict[str, Any]:
    """Its rules with their quotes, and the `grounds` a reviewer may choose."""
    profile = desk.profile(key)
    grounds = [ground.model_dump(mode="json") for ground in grounds_of(profile)]
    return profile.model_dump(mode="json") | {"grounds": grounds}


@router.post(
    "/{key}/activations",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422),
    summary="Put a profile's changed file in use",
)
def post_activation(
    key: str,
    desk: AtDesk,
    actor: Annotated[Principal, Depends(Right(ADMINISTER))],
    body: ActivationIn | None = None,
) -> dict[str, Any]:
    """Read the file anew, run its examples, enter it in the registry and use it from now on.

    A profile that does not hold is refused with file, line and what to mend; the one that runs stays.
    """
    return activate(desk, actor, key, body.hash if body else None)


def _summary(profile: Profile) -> dict[str, Any]:
    return {
        "key": profile.key,
        "name": profile.name,
        "version": profile.version,
        "hash": profile.hash,
        "rules": len(profile.rules),
        "links": {"self": f"/v1/policies/{profile.key}"},
    }
