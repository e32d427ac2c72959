"""The one error family of the training package."""

from __future__ import annotations


class TrainingError(Exception):
    """A run that cannot start or must not go on; the message says what to mend."""
