from __future__ import annotations

import pytest

from model.assessment import Finding
from model.labels import PERSONAL_DATA_KINDS
from model.personal_data import Pseudonyms, find_personal_data, mask, mask_personal_data
from model.personal_data.masking import KIND_WORDS

TEXT = "Kim Ek, 900602-2397, bor på Granvägen 7"
FINDINGS = [
    Finding("name", 0, 6, 0.9, "names", "", 2),
    Finding("personnummer", 8, 19, 0.99, "identity_number", "", 1),
    Finding("address", 28, 39, 0.9, "address", "", 1),
]


def test_each_finding_becomes_its_kind_in_brackets() -> None:
    assert mask(TEXT, FINDINGS) == "[namn], [personnummer], bor på [adress]"


def test_findings_as_stored_mask_the_same() -> None:
    stored = [{"kind": one.kind, "start": one.start, "end": one.end} for one in FINDINGS[::-1]]
    assert mask(TEXT, stored) == mask(TEXT, FINDINGS)


def test_marks_of_harm_stay() -> None:
    assert mask("din idiot", [Finding("insult", 4, 9, 0.9, "linear", "")]) == "din idiot"


@pytest.mark.parametrize(
    ("spans", "masked"),
    [
        ([(0, 4), (2, 8)], "[namn]ij"),
        ([(0, 8), (2, 4)], "[namn]ij"),
        ([(0, 2), (2, 4)], "[namn][namn]efghij"),
        ([(8, 99), (-5, 2)], "[namn]cdefgh[namn]"),
        ([(4, 4), (5, 3)], "abcdefghij"),
        ([], "abcdefghij"),
    ],
)
def test_overlapping_and_stray_findings_leak_nothing(
    spans: list[tuple[int, int]], masked: str
) -> None:
    findings = [Finding("name", start, end, 0.9, "test", "") for start, end in spans]
    assert mask("abcdefghij", findings) == masked


def test_offsets_are_code_points() -> None:
    text = "👩‍👧🏽 e\u0301 \u202e 900602\u200b-2397 👍"
    assert mask(text, find_personal_data(text)) == "👩‍👧🏽 e\u0301 \u202e [personnummer] 👍"


def test_unassessed_text_is_masked_at_once() -> None:
    line = "fel i rad 3: 19900602-2397, kim.ek@example.se, 070-1740605"
    assert (
        mask_personal_data(line) == "fel i rad 3: [personnummer], [e-postadress], [telefonnummer]"
    )


def test_one_export_gives_the_same_person_the_same_name() -> None:
    names = Pseudonyms()
    first = mask("Kim Ek och Bo Alm", _names((0, 6), (11, 17)), names)
    later = mask("Bo Alms bil, KIM EK körde", _names((0, 7), (13, 19)), names)
    assert (first, later) == ("[person 1] och [person 2]", "[person 2] bil, [person 1] körde")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("19900602-2397", "900602 2397"),
        ("070-174 06 05", "+46701740605"),
        ("0046 70 1740605", "0701740605"),
        ("Kim.Ek@example.se", "kim.ek@EXAMPLE.se"),
        ("SE45 5000 0000 0583 9825 7466", "SE4550000000058398257466"),
    ],
)
def test_two_writings_of_one_thing_get_one_pseudonym(one: str, other: str) -> None:
    names = Pseudonyms()
    assert mask_personal_data(one, names) == mask_personal_data(other, names)
    assert mask_personal_data(one, names).endswith(" 1]")


def test_pseudonyms_hold_nothing_that_can_be_read() -> None:
    names = Pseudonyms()
    mask_personal_data("900602-2397", names)
    assert "2397" not in repr(vars(names))


def test_every_kind_of_personal_data_has_a_word() -> None:
    assert set(KIND_WORDS) == set(PERSONAL_DATA_KINDS)


def _names(*spans: tuple[int, int]) -> list[Finding]:
    return [Finding("name", start, end, 0.9, "test", "") for start, end in spans]
