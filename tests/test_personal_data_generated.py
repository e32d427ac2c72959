"""Properties over generated numbers and any Unicode; the numbers are made up as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from model.personal_data import find_personal_data, mask
from model.personal_data.phones import is_valid_number
from tests.findings import numbered

FORMS: dict[str, Callable[[str], str]] = {
    "12": lambda n: n,
    "8-4": lambda n: f"{n[:8]}-{n[8:]}",
    "8 4": lambda n: f"{n[:8]} {n[8:]}",
    "6-4": lambda n: f"{n[2:8]}-{n[8:]}",
    "6+4": lambda n: f"{n[2:8]}+{n[8:]}",
    "6 4": lambda n: f"{n[2:8]} {n[8:]}",
    "6 - 4": lambda n: f"{n[2:8]} - {n[8:]}",
    "4 2 2 4": lambda n: f"{n[:4]} {n[4:6]} {n[6:8]} {n[8:]}",
    "4-2-2-4": lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
    "2.2.2-4": lambda n: f"{n[2:4]}.{n[4:6]}.{n[6:8]}-{n[8:]}",
    "line": lambda n: f"{n[:8]}-\n{n[8:]}",
    "named": lambda n: f"pnr {n[2:]}",
    "digits": lambda n: f"personnummer {' '.join(n)}",
}


@st.composite
def identity_numbers(draw: st.DrawFn, *, day: int = 0) -> str:
    """Twelve digits with a real date (plus `day`) and the right check digit."""
    born = draw(st.dates(date(1890, 1, 1), date(2024, 12, 31)))
    digits = f"{born:%Y%m}{born.day + day:02}{draw(st.integers(0, 999)):03}"
    return digits + str(luhn.calc_check_digit(digits[2:]))


@pytest.mark.parametrize("form", FORMS)
@given(number=identity_numbers())
def test_every_valid_personnummer_is_proven_in_every_form(form: str, number: str) -> None:
    written = FORMS[form](number)
    (finding,) = numbered(written)
    assert (finding.kind, finding.score, finding.level) == ("personnummer", 0.99, 1)
    assert finding.end == len(written)


@given(number=identity_numbers(day=60), form=st.sampled_from(sorted(FORMS)))
def test_every_valid_samordningsnummer_is_proven(number: str, form: str) -> None:
    (finding,) = numbered(FORMS[form](number))
    assert (finding.kind, finding.score) == ("coordination_number", 0.99)


@given(
    number=identity_numbers(),
    place=st.integers(2, 11),
    change=st.integers(1, 9),
    form=st.sampled_from(["12", "8-4", "6-4", "6 - 4"]),
)
def test_one_changed_digit_is_never_proven(number: str, place: int, change: int, form: str) -> None:
    other = str((int(number[place]) + change) % 10)
    changed = number[:place] + other + number[place + 1 :]
    found = numbered(FORMS[form](changed))
    assert not any(one.kind in {"personnummer", "coordination_number"} for one in found)


@given(
    start=st.sampled_from(
        ["0", "07", "08", "46", "460", "+46", "0046", "+47", "00", "0900", "020"]
    ),
    rest=st.text("0123456789", min_size=4, max_size=12),
)
def test_a_number_counts_where_the_telephone_library_holds_it_for_valid(
    start: str, rest: str
) -> None:
    written = "+" + start + rest if start.startswith("46") else start + rest
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(written, "SE"))
    except phonenumbers.NumberParseException:
        valid = False
    assert is_valid_number(start + rest) is valid


SURROUNDINGS = st.text(
    st.one_of(
        st.characters(exclude_categories=("Nd",)),
        st.sampled_from("åäö👩‍👧🏽e\u0301\u200f\u202eשלום\u0000\ud800 \n"),
    ),
    max_size=20,
)


@given(before=SURROUNDINGS, after=SURROUNDINGS)
def test_offsets_point_at_the_number_in_any_unicode(before: str, after: str) -> None:
    text = f"{before} pnr: 19900602-2397 {after}"
    start = text.index("19900602")
    assert ("personnummer", start, start + 13) in [
        (one.kind, one.start, one.end) for one in find_personal_data(text)
    ]


NOISE = st.text(
    st.sampled_from("0123456789019 +-–./:@,()°'\n\u200b\u00a0åaABSEx§") | st.characters(),
    max_size=120,
)
WORDS = st.lists(
    st.sampled_from(
        [
            "personnummer", "pnr", "noll", "sju", "sjutton", "hundra", "tjugo", "Storgatan", "väg",
            "konto", "pass", "reg", "skylt", "insta", "@", "(at)", "punkt", "se", "19900602-2397",
            "900602", "0701740605", "1:23", "59.9900,", "ABC", "123", "SE45", "sista", "°", "+46",
        ]
    )
).map(" ".join)  # fmt: skip


@settings(max_examples=300)
@given(text=NOISE | WORDS)
def test_any_text_gives_findings_in_order_inside_it(text: str) -> None:
    findings = find_personal_data(text)
    places = [place for one in findings for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text) for one in findings)
    assert all(0 < one.score < 1 and one.level in {1, 2, 3} and one.reason for one in findings)
    assert find_personal_data(text) == findings


@given(text=NOISE | WORDS)
def test_masking_any_text_leaves_what_stands_between_as_it_was(text: str) -> None:
    findings, place, reached = find_personal_data(text), 0, 0
    masked = mask(text, findings)
    for one in findings:
        between = text[reached : one.start]
        assert masked.startswith(between + "[", place)
        place, reached = masked.index("]", place + len(between)) + 1, one.end
    assert masked[place:] == text[reached:]
