from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.slips import Slips, is_slip

WORDS = ["skitstövel", "korkskalle", "idioten"]


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("skitstvel", "left out"),
        ("skitstöveel", "doubled"),
        ("skitstävel", "from the key beside"),
        ("skitsötvel", "changed about"),
    ],
)
def test_one_slip_of_the_hand_is_known_again(typed: str, how: str) -> None:
    assert Slips(WORDS).meant(typed) == "skitstövel", how


@pytest.mark.parametrize(
    "typed",
    ["kitstövel", "skitstxvel", "skitstövwel", "skitsstävel", "idioen", "idio", ""],
)
def test_other_changes_are_not(typed: str) -> None:
    found = Slips(WORDS).meant(typed)
    assert found == ("idioten" if typed == "idioen" else None)


@given(st.sampled_from(WORDS), st.integers(1, 9))
def test_every_letter_but_the_first_may_be_left_out(word: str, place: int) -> None:
    place = min(place, len(word) - 1)
    assert Slips(WORDS).meant(word[:place] + word[place + 1 :]) == word


@given(st.text(alphabet="idoten", max_size=9))
def test_what_is_found_is_one_slip_away(typed: str) -> None:
    found = Slips(WORDS).meant(typed)
    assert found is None or (is_slip(found, typed) and abs(len(found) - len(typed)) <= 1)
