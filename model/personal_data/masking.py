"""Masking: personal data replaced by what it was, or by one and the same stand-in in an export."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from model.assessment import Finding
from model.labels import PERSONAL_DATA_KINDS
from model.personal_data.recognise import find_personal_data

Marked = Finding | Mapping[str, Any]
"""A finding as a value, or as it is stored in an assessment's JSON."""

KIND_WORDS: Mapping[str, str] = {
    "name": "namn",
    "personnummer": "personnummer",
    "coordination_number": "samordningsnummer",
    "interim_number": "reservnummer",
    "organisation_number": "organisationsnummer",
    "phone": "telefonnummer",
    "email": "e-postadress",
    "address": "adress",
    "property": "fastighet",
    "registration_plate": "registreringsnummer",
    "bank_account": "kontonummer",
    "card_number": "kortnummer",
    "passport": "passnummer",
    "coordinates": "koordinater",
    "ip_address": "IP-adress",
    "social_handle": "användarnamn",
    "profile_link": "profillänk",
    "sensitive": "känslig uppgift",
}
"""What stands in brackets for each kind of personal data, in Swedish."""

IDENTITY_NUMBERS = frozenset({"personnummer", "coordination_number", "interim_number"})
"""Kinds that are a person's number."""

_PERSON = "person"
_SIGNIFICANT = re.compile(r"[^\w@]|_")
_TEN_DIGITS = 10
_NUMBERED = frozenset({"personnummer", "coordination_number", "organisation_number"})

StandIn = Callable[[str, str], str]
"""From a kind and the words found to what is written in their place."""


class Pseudonyms:
    """Stand-ins for one export: the same person or number gives the same one, "[person 1]".

    What was replaced is kept only as keyed hashes, with a key that is never shown or stored.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._given: dict[bytes, str] = {}
        self._counts: Counter[str] = Counter()

    def __call__(self, kind: str, words: str) -> str:
        """The stand-in for a finding's words, new or as it was given before."""
        noun = _PERSON if kind == "name" else KIND_WORDS[kind]
        known = f"{noun}:{_canonical(kind, words)}".encode("utf-8", "surrogatepass")
        digest = blake2b(known, key=self._key).digest()
        if digest not in self._given:
            self._counts[noun] += 1
            self._given[digest] = f"[{noun} {self._counts[noun]}]"
        return self._given[digest]


def bracketed(kind: str, words: str) -> str:  # noqa: ARG001  (one shape for all stand-ins)
    """The plain stand-in: the kind in Swedish, "[personnummer]"."""
    return f"[{KIND_WORDS[kind]}]"


def mask(text: str, findings: Iterable[Marked], stand_in: StandIn = bracketed) -> str:
    """The text with each finding of personal data replaced; marks of harm stay as they are.

    Offsets are code points of `text`; findings may overlap, be in any order or reach outside.
    """
    parts, reached = [], 0
    for kind, start, end in _stretches(text, findings):
        parts += [text[reached:start], stand_in(kind, text[start:end])]
        reached = end
    return "".join([*parts, text[reached:]])


def mask_personal_data(text: str, stand_in: StandIn = bracketed) -> str:
    """As mask, for text that has not been assessed: an error, a reason, a line of a log."""
    return mask(text, find_personal_data(text), stand_in)


def mask_identity_numbers(text: str) -> str:
    """The text without any person's number: for lists, logs, errors and addresses, where none may stand.

    Source: dataskyddslagen (2018:218) 3 kap. 10 §.
    """
    found = (one for one in find_personal_data(text) if one.kind in IDENTITY_NUMBERS)
    return mask(text, found)


def _stretches(text: str, findings: Iterable[Marked]) -> Iterator[tuple[str, int, int]]:
    """The places to replace in order, those that overlap made one under the first's kind."""
    kind, start, end = "", 0, 0
    for place, stop, name in sorted(_places(text, findings), key=lambda one: (one[0], -one[1])):
        if kind and place < end:
            end = max(end, stop)
            continue
        if kind:
            yield kind, start, end
        kind, start, end = name, place, stop
    if kind:
        yield kind, start, end


def _places(text: str, findings: Iterable[Marked]) -> Iterator[tuple[int, int, str]]:
    for one in findings:
        kind, start, end = (
            (one.kind, one.start, one.end)
            if isinstance(one, Finding)
            else (one["kind"], one["start"], one["end"])
        )
        start, end = max(0, start), min(end, len(text))
        if kind in PERSONAL_DATA_KINDS and start < end:
            yield start, end, kind


def _canonical(kind: str, words: str) -> str:
    """One writing for the same thing: "Lenas" is Lena, +46 70 is 070, 1990… is 90…"""
    plain = _SIGNIFICANT.sub("", words).casefold()
    if kind == "name":
        return plain.removesuffix("s")
    if kind in _NUMBERED:
        return plain[-_TEN_DIGITS:]
    if kind == "phone":
        return re.sub(r"^(?:00)?46(?=[1-9])", "0", plain)
    return plain


assert set(KIND_WORDS) == set(PERSONAL_DATA_KINDS)
