"""The one error family of the data package."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 50


class DataError(Exception):
    """Base of every error that the data package raises on purpose."""


class CorpusError(DataError):
    """Rows that may not be trained on; `faults` holds one `file:line: what` each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(self.faults[:SHOWN])
        more = f"\n… and {len(self.faults) - SHOWN} more" if len(self.faults) > SHOWN else ""
        super().__init__(f"{len(self.faults)} fault(s) in the corpus:\n{shown}{more}")


class DraftError(DataError):
    """A draft file that cannot be turned into corpus rows."""


class SourceError(DataError):
    """An outside source that is named but cannot be read."""
