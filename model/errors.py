"""The one error family of the model package."""

from __future__ import annotations


class ModelError(Exception):
    """Base of every error that the model package raises on purpose."""


class BundleError(ModelError):
    """A bundle that is missing, damaged, altered or not ours."""


class ProfileError(ModelError):
    """A policy profile that must not be used; the message says file, place and what to mend."""
