"""Kinds of values in HTTP bodies: what a string, a name or a moment may be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from model.policy import ACTIONS

_SPAN = (1990, 2200)
_LONGEST_IDENTIFIER = 200


def _any_string(value: Any) -> str:
    # pydantic's own str refuses lone surrogates, and a comment may hold them.
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Ska vara en text.")
    return value


def _comment_text(value: Any) -> str:
    text = _any_string(value)
    if not text:
        raise PydanticCustomError("text_empty", "Texten är tom: det finns inget att bedöma.")
    return text


def _printable(value: Any) -> str:
    text = _any_string(value)
    if not 1 <= len(text) <= _LONGEST_IDENTIFIER or not text.isprintable():
        raise PydanticCustomError("identifier", "Ska vara 1–200 synliga tecken.")
    return text


def short(length: int) -> PlainValidator:
    """A validator of any string of at most `length` characters."""

    def check(value: Any) -> str:
        text = _any_string(value)
        if len(text) > length:
            raise PydanticCustomError(
                "string_too_long", "Högst {max_length} tecken.", {"max_length": length}
            )
        return text

    return PlainValidator(check)


def _moment(value: datetime) -> datetime:
    if not _SPAN[0] <= value.year <= _SPAN[1]:
        raise PydanticCustomError("datetime_range", "Tiden ligger utanför rimliga år.")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def as_string(**more: Any) -> WithJsonSchema:
    """How OpenAPI shows it."""
    return WithJsonSchema({"type": "string", **more})


CommentText = Annotated[
    str,
    PlainValidator(_comment_text),
    as_string(minLength=1, description="Any Unicode at all; at most `UPPSIKT_MAX_TEXT`"),
]
Identifier = Annotated[str, PlainValidator(_printable), as_string(minLength=1, maxLength=200)]
Name = Annotated[str, short(500), as_string(maxLength=500)]
Address = Annotated[str, short(2048), as_string(maxLength=2048)]
Words = Annotated[str, short(10_000), as_string(maxLength=10_000)]
Moment = Annotated[datetime, AfterValidator(_moment)]
ActionName = Annotated[str, short(40), as_string(enum=list(ACTIONS))]
