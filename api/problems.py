"""Every error that reaches the edge becomes one of the tree's, in Swedish."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import (
    ApiError,
    BadRequestError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    MethodNotAllowedError,
    NotFoundError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)

_OWN_WORDS = frozenset({"text_empty", "identifier", "datetime_range"})
_WORDS = MappingProxyType(
    {
        "missing": "Saknas.",
        "extra_forbidden": "Okänt fält.",
        "string_type": "Ska vara en text.",
        "string_too_long": "Högst {max_length} tecken.",
        "string_too_short": "Minst {min_length} tecken.",
        "too_long": "Högst {max_length} stycken.",
        "too_short": "Minst {min_length} stycken.",
        "list_type": "Ska vara en lista.",
        "dict_type": "Ska vara ett objekt.",
        "model_type": "Ska vara ett objekt.",
        "model_attributes_type": (
            "Ska vara ett JSON-objekt, skickat med ”Content-Type: application/json”."
        ),
        "int_type": "Ska vara ett heltal.",
        "int_parsing": "Ska vara ett heltal.",
        "int_from_float": "Ska vara ett heltal.",
        "greater_than_equal": "Minst {ge}.",
        "less_than_equal": "Högst {le}.",
        "literal_error": "Ska vara ett av {expected}.",
        "datetime_type": "Ska vara en tid, till exempel 2026-03-01T12:00:00Z.",
        "datetime_parsing": "Ska vara en tid, till exempel 2026-03-01T12:00:00Z.",
        "datetime_from_date_parsing": "Ska vara en tid, till exempel 2026-03-01T12:00:00Z.",
        "json_invalid": "Inte giltig JSON.",
    }
)
_STATUSES: Mapping[int, tuple[type[ApiError], str]] = MappingProxyType(
    {
        400: (InvalidError, "Kroppen går inte att läsa som JSON i UTF-8."),
        401: (UnauthenticatedError, "Logga in eller skicka en nyckel."),
        403: (ForbiddenError, "Det får du inte."),
        404: (NotFoundError, "Det finns inget på den adressen."),
        405: (MethodNotAllowedError, "Adressen finns, men inte med den metoden."),
        413: (TooLargeError, "Begäran är större än vad som tas emot."),
    }
)


def install(app: FastAPI) -> None:
    """Answer every known kind of error with problem details."""
    app.add_exception_handler(ApiError, _own)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(IntegrityError, _refused)
    app.add_exception_handler(DBAPIError, _database)


async def _own(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error.response()


async def _validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = [_field(one) for one in error.errors()]
    return InvalidError(f"{len(wrong)} uppgift(er) går inte att använda.", wrong).response()


def _field(one: Mapping[str, Any]) -> dict[str, str]:
    place, *path = one["loc"]
    if one["type"] == "json_invalid":
        path = []
    pointer = "".join(f"/{part}" for part in path) if place == "body" else "/".join(map(str, path))
    # Names of unknown members are the client's own and may hold anything: kept short.
    return {"in": str(place), "pointer": pointer[:200], "detail": _words(one)}


def _words(one: Mapping[str, Any]) -> str:
    if one["type"] in _OWN_WORDS:
        return str(one["msg"])
    return _WORDS.get(one["type"], "Värdet går inte att använda.").format_map(one.get("ctx", {}))


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind, detail = _STATUSES.get(
        error.status_code, (BadRequestError, "Begäran går inte att tolka.")
    )
    response = kind(detail).response()
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def _refused(_: Request, __: Exception) -> Response:
    return ConflictError(
        "Databasen vägrar: ändringen bryter mot en regel som alltid gäller."
    ).response()


async def _database(_: Request, __: Exception) -> Response:
    return UnavailableError("Databasen svarar inte; försök igen om en stund.").response()
