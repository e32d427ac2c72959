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
from api.language import N_, _, gettext, ngettext

_OWN_WORDS = frozenset({"text_empty", "identifier", "datetime_range"})
_WORDS = MappingProxyType(
    {
        "missing": N_("Saknas."),
        "extra_forbidden": N_("Okänt fält."),
        "string_type": N_("Ska vara en text."),
        "string_too_long": N_("Högst {max_length} tecken."),
        "string_too_short": N_("Minst {min_length} tecken."),
        "too_long": N_("Högst {max_length} stycken."),
        "too_short": N_("Minst {min_length} stycken."),
        "list_type": N_("Ska vara en lista."),
        "dict_type": N_("Ska vara ett objekt."),
        "model_type": N_("Ska vara ett objekt."),
        "model_attributes_type": N_(
            "Ska vara ett JSON-objekt, skickat med ”Content-Type: application/json”."
        ),
        "int_type": N_("Ska vara ett heltal."),
        "int_parsing": N_("Ska vara ett heltal."),
        "int_from_float": N_("Ska vara ett heltal."),
        "greater_than_equal": N_("Minst {ge}."),
        "less_than_equal": N_("Högst {le}."),
        "literal_error": N_("Ska vara ett av {expected}."),
        "datetime_type": N_("Ska vara en tid, till exempel 2026-03-01T12:00:00Z."),
        "datetime_parsing": N_("Ska vara en tid, till exempel 2026-03-01T12:00:00Z."),
        "datetime_from_date_parsing": N_("Ska vara en tid, till exempel 2026-03-01T12:00:00Z."),
        "json_invalid": N_("Inte giltig JSON."),
    }
)
_STATUSES: Mapping[int, tuple[type[ApiError], str]] = MappingProxyType(
    {
        400: (InvalidError, N_("Kroppen går inte att läsa som JSON i UTF-8.")),
        401: (UnauthenticatedError, N_("Logga in eller skicka en nyckel.")),
        403: (ForbiddenError, N_("Det får du inte.")),
        404: (NotFoundError, N_("Det finns inget på den adressen.")),
        405: (MethodNotAllowedError, N_("Adressen finns, men inte med den metoden.")),
        413: (TooLargeError, N_("Begäran är större än vad som tas emot.")),
    }
)
_UNKNOWN = N_("Värdet går inte att använda.")
_UNREADABLE = N_("Begäran går inte att tolka.")


def install(app: FastAPI) -> None:
    """Answer every known kind of error with problem details."""
    app.add_exception_handler(ApiError, _own)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(IntegrityError, _refused)
    app.add_exception_handler(DBAPIError, _database)


async def _own(__: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error.response()


async def _validation(__: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = [_field(one) for one in error.errors()]
    return InvalidError(
        ngettext(
            "%(num)s uppgift går inte att använda.",
            "%(num)s uppgifter går inte att använda.",
            len(wrong),
            num=len(wrong),
        ),
        wrong,
    ).response()


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
    return gettext(_WORDS.get(one["type"], _UNKNOWN)).format_map(one.get("ctx", {}))


async def _http(__: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind, detail = _STATUSES.get(error.status_code, (BadRequestError, _UNREADABLE))
    response = kind(gettext(detail)).response()
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def _refused(__: Request, ___: Exception) -> Response:
    return ConflictError(
        _("Databasen vägrar: ändringen bryter mot en regel som alltid gäller.")
    ).response()


async def _database(__: Request, ___: Exception) -> Response:
    return UnavailableError(_("Databasen svarar inte; försök igen om en stund.")).response()
