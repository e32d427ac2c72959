"""The corpus as a `datasets.DatasetDict`, for those who train with the Hugging Face libraries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from data.corpus import CORPUS_FOLDER, FIELDS, SPLITS, Row, read_corpus
from data.errors import DataError

if TYPE_CHECKING:
    from datasets import DatasetDict


def load_dataset_dict(folder: Path = CORPUS_FOLDER) -> DatasetDict:
    """A DatasetDict with one dataset a split and the corpus's fields as columns.

    CorpusError for faulty rows; DataError where the extra that brings `datasets` is not installed.
    """
    return dataset_dict_of(read_corpus(folder))


def dataset_dict_of(rows: Iterable[Row]) -> DatasetDict:
    """Any rows as a DatasetDict; a split without rows is left out."""
    try:
        import datasets  # noqa: PLC0415  (an extra; half a second to import)
    except ImportError as error:
        raise DataError("the package `datasets` is needed: pip install -e '.[data]'") from error
    texts = datasets.List(datasets.Value("string"))
    features = datasets.Features(
        {name: datasets.Value("string") for name in FIELDS}
        | dict.fromkeys(("labels", "ground", "intents"), texts)
    )
    by_split: dict[str, list[Row]] = {split: [] for split in SPLITS}
    for row in rows:
        by_split[row.split].append(row)
    return datasets.DatasetDict(
        {
            split: datasets.Dataset.from_dict(
                {name: [_plain(getattr(row, name)) for row in chosen] for name in FIELDS},
                features=features,
            )
            for split, chosen in by_split.items()
            if chosen
        }
    )


def _plain(value: str | tuple[str, ...]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)
