"""Coordinates that point out a house: decimal degrees, degrees and minutes, SWEREF 99 where named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import Finding
from model.personal_data.context import (
    exposure_of_place,
    holds_any,
    lowered,
    matches_from,
    place_finding,
)

_DECIMAL = re.compile(
    r"(?:N[: ]{0,2})?(-?[0-9]{1,2}[.,][0-9]{3,15})(?:°? ?[NS]\b)?"
    r"(?:[,;/ ]{1,3}|°,? ?)(?:[EeÖöLlongNG]{1,4}[: ]{0,2})?(-?[0-9]{1,3}[.,][0-9]{3,15})(?![0-9]|\.[0-9])(?:°? ?[EÖOW]\b|°)?"
)
_OPENING = re.compile("[0-9N-](?<![0-9A-Za-z.,][0-9N-])")
_DEGREES = re.compile(
    r"(?<![0-9])(?:[NS] ?)?[0-9]{1,2} ?° ?[0-9]{1,2}(?:[.,][0-9]{1,6})? ?['’′](?: ?[0-9]{1,2}(?:[.,][0-9]{1,4})? ?(?:[\"”″]|''))? ?[NS]?"
    r"[,; ]{1,3}[EÖOW]? ?[0-9]{1,3} ?° ?[0-9]{1,2}(?:[.,][0-9]{1,6})? ?['’′](?: ?[0-9]{1,2}(?:[.,][0-9]{1,4})? ?(?:[\"”″]|''))?(?: ?[EÖOW])?"
)
_DECIMALS = re.compile(r"[0-9][.,][0-9]{2}")
_MINUTES = re.compile(
    r"[NS](?<![A-Za-z][NS]) ?[0-9]{2}[° ] ?[0-9]{2}[.,][0-9]{2,4}['’′]?[, ]{1,3}[EÖOW] ?[0-9]{2,3}[° ] ?[0-9]{2}[.,][0-9]{2,4}['’′]?"
)
_GRID_NAME = re.compile(r"sweref|rt ?90|koordinat|\b[xn] ?[:=] ?(?=[67][0-9]{6})", re.IGNORECASE)
_GRID = re.compile(
    r"(?:\bN[:= ]{1,2})?(?<![0-9])[67][0-9]{6}[,; ]{1,3}(?:[EYy][:= ]{0,2})?[0-9]{6,7}(?![0-9])"
)
_LATITUDES, _LONGITUDES = 90.0, 180.0
_SWEDEN = (55.0, 70.0, 10.0, 25.0)
"""South, north, west, east, in degrees."""
_FEW_DECIMALS = 3


def find_coordinates(text: str) -> Iterator[Finding]:
    """Each pair of coordinates exact enough to show one house (three decimals are a hundred metres)."""
    if _DECIMALS.search(text):
        for match in matches_from(_OPENING, _DECIMAL, text):
            if _is_place(match[1], match[2]):
                yield from _finding(text, match)
        for match in _MINUTES.finditer(text):
            yield from _finding(text, match)
    if "°" in text:
        for match in _DEGREES.finditer(text):
            yield from _finding(text, match)
    small = lowered(text)
    named = holds_any(
        small, ("sweref", "rt90", "rt 90", "koordinat", "x:", "x =", "x=", "n:", "x :")
    )
    for name in _GRID_NAME.finditer(text) if named else ():
        grid = _GRID.search(text, name.end(), name.end() + 60)
        if grid:
            yield from _finding(text, grid)


def _is_place(latitude: str, longitude: str) -> bool:
    """Whether the pair lies on earth; with only three decimals it must lie in or near Sweden."""
    north, east = _degrees(latitude), _degrees(longitude)
    if len(re.split("[.,]", latitude)[1]) == _FEW_DECIMALS:
        return _SWEDEN[0] <= north <= _SWEDEN[1] and _SWEDEN[2] <= east <= _SWEDEN[3]
    return abs(north) <= _LATITUDES and abs(east) <= _LONGITUDES


def _degrees(written: str) -> float:
    return float(written.replace(",", "."))


def _finding(text: str, match: re.Match[str]) -> Iterator[Finding]:
    exposed = exposure_of_place(text, *match.span())
    if exposed:
        yield place_finding("coordinates", *match.span(), exposed, "koordinater")
