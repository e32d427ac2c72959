from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.personal_data import find_personal_data


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("hans pnr är 19900602-2397.", "personnummer", "19900602-2397"),
        ("900602-2397", "personnummer", "900602-2397"),
        ("9006022397", "personnummer", "9006022397"),
        ("199006022397", "personnummer", "199006022397"),
        ("900602 2397", "personnummer", "900602 2397"),
        ("900602\n2397", "personnummer", "900602\n2397"),
        ("030124+9801", "personnummer", "030124+9801"),
        ("701063-2391", "coordination_number", "701063-2391"),
        ("ring 070-1740605", "phone", "070-1740605"),
        ("ring +46 70 174 06 05", "phone", "+46 70 174 06 05"),
        ("0046 8 465 004 00", "phone", "0046 8 465 004 00"),
        ("08-465 004 00", "phone", "08-465 004 00"),
        ("mejla kim.ek@example.se nu", "email", "kim.ek@example.se"),
    ],
)
def test_identifiers_are_found_where_they_stand(text: str, kind: str, shown: str) -> None:
    findings = find_personal_data(text)
    assert [(f.kind, text[f.start : f.end]) for f in findings] == [(kind, shown)]


@pytest.mark.parametrize(
    "text",
    [
        "dnr 2021001234",
        "ISBN 9789113012345",
        "900602-2398",  # wrong check digit, nothing says that it is a number of a person
        "991332-2397",  # no such month
        "buss 55 kl 07.15",
        "sedan 1990 har 060223 personer",
        "1 200 000 kronor",
        "@kommunen svara",
    ],
)
def test_other_numbers_are_no_persons(text: str) -> None:
    assert find_personal_data(text) == ()


def test_a_wrong_check_digit_counts_when_the_text_says_what_it_is() -> None:
    (finding,) = find_personal_data("personnummer 900602-2398")
    assert (finding.kind, finding.score, finding.level) == ("personnummer", 0.75, 1)


def test_a_functional_mailbox_is_normally_fine() -> None:
    (finding,) = find_personal_data("skriv till registrator@example.se")
    assert (finding.kind, finding.level) == ("email", 3)


def test_a_company_number_is_told_apart() -> None:
    (finding,) = find_personal_data("org.nr 556036-0793")
    assert (finding.kind, finding.level) == ("organisation_number", 3)


@given(st.text(alphabet=st.sampled_from("019-+ .@aå\n")))
def test_findings_lie_in_order_inside_the_text_and_never_overlap(text: str) -> None:
    findings = find_personal_data(text)
    places = [place for finding in findings for place in (finding.start, finding.end)]
    assert places == sorted(places)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in findings)
