from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import ModelError
from model.features import occurrences
from model.lexicon import Lexicon, shipped_lexicon
from model.ngrams import BUCKETS
from model.text import normalise


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_a_comment_has_the_same_ngrams_alone_and_in_a_batch(texts: list[str]) -> None:
    folded = [normalise(text).text for text in texts]
    together = occurrences(folded)
    for row, text in enumerate(folded):
        alone = np.sort(occurrences([text]).bucket)
        assert np.array_equal(np.sort(together.bucket[together.row == row]), alone)


def test_words_and_signs_are_told_apart_by_place() -> None:
    found = occurrences(["hej du!", "f*n 112"])
    assert found.texts == ["hej", "du", "!", "f*n", "112"]
    assert found.words.row.tolist() == [0, 0, 0, 1, 1]
    assert found.bucket.min() >= 0
    assert found.bucket.max() < BUCKETS


def test_numbers_of_equal_length_share_their_ngrams() -> None:
    one, other = occurrences(["rum 123"]), occurrences(["rum 987"])
    assert np.array_equal(one.bucket, other.bucket)


def test_no_feature_reaches_into_the_next_comment() -> None:
    found = occurrences(["du är en", "idiot sa du"])
    last = found.words.row[found.word + found.reach - 1]
    assert (last == found.row).all()


def test_empty_comments_have_no_ngrams() -> None:
    assert len(occurrences(["", "  "]).bucket) == 0


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("idiot", "insult"),
        ("skitunge", "insult"),
        ("jävla", "obscenity"),
        ("j*vla", "obscenity"),
        ("muslimer", "group"),
        ("kackerlackor", "dehumanise"),
        ("moskéerna", "group"),
    ],
)
def test_the_lexicon_knows_words_by_form_and_mask(word: str, category: str) -> None:
    lexicon = shipped_lexicon()
    found = lexicon.of_word(normalise(word).text)
    assert category in [lexicon.tokens[number].category for number in found]


@pytest.mark.parametrize("word", ["fantastisk", "fanns", "analys", "huvudet", "transport", "judo"])
def test_words_that_only_look_alike_are_not_in_it(word: str) -> None:
    lexicon = shipped_lexicon()
    found = {lexicon.tokens[number].category for number in lexicon.of_word(word)}
    assert not found & {"obscenity", "insult", "slur", "group"}


def test_phrases_are_found_at_their_first_word() -> None:
    lexicon = shipped_lexicon()
    found = {
        (first, lexicon.tokens[number].category)
        for first, number in lexicon.phrases(["vi", "vet", "var", "du", "bor"])
    }
    assert (1, "threat_frame") in found or (0, "threat_frame") in found


def test_names_of_some_groups_are_seen_only_by_their_category() -> None:
    one, other = occurrences(["alla muslimer bor här"]), occurrences(["alla buddister bor här"])
    assert sorted(one.bucket) == sorted(other.bucket)


def test_a_lexicon_without_its_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        Lexicon(tmp_path)


def test_a_hidden_group_word_brings_no_word_vector_of_its_own() -> None:
    folded = [normalise(text).text for text in ("de är muslimer här", "de är judar här")]
    found = occurrences(folded)
    assert found.texts == ["de", "är", "", "här", "de", "är", "", "här"]
    one, other = (found.bucket[found.row == row] for row in (0, 1))
    assert np.array_equal(np.sort(one), np.sort(other))
