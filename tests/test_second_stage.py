from __future__ import annotations

import numpy as np
import pytest

from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.errors import BundleError
from model.features import occurrences
from model.lexicon import shipped_lexicon
from model.second_stage import (
    FEWEST,
    FORMS,
    MOST,
    SecondStage,
    circumstances,
    circumstances_of,
)
from model.text import normalise
from model.words import QUALITIES

TOKENS = len(shipped_lexicon().tokens)


def around(*texts: str) -> np.ndarray:
    folded = [normalise(text).text for text in texts]
    return circumstances(occurrences(folded), len(folded), TOKENS)


def test_categories_and_signs_are_counted_in_their_own_comment() -> None:
    seen = around("Vad är det här?", '"Idiot" sa hon: idiot idiot idiot idiot!')
    insult = next(n for n, t in enumerate(shipped_lexicon().tokens) if t.category == "insult")
    assert seen[0, insult] == 0
    assert (
        seen[1, :TOKENS][[t.category == "insult" for t in shipped_lexicon().tokens]].max() == MOST
    )
    assert seen[0, TOKENS : TOKENS + 4].tolist() == [1, 0, 0, 0]
    assert seen[1, TOKENS : TOKENS + 4].tolist() == [0, 1, 1, 2]


def test_qualities_count_by_their_share_of_the_words() -> None:
    one, two = around("tråkig regndag", "tråkig regndag " * 6)
    bad = TOKENS + FORMS + list(QUALITIES).index("2")
    assert one[bad] > 0
    assert two[bad] == pytest.approx(one[bad] * FEWEST / 2)
    assert len(one) == circumstances_of(TOKENS)


@pytest.mark.parametrize("text", ["", " ", "😀", "\u2028", "a" * 5000])
def test_any_text_has_finite_circumstances(text: str) -> None:
    assert np.isfinite(around(text)).all()


def test_another_lexicon_is_refused() -> None:
    second = SecondStage.from_parts(read_bundle(DEFAULT_BUNDLE).linear)
    second.check(TOKENS)
    with pytest.raises(BundleError, match="another lexicon"):
        second.check(TOKENS + 1)


def test_folding_gives_what_scikit_learn_says() -> None:
    parts = read_bundle(DEFAULT_BUNDLE).linear
    chance = np.random.default_rng(1)
    first = chance.normal(size=(5, len(parts["scaler"].mean_)))
    seen = chance.integers(0, 3, size=(5, circumstances_of(TOKENS)))
    known = seen[:, :-TOKENS]
    inside = np.hstack([parts["scaler"].transform(first), known]) @ parts["network"].coefs_[0]
    expected = np.maximum(inside + parts["network"].intercepts_[0], 0) @ parts["network"].coefs_[1]
    said = SecondStage.from_parts(parts).logits(first, seen)
    assert said == pytest.approx(expected + parts["network"].intercepts_[1], abs=1e-4)


def test_the_wordless_network_hears_nothing_of_the_first_stage() -> None:
    parts = read_bundle(DEFAULT_BUNDLE).linear
    wordless = SecondStage.wordless_from_parts(parts)
    seen = around("Du är en idiot!", "Vad är det här?")
    silent, loud = (np.full((2, len(wordless.bias)), value) for value in (-9.0, 9.0))
    said = wordless.logits(silent, seen)
    assert said == pytest.approx(wordless.logits(loud, seen))
    inside = np.maximum(seen @ parts["wordless"].coefs_[0] + parts["wordless"].intercepts_[0], 0)
    expected = inside @ parts["wordless"].coefs_[1] + parts["wordless"].intercepts_[1]
    assert said == pytest.approx(expected, abs=1e-4)


def test_both_networks_and_their_regressions_are_read_as_one() -> None:
    parts = read_bundle(DEFAULT_BUNDLE).linear
    seen = around("Du är en idiot!", "Vad är det här?")
    first = np.random.default_rng(2).normal(size=(2, len(parts["calibrators"])))
    second, wordless = SecondStage.from_parts(parts), SecondStage.wordless_from_parts(parts)
    three = np.stack([first, second.logits(first, seen), wordless.logits(first, seen)], axis=2)
    calibrators = list(parts["calibrators"].values())
    expected = np.column_stack(
        [each.decision_function(three[:, place]) for place, each in enumerate(calibrators)]
    )
    whole = second.calibrated(wordless, calibrators)
    assert whole.logits(first, seen) == pytest.approx(expected, abs=1e-3)
