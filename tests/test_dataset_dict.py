from __future__ import annotations

import pytest

from data.corpus import Row, read_corpus
from data.dataset_dict import dataset_dict_of, load_dataset_dict

pytest.importorskip("datasets", reason="the extra [data] is not installed")


def test_the_corpus_comes_as_splits_with_its_fields() -> None:
    loaded = load_dataset_dict()
    rows = read_corpus()
    assert set(loaded) == {"train", "validation", "test", "challenge"}
    assert sum(len(split) for split in loaded.values()) == len(rows)
    assert loaded["train"].column_names == [
        "id",
        "text",
        "labels",
        "ground",
        "intents",
        "split",
        "note",
    ]
    first = next(row for row in rows if row.split == "test")
    assert loaded["test"][0]["text"] == first.text
    assert loaded["test"][0]["labels"] == list(first.labels)


def test_rows_without_any_label_keep_their_column_types() -> None:
    loaded = dataset_dict_of([Row("a-1", "Hej", (), (), (), "train")])
    assert loaded["train"][0]["labels"] == []
    assert loaded["train"].features["labels"].feature.dtype == "string"
