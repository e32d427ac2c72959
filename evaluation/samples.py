"""Samples: labelled comments to be scored, from the corpus, outside sources or a user's files."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.corpus import CORPUS_FOLDER, Row, read_corpus
from data.examples import theme_of
from data.own import carried, looked_for, names_in, read_rows
from data.sources import Source, SourceRow, read_source, read_sources, sources_folder
from evaluation.errors import SamplesError
from model.labels import GROUNDS, HARMS, INTENTS, LABELS

HELD_OUT = "test"
"""The split that no training run learns from."""
CHALLENGE = "challenge"
"""Rows written against a model and not learnt from, for to learn from them cost more than it gave (data/DATASHEET.md)."""
_TABLES = frozenset({".csv", ".tsv", ".parquet"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One comment: the labels it should get, where it stands, its theme and its register.

    `known` are the labels that its own readers looked for, None where all of the collection's;
    `split` is HELD_OUT where no training run learns from it, "" where nothing is said.
    """

    text: str
    wanted: frozenset[str]
    place: str
    theme: str = ""
    register: str = ""
    known: frozenset[str] | None = None
    split: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """Samples that are scored together.

    `known` are the labels that their readers looked for; `trained_on` says that the model has
    seen these very comments with their labels, so that the figures tell of memory, not of skill.
    """

    name: str
    title: str
    samples: tuple[Sample, ...]
    known: frozenset[str]
    trained_on: bool = False


class _Line(BaseModel):
    """A line of a user's file; fields that are not named here are passed over."""

    model_config = ConfigDict(strict=True)
    text: str = Field(pattern=r"\S")
    labels: list[str]
    ground: list[str] | str | None = None
    intents: list[str] | None = None
    note: str = ""
    source: str = ""
    known: list[str] | None = None
    split: str | None = None


def collections_at_hand(
    manifest: Mapping[str, Any], corpus: Path = CORPUS_FOLDER
) -> list[Collection]:
    """The corpus' splits that are not learnt from and each source under UPPSIKT_SOURCES; DataError for a bad row."""
    used = {str(each.get("name")) for each in manifest.get("data", ())}
    folder = sources_folder()
    sources = read_sources().values() if folder else ()
    rows = read_corpus(corpus)
    challenge = corpus_collection(rows, CHALLENGE, "Our corpus, challenge: hate implied")
    return [
        corpus_collection(rows),
        *([challenge] if challenge.samples else []),
        *(
            source_collection(source, read_source(source, folder), trained_on=source.key in used)
            for source in sources
            if folder
        ),
    ]


def corpus_collection(
    rows: Iterable[Row], split: str = HELD_OUT, name: str = "Our corpus, held-out themes"
) -> Collection:
    """The corpus rows of a split that is not learnt from, every label known."""
    samples = tuple(
        Sample(
            text=row.text,
            wanted=frozenset(row.labels) | frozenset(row.intents),
            place=row.id,
            theme=theme_of(row.id),
            register=row.note.partition(",")[0],
        )
        for row in rows
        if row.split == split
    )
    key = "corpus" if split == HELD_OUT else split
    return Collection(key, name, samples, frozenset(LABELS))


def source_collection(source: Source, rows: Sequence[SourceRow], *, trained_on: bool) -> Collection:
    """An outside source without the rows that its own readers were unsure of."""
    samples = tuple(
        Sample(row.text, frozenset(row.labels), f"{source.key} {row.id}", source.key)
        for row in rows
        if not row.unsure
    )
    return Collection(source.key, source.title, samples, source.labels, trained_on)


def read_samples(file: Path, known: Names[str] = ()) -> Collection:
    """A user's file; SamplesError or DataError names file and line of every fault.

    JSON lines, or CSV or Parquet as training takes them. Without `known`, the harms are taken as
    looked for, and the intents where any row has one.
    """
    if file.suffix.lower() in _TABLES:
        return _of_table(file, known)
    lines, faults = [], [f"no label is called {name!r}" for name in known if name not in LABELS]
    for place, raw in _raw_lines(file):
        try:
            lines.append((place, _Line.model_validate_json(raw)))
            faults += [f"{place}: {what}" for what in _unknown(lines[-1][1])]
        except ValidationError as error:
            faults += [f"{place}: {_reason(each)}" for each in error.errors(include_url=False)]
    if faults or not lines:
        raise SamplesError(faults or [f"{file}: no comment in it"])
    samples = tuple(_sample(line, place, file.stem) for place, line in lines)
    return Collection(file.stem, file.name, samples, frozenset(known) or _looked_for(samples))


def _of_table(file: Path, known: Names[str]) -> Collection:
    rows = read_rows(str(file), known=tuple(known))
    samples = tuple(
        Sample(
            text=row["text"],
            wanted=carried(row),
            place=place,
            theme=str(row.get("source") or file.stem),
            register=str(row.get("note") or "").partition(",")[0].strip(),
            known=frozenset(names_in(row.get("known"))) or None,
            split=str(row.get("split") or ""),
        )
        for place, row in rows
    )
    usual = frozenset(known) or looked_for([row for _, row in rows])
    return Collection(file.stem, file.name, samples, usual)


def _sample(line: _Line, place: str, stem: str) -> Sample:
    return Sample(
        text=line.text,
        wanted=frozenset(line.labels) | frozenset(line.intents or ()),
        place=place,
        theme=line.source or stem,
        register=line.note.partition(",")[0].strip(),
        known=None if line.known is None else frozenset(line.known),
        split=line.split or "",
    )


def _looked_for(samples: Iterable[Sample]) -> frozenset[str]:
    named = frozenset[str]().union(*(sample.wanted for sample in samples))
    return frozenset(HARMS if named.isdisjoint(INTENTS) else LABELS)


def _raw_lines(file: Path) -> Iterator[tuple[str, bytes]]:
    try:
        content = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise SamplesError([f"{file}: cannot be read ({error.strerror})"]) from error
    for number, raw in enumerate(content.split(b"\n"), start=1):
        if raw.strip():
            yield f"{file.name}:{number}", raw


def _unknown(line: _Line) -> Iterator[str]:
    grounds = [line.ground] if isinstance(line.ground, str) else line.ground or []
    named = (
        ("label", line.labels, LABELS),
        ("intent", line.intents or [], INTENTS),
        ("label", line.known or [], LABELS),
    )
    for what, values, allowed in (*named, ("ground", grounds, GROUNDS)):
        yield from (f"unknown {what} {value!r}" for value in values if value not in allowed)


def _reason(error: Mapping[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "empty text"
    field = ".".join(map(str, error["loc"]))
    return f"{field}: {error['msg']}" if field else str(error["msg"])
