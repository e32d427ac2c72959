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
from api.language import N_, Words, _

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

ROLE_WORDS: Mapping[str, str] = Words(
    {
        "reader": N_("läsare"),
        "reviewer": N_("granskare"),
        "registrar": N_("registrator"),
        "analyst": N_("analytiker"),
        "administrator": N_("administratör"),
    }
)
RIGHT_WORDS: Mapping[str, str] = Words(
    {
        CLASSIFY: N_("låta modellen bedöma text"),
        READ: N_("läsa ärenden, policy och modell"),
        SUBMIT: N_("lämna in kommentarer"),
        REVIEW: N_("ta och besluta ärenden"),
        EXECUTE: N_("anteckna vad som gjorts på sidan"),
        REGISTRY: N_("sköta register och gallring"),
        STATISTICS: N_("se statistik och pröva ändrade gränser"),
        TRAINING: N_("hämta maskerade beslut att träna modeller på"),
        ADMINISTER: N_("sköta användare, nycklar och policy"),
    }
)
"""What each right lets one do, as it follows "rätt att"."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in human (`kind` "user") or a tool (`kind` "key"); never both.

    `language` is the one that a human has chosen for the pages, "" until they do.
    """

    kind: str
    id: str
    name: str
    rights: frozenset[str]
    channel: str | None = None
    session: str | None = None
    language: str = ""

    @property
    def actor(self) -> str:
        """How the registry names it: without personal data."""
        return f"{self.kind}:{self.id}"

    def human(self) -> str:
        """The user's id. Raises ForbiddenError for a key: a key is never a human."""
        if self.kind != "user":
            raise ForbiddenError(_("Detta kräver en inloggad människa; en API-nyckel räcker inte."))
        return self.id

    def may(self, right: str) -> bool:
        """Whether it has `right`; a key never has what is for people."""
        return right in self.rights and not (right in HUMAN_RIGHTS and self.kind == "key")

    def need(self, right: str) -> None:
        """Raise ForbiddenError without `right`."""
        if right == REVIEW or (right in HUMAN_RIGHTS and self.kind == "key"):
            self.human()
        if right not in self.rights:
            told = _(
                "Det kräver rätt att %(what)s (%(right)s).", what=RIGHT_WORDS[right], right=right
            )
            raise ForbiddenError(told)


OPERATOR = Principal("system", "operator", "Kommandoraden", frozenset({ADMINISTER}))
"""Whoever works at the installation's own command line."""
