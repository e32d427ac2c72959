"""Who a request comes from, and the rights that roles and keys carry."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from api.errors import ForbiddenError

CLASSIFY = "classify"
READ = "read"
SUBMIT = "submit"
REVIEW = "review"
EXECUTE = "execute"
REGISTRY = "registry"
ADMINISTER = "administer"

HUMAN_RIGHTS = frozenset({REVIEW, ADMINISTER})
"""Rights that no key may be given."""

SCOPES = (CLASSIFY, READ, SUBMIT, EXECUTE, REGISTRY)
"""What a key may be given: never what is for people."""

ROLES = MappingProxyType(
    {
        "reader": frozenset({READ}),
        "reviewer": frozenset({READ, CLASSIFY, REVIEW, EXECUTE}),
        "registrar": frozenset({READ, REGISTRY}),
        "analyst": frozenset({READ, CLASSIFY, REGISTRY}),
        "administrator": frozenset({*SCOPES, *HUMAN_RIGHTS}),
    }
)
"""The rights of each role."""


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

    def need(self, right: str) -> None:
        """Raise ForbiddenError without `right`."""
        if right == REVIEW or (right in HUMAN_RIGHTS and self.kind == "key"):
            self.human()
        if right not in self.rights:
            raise ForbiddenError(f"Behörigheten ”{right}” saknas.")
