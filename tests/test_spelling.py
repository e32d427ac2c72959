from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.corpus import read_corpus
from model.spelling import folded
from model.text import normalise


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("vilken idi*t", "vilken idiot"),
        ("vilka id**ter", "vilka idioter"),
        ("fy f*n", "fy fan"),
        ("idi?ten där", "idioten där"),
        ("din k#kskalle", "din kukskalle"),
        ("1diot", "idiot"),
        ("idi@terna", "idioterna"),
        ("snaalfitta? nej, skitstoevel", "snaalfitta? nej, skitstövel"),
        ("jag ska doeda dig", "jag ska döda dig"),
        ("5k1t5töv3l, n39r3r", "skitstövel, negrer"),
        ("jävla fxtta", "jävla fitta"),
        ("vilken skitstvel", "vilken skitstövel"),
        ("din skitsrövel", "din skitstövel"),
        ("ni är idiioter och korkskallra", "ni är idioter och korkskallar"),
    ],
)
def test_a_masked_or_undotted_word_of_the_lexicon_is_written_out(written: str, meant: str) -> None:
    assert folded(written).text == meant


@pytest.mark.parametrize(
    "harmless",
    [
        "buss 9an går kl 14",
        "det kostar 500kr styck",
        "h2o och co2",
        "ska vi?nej",
        "tranan, trasan och monter 5",
        "5 * 3 = 15",
        "maxa taxan, boxarna vann matchen i lyxhuset",
        "kontakt@exempel och skövde@arena",
        "mail*adressen",
        "poeten från Aaland",
    ],
)
def test_ordinary_text_stays_as_it_is(harmless: str) -> None:
    assert folded(harmless).text == normalise(harmless).text


def test_clean_comments_of_the_corpus_are_left_alone() -> None:
    clean = [row.text for row in read_corpus() if not row.labels and row.split == "train"]
    changed = [text for text in clean if bare(folded(text).text) != bare(normalise(text).text)]
    assert len(changed) < len(clean) / 3000


def bare(text: str) -> str:
    return text.translate(str.maketrans("åäö", "aao"))


@given(st.text(alphabet="idoter*?1 åäöA😀\u0301", max_size=40))
def test_every_letter_has_a_rising_place_in_the_original(text: str) -> None:
    view = folded(text)
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(a <= b for a, b in zip(view.starts, view.starts[1:], strict=False))
    assert all(0 <= a < b <= len(text) for a, b in zip(view.starts, view.ends, strict=True))


def test_a_written_out_word_points_at_the_whole_word_as_it_stood() -> None:
    text = "Du är en id**t!"
    view = folded(text)
    place = view.text.index("idiot")
    span = view.original_span(place, place + 5)
    assert text[span.start : span.end] == "id**t"


@pytest.mark.parametrize("piece", ["0", "a", "a*", "*a", "?", "0a", "x*", "å 0"])
def test_a_megabyte_of_anything_is_read(piece: str) -> None:
    assert folded(piece * (1_000_000 // len(piece))).text
