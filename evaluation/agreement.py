"""Agreement: how two readers who worked apart labelled the same comments of the corpus."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from data.corpus import Row
from data.draft import read_codes
from evaluation.errors import SamplesError
from model.labels import LABELS

SECOND_READING = Path(__file__).parent.parent / "data" / "second_reading.txt"
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Cohen's kappa of one label, and how many comments got it from whom; NaN if from nobody."""

    label: str
    kappa: float
    both: int
    first_only: int
    second_only: int
    neither: int


def agreement(rows: Iterable[Row], file: Path = SECOND_READING) -> list[LabelAgreement]:
    """Each label's agreement on the comments of a second reading; SamplesError for a bad line."""
    first = {row.id: frozenset(row.labels) | frozenset(row.intents) for row in rows}
    second = read_second_reading(file, first)
    return [
        _agreement(
            label,
            np.array([label in first[place] for place in second]),
            np.array([label in labels for labels in second.values()]),
        )
        for label in LABELS
    ]


def read_second_reading(file: Path, known: Container[str]) -> dict[str, frozenset[str]]:
    """Labels by the id of the comment; SamplesError names file and line of every fault."""
    readings: dict[str, frozenset[str]] = {}
    faults = []
    for place, line in _lines(file):
        try:
            name, labels = _reading(line, known, readings)
            readings[name] = labels
        except ValueError as error:
            faults.append(f"{place}: {error}")
    if faults or not readings:
        raise SamplesError(faults or [f"{file}: no reading in it"])
    return readings


def _reading(line: str, known: Container[str], seen: Container[str]) -> tuple[str, frozenset[str]]:
    name, _, codes = (part.strip() for part in line.partition(_SEPARATOR))
    if name not in known:
        raise ValueError(f"no row has the id {name!r}")
    if name in seen:
        raise ValueError(f"{name!r} stands twice")
    read = read_codes(codes)
    return name, frozenset(read.harms + read.intents)


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    try:
        lines: Sequence[str] = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SamplesError([f"{file}: cannot be read ({error})"]) from error
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            yield f"{file.name}:{number}", line


def _agreement(label: str, first: NDArray[np.bool_], second: NDArray[np.bool_]) -> LabelAgreement:
    told = bool(first.any() or second.any())
    return LabelAgreement(
        label=label,
        kappa=float(cohen_kappa_score(first, second)) if told else nan,
        both=int((first & second).sum()),
        first_only=int((first & ~second).sum()),
        second_only=int((~first & second).sum()),
        neither=int((~first & ~second).sum()),
    )
