"""The functional suite: cases that each test one thing a classifier must be able to do.

In the manner of HateCheck (Röttger et al. 2021). The cases are never trained on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from evaluation.errors import SuiteError
from model.assessment import Assessment
from model.labels import HARMS, LABELS

SUITE_FOLDER = Path(__file__).parent / "functional"
INDEX = "functionalities.yaml"
ANY_HARM = "any_harm"
"""May stand in `expect` beside the labels: whether any harm at all may be flagged."""


class Assessor(Protocol):
    """What the suite can be run over: our Classifier, or another with the same method."""

    def assess_many(self, texts: Iterable[str]) -> list[Assessment]:
        """One assessment a text, in order."""


@dataclass(frozen=True, slots=True)
class Functionality:
    """One thing to be tested; `area` is the name of the JSON-lines file that holds its cases."""

    key: str
    title: str
    tests: str
    area: str


@dataclass(frozen=True, slots=True)
class Case:
    """One text and what must be said of it; `place` is its file and line."""

    functionality: str
    text: str
    expect: Mapping[str, bool]
    note: str
    place: str


@dataclass(frozen=True, slots=True)
class Suite:
    """Every functionality by key, and the cases in file order."""

    functionalities: Mapping[str, Functionality]
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One case as it went: the flags raised, and those expectations that were not met."""

    case: Case
    flags: tuple[str, ...]
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One functionality as it went."""

    functionality: Functionality
    verdicts: tuple[Verdict, ...]

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The cases with an expectation that was not met."""
        return tuple(verdict for verdict in self.verdicts if verdict.unmet)

    @property
    def share(self) -> float:
        """The share of cases passed, 0 to 1."""
        return 1 - len(self.failures) / len(self.verdicts)


class _Description(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str = Field(min_length=1)
    tests: str = Field(min_length=1)
    area: str = Field(min_length=1)


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    functionality: str
    text: str = Field(pattern=r"\S")
    expect: dict[str, bool] = Field(min_length=1)
    note: str = ""

    @field_validator("expect")
    @classmethod
    def _known_and_consistent(cls, expect: dict[str, bool]) -> dict[str, bool]:
        if unknown := sorted(set(expect) - {*LABELS, ANY_HARM}):
            raise ValueError(f"unknown labels {unknown}")
        if expect.get(ANY_HARM) is False and any(expect.get(name) for name in HARMS):
            raise ValueError("any_harm is false beside a harm that is true")
        return expect


def read_suite(folder: Path = SUITE_FOLDER) -> Suite:
    """The suite of a folder; SuiteError names file and line of every fault, all at once."""
    functionalities = _read_index(folder / INDEX)
    faults: list[str] = []
    cases: list[Case] = []
    for file in sorted(folder.glob("*.jsonl")):
        for place, raw in _lines(file):
            try:
                cases.append(_case(raw, place, functionalities, file.stem))
            except ValueError as error:
                faults.append(f"{place}: {_reason(error)}")
    faults += _doubled(cases)
    counts = Counter(case.functionality for case in cases)
    faults += [f"{INDEX}: {key} has no case" for key in functionalities if not counts[key]]
    if faults:
        raise SuiteError(faults)
    return Suite(functionalities, tuple(cases))


def run_suite(suite: Suite, assessor: Assessor) -> list[Result]:
    """How each functionality went, in the order of the index."""
    assessments = assessor.assess_many([case.text for case in suite.cases])
    verdicts: dict[str, list[Verdict]] = {key: [] for key in suite.functionalities}
    for case, assessment in zip(suite.cases, assessments, strict=True):
        verdicts[case.functionality].append(judge(case, assessment.flags))
    return [Result(suite.functionalities[key], tuple(each)) for key, each in verdicts.items()]


def judge(case: Case, flags: Sequence[str]) -> Verdict:
    """The flags raised for a case, held against what it expects."""
    raised = {*flags, *((ANY_HARM,) if any(name in HARMS for name in flags) else ())}
    unmet = tuple(name for name, wanted in case.expect.items() if (name in raised) != wanted)
    return Verdict(case, tuple(flags), unmet)


def overall_share(results: Sequence[Result]) -> float:
    """The share of all cases passed, 0 to 1."""
    failed = sum(len(result.failures) for result in results)
    return 1 - failed / sum(len(result.verdicts) for result in results)


def _read_index(file: Path) -> dict[str, Functionality]:
    try:
        described = TypeAdapter(dict[str, _Description]).validate_python(
            yaml.safe_load(file.read_text(encoding="utf-8"))
        )
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SuiteError([f"{file.name}: {_reason(error)}"]) from error
    return {key: Functionality(key=key, **each.model_dump()) for key, each in described.items()}


def _lines(file: Path) -> Iterator[tuple[str, bytes]]:
    for number, raw in enumerate(file.read_bytes().split(b"\n"), start=1):
        if raw.strip():
            yield f"{file.name}:{number}", raw


def _case(raw: bytes, place: str, known: Mapping[str, Functionality], area: str) -> Case:
    line = _Line.model_validate_json(raw)
    if line.functionality not in known:
        raise ValueError(f"functionality {line.functionality!r} is not in {INDEX}")
    if known[line.functionality].area != area:
        raise ValueError(f"{INDEX} places {line.functionality!r} in another file")
    return Case(**line.model_dump(), place=place)


def _doubled(cases: Sequence[Case]) -> list[str]:
    first: dict[str, str] = {}
    return [
        f"{case.place}: the text stands already at {first[case.text]}"
        for case in cases
        if first.setdefault(case.text, case.place) != case.place
    ]


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        ": ".join(filter(None, (".".join(map(str, each["loc"])), each["msg"])))
        for each in error.errors(include_url=False)
    )
