"""Strict: the base of every part of a profile."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A frozen part of a profile that takes no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)
