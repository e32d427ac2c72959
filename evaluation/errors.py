"""The one error family of the evaluation package."""

from __future__ import annotations

from collections.abc import Sequence


class EvaluationError(Exception):
    """Base of every error that the evaluation package raises on purpose."""


class SuiteError(EvaluationError):
    """A functional suite that must not be run; `faults` holds one `file:line: what` each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(faults)} fault(s) in the suite:\n" + "\n".join(faults))


class SamplesError(EvaluationError):
    """A file of labelled comments that must not be scored; `faults` as in SuiteError."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(faults)} fault(s), nothing was scored:\n" + "\n".join(faults))


class ReplayError(EvaluationError):
    """Assessments that cannot be weighed anew; the message says which line or store."""
