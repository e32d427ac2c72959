"""Who a request comes from, and the one table of rights that roles and keys carry.

Whatever acts asks `principal.need(RIGHT)` first. An endpoint also says so where it is declared:
`Annotated[Principal, Depends(Right(REGISTRY))]` (api.auth.gate) on the API, and on a page
`Annotated[Visit, Depends(require(REGISTRY))]` or, for a sent form,
`Annotated[Visit, Depends(require_form(REGISTRY))]` (api.review.visit). Who lacks the right gets 403:
problem details from the API, a Swedish page in a browser. A template asks
`actor.may("registry")` before it shows a link or a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.errors import ForbiddenError

CLASSIFY = "classify"
READ = "read"
SUBMIT = "submit"
REVIEW = "review"
EXECUTE = "execute"
REGISTRY = "registry"
STATISTICS = "statistics"
TRAINING = "training"
ADMINISTER = "administer"

HUMAN_RIGHTS = frozenset({REVIEW, ADMINISTER})
"""Rights that no key may be given."""

SCOPES = (CLASSIFY, READ, SUBMIT, EXECUTE, REGISTRY, STATISTICS, TRAINING)
"""What a key may be given: never what is for people."""

ROLES = MappingProxyType(
    {
        "reader": frozenset({READ}),
        "reviewer": frozenset({READ, CLASSIFY, REVIEW, EXECUTE}),
        "registrar": frozenset({READ, REGISTRY}),
        "analyst": frozenset({READ, CLASSIFY, STATISTICS, TRAINING}),
        "administrator": frozenset({*SCOPES, *HUMAN_RIGHTS}),
    }
)
"""The rights of each role."""

ROLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "reader": "läsare",
        "reviewer": "granskare",
        "registrar": "registrator",
        "analyst": "analytiker",
        "administrator": "administratör",
    }
)
RIGHT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        CLASSIFY: "låta modellen bedöma text",
        READ: "läsa ärenden, policy och modell",
        SUBMIT: "lämna in kommentarer",
        REVIEW: "ta och besluta ärenden",
        EXECUTE: "anteckna vad som gjorts på sidan",
        REGISTRY: "sköta register och gallring",
        STATISTICS: "se statistik och pröva ändrade gränser",
        TRAINING: "hämta maskerade beslut att träna modeller på",
        ADMINISTER: "sköta användare, nycklar och policy",
    }
)
"""What each right lets one do, as it follows "rätt att"."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in human (`kind` "user") or a tool (`kind` "key"); never both."""

    kind: str
    id: str
    name: str
    rights: frozenset[str]
    channel: str | None = None
    session: str | None = None

    @property
    def actor(self) -> str:
        """How the registry names it: without personal data."""
        return f"{self.kind}:{self.id}"

    def human(self) -> str:
        """The user's id. Raises ForbiddenError for a key: a key is never a human."""
        if self.kind != "user":
            raise ForbiddenError("Detta kräver en inloggad människa; en API-nyckel räcker inte.")
        return self.id

    def may(self, right: str) -> bool:
        """Whether it has `right`; a key never has what is for people."""
        return right in self.rights and not (right in HUMAN_RIGHTS and self.kind == "key")

    def need(self, right: str) -> None:
        """Raise ForbiddenError without `right`."""
        if right == REVIEW or (right in HUMAN_RIGHTS and self.kind == "key"):
            self.human()
        if right not in self.rights:
            raise ForbiddenError(f"Det kräver rätt att {RIGHT_WORDS[right]} ({right}).")


OPERATOR = Principal("system", "operator", "Kommandoraden", frozenset({ADMINISTER}))
"""Whoever works at the installation's own command line."""
