"""Runs: long work that goes on beside the requests, one of a kind at a time, and stops when told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

_LOG = structlog.get_logger("uppsikt")


class Runs:
    """Threads by key. What they do must be such that it can be cut off and taken up again."""

    def __init__(self) -> None:
        self._threads: dict[str, threading.Thread] = {}
        self._failed: set[str] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def begin(self, key: str, act: Callable[[Callable[[], bool]], object]) -> bool:
        """Start `act` with a function that tells it to go on; False when it runs already."""
        with self._lock:
            if self.is_running(key) or self._stopping.is_set():
                return False
            self._failed.discard(key)
            thread = threading.Thread(target=self._run, args=(key, act), name=f"run {key}")
            self._threads[key] = thread
            thread.start()
            return True

    def is_running(self, key: str) -> bool:
        """Whether the work of that key goes on in this process."""
        thread = self._threads.get(key)
        return thread is not None and thread.is_alive()

    def has_failed(self, key: str) -> bool:
        """Whether the work of that key was last ended by an error, which the log tells of."""
        return key in self._failed

    def stop(self) -> None:
        """Let every run end after the step that it is at, and wait for it."""
        self._stopping.set()
        for thread in list(self._threads.values()):
            thread.join()

    def _run(self, key: str, act: Callable[[Callable[[], bool]], object]) -> None:
        try:
            act(lambda: not self._stopping.is_set())
        except Exception:  # noqa: BLE001  (a thread's error has nobody else to tell)
            self._failed.add(key)
            _LOG.warning("run.failed", key=key, exc_info=True)
