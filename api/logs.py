"""Logs: one JSON line an event on stderr, never a word of any comment."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from typing import Any
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError
from api.language import _
from model.personal_data import mask_identity_numbers

_LOG = structlog.get_logger("uppsikt")


def configure_logs(level: str) -> None:
    """Write structlog's and the standard library's lines in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    masked = _without_identity_numbers
    structlog.configure(
        processors=[*shared, masked, structlog.processors.JSONRenderer(ensure_ascii=True)],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                masked,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level="WARNING", force=True)


def _without_identity_numbers(
    _: Any, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """The last step before a line is written: no person's number passes, whoever logs it."""
    return {
        name: mask_identity_numbers(value) if isinstance(value, str) else value
        for name, value in event.items()
    }


def where(error: BaseException) -> list[str]:
    """The places an error passed through; its message is left out, for it may quote a comment."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]


class RequestLog:
    """ASGI middleware, outermost: one line a request, and a 500 in the common shape."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log how it went."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started, status = time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        request = str(uuid4())
        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001  (the last place that can answer)
            kind = type(error).__name__
            _LOG.error("request.failed", request=request, error=kind, where=where(error))
            if not status:
                answer = ApiError(_("Något gick fel hos oss. Ärende %(request)s.", request=request))
                await answer.response()(scope, receive, watch)
        _LOG.info(
            "request",
            request=request,
            method=scope["method"],
            route=getattr(scope.get("route"), "path", None),
            status=status,
            ms=round((time.perf_counter() - started) * 1000, 1),
            actor=getattr(scope.get("state", {}).get("principal"), "actor", None),
        )
        return None
