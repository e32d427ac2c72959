"""The service's one error tree; each knows its status and renders RFC 9457 problem details."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from starlette.responses import Response

from api.language import N_, gettext
from model.personal_data import mask_identity_numbers

PROBLEM = "application/problem+json"


class ApiError(Exception):
    """Base of every error that a client sees; `detail` is Swedish and safe to show.

    A person's number that was sent in is never sent back.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = N_("Internt fel")

    def __init__(self, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        self.detail = mask_identity_numbers(detail)
        self.errors = [
            {name: mask_identity_numbers(words) for name, words in error.items()}
            for error in errors
        ]
        super().__init__(self.detail)

    def as_dict(self) -> dict[str, Any]:
        """The members of the problem body."""
        return {
            "type": f"urn:problem-type:uppsikt:{self.slug}",
            "title": gettext(self.title),
            "status": self.status,
            "detail": self.detail,
            "errors": self.errors,
        }

    def response(self) -> Response:
        """The problem as an HTTP response, always encodable."""
        text = json.dumps(self.as_dict(), ensure_ascii=False)
        body = text.encode("utf-8", "backslashreplace")
        headers = (
            {"WWW-Authenticate": "Bearer"} if self.status == UnauthenticatedError.status else {}
        )
        return Response(body, self.status, headers, media_type=PROBLEM)


class BadRequestError(ApiError):
    """The request itself is malformed."""

    status = 400
    slug = "bad-request"
    title = N_("Felaktig begäran")


class UnauthenticatedError(ApiError):
    """No key or session, or one that does not hold."""

    status = 401
    slug = "unauthenticated"
    title = N_("Inloggning krävs")


class ForbiddenError(ApiError):
    """Known, but without the right."""

    status = 403
    slug = "forbidden"
    title = N_("Behörighet saknas")


class NotFoundError(ApiError):
    """Nothing at this address."""

    status = 404
    slug = "not-found"
    title = N_("Finns inte")


class MethodNotAllowedError(ApiError):
    """The address exists, not with this method."""

    status = 405
    slug = "method-not-allowed"
    title = N_("Metoden stöds inte")


class ConflictError(ApiError):
    """The state of the decision does not allow this."""

    status = 409
    slug = "conflict"
    title = N_("Går inte i detta läge")


class TooLargeError(ApiError):
    """The body is larger than the service reads."""

    status = 413
    slug = "too-large"
    title = N_("För stor begäran")


class InvalidError(ApiError):
    """The body or a parameter is not what was asked for; `errors` says where."""

    status = 422
    slug = "invalid"
    title = N_("Ogiltiga uppgifter")


class TooManyError(ApiError):
    """Asked too often; to be tried again later."""

    status = 429
    slug = "too-many"
    title = N_("För många försök")


class UnavailableError(ApiError):
    """Something that the service stands on does not answer."""

    status = 503
    slug = "unavailable"
    title = N_("Tillfälligt otillgänglig")


def invalid(pointer: str, detail: str, place: str = "body") -> InvalidError:
    """An InvalidError for one field of the body, by its JSON pointer."""
    return InvalidError(detail, [{"in": place, "pointer": pointer, "detail": detail}])
