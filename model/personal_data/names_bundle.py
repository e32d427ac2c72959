"""The name tagger's bundle: plain NumPy arrays of hashes and weights, and a manifest.

No word stands in it: the lists are CRC-32 values with a few bits each, the model's features likewise.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from model.errors import BundleError

NAMES_BUNDLE = Path(__file__).parent.parent / "bundles" / "names"
FORMAT = 1
MANIFEST = "manifest.json"
ARRAYS = "names.npz"
TAGS = ("O", "B", "I")
_SHAPES: dict[str, tuple[str, tuple[int | None, ...]]] = {
    "list_keys": ("uint32", (None,)),
    "list_codes": ("uint16", (None,)),
    "feature_keys": ("uint32", (None,)),
    "feature_weights": ("float16", (None, len(TAGS))),
    "transitions": ("float32", (len(TAGS), len(TAGS))),
}


@dataclass(frozen=True, slots=True)
class NamesBundle:
    """A bundle read whole: `arrays` as in _SHAPES, keys ascending, and what the manifest says."""

    manifest: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    @property
    def version(self) -> str:
        """The tagger's name, from its content."""
        return str(self.manifest["version"])


def write_names_bundle(
    folder: Path, arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]
) -> NamesBundle:
    """Write a bundle beside the old one, read it back, and only then put it in its place."""
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    np.savez_compressed(fresh / ARRAYS, allow_pickle=False, **arrays)
    digest = _digest(fresh / ARRAYS)
    content = {"format": FORMAT, "version": f"names-{digest[:10]}", "files": {ARRAYS: digest}}
    text = json.dumps({**content, **manifest}, ensure_ascii=False, indent=1, sort_keys=True)
    (fresh / MANIFEST).write_text(text + "\n", encoding="utf-8")
    bundle = read_names_bundle(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.replace(folder)
    return bundle


def read_names_bundle(folder: Path = NAMES_BUNDLE) -> NamesBundle:
    """Read and check a bundle; BundleError when anything is missing, changed or foreign."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        expected = manifest["files"][ARRAYS]
        known = manifest["format"] == FORMAT and "version" in manifest
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"{folder}: no readable {MANIFEST} of a name tagger") from error
    if not known:
        raise BundleError(f"{folder}: this code reads format {FORMAT}; train the names anew")
    file = folder / ARRAYS
    if not file.is_file() or _digest(file) != expected:
        raise BundleError(f"{folder}: {ARRAYS} is not the file that the manifest describes")
    return NamesBundle(manifest, _arrays(file))


def _arrays(file: Path) -> dict[str, NDArray[Any]]:
    try:
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (ValueError, OSError, KeyError, zipfile.BadZipFile) as error:
        raise BundleError(f"{file}: cannot be read as arrays ({error})") from error
    if arrays.keys() != _SHAPES.keys():
        raise BundleError(f"{file}: holds {sorted(arrays)}")
    for name, (kind, shape) in _SHAPES.items():
        array = arrays[name]
        fits = len(array.shape) == len(shape) and all(
            size in (None, given) for size, given in zip(shape, array.shape, strict=True)
        )
        if array.dtype != kind or not fits:
            raise BundleError(f"{file}: {name} is not as this code reads it")
    for keys, values in (("list_keys", "list_codes"), ("feature_keys", "feature_weights")):
        if len(arrays[keys]) != len(arrays[values]):
            raise BundleError(f"{file}: {keys} and {values} differ in length")
    return cast("dict[str, NDArray[Any]]", arrays)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
