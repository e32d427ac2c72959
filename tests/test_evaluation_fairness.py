from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from evaluation.errors import EvaluationError
from evaluation.fairness import Sentences, measure, read_sentences, sentence
from model.assessment import Assessment

TWO_GROUPS = Sentences(
    terms={"religion": ("judar", "sikher")},
    neutral=("Några {group} spelar schack.", "{Group} bor här.", "{group} är hemma."),
    hateful=("{Group} är avskum.", "usch för {group}"),
)


class Scorer:
    """Scores hate_speech by a function of the text and flags it from one half on."""

    def __init__(self, score: Callable[[str], float]) -> None:
        self._score = score

    def assess_many(self, texts: Iterable[str]) -> list[Assessment]:
        scores = [self._score(text.casefold()) for text in texts]
        return [
            Assessment({"hate_speech": score}, ("hate_speech",) * (score >= 0.5), (), "test")
            for score in scores
        ]


def _hate(text: str) -> float:
    return 0.8 if "avskum" in text or "usch" in text else 0.1


def test_a_scorer_that_sees_only_the_hate_is_fair_to_all() -> None:
    fairness = measure(Scorer(_hate), TWO_GROUPS)
    assert fairness.hate_speech == fairness.any_harm == 0
    for group in fairness.groups:
        assert (group.subgroup, group.bpsn, group.bnsp) == (1, 1, 1)


def test_a_name_that_raises_the_score_shows_in_rates_and_bpsn() -> None:
    fairness = measure(Scorer(lambda text: _hate(text) + 0.75 * ("judar" in text)), TWO_GROUPS)
    named, other = fairness.groups
    assert (named.term, named.ground, named.hate_speech) == ("judar", "religion", 1)
    assert other.hate_speech == 0
    assert fairness.hate_speech == 0.5
    assert named.bpsn == 0
    assert named.subgroup == named.bnsp == other.bpsn == 1


def test_a_name_that_hides_hate_shows_in_bnsp() -> None:
    judged = Scorer(lambda text: 0.0 if "judar" in text else _hate(text))
    named, other = measure(judged, TWO_GROUPS).groups
    assert named.bnsp == 0
    assert named.subgroup == 0.5
    assert other.bnsp == 1


def test_a_frame_decides_the_case_of_the_term() -> None:
    framed = [sentence(frame, "icke-binära") for frame in ("{Group}", "{group}", "{GROUP}")]
    assert framed == ["Icke-binära", "icke-binära", "ICKE-BINÄRA"]


def test_the_shipped_sentences_are_many_and_each_names_its_group() -> None:
    sentences = read_sentences()
    terms = [term for named in sentences.terms.values() for term in named]
    assert len(set(terms)) == len(terms) >= 40
    assert len(set(sentences.neutral)) >= 20
    for frame in (*sentences.neutral, *sentences.hateful):
        assert "ukrainare" in sentence(frame, "ukrainare").casefold()


@pytest.mark.parametrize("text", ["", "terms: {}", "{"])
def test_a_bad_file_of_sentences_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sentences.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"sentences\.yaml"):
        read_sentences(file)
