"""Fairness: whether naming a group, and nothing else, raises a flag or the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sklearn.metrics import roc_auc_score

from evaluation.errors import EvaluationError
from evaluation.suite import Assessor
from model.labels import HARMS

SENTENCES_FILE = Path(__file__).parent / "fairness.yaml"
HATE = "hate_speech"


class Sentences(BaseModel):
    """Group terms by ground, and sentences that take any of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    terms: dict[str, tuple[str, ...]]
    neutral: tuple[str, ...] = Field(min_length=1)
    hateful: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group term's figures.

    `any_harm` and `hate_speech` are false-positive rates on the neutral sentences, 0 to 1. The
    AUCs are of the hate_speech score (Borkan et al. 2019): `subgroup` within this group's
    sentences, `bpsn` between other groups' hateful and this group's neutral ones (low: the name
    raises the score), `bnsp` between others' neutral and its hateful ones (low: it hides hate).
    """

    term: str
    ground: str
    any_harm: float
    hate_speech: float
    subgroup: float
    bpsn: float
    bnsp: float


@dataclass(frozen=True, slots=True)
class Fairness:
    """Figures for each group term, and the false-positive rates over all of them."""

    groups: tuple[GroupFigures, ...]
    any_harm: float
    hate_speech: float


@dataclass(frozen=True, slots=True)
class _Answers:
    """Scores and flags for each term's sentences; shape (terms, sentences)."""

    scores: NDArray[np.float64]
    hate: NDArray[np.bool_]
    harm: NDArray[np.bool_]


def read_sentences(file: Path = SENTENCES_FILE) -> Sentences:
    """Terms and sentences of a YAML file; EvaluationError when it is not as it should be."""
    try:
        return Sentences.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, ValidationError, yaml.YAMLError) as error:
        raise EvaluationError(f"{file.name}: {error}") from error


def sentence(frame: str, term: str) -> str:
    """A frame with a term in its place, cased as the frame asks."""
    return frame.format(group=term, Group=term[0].upper() + term[1:], GROUP=term.upper())


def measure(assessor: Assessor, sentences: Sentences) -> Fairness:
    """False-positive rates and AUCs for each group term, in the order of the file."""
    named = [(ground, term) for ground, terms in sentences.terms.items() for term in terms]
    terms = [term for _, term in named]
    neutral = _answers(assessor, terms, sentences.neutral)
    hateful = _answers(assessor, terms, sentences.hateful)
    return Fairness(
        groups=tuple(
            _figures(number, ground, term, neutral, hateful)
            for number, (ground, term) in enumerate(named)
        ),
        any_harm=float(neutral.harm.mean()),
        hate_speech=float(neutral.hate.mean()),
    )


def _answers(assessor: Assessor, terms: Sequence[str], frames: Sequence[str]) -> _Answers:
    told = assessor.assess_many(sentence(frame, term) for term in terms for frame in frames)
    shape = (len(terms), len(frames))
    return _Answers(
        scores=np.array([each.scores[HATE] for each in told]).reshape(shape),
        hate=np.array([HATE in each.flags for each in told]).reshape(shape),
        harm=np.array([not set(HARMS).isdisjoint(each.flags) for each in told]).reshape(shape),
    )


def _figures(
    number: int, ground: str, term: str, neutral: _Answers, hateful: _Answers
) -> GroupFigures:
    own_neutral, own_hateful = neutral.scores[number], hateful.scores[number]
    other_neutral = np.delete(neutral.scores, number, axis=0).ravel()
    other_hateful = np.delete(hateful.scores, number, axis=0).ravel()
    return GroupFigures(
        term=term,
        ground=ground,
        any_harm=float(neutral.harm[number].mean()),
        hate_speech=float(neutral.hate[number].mean()),
        subgroup=_auc(own_neutral, own_hateful),
        bpsn=_auc(own_neutral, other_hateful),
        bnsp=_auc(other_neutral, own_hateful),
    )


def _auc(negatives: NDArray[np.float64], positives: NDArray[np.float64]) -> float:
    wanted = np.concatenate([np.zeros(len(negatives)), np.ones(len(positives))])
    return float(roc_auc_score(wanted, np.concatenate([negatives, positives])))
