"""Own data: labelled comments in JSON lines, CSV, Parquet or a Hugging Face data set.

Each row has a `text` and what it carries: either `labels` (a list, or names parted by comma,
semicolon or space) or a column for each label with 0 and 1. May be there: `ground` (of hate_speech),
`intents`, `known` (the labels that its readers looked for), `weight`, `group` (what folds keep
together), `split` (`test` is not learnt from), `id`. Every fault is named before anything is trained.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any
from zlib import crc32

from data.errors import DataError, OwnDataError
from data.examples import Example, TrainingData
from data.sources import file_digest
from model.labels import GROUNDS, HARMS, INTENTS, LABELS

GROUPS = 20
HELD_OUT = "test"
_LISTS = ("labels", "ground", "intents", "known")
_YES, _NO = frozenset({"1", "true", "ja", "yes"}), frozenset({"0", "false", "nej", "no", ""})
_CSV_LIMIT = 2**24

Record = tuple[str, Mapping[str, Any]]
"""Where a row stands ("file.csv:7"), and its columns."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """What was read of one source: examples to learn from, and the manifest's record of it."""

    examples: tuple[Example, ...]
    record: dict[str, Any]


def read_own(
    named: str,
    *,
    columns: Mapping[str, str] | None = None,
    known: Sequence[str] = (),
    one_class: bool = False,
) -> OwnData:
    """The rows of a file (*.jsonl, *.csv, *.tsv, *.parquet) or of a data set on the hub.

    `columns` gives our name for theirs; `known` the labels that the readers looked for, else the
    harms, and the intents where any row has one. Raises OwnDataError that names each fault with
    its place, and DataError for what cannot be read at all; `one_class` lets pass data whose
    rows are all alike.
    """
    file = Path(named)
    rows = read_rows(named, columns=columns, known=known)
    learnt = [row for _, row in rows if row.get("split") != HELD_OUT]
    if not learnt:
        raise DataError(f"{named}: every row belongs to the split {HELD_OUT!r}")
    usual = frozenset(known) or looked_for(learnt)
    examples = [_example(file.stem, row, usual) for row in learnt]
    if not one_class:
        _require_both_classes(named, examples)
    return OwnData(tuple(examples), _record(named, file, len(examples)))


def read_rows(
    named: str, *, columns: Mapping[str, str] | None = None, known: Sequence[str] = ()
) -> list[Record]:
    """Every row of such data under our names for its columns, all splits; errors as of read_own."""
    records = list(_records(named, Path(named)))
    if not records:
        raise DataError(f"{named}: there is no row in it")
    renamed = {theirs: ours for ours, theirs in (columns or {}).items()}
    rows: list[Record] = [
        (place, {renamed.get(k, k): v for k, v in row.items()}) for place, row in records
    ]
    needed = _told_in(named, rows[0][1], columns or {})
    _require_labels(named, known)
    faults = [f"{place}: {what}" for place, row in rows for what in _problems(row, needed)]
    if faults:
        raise OwnDataError(faults)
    return rows


def joined(data: TrainingData, own: Sequence[OwnData], *, alone: bool = False) -> TrainingData:
    """The training data with a user's own beside it, or that alone."""
    examples, record = ((), ()) if alone else (data.examples, data.record)
    for each in own:
        examples, record = (*examples, *each.examples), (*record, each.record)
    return TrainingData(examples, record)


def _records(named: str, file: Path) -> Iterator[Record]:
    readers: Mapping[str, Callable[[Path], Iterator[Record]]] = {
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".csv": _csv,
        ".tsv": _csv,
        ".parquet": _parquet,
    }
    reader = readers.get(file.suffix.lower())
    if reader and file.is_file():
        return reader(file)
    if reader or file.suffix or named.startswith((".", "/")):
        what = "there is no such file" if reader else f"not one of {', '.join(readers)}"
        raise DataError(f"{named}: {what}")
    return _hub(named)


def _json_lines(file: Path) -> Iterator[Record]:
    faults: list[str] = []
    rows: list[Record] = []
    for number, raw in enumerate(_bytes(file).split(b"\n"), start=1):
        place = f"{file.name}:{number}"
        try:
            if raw.strip():
                rows.append((place, _object(json.loads(raw.decode("utf-8")))))
        except UnicodeDecodeError as error:
            faults.append(f"{place}: {_encoding(raw, error)}")
        except (ValueError, RecursionError) as error:
            faults.append(f"{place}: not a JSON object ({error})")
    if faults:
        raise OwnDataError(faults)
    return iter(rows)


def _object(values: Any) -> Mapping[str, Any]:
    if not isinstance(values, dict):
        raise ValueError(type(values).__name__)  # noqa: TRY004  (told as any other faulty line)
    return values


def _csv(file: Path) -> Iterator[Record]:
    """Rows parted by comma, semicolon or tab, whichever the first line holds most of."""
    content = _bytes(file)
    faults = [
        f"{file.name}:{number}: {_encoding(line, error)}"
        for number, line in enumerate(content.split(b"\n"), start=1)
        if (error := _decoding_error(line)) is not None
    ]
    if faults:
        raise OwnDataError(faults)
    text = content.decode("utf-8")
    head = text.partition("\n")[0]
    csv.field_size_limit(_CSV_LIMIT)
    lines = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    rows: list[Record] = []
    try:
        for row in lines:
            place = f"{file.name}:{lines.line_num}"
            if None in row or None in row.values():
                faults.append(f"{place}: not as many columns as the first line")
            rows.append((place, row))
    except csv.Error as error:
        faults.append(f"{file.name}:{lines.line_num}: {error}")
    if faults:
        raise OwnDataError(faults)
    return iter(rows)


def _bytes(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror})") from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{file}: UTF-16; save it as UTF-8")
    return content.removeprefix(b"\xef\xbb\xbf")


def _decoding_error(line: bytes) -> UnicodeDecodeError | None:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error
    return None


def _encoding(line: bytes, error: UnicodeDecodeError) -> str:
    """What is wrong, and the word around it as Windows-1252 would read it."""
    word = line[max(error.start - 10, 0) : error.start + 10].decode("cp1252", "replace")
    return f"not UTF-8 (it would be Windows-1252 for …{word.strip()}…); save the file as UTF-8"


def _parquet(file: Path) -> Iterator[Record]:
    datasets = _datasets()
    try:
        rows = datasets.Dataset.from_parquet(str(file), keep_in_memory=True)
    except Exception as error:
        raise DataError(f"{file}: cannot be read as Parquet ({error})".splitlines()[0]) from error
    return ((f"{file.name} row {number}", row) for number, row in enumerate(rows, start=1))


def _hub(named: str) -> Iterator[Record]:
    datasets = _datasets()
    try:
        splits = datasets.load_dataset(named)
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise DataError(
            f"{named}: neither a file here nor a data set that can be had ({reason}). A file ends in "
            ".jsonl, .csv, .tsv or .parquet; a data set is OWNER/NAME and needs the network, or "
            "load it once elsewhere and save it with to_parquet()"
        ) from error
    return (
        (f"{named} {split} row {number}", {"split": split, **row})
        for split, rows in splits.items()
        for number, row in enumerate(rows, start=1)
    )


def _datasets() -> Any:
    try:
        import datasets  # noqa: PLC0415  (an extra; half a second to import)
    except ImportError as error:
        raise DataError("the package `datasets` is needed: pip install -e '.[data]'") from error
    return datasets


def _told_in(named: str, row: Mapping[str, Any], columns: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that tell what a row carries: `labels`, or one for each label that is there."""
    there = ", ".join(map(str, row))
    missing = [theirs for ours, theirs in columns.items() if ours not in row]
    if missing:
        raise DataError(f"{named}: no column {', '.join(missing)}; it has {there}")
    if "text" not in row:
        raise DataError(
            f"{named}: the column 'text' is missing; it has {there}. Name it: --column text=THEIRS"
        )
    told = ("labels",) if "labels" in row else tuple(name for name in LABELS if name in row)
    if not told:
        raise DataError(
            f"{named}: no column 'labels' and none named as a label; it has {there}. "
            "Name it: --column labels=THEIRS"
        )
    return told


def _require_labels(named: str, known: Iterable[str]) -> None:
    faults = [f"{named}: {_unknown('label', each, LABELS)}" for each in known if each not in LABELS]
    if faults:
        raise OwnDataError(faults)


def _problems(row: Mapping[str, Any], needed: Sequence[str]) -> Iterator[str]:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "no text"
    yield from (f"no {name} (a row without harm says so)" for name in needed if name not in row)
    allowed = (("labels", LABELS), ("intents", INTENTS), ("ground", GROUNDS), ("known", LABELS))
    for name, members in allowed:
        for each in names_in(row.get(name)):
            if each not in members:
                yield _unknown(name, each, members)
    for name in set(LABELS) & set(row):
        if _truth(row[name]) is None:
            yield f"{name} is {row[name]!r}, neither 0 nor 1"
    if _weight(row) is None:
        yield f"weight is {row.get('weight')!r}, no number over 0"


def _unknown(what: str, name: str, members: Sequence[str]) -> str:
    near = get_close_matches(name, members, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(members)}"
    return f"unknown {what.rstrip('s')} {name!r} ({hint})"


def names_in(value: Any) -> list[str]:
    """The names in a list, or in a string that parts them by comma, semicolon, bar or space."""
    if value is None:
        return []
    if isinstance(value, str):
        return value.replace(",", " ").replace(";", " ").replace("|", " ").split()
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _truth(value: Any) -> bool | None:
    told = str(value if value is not None else "").strip().lower().removesuffix(".0")
    return True if told in _YES else False if told in _NO else None


def _weight(row: Mapping[str, Any]) -> float | None:
    value = row.get("weight")
    try:
        weight = float(value) if value not in {None, ""} else 1.0
    except (TypeError, ValueError):
        return None
    return weight if isfinite(weight) and weight > 0 else None


def carried(row: Mapping[str, Any]) -> frozenset[str]:
    """The labels, intents among them, that a row of read_rows carries."""
    flagged = {name for name in LABELS if name in row and _truth(row[name])}
    return frozenset(flagged.union(names_in(row.get("labels")), names_in(row.get("intents"))))


def looked_for(rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The labels that are told of where nobody says: the harms, and the intents where one is there."""
    if "labels" not in rows[0]:
        return frozenset(name for name in LABELS if name in rows[0])
    named = frozenset[str]().union(*(carried(row) for row in rows))
    return frozenset(HARMS if named.isdisjoint(INTENTS) else LABELS)


def _example(stem: str, row: Mapping[str, Any], usual: frozenset[str]) -> Example:
    group = row.get("group") or crc32(str(row["text"]).encode("utf-8", "replace")) % GROUPS
    labels = carried(row)
    return Example(
        text=str(row["text"]),
        labels=labels,
        ground=frozenset(names_in(row.get("ground"))),
        known=(frozenset(names_in(row.get("known"))) or usual) | labels,
        group=f"{stem}:{group}",
        weight=_weight(row) or 1.0,
    )


def _require_both_classes(named: str, examples: Sequence[Example]) -> None:
    for label in LABELS:
        told = {label in each.labels for each in examples if label in each.known}
        if len(told) > 1:
            return
    raise DataError(
        f"{named}: only one class: no label has both rows that carry it and rows that do not, so a "
        "model would learn to know the source, not the label. Add rows of the other kind, or "
        "say --one-class"
    )


def _record(named: str, file: Path, rows: int) -> dict[str, Any]:
    files = {file.name: file_digest(file)} if file.is_file() else {}
    return {
        "name": f"own:{file.stem if files else named}",
        "title": file.name if files else named,
        "licence": "the owner's",
        "rows": rows,
        "files": files,
    }
