from __future__ import annotations

import numpy as np
import pytest

from model.errors import ModelError
from model.gloss import glossed
from model.lexicon import shipped_lexicon
from model.text import fold_letters
from model.words import QUALITIES, WordTable, shipped_words

SMALL = WordTable(
    [("skola", "school", "3h"), ("mördare", "murderer", "1pvk"), ("fin", "nice", "4")]
)


def test_every_word_is_folded_and_stands_once() -> None:
    words = shipped_words()
    written = list(words.words)
    assert len(written) == len(set(written)) > 40_000
    assert [word for word in written if fold_letters(word) != word] == []


def test_no_word_of_the_crude_lists_stands_in_the_table() -> None:
    lexicon, crude = shipped_lexicon(), {"slur", "obscenity"}
    assert [word for word in shipped_words().words if lexicon.is_of(word, crude)] == []


@pytest.mark.parametrize(
    ("word", "gloss"),
    [("skola", "school"), ("skolor", "school"), ("skolans", "school"), ("mördarna", "murderer")],
)
def test_another_form_of_a_word_is_read_as_the_word(word: str, gloss: str) -> None:
    number = SMALL.number(word)
    assert number is not None
    assert SMALL.glosses[number] == gloss


@pytest.mark.parametrize("word", ["", "fina", "skål", "xyz", "a" * 10_000])
def test_what_is_not_there_is_not_guessed(word: str) -> None:
    assert SMALL.number(word) is None


def test_qualities_are_counted_in_their_own_comment() -> None:
    seen = SMALL.qualities_of(
        ["fin", "skola", "mördare", "", "okänd"], np.array([0, 0, 1, 1, 1]), 3
    )
    names = list(QUALITIES)
    assert {names[k]: seen[0, k] for k in np.flatnonzero(seen[0])} == {"4": 1, "h": 1}
    assert {names[k]: seen[1, k] for k in np.flatnonzero(seen[1])} == dict.fromkeys("1pvk", 1)
    assert not seen[2].any()


def test_a_code_that_says_nothing_known_is_refused() -> None:
    with pytest.raises(ModelError, match="skola: 'Q'"):
        WordTable([("skola", "school", "3Q")])


def test_a_comment_is_read_word_by_word_and_a_group_by_its_ground() -> None:
    one, other, none = glossed(["vi hatar somalier", "vi hatar araber", ""])
    assert one == other == "we hates immigrants"
    assert not none


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("din jävla hora", "your fucking whore"),
        ("jävla muslimerna", "fucking religious people"),
        ("xqzw är här", "xqzw is here"),
    ],
)
def test_crude_words_are_read_by_what_the_lexicon_knows_of_them(text: str, gloss: str) -> None:
    assert glossed([text]) == [gloss]


@pytest.mark.parametrize("text", ["", "\u2028", "😀 😀", "a" * 5000, "! !", "১২৩"])
def test_a_text_without_a_known_word_stands_as_it_was(text: str) -> None:
    assert glossed([text, "hej"]) == [text, "hello"]
