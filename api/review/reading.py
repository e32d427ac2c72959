"""Reading: showing a comment to a human logs it, and takes the case for who means to decide."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from api import decisions, wellbeing
from api.auth.principal import REVIEW
from api.errors import ConflictError
from api.review.visit import Visit
from model.labels import HARMS


def read(here: Visit, decision_id: str) -> dict[str, Any]:
    """The document with the comment's words. Raises NotFoundError."""
    document = decisions.show(here.desk, here.actor, decision_id)
    wanted = here.actor.may(REVIEW) and document["assignee"] != here.actor.id
    if wanted and wellbeing.choices_of(here.desk, here.actor).claim:
        with suppress(ConflictError):  # somebody has it, or it is decided: it may still be read
            document = decisions.claim(here.desk, here.actor, decision_id)
    return document


def is_veiled(here: Visit, flags: Iterable[str]) -> bool:
    """Whether this human wants a text with these flags hidden until they ask for it."""
    return wellbeing.choices_of(here.desk, here.actor).veils(list(flags), HARMS)
