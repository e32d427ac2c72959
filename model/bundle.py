"""A model is a folder: manifest.json names its version, its data, and the SHA-256 of each file."""

from __future__ import annotations

import hashlib
import json
import lzma
import pickle
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import joblib
from joblib.numpy_pickle import NumpyUnpickler

from model.errors import BundleError
from model.labels import HARMS, INTENTS
from model.transformer import ENCODER, TOKENIZER, Transformer, read_transformer
from model.vectors import WordVectors, read_vectors
from model.words import WORDS_FILE

BUNDLES = Path(__file__).parent / "bundles"
DEFAULT_BUNDLE = BUNDLES / "shipped"
FORMAT = 3
MANIFEST = "manifest.json"
LINEAR = "linear.joblib"
VECTORS = "vectors.npz"
_REQUIRED = ("format", "version", "files", "thresholds", "labels")
_DAMAGED = (pickle.UnpicklingError, EOFError, lzma.LZMAError, ValueError, TypeError, IndexError)
_ALLOWED = {
    "sklearn.linear_model._logistic": {"LogisticRegression"},
    "sklearn.neural_network._multilayer_perceptron": {"MLPClassifier"},
    "sklearn.preprocessing._data": {"StandardScaler"},
    "sklearn.feature_extraction.text": {"TfidfTransformer"},
    "scipy.sparse._csr": {"csr_matrix", "csr_array"},
    "numpy": {"dtype", "ndarray"},
    "numpy._core.multiarray": {"scalar", "_reconstruct"},
    "joblib.numpy_pickle": {"NumpyArrayWrapper"},
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was read whole: its manifest, the scikit-learn parts, a transformer if it has one."""

    folder: Path
    manifest: Mapping[str, Any]
    linear: Mapping[str, Any]
    vectors: WordVectors
    transformer: Transformer | None = None

    @property
    def version(self) -> str:
        """The model's name in every assessment and decision."""
        return str(self.manifest["version"])


def write_bundle(
    folder: Path,
    linear: Mapping[str, Any] | Path,
    vectors: Path,
    manifest: Mapping[str, Any],
    encoder: Path | None = None,
) -> Bundle:
    """Write a bundle whole or not at all (a sibling folder is renamed into place).

    `linear` are fitted parts, or the file of another bundle that holds them; `encoder` is a folder
    with the ENCODER and TOKENIZER of a transformer, which the manifest's `encoder` describes.
    """
    fresh, old = (folder.with_name(f".{folder.name}.{end}") for end in ("new", "old"))
    if old.exists() and not folder.exists():
        old.replace(folder)  # a writer was killed between its two renamings
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    if isinstance(linear, Path):
        shutil.copyfile(linear, fresh / LINEAR)
    else:
        with lzma.open(fresh / LINEAR, "wb", preset=6) as stream:
            joblib.dump(dict(linear), stream, protocol=5)
    shutil.copyfile(vectors, fresh / VECTORS)
    for name in (ENCODER, TOKENIZER) if encoder else ():
        assert encoder is not None
        shutil.copyfile(encoder / name, fresh / name)
    digests = {file.name: _digest(file) for file in sorted(fresh.iterdir())}
    words = words_digest()
    content = {
        "format": FORMAT,
        "version": _version(digests, words, manifest),
        "files": digests,
        "words": words,
        "labels": {"harms": list(HARMS), "intents": list(INTENTS)},
        **manifest,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (fresh / MANIFEST).write_text(text, encoding="utf-8")
    bundle = read_bundle(fresh)
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
    return replace(bundle, folder=folder)


def read_bundle(folder: Path) -> Bundle:
    """Read and check a bundle; BundleError when anything is missing, changed or foreign."""
    manifest = _read_manifest(folder)
    extra = {file.name for file in folder.iterdir() if file.name != "README.md"}
    extra -= {MANIFEST, *manifest["files"]}
    if extra:
        raise BundleError(f"{folder}: files that the manifest does not name: {sorted(extra)}")
    for name, expected in manifest["files"].items():
        file = folder / name
        if Path(name).name != name or not file.is_file():
            raise BundleError(f"{folder}: {name} is missing")
        if _digest(file) != expected:
            raise BundleError(f"{folder}: {name} is not the file that the manifest describes")
    vectors = read_vectors(folder / VECTORS)
    encoder = manifest.get("encoder")
    transformer = read_transformer(folder, encoder) if encoder else None
    return Bundle(folder, manifest, _load(folder / LINEAR), vectors, transformer)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise BundleError(f"{folder}: no readable {MANIFEST} ({error.strerror})") from error
    except ValueError as error:
        raise BundleError(f"{folder}: {MANIFEST} is not JSON") from error
    missing = [name for name in _REQUIRED if not isinstance(manifest, dict) or name not in manifest]
    if missing:
        raise BundleError(f"{folder}: {MANIFEST} lacks {', '.join(missing)}")
    if manifest["format"] != FORMAT:
        raise BundleError(f"{folder}: format {manifest['format']!r}, this code reads {FORMAT}")
    if manifest["labels"] != {"harms": list(HARMS), "intents": list(INTENTS)}:
        raise BundleError(f"{folder}: its labels are not those of model/labels.py; train it anew")
    expected = {LINEAR, VECTORS} | ({ENCODER, TOKENIZER} if manifest.get("encoder") else set())
    if set(manifest["files"]) != expected:
        raise BundleError(f"{folder}: {MANIFEST} must name {', '.join(sorted(expected))}")
    return cast("dict[str, Any]", manifest)


def _version(digests: Mapping[str, str], words: str, manifest: Mapping[str, Any]) -> str:
    """Named by content: its files, the word table, and the thresholds and weights that they are used with."""
    kind = "ensemble" if ENCODER in digests else "linear"
    used = manifest["thresholds"], manifest.get("encoder", {}).get("blend"), words
    whole = json.dumps([digests, *used], sort_keys=True)
    return f"{kind}-{hashlib.sha256(whole.encode()).hexdigest()[:10]}"


def words_digest() -> str:
    """SHA-256 of the word table, which every bundle reads comments with."""
    return _digest(WORDS_FILE)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _SafeUnpickler(NumpyUnpickler):  # type: ignore[misc]
    """Joblib's own reader, which builds nothing but fitted scikit-learn parts."""

    def find_class(self, module: str, name: str) -> Any:
        if name not in _ALLOWED.get(module, ()):
            raise BundleError(f"{self.filename}: holds a foreign object, {module}.{name}")
        return super().find_class(module, name)


def _load(file: Path) -> dict[str, Any]:
    try:
        with lzma.open(file) as stream:
            # Each call of the restricted reader's load() ends in find_class above.
            return cast("dict[str, Any]", _SafeUnpickler(str(file), stream, True).load())
    except _DAMAGED as error:
        raise BundleError(f"{file}: cannot be read as a model ({error})") from error
