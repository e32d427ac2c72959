from __future__ import annotations

import random

import pytest

from evaluation.obfuscation import WAYS, disguise, measure_obfuscation
from evaluation.samples import Collection, Sample
from evaluation.scores import score
from model.classifier import Classifier
from model.labels import HARMS

TEXT = "Hej där, era jävla idioter på Ekgatan"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_only_telling_words_are_disguised(way) -> None:
    told = disguise(TEXT, way, random.Random(3))
    assert told != TEXT
    assert told.startswith("Hej där, era ")
    assert told.endswith(" på Ekgatan")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_calm_text_is_left_as_it_is(way) -> None:
    assert disguise("Vi ses på biblioteket i morgon", way, random.Random(3)) == (
        "Vi ses på biblioteket i morgon"
    )


def _collection(*texts: str) -> Collection:
    wanted = frozenset({"profanity", "insult"})
    samples = tuple(Sample(text, wanted, str(n)) for n, text in enumerate(texts))
    return Collection("t", "T", samples, frozenset(HARMS))


def test_recall_is_told_before_and_after_by_way_and_by_label(classifier: Classifier) -> None:
    scored = score(classifier, _collection(TEXT, "Dra åt helvete din jävla fitta"))
    told = measure_obfuscation(classifier, scored)
    assert told is not None
    assert [each.name for each in told.ways] == [way.__name__.replace("_", " ") for way in WAYS]
    assert sum(each.plain.of for each in told.ways) == told.overall.plain.of == 2 * told.twins
    assert told.overall.lost <= 100
    assert told == measure_obfuscation(classifier, scored)


def test_nothing_is_told_where_no_word_is_worth_disguising(classifier: Classifier) -> None:
    scored = score(classifier, _collection("Vi ses på biblioteket"))
    assert measure_obfuscation(classifier, scored) is None
