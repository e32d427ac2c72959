"""Reasons: why the model and the rules say what they say, step by step and score by score."""

from __future__ import annotations

from typing import Any

from api.language import _
from api.review.marks import marked
from api.review.words import KIND_WORDS, PHRASES, TAGS, certainty
from model.labels import HARMS, LABELS
from model.policy import Profile

Document = dict[str, Any]

_MOST_WORDS = 6


def steps_of(document: Document, profile: Profile | None) -> list[dict[str, Any]]:
    """Each suggested action with the rules that ask for it, whole.

    `is_new` where a rule has not been told before, `deadline` where the actions' differ.
    """
    rules = {rule["id"]: rule for rule in document["suggestion"]["matched"]}
    advice = {rule.id: rule.advice for rule in profile.rules} if profile else {}
    actions = document["suggestion"]["actions"]
    alike = len({action.get("deadline") for action in actions}) == 1
    told: set[str] = set()
    steps = []
    for action in actions:
        because = [rules[key] | {"advice": advice.get(key)} for key in action["rules"]]
        steps.append(
            {
                **action,
                "deadline": None if alike else action.get("deadline"),
                "phrase": PHRASES[action["action"]],
                "because": because,
                "is_new": not told.issuperset(action["rules"]),
            }
        )
        told.update(action["rules"])
    return steps


def scores_of(document: Document) -> list[dict[str, Any]]:
    """Flagged labels first, harms before intents, then the rest by score.

    `because` holds the words that carried the score, where the text is shown; of personal data
    only what kind it is.
    """
    scores, flags = document["assessment"]["scores"], set(document["assessment"]["flags"])
    rows = [
        {
            "label": label,
            "word": TAGS[label],
            "certainty": certainty(scores[label]),
            "score": scores[label],
            "flagged": label in flags,
            "harm": label in HARMS,
            "because": _because(document, label),
        }
        for label in LABELS
        if label in scores
    ]
    return sorted(rows, key=lambda row: (not row["flagged"], not row["harm"], -row["score"]))


def _because(document: Document, label: str) -> list[str]:
    text, findings = document["comment"]["text"], document["assessment"]["findings"]
    if label == "personal_data":
        kinds = (one["kind"] for one in findings if one["kind"] in KIND_WORDS)
        return list(dict.fromkeys(TAGS[kind] for kind in kinds))[:_MOST_WORDS]
    if text is None:
        return []
    words = (
        _("”%(words)s”", words=text[start:end])
        for kind, start, end in marked(text, findings)
        if kind == label
    )
    return list(dict.fromkeys(words))[:_MOST_WORDS]
