"""Interim and reserve numbers: given to those who have no personnummer, or not yet.

Sources: IVO (ÅÅÅÅMMDD-T123 and -TF12), Inera "Nationellt ReservID" 1.0 (XXÅÅMMDDNNGC),
Region Stockholm (99, year and digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import HIDE_AT_ONCE, Finding
from model.personal_data.context import (
    holds_any,
    lowered,
    matches_from,
    mentions,
    other_number,
)
from model.personal_data.identity_numbers import (
    NAMED,
    NAMED_SIGNS,
    kind_of_date,
    kind_of_digits,
)
from model.personal_data.phones import is_valid_number

_OPENING = re.compile("[0-9](?<![0-9A-Za-z][0-9])")
_TAIL = re.compile("[0-9](?: ?[-+ ./\n]? ?[0-9]{0,3})[A-Za-z](?![a-zåäö]{3})")
"""A letter among or after digits; digits are quick to seek."""
_RESERVE_OPENING = re.compile("[0-9](?<![0-9A-Za-z][0-9])(?=[0-9]{3}|(?<=9)9)")
_INTERIM = re.compile(
    r"((?:1[89]|20)?)([0-9]{2})(?P<inner>[-./]?)([0-9]{2})(?P=inner)([0-9]{2})( ?[-+] ?|[ ./\n]?)"
    r"(?P<tail>(?=[0-9]{0,3}[A-Z])(?=[A-Z]{0,3}[0-9])[0-9A-Z]{4})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"[TRSUWXJKLMN][0-9]{3}|TF[0-9]{2}")
"""How the tail is written by those who issue such numbers; others count only where named."""
_RESERVE = re.compile(
    r"(?:(?:2[2-9]|[3-9][0-9])[0-9]{6}(?: ?- ?| )?[A-HJ-NPR-UX-Za-hj-npr-ux-z]{2} ?[0-9]{2}|"
    r"99(?: ?[ .-] ?)?(?:19|20)[0-9]{2}(?: ?[ .-]? ?[0-9]){6}|[0-9]{10}[A-Z]{2}|[0-9]{8} ?-? ?(?=[A-Z]{1,3}[0-9])[0-9A-Z]{4})(?![0-9A-Za-z])"
)
_CALLED = re.compile(
    r"(?=[rtildn])(?:\bres(?:e?r?v)?(?:person)?[-. ]{0,2}(?:id[- ]?)?(?:nr|n?u?m+er|n?u?m+ret|id)|\br-?i?d?-?nr|\brid(?=[ :]{1,2}[0-9])|\blma(?:[- ]?kort\w{0,3})?(?: (?:står|stod|det|är|visar|säger|har)){0,3}(?=[ :(]{1,2}[0-9])|\bnrid|\bint(?:er|re)[rim]{2,4}s?(?:person)?[- ]?(?:nr|n?u?m+er|n?u?m+ret)|"
    r"\b(?:tillf(?:\.|älligt?)|temp(?:\.|orärt?)) ?(?:id[- ]?|p(?:ers)?(?:on)?\.?[- ]?)?(?:nr|nummer|numret)|\blma[- ]?(?:kort(?:ets?)?[- ]?|kort\w{0,2}(?: \w{1,12}){1,3} )?(?:nr|n?u?m+er|n?u?m+ret)|\brid[- ]?(?:nr|nummer|numret)|"
    r"\bdossi?(?:er|é)?[- ]?(?:nr|nummer|numret))\b[ .:=(\"”'«»]{1,4}(?:(?:är|var|blev|heter|e|visst|väl|nog|typ|alltså|nu|nr|mitt|hans|hennes|(?:på|i|hos|från) \w{2,20}) ?[:=(\"”']? ?){0,2}(?=[0-9a-z])"
)
"""In lower case, what names a reserve number right before it, whatever its form."""
_ANY_FORM = re.compile(
    r"(?=(?:[A-Za-z]{0,3}[ -]?[0-9]){5})[0-9A-Za-z]{2,13}(?:[ /-]{1,3}[0-9A-Z]{1,8}){0,3}(?![0-9A-Za-zåäö]|[-:.,][0-9])"
)
_ON_LMA = re.compile(
    r"[0-9](?<![0-9A-Za-z-][0-9])[0-9]-?[0-9]{6}(?:/[0-9])?(?= (?:(?:står |stod |är )?(?:på|i)|är|från) (?:\w+ )?LMA)",
    re.IGNORECASE,
)
_STOCKHOLMS = re.compile("99(?<![0-9A-Za-z]99)")
_STOCKHOLM = re.compile("99(?:19|20)")
_FEWEST, _MOST = 7, 13
_FEWEST_DIGITS = 6
"""Signs and digits of a reserve number in whatever form."""
_NAMED = re.compile(
    rf"(?=[irtlpjasfkumcxen])(?:interim|reserv(?![a-zåäö])|reserv(?=n|id|p(?:nr|ers|at))|\bnrid|\br-?i?d?-?nr|\bres\.? ?nr|tillf(?:\.|ällig)|temporär|\b(?:arm|id-?)band|\bakut|\bmigration|\bfiktiv|\bfingera|ersättningsn|\bladok|\bcsn|\bt[pf]?[- ]?(?:nummer|nr)|provisor|\blma|patient|journal|asyl|remiss|kallelse|antag|komvux|utbytes|{NAMED.pattern})"
)
_SIGNS = (
    "interim", "reserv", "tillfäll", "tillf.", "tempor", "lma", "patient", "journal", "asyl", "provisor", "t-n",
    "tp-n", "tf-n", "tf n", "tp n", "tpn", "tfn", "t n", "remiss", "antag", "komvux", "utbytes", "kallelse",
    "rnr", "r-nr", "res.", "resnr", "armband", "idband", "id-band", "akut", "migration", "fiktiv", "fingera", "ersättningsn", "rid", "migr", "ladok", "csn",
    *NAMED_SIGNS,
)  # fmt: skip
_CALLED_SIGNS = (
    "reserv", "resev", "resrv", "res.", "resnr", "rnr", "r-nr", "rid", "inter", "intre", "tillf", "temp", "lma", "dossi",
)  # fmt: skip
_FAR = 120
"""How far off a reserve number may be named: its form is seldom anything else's."""


def find_reserve_numbers(text: str) -> Iterator[Finding]:
    """Each interim number (date, letter, digits) and each reserve number that the text names."""
    yield from _called(text)
    lettered = bool(_TAIL.search(text))
    interim = [*matches_from(_OPENING, _INTERIM, text)] if lettered else []
    reserve = (
        [*matches_from(_RESERVE_OPENING, _RESERVE, text)]
        if lettered or _STOCKHOLMS.search(text)
        else []
    )
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


def _called(text: str) -> Iterator[Finding]:
    """Those in no known form, right after "reservnummer", "interimsnr", "LMA-nummer" or the like."""
    small = lowered(text)
    if not holds_any(small, _CALLED_SIGNS):
        return
    for lma in _ON_LMA.finditer(text) if "lma" in small else ():
        yield _finding(lma, 0.8, "kallas LMA-nummer i texten")
    for name in _CALLED.finditer(small):
        match = _ANY_FORM.match(text, name.end())
        signs = re.sub("[ /-]", "", match[0]) if match else ""
        if match is None or not _FEWEST <= len(signs) <= _MOST:
            continue
        cut_short = signs.isdigit() and _STOCKHOLM.match(signs)
        if sum(map(str.isdigit, signs)) >= _FEWEST_DIGITS and not (
            cut_short or kind_of_digits(signs) or (signs[0] == "0" and is_valid_number(signs))
        ):
            yield _finding(match, 0.8, "kallas reservnummer i texten")


def _finding(match: re.Match[str], score: float, reason: str) -> Finding:
    start, end = match.span()
    return Finding("interim_number", start, end, score, "reserve_number", reason, HIDE_AT_ONCE)
