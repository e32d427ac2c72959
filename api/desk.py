"""The desk: what the workflow stands on, built once and passed to every function."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from api.auth.provider import Provider
from api.auth.throttle import Throttle
from api.database import Database
from api.errors import NotFoundError
from api.figures.facts import Facts
from api.language import _
from api.runs import Runs
from api.settings import Settings, load_secret
from api.shelf import Shelf
from model.assessment import Assessment
from model.policy import PROFILES, Profile, load_profiles
from model.store import ModelStore

if TYPE_CHECKING:
    from api.shadow import Shadow


class Classifier(Protocol):
    """What the service asks of model.classifier.Classifier."""

    @property
    def version(self) -> str:
        """The bundle's version."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The bundle's manifest."""

    def assess(self, text: str, *, office_holders: Collection[str] = ()) -> Assessment:
        """Judge one text; `office_holders` are names in lower case that their office makes public."""

    def assess_many(self, texts: Sequence[str]) -> Sequence[Assessment]:
        """Judge many, in order."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """Settings, database, classifier, profiles, the secret that hashes tokens, clock, throttle, runs,
    the provider that people may sign in with, if any, and the facts that figures are counted from.
    """

    settings: Settings
    database: Database
    classifier: Classifier
    profiles: Shelf
    secret: bytes
    now: Callable[[], datetime] = utc_now
    throttle: Throttle = field(default_factory=Throttle)
    shadow: Shadow | None = None
    runs: Runs = field(default_factory=Runs)
    provider: Provider | None = None
    noted: dict[str, datetime] = field(default_factory=dict)
    """When the use of a session or key was last written down, by its id."""
    facts: Facts = field(default_factory=Facts)

    def profile(self, key: str) -> Profile:
        """The loaded profile. Raises NotFoundError."""
        try:
            return self.profiles[key]
        except KeyError:
            raise NotFoundError(_("Det finns ingen profil ”%(key)s”.", key=key)) from None


def open_desk(
    settings: Settings,
    classifier: Classifier | None = None,
    profiles: Mapping[str, Profile] | None = None,
) -> Desk:
    """Open database, bundle and profiles. Raises ModelError for a bad bundle or profile."""
    folder = settings.profiles or PROFILES
    return Desk(
        settings=settings,
        database=Database(settings.database_url, settings.busy_seconds),
        classifier=classifier or _classifier(settings),
        profiles=Shelf(profiles or load_profiles(folder), folder),
        secret=load_secret(settings),
        shadow=_challenger(settings),
        provider=Provider(settings) if settings.oidc_issuer else None,
    )


def _classifier(settings: Settings) -> Classifier:
    """The bundle that the settings hold to, or else what the store points at, followed."""
    from api.models import LiveClassifier  # noqa: PLC0415  (which needs the desk's types)

    if settings.bundle:
        return _load(settings.bundle)
    return LiveClassifier(ModelStore(settings.models), _load)


def _challenger(settings: Settings) -> Shadow | None:
    from api.shadow import Shadow  # noqa: PLC0415  (which needs the desk's types)

    return Shadow(_load(settings.challenger)) if settings.challenger else None


def _load(folder: Path | None) -> Classifier:
    from model.classifier import Classifier as Shipped  # noqa: PLC0415  (slow import)

    return Shipped.load(folder) if folder else Shipped.load_default()
