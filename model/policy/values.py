"""Values that rules, grounds and profiles are made of, and the names they may take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from model.policy.actions import ACTIONS
from model.policy.strict import Strict

BASIS_KINDS = ("lag", "sekretess", "dataskydd", "sidregel", "service")
"""Kinds of legal basis, the strictest first."""

URGENCIES = ("genast", "idag", "vecka", "ingen")
"""How soon a human should look, the most urgent first."""

RETENTIONS = ("genast_fran_mediet", "bevaras_i_diariet", "vid_inaktualitet")
"""Retention classes, the strictest first."""

BasisKind = Literal["lag", "sekretess", "dataskydd", "sidregel", "service"]
Urgency = Literal["genast", "idag", "vecka", "ingen"]
RetentionName = Literal["genast_fran_mediet", "bevaras_i_diariet", "vid_inaktualitet"]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Words = Annotated[str, Field(min_length=1, max_length=4000)]


def _known_action(name: str) -> str:
    if name not in ACTIONS:
        raise ValueError(f"åtgärden ”{name}” finns inte; välj bland {', '.join(ACTIONS)}")
    return name


ActionName = Annotated[
    str, AfterValidator(_known_action), Field(json_schema_extra={"enum": list(ACTIONS)})
]
Actions = Annotated[tuple[ActionName, ...], Field(min_length=1)]


class LegalBasis(Strict):
    """Why an action may be taken: the kind of support and where it stands."""

    kind: BasisKind
    reference: Words


class Source(Strict):
    """The guideline that the profile puts into rules; `file` names its text among the seeds."""

    title: Words
    date: str | None = None
    file: str | None = None
    url: str | None = None


class Retention(Strict):
    """What a retention class means here; `days` is the gallringsfrist, None where none is set."""

    meaning: Words
    days: Annotated[int, Field(ge=0)] | None = None


class Duty(Strict):
    """A sentence of the guideline on how the page is kept, rather than on one comment.

    `met` says in Swedish how Uppsikt meets it, or what is left to the municipality.
    """

    title: Words
    quote: Words
    source: Words
    met: Words


def action_faults(actions: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with a list of actions, in Swedish."""
    if len(set(actions)) != len(actions):
        yield "samma åtgärd står två gånger; ta bort den ena"
    if "none" in actions and len(actions) > 1:
        yield "none kan inte stå tillsammans med andra åtgärder"
    if "delete" in actions and "preserve" not in actions[: actions.index("delete")]:
        yield "delete utan preserve före; lägg preserve före delete"


def repeats(keys: Iterable[str]) -> Iterator[int]:
    """The place of each key that has stood before."""
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield index
        seen.add(key)
