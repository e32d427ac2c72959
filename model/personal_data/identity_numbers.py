"""Personnummer, samordningsnummer and organisationsnummer, told apart by date and check digit.

Sources: folkbokföringslagen 18 § (personnummer), Skatteverket SKV 707 (samordningsnummer: day + 60),
lag 1974:174 (organisationsnummer: third digit at least 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from stdnum import luhn

from model.assessment import HIDE_AT_ONCE, NORMALLY_FINE, Finding
from model.personal_data.context import (
    Mentions,
    counts_something,
    holds_any,
    lowered,
    matches_from,
    mentions,
    other_number,
    things_number,
)
from model.personal_data.phones import is_valid_number

_COORDINATION = 60
_TEN = 10
_DAY = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_DATED = re.compile(
    r"(?:(1[89]|20)(?:[ ./-](?=[0-9]{2}[ ./-])|[ )](?=[0-9]{6} ?[+-] ?[0-9]))?)?([0-9]{2})\n?([ ./-]?)\n?(0[1-9]|1[0-2])\n?\3\n?"
    rf"({_DAY})([ .\n/+-]{{0,6}})([0-9]{{2}}\n?[0-9]{{2}}|(?(1)[0-9]{{2}} [0-9]{{2}}|(?!)))"
    r"(?![0-9]|[-:][0-9]|/[0-9]{1,5}(?![0-9-]))"
)
_RUN = re.compile("[0-9]+")
_LOOSE = re.compile(r"[0-9](?:[^0-9A-Za-zÅÄÖåäö]{0,3}[0-9]){9,11}(?![0-9])")
_SPACED = re.compile(
    r"[0-9](?<![0-9] [0-9])(?<![0-9][0-9])(?:[ .]{1,2}[0-9]){5}(?:(?:[ .]{1,2}[0-9]){2})?[ .]{0,2}[+-]?[ .]{0,2}"
    r"[0-9](?:[ .]{1,2}[0-9]){3}(?![0-9]|[ .][0-9])"
)
_REACH, _SOON = 60, 8
NAMED = re.compile(
    r"p(?:erson(?:(?:al)?[\s-]?(?:id[\s-]?)?(?:nummer|numret|nr)|al (?:identity )?number|siffr|uppgift)|"
    r"(?<=\bp)(?:nr|-nr|-?nummer|ers\.?\s?n(?:r|ummer)|ersn|(?!ress|eri|rem|ens)[ers]{1,4}[a-z]{0,6}n(?:r|u?m+er|u?m+ret)\b))|"
    r"s(?:amordning|(?<=\bs)(?:amnr|sn\b))|födelse(?:n|data|datum|tid)|"
    r"i(?:dentitetsn|(?<=\bi)d[-\s]?n(?:ummer|r))|legitimation|körkort"
)
"""Words that say that a person's number follows; the first letters alone are quick to pass over."""
NAMED_SIGNS = (
    "pers", "pero", "peso", "prso", "p-n", "pn", "samord", "samnr", "födelse", "identitet", "idn", "id-n", "id n",
    "legit", "körkort", "ssn",
)  # fmt: skip
_COMPANY_SIGNS = (
    "org", "vat", "moms", "företag", "bolag", "ab", "förening", "firma", "stiftelse", "samfäll",
    "bostadsrätt", "brf", "hb", "kb", "reg. no", "reg no", "company", "f-skatt", "församling",
    "samfund", "klubb",
)  # fmt: skip
_DIALLED = re.compile(
    r"\b(?:ring\w*|tel\w*|kontakt\w*|mobil\w*|sms\w*|messa|nummer|numret|nr|nås|swish\w*|slå|samtal)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:nr|nummer|barn|elev|rad|person|sökande)\.? ?[0-9]{1,2}[.:]$", re.IGNORECASE
)
_SOLE_TRADER = re.compile(
    r"[0-9](?:(?<=[Ss][Ee][0-9])|(?<=[Ss][Ee][ -][0-9]))([0-9]{5})[ -]?([0-9]{4})[ -]?01(?![0-9])"
)
_COMPANY_OPENING = re.compile("[S1-9](?=[0-9E])(?:(?<![0-9A-Za-z][S1-9])|(?<=nr[1-9]))")
_COMPANY = re.compile(
    r"(SE[ :-]{0,2})?(16[ -]?)?([1-35-9][0-9] ?[2-9][0-9] ?[0-9]{2})( ?- ?|[ ._/\n]?)([0-9]{2} ?[0-9]{2})"
    r"(?(1)(?:[ -]?01)?)(?![0-9]|[-:/][0-9])"
)
_COMPANY_LOOSE = re.compile(
    r"[1-9](?<![0-9][1-9])[0-9]?(?:[ .,:_/-]{0,3}[0-9]){8,11}(?![0-9]|[-:/][0-9])"
)
"""Ten digits however parted, or twelve with 16 before them: only right after "org.nr"."""
_COMPANY_NAMED = re.compile(
    r"(?=[ovmfbashkrc])(?:\borg(?:\.|[a-z]{0,15})[\s-]{0,2}(?:n[mo]?r|no|id|n?u?m+er|n?u?m+ret)(?![a-zåäö])|\bvat|\bmoms|företag|bolag|\bab\b|"
    r"förening|firma|stiftelse|samfällighet|bostadsrätt|\bbrf\b|\bhb\b|\bkb\b|\breg\.? no\b|\bcompany|f-skatt|"
    r"församling|samfund|klubb)"
)
_ORG_NUMBER = re.compile(
    r"\b(?:org(?:\.|[a-z]{0,15})(?:[\s-]{0,2}(?:n[mo]?r|no|n?u?m+er|n?u?m+ret|number))?|(?:vat|moms)[a-zåäö.]{0,16}(?:[\s-]{0,2}(?:nr|no|nummer|numret|number))?|se-n(?:r|ummer|umret))(?![a-zåäö])"
    r"[^0-9a-zåäö]{0,4}(?:(?:är|e|var|=|blev)[^0-9a-zåäö]{1,3})?(?:se[ :-]{0,2})?(?=[0-9])"
)
"""In lower case; a number follows."""
_ORG_SIGNS = ("org", "vat", "moms", "se-n")
_TOLD_AFTER = re.compile(
    r"[^0-9.!?\n]{0,25}\b(?:org(?:\.|anisation)?[a-z]*[\s.-]?n|(?:på|hos|i) (?:allabolag|bolagsverket|bolagsfakta))"
)
_COMPANY_DIGITS = re.compile("(?:16)?([1-35-9][0-9][2-9][0-9]{7})(?:01)?")
_COMPANYS = "organisationsnummer med rätt kontrollsiffra: ett företag eller en förening"
_NEAR, _FAR = 45, 90
"""How far before a company's number its name may stand; 16 before the digits is seldom anything else's."""
PROVEN = "datum och kontrollsiffra stämmer"


def find_identity_numbers(text: str) -> Iterator[Finding]:
    """Each identity number of `text`, certain where date and check digit prove it."""
    named = mentions(text, NAMED, NAMED_SIGNS)
    dated = [*_dated(text, named)]
    yield from dated
    yield from _loose(text, named, [finding.start for finding in dated])
    if "01" in text:
        yield from _sole_traders(text)
    yield from _companies(text)


def kind_of_date(century: str | None, year: str, month: str, day: str) -> str | None:
    """Whose number a date begins: personnummer, coordination_number (day + 60), None for no date."""
    number = int(day)
    for whole in (century,) if century else ("20", "19"):
        try:
            date(int(whole + year), int(month), number % _COORDINATION)
        except ValueError:
            continue
        return "personnummer" if number < _COORDINATION else "coordination_number"
    return None


_is_proven = lru_cache(maxsize=64)(luhn.is_valid)
"""The check digit, once for every form that one number is tried as."""


@lru_cache(maxsize=64)
def kind_of_digits(digits: str) -> str | None:
    """The kind of ten or twelve digits whose date and check digit are right, None otherwise."""
    century, ten = digits[:-_TEN], digits[-_TEN:]
    if len(ten) < _TEN or century not in {"", "18", "19", "20"}:
        return None
    kind = kind_of_date(century, ten[:2], ten[2:4], ten[4:6])
    return kind if kind and _is_proven(ten) else None


@lru_cache(maxsize=4)
def _companies_named(text: str) -> Mentions:
    """Where the text speaks of a company; most texts need not be asked."""
    return mentions(text, _COMPANY_NAMED, _COMPANY_SIGNS)


def _dated(text: str, named: Mentions) -> Iterator[Finding]:
    place = 0
    for run in _RUN.finditer(text):
        match = _DATED.match(text, run.start()) if run.start() >= place else None
        finding = _judge(text, match, named) if match else None
        if match and finding:
            place = match.end()
            yield finding


def _judge(text: str, match: re.Match[str], named: Mentions) -> Finding | None:
    century, year, _, month, day, _, serial = match.groups()
    kind = kind_of_date(century, year, month, day)
    proven = _is_proven(year + month + day + serial[:2] + serial[-2:])
    told = named.near(*match.span()) and not things_number(text, match.start())
    if kind is None or not (told or (proven and _stands_alone(text, match, kind))):
        return None
    if not proven:
        return _finding(kind, match, 0.75, "kallas så i texten, men kontrollsiffran stämmer inte")
    if _companies_named(text).before(match.start()):
        reason = "organisationsnummer för enskild firma: ägarens eget nummer"
        return _finding(kind, match, 0.95, reason)
    return _finding(kind, match, 0.99, PROVEN)


def _stands_alone(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether the form itself speaks for a person's number where no word says so."""
    century, year, inner, _, _, gap, _ = match.groups()
    hyphened = gap and inner != gap
    named_other = (things_number if hyphened else other_number)(text, match.start())
    before = text[max(0, match.start() - 2) : match.start()]
    if before[-1:] in {".", ",", ":"} and before[:1].isdigit() and not _is_listed(text, match):
        return False
    if is_mobile(text, *match.span(), kind) or counts_something(text, match.end()):
        return False
    if named_other or gap.strip(" \n"):
        return not named_other
    if before[-1:].isalpha():
        return False
    dialled = not (century or gap or inner) and year[0] == "0" and is_valid_number(match[0])
    return not dialled or (kind == "personnummer" and not _dialled(text, match.start()))


def _is_listed(text: str, match: re.Match[str]) -> bool:
    """Whether a number stands after its own in a list: "nr1:", "barn 2:"."""
    return bool(_LISTED.search(text, max(0, match.start() - 14), match.start()))


def is_mobile(text: str, start: int, end: int, kind: str) -> bool:
    """Whether what looks like a samordningsnummer is a mobile number that the text speaks of."""
    return (
        kind == "coordination_number"
        and text.startswith("07", start)
        and is_valid_number(re.sub("[^0-9]", "", text[start:end]))
        and _dialled(text, start, 60)
    )


def _dialled(text: str, start: int, reach: int = 30) -> bool:
    return bool(_DIALLED.search(text, max(0, start - reach), start))


def _loose(text: str, named: Mentions, found: Sequence[int]) -> Iterator[Finding]:
    """Ten or twelve digits one by one, or soon after a word for such a number however split."""
    ends = (end for end in named.ends if not any(end <= start < end + _SOON for start in found))
    told = (_LOOSE.search(text, end, end + _REACH) for end in ends)
    for match in (*_SPACED.finditer(text), *told):
        kind = kind_of_digits("".join(filter(str.isdecimal, match[0]))) if match else None
        if match and kind:
            yield _finding(kind, match, 0.99, PROVEN)


def _sole_traders(text: str) -> Iterator[Finding]:
    """VAT numbers of people who trade in their own name."""
    for match in _SOLE_TRADER.finditer(text):
        kind = kind_of_digits(text[match.start()] + match[1] + match[2])
        if kind:
            reason = "momsnummer för enskild firma: ägarens eget nummer"
            yield Finding(
                kind, match.start(), match.end(2), 0.95, "identity_number", reason, HIDE_AT_ONCE
            )


def _companies(text: str) -> Iterator[Finding]:
    for match in matches_from(_COMPANY_OPENING, _COMPANY, text):
        reach = _FAR if match[2] else _NEAR
        told = (
            bool(match[1])
            or _companies_named(text).before(match.start(), reach)
            or _is_told_after(text, match)
        )
        digits = (match[3] + match[5]).replace(" ", "")
        plain = "-" in match[4] and len(match[3] + match[5]) == _TEN
        if not (told or plain) or not _is_proven(digits):
            continue
        if told or not other_number(text, match.start()):
            yield _finding("organisation_number", match, 0.95, _COMPANYS)
    yield from _loose_companies(text)


def _loose_companies(text: str) -> Iterator[Finding]:
    """Numbers right after "org.nr" however their digits are parted."""
    small = lowered(text)
    for name in _ORG_NUMBER.finditer(small) if holds_any(small, _ORG_SIGNS) else ():
        match = _COMPANY_LOOSE.match(text, name.end())
        digits = _COMPANY_DIGITS.fullmatch(re.sub("[^0-9]", "", match[0])) if match else None
        if match and digits and _is_proven(digits[1]):
            yield _finding("organisation_number", match, 0.9, _COMPANYS)


def _is_told_after(text: str, match: re.Match[str]) -> bool:
    return _TOLD_AFTER.match(lowered(text), match.end()) is not None


def _finding(kind: str, match: re.Match[str], score: float, reason: str) -> Finding:
    public = kind == "organisation_number"
    level = NORMALLY_FINE if public else HIDE_AT_ONCE
    start, end = match.span()
    start -= ")" in match[0] and "(" not in match[0] and match.string.endswith("(", 0, start)
    return Finding(kind, start, end, score, "identity_number", reason, level, public)
