"""Live pages: one question a second to the registry, told to every open queue as an event."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, FastAPI, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from api.desk import Desk
from api.review.visit import AtPage
from api.tables import RegistryEntry

router = APIRouter(include_in_schema=False)

EVERY = 1.0
"""Seconds between two looks at the registry, however many pages are open."""

LIFETIME = 300.0
"""Seconds that a stream lasts; the browser then connects anew and shows its session again."""

EVENTS = (
    "appeal.decided",
    "appeal.received",
    "content.erased",
    "decision.claimed",
    "decision.executed",
    "decision.released",
    "decision.reopened",
    "decision.reviewed",
    "decision.suggested",
    "decision.version",
)
"""Entries that change what a queue shows."""

_LARGEST = 2**63 - 1


class Pulse:
    """The last entry that changed a queue; `number` is it as far as is known without asking."""

    def __init__(self, desk: Desk, stopping: Callable[[], bool] = lambda: False) -> None:
        self.number = 0
        self.stopping = stopping
        self._desk = desk
        self._head = 0
        self._asked = float("-inf")
        self._lock = asyncio.Lock()

    async def latest(self) -> int:
        """The sequence of that entry, at most EVERY seconds old; an old one while the base is away."""
        async with self._lock:
            if time.monotonic() - self._asked >= EVERY:
                await run_in_threadpool(self._look)
                self._asked = time.monotonic()
        return self.number

    def _look(self) -> None:
        try:
            with self._desk.database.reading() as session:
                last = session.scalar(select(func.max(RegistryEntry.sequence))) or 0
                fresh = RegistryEntry.sequence > self._head, RegistryEntry.type.in_(EVENTS)
                if last > self._head:
                    found = session.scalar(select(func.max(RegistryEntry.sequence)).where(*fresh))
                    self.number = found or self.number
        except DBAPIError:
            return
        self._head = last


def install_pulse(app: FastAPI) -> None:
    """Give the application its pulse."""
    app.state.pulse = Pulse(app.state.desk)


@router.get("/ko/handelser", response_class=EventSourceResponse)
async def get_events(
    request: Request,
    _: AtPage,
    sedan: Annotated[int, Query(ge=0, le=_LARGEST)] = 0,
    last_event_id: Annotated[int, Header(ge=0, le=_LARGEST)] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """An event `ko` whenever a queue has changed since `sedan`; its data is the entry's number."""
    pulse: Pulse = request.app.state.pulse
    seen, end = max(sedan, last_event_id), time.monotonic() + LIFETIME
    while time.monotonic() < end and not pulse.stopping():
        number = await pulse.latest()
        if number > seen:
            seen = number
            yield ServerSentEvent(event="ko", raw_data=str(number), id=str(number))
        await asyncio.sleep(EVERY / 4)
