from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.assessment import Assessment
from model.classifier import Classifier, windows
from model.guard import flags_of
from model.labels import FINDING_KINDS, GROUNDS, LABELS, SCORED, TOXICITY


def _whole(assessment: Assessment, text: str) -> None:
    assert set(assessment.scores) == {*LABELS, TOXICITY}
    assert set(assessment.grounds) == set(GROUNDS)
    assert all(0 <= score <= 1 and math.isfinite(score) for score in assessment.scores.values())
    for finding in assessment.findings:
        assert finding.kind in FINDING_KINDS
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Fy fan vad halt det är på gångvägen", "profanity"),
        ("Din jävla idiot", "insult"),
        ("Jag ska slå ihjäl dig", "threat"),
        ("Hans personnummer är 19900602-2397", "personal_data"),
        ("När öppnar simhallen på lördag?", "question"),
        ("Tack för fin snöröjning, ni är bäst!", "praise"),
    ],
)
def test_plain_cases_are_flagged(classifier: Classifier, text: str, flag: str) -> None:
    assert flag in classifier.assess(text).flags


@pytest.mark.parametrize(
    "text",
    [
        "När öppnar simhallen på lördag?",
        "Katastrofalt dåligt skött av kommunen, byt ut hela nämnden i nästa val.",
        "Vilken fantastisk dag i Fantastikparken med Fanny",
    ],
)
def test_plain_harmless_cases_are_not(classifier: Classifier, text: str) -> None:
    assert not set(classifier.assess(text).flags) & {"profanity", "hate_speech", "threat", "insult"}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_string_is_assessed(classifier: Classifier, text: str) -> None:
    _whole(classifier.assess(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00" * 50,
        "\ud800\udfff",
        "\u202e\u200f abc",
        "😀" * 3000,
        "a" * 1_000_000,
        "fan " * 250_000,
        "1" * 1_000_000,
        "@" * 1_000_000,
        "\n" * 10_000,
    ],
    ids=lambda text: f"{text[:6]!r}x{len(text)}",
)
def test_hard_strings_are_assessed(classifier: Classifier, text: str) -> None:
    _whole(classifier.assess(text), text)


def test_a_batch_gives_what_each_comment_gives_alone(classifier: Classifier) -> None:
    texts = ["Hej!", "", "Din idiot", "fan " * 600, "När öppnar ni?", "ring 070-1740605"]
    for text, together in zip(texts, classifier.assess_many(texts), strict=True):
        alone = classifier.assess(text)
        assert together.flags == alone.flags
        assert together.scores == pytest.approx(alone.scores, abs=1e-3)


def test_the_same_comment_gets_the_same_assessment(classifier: Classifier) -> None:
    text = "Vi vet var du bor, din j4vla idiot. 19900602-2397"
    assert classifier.assess(text) == classifier.assess(text)


def test_a_marked_word_is_marked_in_the_original(classifier: Classifier) -> None:
    text = "Vilken  J\u200bÄ\u200bV\u200bL\u200bA röra"
    marked = [text[f.start : f.end] for f in classifier.assess(text).findings]
    assert "J\u200bÄ\u200bV\u200bL\u200bA" in marked


def test_a_harm_far_into_a_long_text_is_found_and_the_length_said(classifier: Classifier) -> None:
    text = "Det var en fin dag i parken och alla var glada. " * 100 + "Din jävla idiot!"
    assessment = classifier.assess(text)
    assert "insult" in assessment.flags
    assert assessment.notes == (f"Lång text: bedömd i {len(windows(text))} delar.",)


def test_windows_cover_the_whole_text() -> None:
    text = "".join(chr(97 + i % 26) for i in range(5_000))
    pieces = windows(text)
    assert pieces[0] == text[:1200]
    assert text.endswith(pieces[-1])
    assert sum(len(piece) for piece in pieces) > len(text)


def test_sharp_criticism_is_flagged_for_insult_only_on_stronger_evidence(
    classifier: Classifier,
) -> None:
    sharp = classifier.assess(
        "Ni är totalt inkompetenta på kommunen, det här är det sämsta beslutet någonsin, skäms"
    )
    assert "criticism" in sharp.flags
    assert "insult" not in sharp.flags
    assert "insult" in classifier.assess("Du är ju dum i huvudet din jävla idiot").flags


def test_flags_counted_from_scores_are_the_flags_of_the_assessments(classifier: Classifier) -> None:
    texts = [
        "Ni är totalt inkompetenta på kommunen, det här är det sämsta beslutet någonsin, skäms",
        "Du är ju dum i huvudet din jävla idiot",
        "När öppnar simhallen?",
    ]
    told = classifier.assess_many(texts)
    scores = np.array([[each.scores[name] for name in SCORED] for each in told])
    counted = flags_of(scores, classifier.thresholds)[:, : len(LABELS)]
    assert [
        tuple(name for name, flagged in zip(LABELS, row, strict=True) if flagged) for row in counted
    ] == [each.flags for each in told]


def test_the_same_insult_score_is_no_flag_in_what_is_surely_criticism() -> None:
    scores = np.zeros((2, len(SCORED)))
    scores[:, SCORED.index("insult")] = 0.6
    scores[1, SCORED.index("criticism")] = 1.0
    flags = flags_of(scores, dict.fromkeys(SCORED, 0.5))
    assert flags[:, SCORED.index("insult")].tolist() == [True, False]
