"""Interim and reserve numbers: given to those who have no personnummer, or not yet.

Sources: IVO (ÅÅÅÅMMDD-T123 and -TF12), Inera "Nationellt ReservID" 1.0 (XXÅÅMMDDNNGC),
Region Stockholm (99, year and digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import HIDE_AT_ONCE, Finding
from model.personal_data.context import matches_from, mentions, other_number
from model.personal_data.identity_numbers import (
    NAMED,
    NAMED_SIGNS,
    kind_of_date,
)

_OPENING = re.compile("[0-9](?<![0-9A-Za-z][0-9])")
_TAIL = re.compile("[0-9](?:[-+ ]?[0-9]{0,3})[A-Za-z](?![a-zåäö])")
"""A letter among or after digits; digits are quick to seek."""
_RESERVE_OPENING = re.compile("[2-9](?<![0-9A-Za-z][2-9])")
_INTERIM = re.compile(
    r"((?:1[89]|20)?)([0-9]{2})(?P<inner>[-./]?)([0-9]{2})(?P=inner)([0-9]{2})([-+ ]?)"
    r"(?P<tail>(?=[0-9]{0,3}[A-Z])(?=[A-Z]{0,3}[0-9])[0-9A-Z]{4})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"[TRSUWXJKLMN][0-9]{3}|TF[0-9]{2}")
"""How the tail is written by those who issue such numbers; others count only where named."""
_RESERVE = re.compile(
    r"(?=[2-9])(?:(?:2[2-9]|[3-9][0-9])[0-9]{6}-?[A-HJ-NPR-UX-Z]{2}[0-9]{2}|"
    r"99[ -]?(?:19|20)[0-9]{2}(?:[ -]?[0-9]){6}|[0-9]{10}[A-Z]{2})(?![0-9A-Za-z])"
)
_NAMED = re.compile(
    rf"(?=[irtlpjasfku])(?:interim|reserv(?![a-zåäö])|reserv(?=n|id|p(?:nr|ers|at))|tillfällig|\bt[pf]?[- ]?(?:nummer|nr)|provisor|\blma|patient|journal|asyl|remiss|kallelse|antag|komvux|utbytes|{NAMED.pattern})"
)
_SIGNS = (
    "interim",
    "reserv",
    "tillfäll",
    "lma",
    "patient",
    "journal",
    "asyl",
    "provisor",
    "t-n",
    "tp-n",
    "tf-n",
    "tf n",
    "tp n",
    "tpn",
    "tfn",
    "remiss",
    "antag",
    "komvux",
    "utbytes",
    "kallelse",
    *NAMED_SIGNS,
)
_FAR = 120
"""How far off a reserve number may be named: its form is seldom anything else's."""


def find_reserve_numbers(text: str) -> Iterator[Finding]:
    """Each interim number (date, letter, digits) and each reserve number that the text names."""
    interim = [*matches_from(_OPENING, _INTERIM, text)] if _TAIL.search(text) else []
    reserve = [*matches_from(_RESERVE_OPENING, _RESERVE, text)]
    if not (interim or reserve):
        return
    named = mentions(text, _NAMED, _SIGNS)
    for match in interim:
        told = named.near(*match.span())
        written = (
            bool(match[1] or match[6])
            and not match["inner"]
            and bool(_OFFICIAL.fullmatch(match["tail"]))
        )
        if not kind_of_date(*match.group(1, 2, 4, 5)):
            continue
        if told or (written and not other_number(text, match.start())):
            yield _finding(match, 0.9 if told else 0.7, "har formen för ett interimsnummer")
    for match in reserve:
        if named.near(*match.span(), _FAR):
            yield _finding(match, 0.85, "kallas reservnummer i texten och har dess form")


def _finding(match: re.Match[str], score: float, reason: str) -> Finding:
    start, end = match.span()
    return Finding("interim_number", start, end, score, "reserve_number", reason, HIDE_AT_ONCE)
