"""Packages: files that belong together, with the SHA-256 of each in a list."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

MANIFEST = "manifest-sha256.txt"
"""Lines of `<sha256>  <name>`, as `sha256sum --check` reads them."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def with_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files and the list of their checksums."""
    lines = [
        f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())
    ]
    return {**files, MANIFEST: "".join(lines).encode()}


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) of the list, which stands for all of them."""
    return hashlib.sha256(files[MANIFEST]).hexdigest()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """One ZIP, the same bytes for the same files."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return body.getvalue()


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write each file under `folder`, the list last, so that a half-written folder has none.

    Raises OSError.
    """
    for name, body in sorted(files.items(), key=lambda one: one[0] == MANIFEST):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
