from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from model.errors import BundleError
from model.personal_data.names_bundle import (
    ARRAYS,
    MANIFEST,
    NAMES_BUNDLE,
    read_names_bundle,
    write_names_bundle,
)
from model.personal_data.names_features import Listing
from model.personal_data.names_tagger import NameTagger

AIM = 0.88


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NAMES_BUNDLE, tmp_path / "names"))


def test_the_shipped_bundle_is_whole_small_and_says_what_it_reached() -> None:
    bundle = read_names_bundle()
    assert bundle.manifest["metrics"]["news_test"]["token_f1"] >= AIM
    assert bundle.manifest["metrics"]["comments"]["token_f1"] >= AIM
    assert sum(file.stat().st_size for file in NAMES_BUNDLE.iterdir()) < 3_000_000


def test_a_bundle_reads_back_as_written(tmp_path: Path) -> None:
    shipped = read_names_bundle()
    again = write_names_bundle(tmp_path / "again", shipped.arrays, {"metrics": {}})
    text = "Karin Ek och en björn"
    assert NameTagger(again).names(text) == NameTagger(shipped).names(text)


def test_an_altered_file_is_refused(copy: Path) -> None:
    with (copy / ARRAYS).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(BundleError, match="manifest describes"):
        read_names_bundle(copy)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1, "files": {}}'])
def test_a_manifest_that_is_none_is_refused(copy: Path, content: str) -> None:
    (copy / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(BundleError, match="no readable"):
        read_names_bundle(copy)


def test_another_format_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    (copy / MANIFEST).write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(BundleError, match="train the names anew"):
        read_names_bundle(copy)


def test_objects_and_arrays_of_other_shapes_are_refused(tmp_path: Path) -> None:
    arrays = dict(read_names_bundle().arrays)
    for wrong in (
        {**arrays, "list_keys": np.array([{}], dtype=object)},
        {**arrays, "transitions": np.zeros((2, 2), dtype=np.float32)},
        {**arrays, "feature_weights": arrays["feature_weights"][:-1]},
        {name: array for name, array in arrays.items() if name != "list_codes"},
    ):
        with pytest.raises((BundleError, ValueError)):
            write_names_bundle(tmp_path / "wrong", wrong, {})
    assert not (tmp_path / "wrong").exists()


def test_a_listing_packs_and_unpacks() -> None:
    listing = Listing(first=7, surname=3, place=1, word=5, capital=2, after=3)
    assert Listing.unpack(listing.pack()) == listing


def test_the_lists_know_names_from_words() -> None:
    tagger = NameTagger(read_names_bundle())
    assert tagger.listing("karin").named
    assert tagger.listing("andersson").named
    assert not tagger.listing("bordet").named
    assert tagger.listing("malmö").place
