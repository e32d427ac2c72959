"""Priority: what waits first; a cry for help before a threat, a threat before exposed people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from model.assessment import HIDE_AT_ONCE
from model.labels import HARMS
from model.policy.profile import URGENCIES

STEP = 10
"""Priorities of one urgency; the lowest number waits first."""

DISTRESS, THREAT, EXPOSED, OTHER, HARMLESS = range(5)
"""Within one urgency: cries for help, threats, personal data of level 1, the rest, the harmless."""

NO_DEADLINE = datetime(9000, 1, 1, tzinfo=UTC)
"""Sorts a decision without a deadline after those that have one."""

_DOUBT = 0.2
_AWAITED = frozenset({"case", "fault_report", "concern_report"})
_LIGHT = frozenset({"none", "observe", "reply"})


def rank(urgency: str) -> int:
    """The position of an urgency; an unknown word comes last."""
    return URGENCIES.index(urgency) if urgency in URGENCIES else len(URGENCIES) - 1


def priority(assessment: Mapping[str, Any], suggestion: Mapping[str, Any]) -> int:
    """Where a judgement stands in the queue; both as they are stored."""
    return STEP * rank(suggestion["urgency"]) + _weight(assessment, suggestion)


def is_harmless(assessment: Mapping[str, Any], suggestion: Mapping[str, Any]) -> bool:
    """Whether nothing in it can be a harm or a matter that somebody must take on.

    No harm is flagged or as likely as 0.2, no personal data is marked as to be hidden, nothing is
    to be registered, mended or looked into, and the suggestion is to leave or to answer it.
    """
    scores, flags = assessment["scores"], set(assessment["flags"])
    return (
        not flags.intersection(HARMS)
        and not flags & _AWAITED
        and all(scores.get(label, 0.0) < _DOUBT for label in HARMS)
        and not _is_exposing(assessment)
        and _LIGHT.issuperset(one["action"] for one in suggestion["actions"])
    )


def _weight(assessment: Mapping[str, Any], suggestion: Mapping[str, Any]) -> int:
    if "distress" in assessment["flags"]:
        return DISTRESS
    if "threat" in assessment["flags"]:
        return THREAT
    if _is_exposing(assessment):
        return EXPOSED
    return HARMLESS if is_harmless(assessment, suggestion) else OTHER


def _is_exposing(assessment: Mapping[str, Any]) -> bool:
    return any(one.get("level") == HIDE_AT_ONCE for one in assessment["findings"])
