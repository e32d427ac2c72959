"""Outside sources: labelled text that is not ours, read from a folder when the user has it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from data.errors import CorpusError, SourceError
from model.labels import GROUNDS, LABELS

SOURCES_FILE = Path(__file__).parent / "sources.yaml"
FOLDER_VARIABLE = "UPPSIKT_SOURCES"


@dataclass(frozen=True, slots=True)
class Source:
    """One outside source: where it lies, whose it is, and which labels its readers looked for."""

    key: str
    file: str
    title: str
    licence: str
    labels: frozenset[str]
    unsure_weight: float


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One labelled text of a source; `labels` may hold harms and intents."""

    id: str
    text: str
    labels: tuple[str, ...]
    ground: tuple[str, ...]
    unsure: bool


def read_sources(file: Path = SOURCES_FILE) -> dict[str, Source]:
    """The sources that sources.yaml names, by key; SourceError when one is described wrongly."""
    return {fields["key"]: Source(**fields) for fields in described(file)}


def described(file: Path) -> Iterator[dict[str, Any]]:
    """The fields of each entry of a file like sources.yaml, its key among them, `labels` as a set.

    SourceError when an entry names a label that there is not.
    """
    entries: Mapping[str, Mapping[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    for key, fields in entries.items():
        unknown = set(fields["labels"]) - set(LABELS)
        if unknown:
            raise SourceError(f"{file.name}: {key}: unknown labels {sorted(unknown)}")
        yield {**fields, "key": key, "labels": frozenset(fields["labels"])}


def sources_folder() -> Path | None:
    """The folder that UPPSIKT_SOURCES names, or None; SourceError where it is not there."""
    named = os.environ.get(FOLDER_VARIABLE)
    if not named:
        return None
    folder = Path(named)
    if not folder.is_dir():
        raise SourceError(f"{FOLDER_VARIABLE} names {named!r}, which is no folder")
    return folder


def read_source(source: Source, folder: Path) -> list[SourceRow]:
    """The rows of one source; SourceError when its file is missing, CorpusError for bad rows."""
    file = folder / source.file
    if not file.is_file():
        raise SourceError(f"source {source.key!r}: {file} is missing")
    rows, faults = [], []
    for number, line in enumerate(filter(None, file.read_bytes().split(b"\n")), start=1):
        try:
            rows.append(_row(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            faults.append(f"{source.file}:{number}: {error}")
    if faults:
        raise CorpusError(faults)
    return rows


def file_digest(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _row(values: dict[str, Any]) -> SourceRow:
    ground = values.get("ground") or ()
    grounds = (ground,) if isinstance(ground, str) else tuple(ground)
    unknown = [name for name in values["labels"] if name not in LABELS]
    unknown += [name for name in grounds if name not in GROUNDS]
    if unknown:
        raise ValueError(f"unknown labels {unknown}")
    labels = tuple(values["labels"])
    return SourceRow(values["id"], values["text"], labels, grounds, bool(values.get("unsure")))
