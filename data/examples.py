"""Examples: corpus rows and outside rows in the one shape that training takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from data.corpus import CORPUS_FOLDER, Row, read_corpus
from data.plain import PlainText, read_passages, read_plain
from data.sources import Source, file_digest, read_source, read_sources, sources_folder
from model.labels import LABELS

AIMED = "prov-"
"""How the themes begin that were written in rounds against the model (data/DATASHEET.md)."""


@dataclass(frozen=True, slots=True)
class Example:
    """One text to learn from.

    `known` are the labels that its readers looked for (a label outside it is neither present nor
    absent), `group` what must stay together when folds are made, `weight` how much it counts,
    `made` whether nobody labelled it as it stands: it was filled into a frame, made from another text,
    or is plain text (learnt from, never judged on). `aimed` marks rows written against a model's errors:
    harder than comments are, so that scores are not calibrated by them.
    """

    text: str
    labels: frozenset[str]
    ground: frozenset[str]
    known: frozenset[str]
    group: str
    weight: float = 1.0
    made: bool = False
    aimed: bool = False


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Examples and a record of where they came from, as the bundle's manifest keeps it."""

    examples: tuple[Example, ...]
    record: tuple[dict[str, Any], ...]


def theme_of(row_id: str) -> str:
    """The theme that a corpus row belongs to: its id without the number."""
    return row_id.rpartition("-")[0]


def examples_of(rows: Iterable[Row], splits: Sequence[str]) -> list[Example]:
    """The corpus rows of some splits as examples, every label known."""
    everything = frozenset(LABELS)
    return [
        Example(
            text=row.text,
            labels=frozenset(row.labels) | frozenset(row.intents),
            ground=frozenset(row.ground),
            known=everything,
            group=theme_of(row.id),
            aimed=row.id.startswith(AIMED),
        )
        for row in rows
        if row.split in splits
    ]


def source_examples(source: Source, folder: Path) -> list[Example]:
    """The rows of one outside source; only the labels that its readers looked for are known."""
    return [
        Example(
            text=row.text,
            labels=frozenset(row.labels),
            ground=frozenset(row.ground),
            known=source.labels,
            group=f"{source.key}:{crc32(row.id.encode()) % 20}",
            weight=source.unsure_weight if row.unsure else 1.0,
        )
        for row in read_source(source, folder)
    ]


def plain_examples(text: PlainText, folder: Path) -> list[Example]:
    """Passages of a plain text as examples without the labels that it is taken to be free of."""
    return [
        Example(
            text=passage,
            labels=frozenset(),
            ground=frozenset(),
            known=text.labels,
            group=f"{text.key}:{crc32(passage.encode()) % 20}",
            weight=text.weight,
            made=True,
        )
        for passage in read_passages(text, folder)
    ]


def training_data(
    *, corpus: Path = CORPUS_FOLDER, splits: Sequence[str] = ("train", "validation")
) -> TrainingData:
    """All that a training run learns from: the corpus, the outside sources and plain texts that are here."""
    examples = examples_of(read_corpus(corpus), splits)
    record: list[dict[str, Any]] = [
        {
            "name": "corpus",
            "licence": "EUPL-1.2",
            "rows": len(examples),
            "files": {file.name: file_digest(file) for file in sorted(corpus.glob("*.jsonl"))},
        }
    ]
    folder = sources_folder()
    if folder is None:
        return TrainingData(tuple(examples), tuple(record))
    for source in read_sources().values():
        examples += _recorded(source, source_examples(source, folder), folder, record)
    for text in read_plain().values():
        examples += _recorded(text, plain_examples(text, folder), folder, record)
    return TrainingData(tuple(examples), tuple(record))


def _recorded(
    source: Source | PlainText, rows: list[Example], folder: Path, record: list[dict[str, Any]]
) -> list[Example]:
    """The rows, after a line on where they came from is put to the record."""
    record.append(
        {
            "name": source.key,
            "title": source.title,
            "licence": source.licence,
            "rows": len(rows),
            "files": {source.file: file_digest(folder / source.file)},
        }
    )
    return rows
