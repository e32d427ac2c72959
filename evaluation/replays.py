"""Replays: assessments to weigh anew, as datasets: given lines, a service's store, or the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from datasets import Dataset
from sqlalchemy.exc import SQLAlchemyError

from data.corpus import read_corpus
from evaluation.errors import ReplayError
from model.assessment import Assessment
from model.classifier import Classifier
from model.policy import Context
from model.wire import assessment_of, assessment_values

BATCH = 1000
_FACTS = ("owned", "medium", "language", "is_reply", "has_link", "author_is_official")
_STORED = """
SELECT d.id AS id, v.assessment AS assessment, v.suggestion AS suggestion, v.model AS model,
       c.owned AS owned, c.medium AS medium, c.language AS language
FROM versions v JOIN decisions d ON d.id = v.decision_id AND d.version = v.number
                JOIN channels c ON c.key = d.channel
"""


@dataclass(frozen=True, slots=True)
class Replay:
    """One comment as it was assessed, and the actions suggested then where that is known."""

    id: str
    assessment: Assessment
    context: Context
    text: str | None = None
    suggested: tuple[str, ...] | None = None


def given_assessments(file: Path, cache: Path) -> Dataset:
    """The lines of a file as `python -m model classify` writes them; `cache` is for datasets' own files.

    A line may also hold `grounds`, `text` and the facts of model.policy.Context.
    """
    if not file.is_file():
        raise ReplayError(f"{file}: there is no such file")
    return Dataset.from_text(str(file), cache_dir=str(cache), keep_in_memory=False)


def stored_assessments(url: str, cache: Path) -> Dataset:
    """Every decision of a service's database (its SQLAlchemy URL) as last assessed."""
    try:
        rows = Dataset.from_sql(_STORED, url, cache_dir=str(cache))
    except (SQLAlchemyError, ValueError) as error:
        raise ReplayError(f"{url.rpartition('@')[2]}: {error}".splitlines()[0]) from error
    return rows.map(_line_of_stored, remove_columns=rows.column_names)


def assessed_corpus(classifier: Classifier) -> Dataset:
    """The corpus' comments that the model was not trained on, read by it now."""
    rows = [row for row in read_corpus() if row.split != "train"]
    assessments = classifier.assess_many(row.text for row in rows)
    lines = (
        {"id": row.id, "text": row.text, **assessment_values(assessment)}
        for row, assessment in zip(rows, assessments, strict=True)
    )
    return Dataset.from_dict({"text": [orjson.dumps(line).decode() for line in lines]})


def replays(dataset: Dataset) -> Iterator[Replay]:
    """The comments of a dataset whose `text` column holds one JSON line each.

    Raises ReplayError that names the line.
    """
    number = 0
    for table in dataset.with_format("arrow").iter(BATCH):
        for line in table.column("text").to_pylist():
            number += 1
            if line.strip():
                yield _replay(line, number)


def _replay(line: str, number: int) -> Replay:
    try:
        return _read(orjson.loads(line), number)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReplayError(f"line {number} is no assessment ({error!r})") from error


def _read(values: Mapping[str, Any], number: int) -> Replay:
    suggested = values.get("suggested")
    return Replay(
        id=str(values.get("id", number)),
        assessment=assessment_of(values),
        context=Context(**{name: values[name] for name in _FACTS if name in values}),
        text=values.get("text"),
        suggested=None if suggested is None else tuple(suggested),
    )


def _line_of_stored(row: Mapping[str, Any]) -> dict[str, str]:
    line = {
        "id": row["id"],
        **orjson.loads(row["assessment"]),
        "suggested": [one["action"] for one in orjson.loads(row["suggestion"])["actions"]],
        "model": row["model"],
        "owned": bool(row["owned"]),
        "medium": row["medium"],
        "language": row["language"],
    }
    return {"text": orjson.dumps(line).decode()}
