"""The table of recognisers, and what is left when their findings overlap."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial

from model.assessment import Finding
from model.personal_data.accounts import find_bank_accounts, find_card_numbers
from model.personal_data.addresses import find_addresses, find_worded_addresses
from model.personal_data.coordinates import find_coordinates
from model.personal_data.documents import find_document_numbers
from model.personal_data.email_addresses import find_email_addresses
from model.personal_data.grouped_numbers import find_grouped_numbers
from model.personal_data.identity_numbers import find_identity_numbers
from model.personal_data.names import find_names
from model.personal_data.online import (
    find_ip_addresses,
    find_profile_links,
    find_social_handles,
)
from model.personal_data.partial_numbers import find_reserve_numbers
from model.personal_data.phones import find_phone_numbers
from model.personal_data.plain import plain_text
from model.personal_data.plates import find_own_choice_plates, find_registration_plates
from model.personal_data.properties import find_properties
from model.personal_data.spelled_numbers import find_spelled_numbers
from model.personal_data.split_numbers import find_split_numbers

Recogniser = Callable[[str], Iterator[Finding]]

RECOGNISERS: tuple[Recogniser, ...] = (
    find_bank_accounts,
    find_card_numbers,
    find_email_addresses,
    find_profile_links,
    find_identity_numbers,
    find_grouped_numbers,
    find_reserve_numbers,
    find_split_numbers,
    find_document_numbers,
    find_phone_numbers,
    find_spelled_numbers,
    find_coordinates,
    find_ip_addresses,
    find_properties,
    find_addresses,
    find_worded_addresses,
    find_registration_plates,
    find_own_choice_plates,
    find_social_handles,
    find_names,
)
"""In order of precedence: of two findings that overlap, the earlier recogniser's stands.

Each reads plain text (see plain.py) and may yield in any order; every kind that is certain by proof
stands before those that go by words.
"""

NEED_A_NUMBER: frozenset[Recogniser] = frozenset(
    {
        find_card_numbers,
        find_identity_numbers,
        find_grouped_numbers,
        find_reserve_numbers,
        find_phone_numbers,
        find_coordinates,
    }
)
"""Those that can find nothing where no five digits stand near each other, and are not asked."""

NEED_A_DIGIT: frozenset[Recogniser] = NEED_A_NUMBER | {
    find_bank_accounts,
    find_split_numbers,
    find_document_numbers,
    find_ip_addresses,
    find_properties,
    find_addresses,
    find_registration_plates,
}
"""Those that can find nothing in a text without a digit: most comments have none."""

_NUMBER = re.compile(r"[0-9](?:(?:[^0-9A-Za-z]{0,4}(?:[OoIl][OoIl ./-]{0,8})?|[A-Z]{2})[0-9]){4}")
_DIGIT = re.compile("[0-9]")
_WITHOUT_NUMBER = tuple(one for one in RECOGNISERS if one not in NEED_A_NUMBER)
_WITHOUT_DIGIT = tuple(one for one in RECOGNISERS if one not in NEED_A_DIGIT)


def _worth_asking(text: str) -> tuple[Recogniser, ...]:
    if _NUMBER.search(text):
        return RECOGNISERS
    return _WITHOUT_NUMBER if _DIGIT.search(text) else _WITHOUT_DIGIT


def find_personal_data(text: str, *, office_holders: Collection[str] = ()) -> tuple[Finding, ...]:
    """All findings of personal data in the original text, by place, none overlapping.

    `office_holders` are full names in lower case of those whom their office makes public.
    """
    plain = plain_text(text)
    kept: list[Finding] = []
    taken = bytearray(len(plain.text))
    for recogniser in _worth_asking(plain.text):
        if recogniser is find_names and office_holders:
            recogniser = partial(find_names, office_holders=office_holders)  # noqa: PLW2901
        for finding in recogniser(plain.text):
            if finding.kind == "sensitive":
                finding = _up_to(finding, taken.find(1, finding.start, finding.end))  # noqa: PLW2901
            if not taken.count(1, finding.start, finding.end):
                taken[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
                kept.append(finding)
    kept.sort(key=lambda finding: finding.start)
    if plain.places is None:
        return tuple(kept)
    return tuple(_moved(finding, *plain.original(finding.start, finding.end)) for finding in kept)


def _up_to(finding: Finding, place: int) -> Finding:
    """A statement cut short where a number or an address begins (-1 for nowhere)."""
    return finding if place <= finding.start else replace(finding, end=place)


def _moved(finding: Finding, start: int, end: int) -> Finding:
    return replace(finding, start=start, end=end)
