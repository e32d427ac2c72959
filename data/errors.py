"""The one error family of the data package."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 50


class DataError(Exception):
    """Base of every error that the data package raises on purpose."""


class FaultsError(DataError):
    """Files that may not be used; `faults` holds one `file:line: what` each."""

    where = "the files"

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(self.faults[:SHOWN])
        more = f"\n… and {len(self.faults) - SHOWN} more" if len(self.faults) > SHOWN else ""
        super().__init__(f"{len(self.faults)} fault(s) in {self.where}:\n{shown}{more}")


class CorpusError(FaultsError):
    """Rows that may not be trained on."""

    where = "the corpus"


class OwnDataError(FaultsError):
    """Rows of a user's own that may not be trained on."""

    where = "the data"


class GoldError(FaultsError):
    """Gold comments that may not be measured by."""

    where = "the gold set"


class DraftError(DataError):
    """A draft file that cannot be turned into corpus rows."""


class SourceError(DataError):
    """An outside source that is named but cannot be read."""
