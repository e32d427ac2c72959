"""How answers are written: JSON that can carry any string back."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from api.schemas import Problem


def encode(content: Any) -> bytes:
    """JSON bytes of any value, whatever its strings hold. Raises ValueError for NaN."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


class ExactJson(Response):
    """JSON in UTF-8, where a lone surrogate, which has no UTF-8 form, stays an escape."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The body. Raises ValueError for NaN, which is no JSON."""
        return encode(content)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's description of an endpoint's errors."""
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {"application/problem+json": {"schema": schema}}
    return {status: {"description": "Problem", "content": content} for status in statuses}


PROBLEM_SCHEMA = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
