"""Assessments as plain values, in the shape that the command line and the API write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.assessment import Assessment, Finding
from model.labels import GROUNDS, LABELS


def assessment_values(assessment: Assessment) -> dict[str, Any]:
    """All of an assessment: the fixed keys, and grounds, reasons, levels and notes beside them."""
    values: dict[str, Any] = {
        "scores": dict(assessment.scores),
        "flags": list(assessment.flags),
        "findings": [finding_values(finding) for finding in assessment.findings],
        "model": assessment.model,
        "grounds": dict(assessment.grounds),
    }
    if assessment.notes:
        values["notes"] = list(assessment.notes)
    return values


def line_values(assessment: Assessment) -> dict[str, Any]:
    """The five keys that `python -m model classify` promises, less the id."""
    return {
        "scores": dict(assessment.scores),
        "flags": list(assessment.flags),
        "findings": [
            {"kind": each.kind, "start": each.start, "end": each.end, "score": each.score}
            for each in assessment.findings
        ],
        "model": assessment.model,
    }


def finding_values(finding: Finding) -> dict[str, Any]:
    """One finding; `level` only where it has one, `public` only where it is so."""
    values: dict[str, Any] = {
        "kind": finding.kind,
        "start": finding.start,
        "end": finding.end,
        "score": finding.score,
        "recogniser": finding.recogniser,
        "reason": finding.reason,
    }
    if finding.level is not None:
        values["level"] = finding.level
    if finding.public:
        values["public"] = True
    return values


def assessment_of(values: Mapping[str, Any], model: str = "") -> Assessment:
    """An assessment of such values, as they were written or stored.

    Raises KeyError, TypeError or ValueError where they are none.
    """
    scores = {name: float(value) for name, value in values["scores"].items()}
    grounds = values.get("grounds") or {}
    if missing := set(LABELS) - scores.keys():
        raise KeyError(*sorted(missing))
    return Assessment(
        scores=scores,
        flags=tuple(values["flags"]),
        findings=tuple(map(_finding_of, values["findings"])),
        model=str(values.get("model", model)),
        grounds={ground: float(grounds.get(ground, 0.0)) for ground in GROUNDS} if grounds else {},
    )


def _finding_of(values: Mapping[str, Any]) -> Finding:
    return Finding(
        kind=values["kind"],
        start=values["start"],
        end=values["end"],
        score=values["score"],
        recogniser=values.get("recogniser", ""),
        reason=values.get("reason", ""),
        level=values.get("level"),
        public=values.get("public", False),
    )
