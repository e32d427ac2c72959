from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.personal_data.names import find_names
from model.personal_data.names_words import LOWER, PLAIN, UPPER, case_mode, shape, tokens


def shown(text: str) -> list[str]:
    return [text[f.start : f.end] for f in find_names(text) if f.kind == "name"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rektor Karin Ek svarar inte.", ["Karin Ek"]),
        ("min granne Kjell eldar plast", ["Kjell"]),
        ("det är Lenas son som gör det", ["Lenas"]),
        ("kollade du med anna svensson igår", ["anna svensson"]),
        ("DET VAR PATRIK HAGSTEDT SOM KÖRDE", ["PATRIK HAGSTEDT"]),
        ("Beslutet är fattat av M. Hellberg.", ["M. Hellberg"]),
        ("Britt-Marie Al-Hassan driver caféet", ["Britt-Marie Al-Hassan"]),
        ("Hon heter Fatou Ceesay", ["Fatou Ceesay"]),
        ("Björn på gatukontoret vet", ["Björn"]),
        ("Linus Odén och Eva Palm var där. Odén gick först.", ["Linus Odén", "Eva Palm", "Odén"]),
        ("🐍🐍 och en heter Isabell Norrby 🐍", ["Isabell Norrby"]),
        ("Tack Emma!", ["Emma"]),
    ],
)
def test_names_are_found_where_they_stand(text: str, names: list[str]) -> None:
    assert shown(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "en björn har setts vid stenen",
        "Karl Johansgatan är avstängd",
        "Gustav Vasas väg är avstängd",
        "Anna Sandströms skola finns inte längre",
        "Volvo och Scania söker mark i kommunen",
        "Vår vilja är att bevara parken",
        "Rektorn svarar inte på mejl",
        "Hans bil står på min plats",
        "VARFÖR ÄR DET ALLTID MÖRKT PÅ STORGATAN",
        "Lindströms bageri har stängt",
        "Malmö är en stad i Skåne",
        "följ kicki.odell på insta",
        "REA REA REA",
    ],
)
def test_words_places_and_firms_are_no_persons(text: str) -> None:
    assert shown(text) == []


@given(st.text())
@settings(max_examples=200)
def test_any_text_gives_findings_inside_it(text: str) -> None:
    for finding in find_names(text):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip()
        assert 0 <= finding.score <= 1


@given(st.sampled_from(["😀 ", "é ", "e\u0301 ", "\u202eאב\u202c ", "\ud800 ", "\n\n", "A. "]))
def test_what_stands_before_moves_the_offsets_and_nothing_else(before: str) -> None:
    assert "Karin Ek" in shown(before + "grannen heter Karin Ek, tror jag")


def test_names_in_one_text_are_found_the_same_twice() -> None:
    text = "Eva Palm och Ali Rahimi"
    assert list(find_names(text)) == list(find_names(text))


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        (["Hej", "på", "dig"], LOWER),
        (["Hej", "Anna"], PLAIN),
        (["ALLT", "ÄR", "FEL", "här"], UPPER),
        (["Hej"], PLAIN),
    ],
)
def test_a_text_tells_what_its_capitals_mean(words: list[str], mode: str) -> None:
    assert case_mode(words) == mode


def test_tokens_keep_initials_double_names_and_places() -> None:
    text = "K. Ek, Ann-Marie o\u0308st.\nNy"
    found = [(token.text, token.first) for token in tokens(text)]
    assert [word for word, _ in found] == ["K.", "Ek", ",", "Ann-Marie", "o\u0308st", ".", "Ny"]
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert found[-1] == ("Ny", True)


def test_a_single_capital_opens_a_sentence_or_stands_for_a_name() -> None:
    assert shape("I", first=True, mode=PLAIN) == "F"
    assert shape("K.", first=True, mode=PLAIN) == "I"
