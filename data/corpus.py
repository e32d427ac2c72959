"""The corpus: JSON-lines files, one theme a file, every row checked before anything is trained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import CorpusError
from model.labels import GROUNDS, HARMS, INTENTS

CORPUS_FOLDER = Path(__file__).parent / "corpus"
SPLITS = ("train", "validation", "test", "challenge")
FIELDS = ("id", "text", "labels", "ground", "intents", "split", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled comment; `labels` are harms, `ground` the grounds of its hate_speech."""

    id: str
    text: str
    labels: tuple[str, ...]
    ground: tuple[str, ...]
    intents: tuple[str, ...]
    split: str
    note: str = ""

    def to_json(self) -> str:
        """The row as one line of JSON, fields in the corpus's order."""
        return json.dumps({name: getattr(self, name) for name in FIELDS}, ensure_ascii=False)


def read_corpus(folder: Path = CORPUS_FOLDER) -> list[Row]:
    """All rows of every `*.jsonl` in `folder`, by file and line; CorpusError lists every fault."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise CorpusError([f"{folder}: no *.jsonl file here"])
    return read_files(files)


def read_files(files: Sequence[Path]) -> list[Row]:
    """The rows of `files` in order; CorpusError names file and line of every fault, all at once."""
    rows: list[Row] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for file in files:
        for place, raw in _lines(file):
            problems, row = _parse(raw)
            if row is not None and row.id in seen:
                problems.append(f"id {row.id!r} stands already at {seen[row.id]}")
            faults.extend(f"{place}: {problem}" for problem in problems)
            if row is not None and not problems:
                seen[row.id] = place
                rows.append(row)
    if faults:
        raise CorpusError(faults)
    return rows


def _lines(file: Path) -> Iterator[tuple[str, bytes]]:
    for number, raw in enumerate(file.read_bytes().split(b"\n"), start=1):
        if raw.strip():
            yield f"{file.name}:{number}", raw


def _parse(raw: bytes) -> tuple[list[str], Row | None]:
    try:
        values = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return ["not UTF-8"], None
    except json.JSONDecodeError as error:
        return [f"not JSON ({error.msg})"], None
    if not isinstance(values, dict):
        return ["not a JSON object"], None
    problems = _shape_problems(values)
    if problems:
        return problems, None
    row = Row(
        id=values["id"],
        text=values["text"],
        labels=tuple(values["labels"]),
        ground=tuple(values["ground"]),
        intents=tuple(values["intents"]),
        split=values["split"],
        note=values.get("note", ""),
    )
    return _meaning_problems(row), row


def _shape_problems(values: dict[str, Any]) -> list[str]:
    problems = [f"field {name!r} is missing" for name in FIELDS[:-1] if name not in values]
    problems += [f"unknown field {name!r}" for name in values if name not in FIELDS]
    for name in ("id", "text", "split", "note"):
        if name in values and not isinstance(values[name], str):
            problems.append(f"{name!r} must be a string")
    for name in ("labels", "ground", "intents"):
        value = values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            problems.append(f"{name!r} must be a list of strings")
    return problems


def _meaning_problems(row: Row) -> list[str]:
    problems = []
    if not row.id.strip():
        problems.append("empty id")
    if not row.text.strip():
        problems.append("empty text")
    if row.split not in SPLITS:
        problems.append(f"unknown split {row.split!r} (one of {', '.join(SPLITS)})")
    allowed = (("label", row.labels, HARMS), ("ground", row.ground, GROUNDS))
    for what, values, known in (*allowed, ("intent", row.intents, INTENTS)):
        problems += [f"unknown {what} {value!r}" for value in values if value not in known]
        if len(set(values)) < len(values):
            problems.append(f"a {what} stands twice")
    if ("hate_speech" in row.labels) != bool(row.ground):
        problems.append("hate_speech and its ground must stand together")
    return problems
