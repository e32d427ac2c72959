from __future__ import annotations

import json
import lzma
import pickle
import shutil
import subprocess
import sys
import time
from pathlib import Path

import joblib
import pytest

from model.bundle import (
    DEFAULT_BUNDLE,
    LINEAR,
    MANIFEST,
    read_bundle,
    words_digest,
    write_bundle,
)
from model.errors import BundleError
from model.vectors import VECTORS_FILE


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT_BUNDLE, tmp_path / "bundle"))


def _reseal(folder: Path, digest: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][LINEAR] = digest
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_the_shipped_bundle_says_what_it_was_made_of() -> None:
    manifest = read_bundle(DEFAULT_BUNDLE).manifest
    assert manifest["version"].startswith("ensemble-")
    assert all(part["licence"] for part in manifest["data"])
    assert manifest["encoder"]["base_licence"] == "apache-2.0"
    assert manifest["words"] == words_digest(), "the word table changed: train the bundle again"
    assert set(manifest["thresholds"]) == set(manifest["metrics"]["labels"])


def test_a_changed_file_is_refused(copy: Path) -> None:
    content = bytearray((copy / LINEAR).read_bytes())
    content[1000] ^= 1
    (copy / LINEAR).write_bytes(content)
    with pytest.raises(BundleError, match="is not the file that the manifest describes"):
        read_bundle(copy)


def test_a_missing_file_is_refused(copy: Path) -> None:
    (copy / LINEAR).unlink()
    with pytest.raises(BundleError, match="is missing"):
        read_bundle(copy)


def test_a_file_that_the_manifest_does_not_name_is_refused(copy: Path) -> None:
    (copy / "extra.joblib").write_bytes(b"x")
    with pytest.raises(BundleError, match="does not name"):
        read_bundle(copy)


@pytest.mark.parametrize(
    ("content", "says"),
    [("{", "not JSON"), ("{}", "lacks format"), ("[]", "lacks format"), (None, "no readable")],
)
def test_a_bad_manifest_is_refused(copy: Path, content: str | None, says: str) -> None:
    if content is None:
        (copy / MANIFEST).unlink()
    else:
        (copy / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(BundleError, match=says):
        read_bundle(copy)


def test_another_format_and_other_labels_are_refused(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    (copy / MANIFEST).write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(BundleError, match="format 99"):
        read_bundle(copy)
    (copy / MANIFEST).write_text(json.dumps({**manifest, "labels": {}}), encoding="utf-8")
    with pytest.raises(BundleError, match="train it anew"):
        read_bundle(copy)


class _Foreign:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.unlink, ("/nonexistent",)


def _digest(file: Path) -> str:
    import hashlib

    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_well_sealed_bundle_with_a_foreign_object_is_refused(copy: Path) -> None:
    with lzma.open(copy / LINEAR, "wb") as stream:
        joblib.dump({"models": _Foreign()}, stream)
    _reseal(copy, _digest(copy / LINEAR))
    with pytest.raises(BundleError, match="foreign object"):
        read_bundle(copy)


def test_a_well_sealed_bundle_that_is_no_model_is_refused(copy: Path) -> None:
    (copy / LINEAR).write_bytes(pickle.dumps(1))
    _reseal(copy, _digest(copy / LINEAR))
    with pytest.raises(BundleError, match="cannot be read as a model"):
        read_bundle(copy)


def test_a_failed_write_leaves_the_old_bundle(copy: Path) -> None:
    before = read_bundle(copy).version
    with pytest.raises(BundleError):
        write_bundle(copy, {"models": _Foreign()}, VECTORS_FILE, {"thresholds": {}})
    assert read_bundle(copy).version == before


WRITER = """
import sys
from pathlib import Path
from model.bundle import DEFAULT_BUNDLE, LINEAR, VECTORS, read_bundle, write_bundle
manifest = {"thresholds": read_bundle(DEFAULT_BUNDLE).manifest["thresholds"]}
print("ready", flush=True)
while True:
    write_bundle(Path(sys.argv[1]), DEFAULT_BUNDLE / LINEAR, DEFAULT_BUNDLE / VECTORS, manifest)
"""


def test_a_writer_that_is_killed_leaves_a_whole_bundle_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    for patience in (0.0, 0.1, 0.35, 0.9, 1.4):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)],
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(patience)
        process.kill()
        process.wait()
        process.stdout.close()
        if folder.exists():
            read_bundle(folder)
    write_bundle(folder, DEFAULT_BUNDLE / LINEAR, VECTORS_FILE, {"thresholds": {}})
    assert {file.name for file in tmp_path.iterdir()} == {"bundle"}


def test_a_bundle_that_a_killed_writer_had_set_aside_is_put_back(copy: Path) -> None:
    version = read_bundle(copy).version
    copy.rename(copy.with_name(".bundle.old"))
    with pytest.raises(BundleError):
        write_bundle(copy, {"models": _Foreign()}, VECTORS_FILE, {"thresholds": {}})
    assert read_bundle(copy).version == version
