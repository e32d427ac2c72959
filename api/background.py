"""Background work: a thread that lives as long as the service does, and is waited for at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def working(name: str, work: Callable[[Event], None]) -> Iterator[None]:
    """While the block runs, `work` runs in a thread of its own; it returns once its event is set."""
    ended = Event()
    thread = Thread(target=work, args=(ended,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
