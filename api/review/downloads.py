"""Tables as files that a spreadsheet in the page's language opens as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from starlette.responses import Response, StreamingResponse

from api.archive.listings import as_csv
from api.language import decimal_sign
from api.review.sheets import Sheet

_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for Windows-1252."""


def sheet_file(sheet: Sheet, name: str = "") -> Response:
    """The sheet as a file called `name`.csv. Shares are between 0 and 1."""
    told = sheet.told()
    return table_file(told.as_rows(), told.columns, name or sheet.key)


def table_file(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], name: str) -> Response:
    """Rows as CSV, with semicolons where the language's decimal sign is a comma."""
    lines = as_csv(rows, columns, decimal_sign=decimal_sign())
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(_marked(lines), media_type="text/csv; charset=utf-8", headers=headers)


def _marked(lines: Iterator[str]) -> Iterator[str]:
    yield _MARK
    yield from lines
