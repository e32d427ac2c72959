"""Highlights: the words of a comment that carried a score, as findings in the original text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from model.assessment import Finding
from model.features import Occurrences
from model.linear import LinearScorer
from model.second_stage import Floats
from model.text import NormalisedText

SHARE = 0.35
"""A word is marked when it carries at least this share of the heaviest word's weight."""
LONGEST = 6000
"""Only the first stretch (normalised characters) of a very long text is searched for words."""
MOST = 5
BRIDGED = 2
"""A threat or a slight is a turn of phrase: one light word inside it is marked along."""
WHOLE_WORDS = {"profanity": 1, "insult": 1}
"""These are words, and marked as such."""


def highlights(
    scorer: LinearScorer,
    normalised: NormalisedText,
    found: Occurrences,
    scores: Mapping[str, float],
) -> list[Finding]:
    """Findings for each label of `scores`: neighbouring heavy words as one span, at most MOST.

    `found` are the features of the normalised text, or of its first LONGEST characters.
    """
    findings = []
    for label, score in scores.items():
        shares = scorer.word_shares(found, scorer.outputs.index(label))
        gap = WHOLE_WORDS.get(label, BRIDGED)
        for first, last in heavy_runs(shares, gap):
            # The joined text that word places refer to starts with one space.
            start, end = int(found.words.starts[first]) - 1, int(found.words.ends[last]) - 1
            span = normalised.original_span(start, end)
            findings.append(
                Finding(label, span.start, span.end, score, "linear", "orden bar bedömningen")
            )
    return findings


def heavy_runs(shares: Floats, gap: int) -> Iterator[tuple[int, int]]:
    """First and last word of each run of heavy words, the heaviest runs, in text order.

    Words up to `gap` apart make one run (1: only neighbours do).
    """
    if not len(shares) or shares.max() <= 0:
        return
    heavy = np.flatnonzero(shares >= SHARE * shares.max())
    runs = [run for run in np.split(heavy, np.flatnonzero(np.diff(heavy) > gap) + 1) if len(run)]
    best = sorted(runs, key=lambda run: -float(shares[run].sum()))[:MOST]
    for run in sorted(best, key=lambda run: int(run[0])):
        yield int(run[0]), int(run[-1])
