"""The model in use: a promoted bundle is taken up while the service runs, between two requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api.auth.principal import OPERATOR
from api.background import working
from api.desk import Classifier, Desk
from api.registry import append
from api.tables import RegistryEntry
from model.assessment import Assessment
from model.errors import ModelError
from model.store import ModelStore

_LOG = structlog.get_logger("uppsikt")

LOADED = "model.loaded"
"""The entry: from here on comments are judged by this model."""

LOOK_SECONDS = 1.0
"""How often the pointer is looked at; one call of stat()."""


class Loader(Protocol):
    """Loads a bundle folder, or the shipped bundle for None. Raises ModelError."""

    def __call__(self, folder: Path | None) -> Classifier:
        """The classifier."""


class LiveClassifier:
    """The classifier that the store points at; a request keeps the one that it began with."""

    def __init__(self, store: ModelStore, load: Loader) -> None:
        self._store = store
        self._load = load
        self._seen = self._stamp()
        self._current = load(store.active())

    @property
    def version(self) -> str:
        """The version in use at this moment."""
        return self._current.version

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The manifest of the model in use at this moment."""
        return self._current.manifest

    def assess(self, text: str, *, office_holders: Collection[str] = ()) -> Assessment:
        """Judge one text; the assessment names the model that did."""
        return self._current.assess(text, office_holders=office_holders)

    def assess_many(self, texts: Sequence[str]) -> Sequence[Assessment]:
        """Judge many, all by one and the same model."""
        return self._current.assess_many(texts)

    def refresh(self) -> bool:
        """Take up what the store points at if the pointer has moved; whether the model is another.

        A bundle that does not hold is told in the log and the old one stays.
        """
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen, before = stamp, self.version
        try:
            # Read whole before it is put in place: requests go on with the old one meanwhile.
            self._current = self._load(self._store.active())
        except ModelError as error:
            _LOG.error("model.refused", kept=before, reason=str(error))
        return self.version != before

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._store.pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns


@contextmanager
def following(desk: Desk, every: float = LOOK_SECONDS) -> Iterator[None]:
    """While the block runs, the desk's model follows the store, and the registry tells of it."""
    if not isinstance(desk.classifier, LiveClassifier):
        yield
        return
    with working("model", lambda ended: _follow(desk, ended, every)):
        yield


def enter_model(desk: Desk) -> None:
    """Tell the registry of the model in use, where it is not the one last entered."""
    model = desk.classifier
    payload = {"model": model.version, "manifest": _digest(model.manifest)}
    with desk.database.writing() as session:
        last = session.scalar(
            select(RegistryEntry.payload)
            .where(RegistryEntry.type == LOADED)
            .order_by(RegistryEntry.sequence.desc())
            .limit(1)
        )
        if last is None or json.loads(last) != payload:
            append(session, actor=OPERATOR.actor, type=LOADED, payload=payload, now=desk.now())


def _follow(desk: Desk, ended: Event, every: float) -> None:
    assert isinstance(desk.classifier, LiveClassifier)
    while not ended.wait(every):
        if desk.classifier.refresh():
            _LOG.info("model.loaded", model=desk.classifier.version)
            try:
                enter_model(desk)
            except SQLAlchemyError as error:
                _LOG.error("model.not_entered", error=type(error).__name__)


def _digest(manifest: Mapping[str, Any]) -> str:
    written = json.dumps(manifest, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()
