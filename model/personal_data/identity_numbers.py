"""Personnummer, samordningsnummer and organisationsnummer, told apart by date and check digit.

Sources: folkbokföringslagen 18 § (personnummer), Skatteverket SKV 707 (samordningsnummer: day + 60),
lag 1974:174 (organisationsnummer: third digit at least 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from stdnum import luhn

from model.assessment import HIDE_AT_ONCE, NORMALLY_FINE, Finding
from model.personal_data.context import Mentions, lowered, matches_from, mentions, other_number
from model.personal_data.phones import is_valid_number

_COORDINATION = 60
_TEN = 10
_DAY = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_DATED = re.compile(
    r"(?:(1[89]|20)(?: (?=[0-9]{2} ))?)?([0-9]{2})\n?([ ./-]?)\n?(0[1-9]|1[0-2])\n?\3\n?"
    rf"({_DAY})([ .\n/+-]{{0,6}})([0-9]{{2}}\n?[0-9]{{2}}|(?(1)[0-9]{{2}} [0-9]{{2}}|(?!)))"
    r"(?![0-9]|[-:][0-9]|/[0-9]{1,5}(?![0-9-]))"
)
_RUN = re.compile("[0-9]+")
_LOOSE = re.compile(r"[0-9](?:[^0-9A-Za-zÅÄÖåäö]{0,3}[0-9]){9,11}(?![0-9])")
_SPACED = re.compile(
    r"[0-9](?<![0-9] [0-9])(?<![0-9][0-9])(?:[ .]{1,2}[0-9]){5}(?:(?:[ .]{1,2}[0-9]){2})?[ .]{0,2}[+-]?[ .]{0,2}"
    r"[0-9](?:[ .]{1,2}[0-9]){3}(?![0-9]|[ .][0-9])"
)
_GROUPED = re.compile(
    r"[0-9](?<![0-9A-Za-z][0-9])(?<![0-9][.,:/-][0-9])[0-9]{0,7}(?:[ ._:,;=*~/()\[\]'>T-]{1,3}[0-9]{1,8}){1,11}(?![0-9])"
)
_SHAPES = frozenset(
    {(6, 4), (8, 4), (6, 2, 2), (8, 2, 2), (2, 2, 2, 4), (2,) * 5, (2,) * 6, (4, 2, 2, 4),
     (4, 2, 2, 2, 2), (4, 4, 4), (3, 3, 4), (3, 3, 2, 2), (1,) * 10, (1,) * 12}
)  # fmt: skip
"""How many digits stand together where people part a number otherwise than with one hyphen."""
_SPACED_SHAPES = frozenset(
    {
        (6, 3, 1),
        (8, 3, 1),
        (2, 8),
        (4, 3, 3),
        (2, 4, 4),
        (4, 2, 4),
        (6, 1, 1, 1, 1),
        (8, 1, 1, 1, 1),
    }
)
"""Seldom seen, and other numbers' too: only with spaces or hyphens."""
_DISGUISED = re.compile(
    r"[0-9OoIl](?<![0-9A-Za-z][0-9OoIl])[0-9OoIl]{5,7}[-+ ]?[0-9OoIl]{4}(?![0-9A-Za-z])"
)
_SPACED_ONLY = re.compile("[0-9 -]+")
_AREA = 4
"""Most digits of a telephone number's first group."""
_FEWEST_TRUE = 6
_AS_DIGITS = str.maketrans("OoIl", "0011")
_REACH = 60
NAMED = re.compile(
    r"(?=[psfilk])(?:person(?:al)?[\s-]?(?:id[\s-]?)?(?:nummer|numret|nr)|\bp(?:nr|-nr|-?nummer|ers\.?\s?n(?:r|ummer))|"
    r"samordning|\bsamnr|födelse(?:n|data|datum|tid)|identitetsn|"
    r"\bid[-\s]?n(?:ummer|r)|legitimation|körkort|\bpersn|personal (?:identity )?number|\bssn\b|personsiffr|personuppgift)"
)
"""Words that say that a person's number follows; the first letters alone are quick to pass over."""
NAMED_SIGNS = (
    "pers", "pnr", "p-n", "pn", "samord", "samnr", "födelse", "identitet", "idn", "id-n", "id n",
    "legit", "körkort", "ssn",
)  # fmt: skip
_COMPANY_SIGNS = (
    "org",
    "vat",
    "moms",
    "företag",
    "bolag",
    "ab",
    "förening",
    "firma",
    "stiftelse",
    "samfäll",
    "bostadsrätt",
    "brf",
    "hb",
    "kb",
)
_DIALLED = re.compile(
    r"\b(?:ring\w*|tel\w*|kontakt\w*|mobil\w*|sms\w*|messa|nummer|numret|nr|nås|swish\w*|slå|samtal)\b",
    re.IGNORECASE,
)
_COMPANY_OPENING = re.compile("[S1-9](?:(?<![0-9A-Za-z][S1-9])|(?<=nr[1-9]))")
_COMPANY = re.compile(
    r"(SE[ -]?)?(?:16)?([1-35-9][0-9][2-9][0-9]{3})( ?- ?|[ .\n]?)([0-9]{4})"
    r"(?(1)(?: ?01)?)(?![0-9]|[-:/][0-9])"
)
_COMPANY_NAMED = re.compile(
    r"(?=[ovmfbashk])(?:\borg(?:\.|anisations?)?[\s-]?(?:nr|nummer|numret)|\bvat|\bmoms|företag|bolag|\bab\b|"
    r"förening|firma|stiftelse|samfällighet|bostadsrätt|\bbrf\b|\bhb\b|\bkb\b)"
)
_TOLD_AFTER = re.compile(r"[^0-9.!?\n]{0,25}\borg(?:\.|anisation)?[a-z]*[\s.-]?n")
_DIGITS = re.compile("[0-9]+")
_PROVEN = "datum och kontrollsiffra stämmer"


@dataclass(frozen=True, slots=True)
class _Named:
    """Where the text says what its numbers are."""

    person: Mentions
    company: Mentions


def find_identity_numbers(text: str) -> Iterator[Finding]:
    """Each identity number of `text`, certain where date and check digit prove it."""
    named = _Named(
        mentions(text, NAMED, NAMED_SIGNS), mentions(text, _COMPANY_NAMED, _COMPANY_SIGNS)
    )
    yield from _dated(text, named)
    yield from _loose(text, named.person)
    yield from _grouped(text)
    yield from _disguised(text)
    yield from _companies(text, named.company)


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


def _dated(text: str, named: _Named) -> Iterator[Finding]:
    place = 0
    for run in _RUN.finditer(text):
        match = _DATED.match(text, run.start()) if run.start() >= place else None
        finding = _judge(text, match, named) if match else None
        if match and finding:
            place = match.end()
            yield finding


def _judge(text: str, match: re.Match[str], named: _Named) -> Finding | None:
    century, year, _, month, day, _, serial = match.groups()
    kind = kind_of_date(century, year, month, day)
    proven = _is_proven(year + month + day + serial[:2] + serial[-2:])
    told = named.person.near(*match.span())
    if kind is None or not (told or (proven and _stands_alone(text, match, kind))):
        return None
    if not proven:
        return _finding(kind, match, 0.75, "kallas så i texten, men kontrollsiffran stämmer inte")
    if named.company.before(match.start()):
        reason = "organisationsnummer för enskild firma: ägarens eget nummer"
        return _finding(kind, match, 0.95, reason)
    return _finding(kind, match, 0.99, _PROVEN)


def _stands_alone(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether the form itself speaks for a person's number where no word says so."""
    century, year, inner, _, _, gap, _ = match.groups()
    named_other = not (gap and inner != gap) and other_number(text, match.start())
    before = text[max(0, match.start() - 2) : match.start()]
    if before[-1:] in {".", ",", ":"} and before[:1].isdigit():
        return False
    if _is_mobile(text, match, kind):
        return False
    if named_other or gap.strip(" \n"):
        return not named_other
    if before[-1:].isalpha():
        return False
    dialled = not (century or gap or inner) and year[0] == "0" and is_valid_number(match[0])
    return not dialled or (kind == "personnummer" and not _dialled(text, match.start()))


def _is_mobile(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether what looks like a samordningsnummer is a mobile number that the text speaks of."""
    return (
        kind == "coordination_number"
        and match[0].startswith("07")
        and is_valid_number(re.sub("[^0-9]", "", match[0]))
        and _dialled(text, match.start(), 60)
    )


def _dialled(text: str, start: int, reach: int = 30) -> bool:
    return bool(_DIALLED.search(text, max(0, start - reach), start))


def _loose(text: str, named: Mentions) -> Iterator[Finding]:
    """Ten or twelve digits one by one, or soon after a word for such a number however split."""
    told = (_LOOSE.search(text, end, end + _REACH) for end in named.ends)
    for match in (*_SPACED.finditer(text), *told):
        kind = kind_of_digits("".join(filter(str.isdecimal, match[0]))) if match else None
        if match and kind:
            yield _finding(kind, match, 0.99, _PROVEN)


def _grouped(text: str) -> Iterator[Finding]:
    """Ten or twelve digits in groups as people part them, proven by date and check digit."""
    for match in _GROUPED.finditer(text):
        groups = list(_DIGITS.finditer(text, *match.span()))
        for last in range(len(groups), 1, -1):
            kind = _kind_of_groups(text[match.start() : groups[last - 1].end()])
            if kind and not (_is_mobile(text, match, kind) or other_number(text, match.start())):
                end = groups[last - 1].end()
                end += text.startswith(")", end) and "(" in match[0]
                start = match.start()
                yield Finding(kind, start, end, 0.85, "identity_number", _PROVEN, HIDE_AT_ONCE)
                break


def _kind_of_groups(written: str) -> str | None:
    groups = _DIGITS.findall(written)
    digits, shape = "".join(groups), tuple(map(len, groups))
    spaced = shape in _SPACED_SHAPES and _SPACED_ONLY.fullmatch(written)
    if not (shape in _SHAPES or spaced) or _is_row(groups):
        return None
    dialled = len(groups[0]) <= _AREA and digits[0] == "0" and is_valid_number(digits)
    return None if dialled else kind_of_digits(digits)


def _is_row(groups: Sequence[str]) -> bool:
    """Rising pairs: a lottery row or departures, not a number."""
    pairs = all(len(group) <= 2 for group in groups)  # noqa: PLR2004
    return pairs and all(one < other for one, other in pairwise(groups))


def _disguised(text: str) -> Iterator[Finding]:
    """Numbers with the letters O, l or I for digits."""
    for match in _DISGUISED.finditer(text):
        written = match[0]
        if written.isdigit() or sum(map(str.isdigit, written)) < _FEWEST_TRUE:
            continue
        digits = re.sub("[-+ ]", "", written).translate(_AS_DIGITS)
        kind = None if digits in written.replace("-", "") else kind_of_digits(digits)
        if kind:
            yield _finding(
                kind, match, 0.9, "siffror skrivna med bokstäver; kontrollsiffran stämmer"
            )


def _companies(text: str, named: Mentions) -> Iterator[Finding]:
    for match in matches_from(_COMPANY_OPENING, _COMPANY, text):
        told = bool(match[1]) or named.before(match.start()) or _is_told_after(text, match)
        if not (told or "-" in match[3]) or not _is_proven(match[2] + match[4]):
            continue
        if told or not other_number(text, match.start()):
            reason = "organisationsnummer med rätt kontrollsiffra: ett företag eller en förening"
            yield _finding("organisation_number", match, 0.95, reason)


def _is_told_after(text: str, match: re.Match[str]) -> bool:
    return _TOLD_AFTER.match(lowered(text), match.end()) is not None


def _finding(kind: str, match: re.Match[str], score: float, reason: str) -> Finding:
    public = kind == "organisation_number"
    level = NORMALLY_FINE if public else HIDE_AT_ONCE
    return Finding(kind, *match.span(), score, "identity_number", reason, level, public)
