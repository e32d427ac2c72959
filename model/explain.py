"""Explain: an assessment as a page of plain text for a person at a terminal."""

from __future__ import annotations

from model.classifier import Classifier
from model.labels import HARMS, SCORED

_WIDTH = 20


def explanation(classifier: Classifier, text: str) -> str:
    """Every label's probability as a bar against its limit, then the findings in their words."""
    assessment = classifier.assess(text)
    lines = [f"model {assessment.model}", ""]
    for name in SCORED:
        score, limit = assessment.scores[name], classifier.limit(name, assessment.scores)
        mark = "FLAG" if name in assessment.flags else ""
        lines.append(f"{name:<15} {score:6.3f}  {_bar(score, limit)}  {mark}".rstrip())
        lines += [""] if name == HARMS[-1] else []
    lines += ["", "findings:" if assessment.findings else "no findings"]
    for found in assessment.findings:
        level = f", level {found.level}" if found.level else ""
        words = text[found.start : found.end]
        lines.append(
            f"  {found.start:>4}-{found.end:<4} {found.kind} {found.score:.2f}{level}: "
            f"{words!r} ({found.recogniser}: {found.reason})"
        )
    return "\n".join([*lines, *assessment.notes, ""])


def _bar(score: float, limit: float) -> str:
    """Twenty steps, filled to the score, with the limit's place marked."""
    filled = round(score * _WIDTH)
    steps = ["█" if step < filled else "·" for step in range(_WIDTH)]
    steps[min(int(limit * _WIDTH), _WIDTH - 1)] = "|"
    return "".join(steps)
