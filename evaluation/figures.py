"""Figures as they are written: a dash, or null in JSON, for what cannot be told (NaN)."""

from __future__ import annotations

from math import isnan


def figure(value: float, digits: int) -> str:
    """A number to so many digits."""
    return "–" if isnan(value) else f"{value:.{digits}f}"


def percent(value: float) -> str:
    """A share, 0 to 1, as a percentage."""
    return "–" if isnan(value) else f"{value:.1%}"


def number(value: float) -> float | None:
    """A number to four digits, for JSON."""
    return None if isnan(value) else round(float(value), 4)
