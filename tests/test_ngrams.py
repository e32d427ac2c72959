from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.ngrams import BUCKETS, occurrences
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
    joined = " hej du! f*n 112 "
    words = [joined[a:b] for a, b in zip(found.word_starts, found.word_ends, strict=True)]
    assert words == ["hej", "du", "!", "f*n", "112"]
    assert found.bucket.min() >= 0
    assert found.bucket.max() < BUCKETS


def test_numbers_of_equal_length_share_their_ngrams() -> None:
    one, other = occurrences(["rum 123"]), occurrences(["rum 987"])
    assert np.array_equal(one.bucket, other.bucket)


def test_no_pair_of_words_reaches_into_the_next_comment() -> None:
    found = occurrences(["en två", "tre fyra"])
    assert set(found.row[found.reach == 2]) == {0, 1}
    assert (found.reach == 2).sum() == 2
    assert (found.reach == 3).sum() == 0


def test_empty_comments_have_no_ngrams() -> None:
    assert len(occurrences(["", "  "]).bucket) == 0
