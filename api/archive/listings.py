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


def as_csv(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, decimal_sign: str = "."
) -> Iterator[str]:
    """A heading and a line a row (RFC 4180); a cell that a spreadsheet would run gets a quote.

    With a comma as the decimal sign the cells are divided by semicolons.
    """
    delimiter = ";" if decimal_sign == "," else ","
    yield _line(columns, delimiter)
    for row in rows:
        yield _line([_cell(row.get(column), decimal_sign) for column in columns], delimiter)


def _line(cells: Sequence[str], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter).writerow(cells)
    return line.getvalue().encode("utf-8", "backslashreplace").decode()


def _cell(value: Any, decimal_sign: str) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(value).replace(".", decimal_sign)
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{words}" if words.startswith(_FORMULA) else words
