"""Where preserved files lie: a folder, or an object store by setting. Paths are `ab/<sha256>.ext`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from api.settings import Settings


class Store(Protocol):
    """Files by path. Every method raises OSError when the store does not answer."""

    def write(self, path: str, body: bytes) -> None:
        """Keep the whole body, on disk when this returns."""

    def read(self, path: str) -> bytes:
        """The body."""

    def remove(self, path: str) -> None:
        """Remove it; what is gone already is no error."""

    def paths(self, before: datetime | None = None) -> Iterator[str]:
        """Every path; only what was last written before a moment, where one is given."""


class FolderStore:
    """A folder on this machine: temporary name, fsync, rename, fsync of the folders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, path: str, body: bytes) -> None:
        """Keep the whole body, on disk when this returns. Raises OSError."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting = target.with_name(f".{secrets.token_hex(8)}")
        try:
            with waiting.open("xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(target)
        finally:
            waiting.unlink(missing_ok=True)
        for folder in (target.parent, target.parent.parent):
            _sync_folder(folder)

    def read(self, path: str) -> bytes:
        """The body. Raises OSError."""
        return (self._folder / path).read_bytes()

    def remove(self, path: str) -> None:
        """Remove it; what is gone already is no error. Raises OSError."""
        target = self._folder / path
        if target.exists():
            target.unlink()
            _sync_folder(target.parent)

    def paths(self, before: datetime | None = None) -> Iterator[str]:
        """Every path, also of what a crash left half written; see Store."""
        for file in sorted(self._folder.rglob("*")):
            if file.is_file() and (not before or file.stat().st_mtime < before.timestamp()):
                yield file.relative_to(self._folder).as_posix()


class RemoteStore:
    """What fsspec reaches, such as `s3://bucket/prefix`; an object appears whole or not at all."""

    def __init__(self, url: str) -> None:
        import fsspec  # type: ignore[import-untyped]  # noqa: PLC0415  (only where it is used)

        self._files, self._root = fsspec.core.url_to_fs(url)

    def write(self, path: str, body: bytes) -> None:
        """Keep the whole body, and read it back. Raises OSError."""
        self._ask("pipe_file", path, body)
        if self.read(path) != body:
            raise OSError(f"{path} came back another")

    def read(self, path: str) -> bytes:
        """The body. Raises OSError."""
        self._files.invalidate_cache()
        body: bytes = self._ask("cat_file", path)
        return body

    def remove(self, path: str) -> None:
        """Remove it; what is gone already is no error. Raises OSError."""
        if self._ask("exists", path):
            self._ask("rm_file", path)

    def paths(self, before: datetime | None = None) -> Iterator[str]:
        """Every path; see Store. Raises OSError."""
        self._files.invalidate_cache()
        for found in self._ask("find", ""):
            path = str(found).removeprefix(self._root).lstrip("/")
            if not before or self._ask("modified", path) < before:
                yield path

    def _ask(self, method: str, path: str, *more: Any) -> Any:
        try:
            return getattr(self._files, method)(f"{self._root}/{path}", *more)
        except Exception as error:
            # Each backend has an error tree of its own; the caller needs to know only that it failed.
            raise OSError(f"the store did not {method} {path}") from error


def store_of(settings: Settings) -> Store:
    """The store that the settings name. Raises ImportError without fsspec's backend."""
    if settings.evidence_url is None:
        return FolderStore(settings.evidence_folder)
    return _remote(settings.evidence_url)


@cache
def _remote(url: str) -> RemoteStore:
    return RemoteStore(url)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
