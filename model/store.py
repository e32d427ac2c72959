"""The store of models: bundles kept by version, and one pointer file that says which is in use."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.bundle import MANIFEST, read_bundle
from model.errors import BundleError

POINTER = "active.json"
CARD = "README.md"
"""The one file beside the manifest's own that a bundle may hold: its model card."""
PROMOTED, ROLLED_BACK = "promoted", "rolled back"
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


@dataclass(frozen=True, slots=True)
class Change:
    """One turn of the pointer: to which version, when (ISO 8601, UTC), how and why."""

    version: str
    at: str
    how: str
    why: str = ""


class ModelStore:
    """A folder with one subfolder a version and `active.json`; readers need no lock.

    A kept bundle is never written again, and the pointer is replaced whole: whoever reads, at any
    moment and after any crash, finds the old model or the new.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def pointer(self) -> Path:
        """The file whose change means that another model is in use."""
        return self.folder / POINTER

    def active(self) -> Path | None:
        """The folder of the bundle in use; None before the first promotion."""
        changes = self.history()
        return self.folder / changes[-1].version if changes else None

    def history(self) -> list[Change]:
        """Every turn of the pointer, oldest first; BundleError where the file cannot be read."""
        try:
            told: Any = json.loads(self.pointer.read_text(encoding="utf-8"))
            changes = [Change(**each) for each in told["changes"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BundleError(f"{self.pointer}: cannot be read ({error})") from error
        if not all(_VERSION.fullmatch(each.version) for each in changes):
            raise BundleError(f"{self.pointer}: names what is no version")
        return changes

    def keep(self, bundle: Path) -> Path:
        """Copy a bundle in, whole or not at all; its folder in the store. BundleError when damaged."""
        read = read_bundle(bundle)
        if not _VERSION.fullmatch(read.version):
            raise BundleError(f"{bundle}: {read.version!r} cannot name a folder")
        kept = self.folder / read.version
        if kept.exists():
            _require_same(kept, bundle)
            return kept
        fresh = self.folder / f".{read.version}.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name in (*read.manifest["files"], MANIFEST, CARD):
            if (bundle / name).exists():
                shutil.copyfile(bundle / name, fresh / name)
        read_bundle(fresh)
        fresh.rename(kept)
        return kept

    def write_card(self, version: str, text: str) -> None:
        """Put a model card into a kept bundle, whole."""
        waiting = self.folder / f".{version}.{CARD}"
        write_whole(waiting, text)
        waiting.replace(self.folder / version / CARD)

    def activate(self, version: str, *, at: str, how: str, why: str = "") -> None:
        """Point at a kept version; BundleError where it is not kept or does not hold."""
        read_bundle(self.folder / version)
        changes = [*self.history(), Change(version, at, how, why)]
        write_whole(self.pointer, json.dumps({"changes": [asdict(each) for each in changes]}))

    def before(self) -> str | None:
        """The version that a rollback would return to; None where there is none."""
        standing = _standing(self.history())
        return standing[-2] if len(standing) > 1 else None


def write_whole(file: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, meets the old text or the new, never a part."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def _standing(changes: Sequence[Change]) -> list[str]:
    """The promoted versions that no rollback took back, oldest first."""
    standing: list[str] = []
    for change in changes:
        if change.how == ROLLED_BACK:
            standing.pop()
        else:
            standing.append(change.version)
    return standing


def _require_same(kept: Path, bundle: Path) -> None:
    if (kept / MANIFEST).read_bytes() != (bundle / MANIFEST).read_bytes():
        raise BundleError(f"{bundle}: another bundle of the same version is kept in {kept}")
