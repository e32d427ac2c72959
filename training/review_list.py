"""What to label next: comments on which the model is unsure, or people differ, and unlike each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer

from data.frames import read_slots
from model.assessment import Assessment
from model.classifier import Classifier
from model.labels import LABELS
from training.feedback import disagreement, refilled

CANDIDATES = 2_000
"""The most telling comments among which unlike ones are chosen."""
_CLIP = 1e-3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One comment to label, how much it would tell (0 to about 2), and why."""

    line: Mapping[str, Any]
    value: float
    why: str


def review_list(
    lines: Sequence[Mapping[str, Any]], classifier: Classifier, length: int
) -> list[Suggestion]:
    """The most telling comments first, each as unlike the ones before it as can be.

    Value is uncertainty (how near the nearest label is to its threshold) and disagreement: among
    people, of people with the model, or of this model with the one that scored the comment then.
    Stand-ins for personal data are filled with invented values, as in the rows to train on.
    Diversity is by greedy choice: value times the distance to the nearest chosen comment.
    """
    slots = read_slots()
    told = [refilled(str(each["text"]), str(each["decision"]), slots) for each in lines]
    assessed = classifier.assess_many(text for text, _ in told)
    valued = [
        _valued({**line, "text": text}, found, classifier, whole=whole)
        for line, (text, whole), found in zip(lines, told, assessed, strict=True)
    ]
    best = sorted(valued, key=lambda each: -each.value)[:CANDIDATES]
    return _unlike(best, length)


def _valued(
    line: Mapping[str, Any], found: Assessment, classifier: Classifier, *, whole: bool
) -> Suggestion:
    scores = found.scores
    limits = {label: classifier.limit(label, scores) for label in LABELS}
    near = {label: _nearness(scores[label], limits[label]) for label in LABELS}
    nearest = max(near, key=lambda label: near[label])
    people = disagreement(line)
    differing = set(line["flags"]) ^ set(found.flags)
    if not whole:
        differing.discard(
            "personal_data"
        )  # which the model then read, and this text no longer shows
    models = sorted(differing, key=LABELS.index)
    reasons = [f"{nearest} {scores[nearest]:.2f}, flagged from {limits[nearest]:.2f}"]
    if people:
        reasons.append("people disagree" if people == 1 else "people and model disagree")
    if models:
        reasons.append(f"this model differs on {', '.join(models)}")
    value = near[nearest] + max(people, 0.5 if models else 0.0)
    return Suggestion(line, round(value, 4), "; ".join(reasons))


def _nearness(score: float, threshold: float) -> float:
    """1 at the threshold, falling with the distance in logits."""
    ends = np.clip([score, threshold], _CLIP, 1 - _CLIP)
    own, limit = np.log(ends / (1 - ends))
    return float(np.exp(-abs(own - limit)))


def _unlike(told: Sequence[Suggestion], length: int) -> list[Suggestion]:
    if not told:
        return []
    features = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 4)).transform(
        [str(each.line["text"]) for each in told]
    )
    values: NDArray[np.float64] = np.array([each.value for each in told])
    distance: NDArray[np.float64] = np.ones(len(told))
    chosen: list[Suggestion] = []
    for _ in range(min(length, len(told))):
        place = int(np.argmax(values * distance))
        chosen.append(told[place])
        alike = (features @ features[place].T).toarray().ravel()
        distance = np.minimum(distance, 1 - np.clip(alike, 0, 1))
        distance[place] = -1
    return chosen
