"""Rows as CSV for a spreadsheet and JSON lines for a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_jsonl(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One JSON object a line, ASCII."""
    for row in rows:
        yield json.dumps(dict(row), ensure_ascii=True) + "\n"


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """A heading and a line a row (RFC 4180); a cell that a spreadsheet would run gets a quote."""
    yield _line(columns)
    for row in rows:
        yield _line([_cell(row.get(column)) for column in columns])


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode("utf-8", "backslashreplace").decode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{words}" if words.startswith(_FORMULA) else words
