"""The desk: what the workflow stands on, built once and passed to every function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from api.auth.throttle import Throttle
from api.database import Database
from api.errors import NotFoundError
from api.settings import Settings, load_secret
from api.shelf import Shelf
from model.assessment import Assessment
from model.policy import PROFILES, Profile, load_profiles


class Classifier(Protocol):
    """What the service asks of model.classifier.Classifier."""

    @property
    def version(self) -> str:
        """The bundle's version."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The bundle's manifest."""

    def assess(self, text: str) -> Assessment:
        """Judge one text."""

    def assess_many(self, texts: Sequence[str]) -> Sequence[Assessment]:
        """Judge many, in order."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """Settings, database, classifier, profiles, the secret that hashes tokens, clock and throttle."""

    settings: Settings
    database: Database
    classifier: Classifier
    profiles: Shelf
    secret: bytes
    now: Callable[[], datetime] = utc_now
    throttle: Throttle = field(default_factory=Throttle)

    def profile(self, key: str) -> Profile:
        """The loaded profile. Raises NotFoundError."""
        try:
            return self.profiles[key]
        except KeyError:
            raise NotFoundError(f"Det finns ingen profil ”{key}”.") from None


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
        classifier=classifier or _load_classifier(settings),
        profiles=Shelf(profiles or load_profiles(folder), folder),
        secret=load_secret(settings),
    )


def _load_classifier(settings: Settings) -> Classifier:
    from model.classifier import Classifier as Shipped  # noqa: PLC0415  (slow import)

    return Shipped.load(settings.bundle) if settings.bundle else Shipped.load_default()
