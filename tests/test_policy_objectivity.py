"""Criticism, satire and politics without a harm never lead to hide or delete."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from evaluation.objectivity import is_harmless, read_comments, removals
from model.assessment import Assessment, Finding
from model.classifier import Classifier
from model.labels import HARMS, INTENTS, LABELS
from model.policy import load_profiles

COMMENTS = read_comments()
PROFILES = load_profiles()
MOVED = {("haparanda", ("anmalan",)), ("haparanda", ("anmalan", "anmalan-att-formedla"))}
# A report of somebody else's wrong is passed on before it is taken down.


def without_harm(assessment: Assessment) -> Assessment:
    """As the model read it, had it flagged no harm and marked nobody."""
    return replace(
        assessment,
        scores={label: 0.01 if label in HARMS else assessment.scores[label] for label in LABELS},
        flags=tuple(label for label in assessment.flags if label in INTENTS),
        findings=(),
    )


@pytest.fixture(scope="module")
def assessed(classifier: Classifier) -> list[Assessment]:
    return classifier.assess_many(comment.text for comment in COMMENTS)


def test_there_are_enough_comments_of_every_kind():
    assert len({comment.text for comment in COMMENTS}) >= 150
    kinds = [comment.kind for comment in COMMENTS]
    assert {"kritik", "satir", "politik"} <= set(kinds)
    assert min(kinds.count(kind) for kind in set(kinds)) >= 10


def test_no_profile_takes_away_a_comment_that_the_model_finds_harmless(assessed):
    harmless = [pair for pair in zip(COMMENTS, assessed, strict=True) if is_harmless(pair[1])]
    assert harmless
    found = removals(*map(list, zip(*harmless, strict=True)), PROFILES)
    assert [one for one in found if (one.profile, one.rules) not in MOVED] == []


def test_no_profile_takes_away_any_of_them_once_no_harm_is_flagged(assessed):
    found = removals(COMMENTS, list(map(without_harm, assessed)), PROFILES)
    assert [one for one in found if (one.profile, one.rules) not in MOVED] == []


@pytest.mark.parametrize("size", range(len(INTENTS) + 1))
def test_whatever_a_comment_wants_criticism_keeps_it_on_the_page(size):
    for intents in combinations(INTENTS, size):
        flags = tuple(label for label in INTENTS if label in {*intents, "criticism"})
        assessment = Assessment(
            scores={label: 0.9 if label in flags else 0.01 for label in LABELS},
            flags=flags,
            findings=(Finding("name", 0, 4, 0.9, "test", "", 3),),
            model="test",
        )
        assert removals(COMMENTS[:1], [assessment], PROFILES) == []
