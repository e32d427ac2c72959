"""Assessment: the frozen values that every later step passes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HIDE_AT_ONCE, A_HUMAN_DECIDES, NORMALLY_FINE = 1, 2, 3
"""Levels of exposed personal data."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the original text in Unicode code points, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch of the original text that shows something, and why it was marked.

    `kind` is one of labels.FINDING_KINDS, `score` a probability, `level` the exposure of
    personal data (1 hide at once, 2 a human decides, 3 normally fine), None where it has none;
    `public` that it is no private person's: a name in a public role, a switchboard, a company.
    """

    kind: str
    start: int
    end: int
    score: float
    recogniser: str
    reason: str
    level: int | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the model says of one comment.

    `scores` holds a calibrated probability for each of labels.LABELS; `grounds` one for each of
    labels.GROUNDS (that the comment is hate_speech on that ground); `flags` the labels at or over
    their thresholds, in label order; `notes` what a reader must know, such as that only parts of
    an over-long text were read.
    """

    scores: Mapping[str, float]
    flags: tuple[str, ...]
    findings: tuple[Finding, ...]
    model: str
    grounds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
