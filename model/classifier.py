"""Classifier: a comment in, an Assessment out, whatever the string."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model.assessment import NORMALLY_FINE, Assessment, Finding
from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.errors import BundleError
from model.features import Occurrences, occurrences
from model.guard import flag_limit
from model.highlights import LONGEST, highlights
from model.labels import GROUND_PREFIX, GROUNDS, HARMS, LABELS, OUTPUTS, SCORED
from model.lexicon import shipped_lexicon
from model.linear import LinearScorer
from model.personal_data import find_personal_data
from model.second_stage import Floats
from model.spelling import Speller
from model.text import NormalisedText
from model.transformer import WRITTEN, Transformer

WINDOW = 1200
"""Longest stretch (normalised characters) that is scored at once."""
STRIDE = 1000
BATCH = 512
TRUST_WITHOUT_FINDING = 0.5
"""How far the scorer's personal_data counts where no recogniser shows where it stands."""
_OWN_FINDINGS = "personal_data"


class Classifier:
    """Scores comments with one bundle; safe to share between threads."""

    def __init__(
        self,
        scorer: LinearScorer,
        manifest: Mapping[str, Any],
        transformer: Transformer | None = None,
    ) -> None:
        if scorer.outputs != OUTPUTS:
            raise BundleError(
                "the bundle's outputs are not those of model/labels.py; train it anew"
            )
        self.manifest = manifest
        self.version = str(manifest["version"])
        self.thresholds: dict[str, float] = {
            name: float(manifest["thresholds"][name]) for name in SCORED
        }
        self._scorer = scorer
        self._speller = Speller(shipped_lexicon(), scorer.vectors.numbers)
        self._transformer = transformer

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """The classifier of a bundle folder; BundleError when it is damaged or foreign."""
        bundle = read_bundle(folder)
        scorer = LinearScorer.from_parts(bundle.linear, bundle.vectors)
        return cls(scorer, bundle.manifest, bundle.transformer)

    @classmethod
    def load_default(cls) -> Classifier:
        """The classifier of the shipped bundle."""
        return cls.load(DEFAULT_BUNDLE)

    def assess(self, text: str, *, office_holders: Collection[str] = ()) -> Assessment:
        """Scores, flags and findings of one comment; offsets are code points of `text`.

        `office_holders` are full names in lower case of those whom their office makes public.
        """
        normalised = self._speller.fold(text)
        pieces = windows(normalised.text)
        found = occurrences(pieces)
        scored = self._scorer.probabilities(found, len(pieces))
        scored = self._improved(scored, [text], [normalised], [pieces])
        personal = find_personal_data(text, office_holders=office_holders)
        return self._assessment(personal, normalised, scored.max(axis=0), pieces, found)

    def assess_many(self, texts: Iterable[str]) -> list[Assessment]:
        """As assess, for many comments at once and in order."""
        waiting = list(texts)
        return [
            assessment
            for first in range(0, len(waiting), BATCH)
            for assessment in self._batch(waiting[first : first + BATCH])
        ]

    def limit(self, name: str, scores: Mapping[str, float]) -> float:
        """The score from which a label is flagged in a comment with these scores."""
        return flag_limit(name, self.thresholds[name], scores["criticism"])

    def _batch(self, texts: Sequence[str]) -> list[Assessment]:
        normalised = [self._speller.fold(text) for text in texts]
        pieces = [windows(each.text) for each in normalised]
        flat = [piece for each in pieces for piece in each]
        scored = self._scorer.probabilities(occurrences(flat), len(flat))
        scored = self._improved(scored, texts, normalised, pieces)
        firsts = np.cumsum([0, *(len(each) for each in pieces)])[:-1]
        highest = np.maximum.reduceat(scored, firsts, axis=0)
        return [
            self._assessment(find_personal_data(text), each, row, parts)
            for text, each, row, parts in zip(texts, normalised, highest, pieces, strict=True)
        ]

    def _improved(
        self,
        linear: Floats,
        texts: Sequence[str],
        normalised: Sequence[NormalisedText],
        pieces: Sequence[Sequence[str]],
    ) -> Floats:
        """The linear scorer's probabilities, with the transformer's where the bundle holds one."""
        if self._transformer is None:
            return linear
        if self._transformer.reads == WRITTEN:
            pieces = [
                written_windows(text, each) for text, each in zip(texts, normalised, strict=True)
            ]
        return self._transformer.improve(linear, pieces)

    def _assessment(
        self,
        personal: Sequence[Finding],
        normalised: NormalisedText,
        probabilities: Floats,
        pieces: Sequence[str],
        found: Occurrences | None = None,
    ) -> Assessment:
        said = np.round(probabilities.astype(np.float64), 4).tolist()
        scores = dict(zip(SCORED, said[: len(SCORED)], strict=True))
        shown = [finding.score for finding in personal if finding.level != NORMALLY_FINE]
        alone = round(scores[_OWN_FINDINGS] * TRUST_WITHOUT_FINDING, 4)
        scores[_OWN_FINDINGS] = max([alone, *shown])
        flags = tuple(name for name in LABELS if scores[name] >= self.limit(name, scores))
        marked = {name: scores[name] for name in flags if name in HARMS and name != _OWN_FINDINGS}
        if marked and (found is None or len(pieces) > 1):
            found = occurrences([normalised.text[:LONGEST]])
        marks = highlights(self._scorer, normalised, found, marked) if found and marked else []
        return Assessment(
            scores=scores,
            flags=flags,
            findings=tuple(sorted((*personal, *marks), key=_place)),
            model=self.version,
            grounds=dict(zip(GROUNDS, said[-len(GROUNDS) :], strict=True)),
            notes=(f"Lång text: bedömd i {len(pieces)} delar.",) if len(pieces) > 1 else (),
        )


def windows(text: str) -> list[str]:
    """A text in stretches of at most WINDOW characters that overlap; one for an ordinary text."""
    if len(text) <= WINDOW:
        return [text]
    return [text[first : first + WINDOW] for first in range(0, len(text) - WINDOW + STRIDE, STRIDE)]


def written_windows(text: str, normalised: NormalisedText) -> list[str]:
    """What stands in the text as written behind each of its `windows`, whatever hides in between."""
    if len(normalised.text) <= WINDOW:
        return [text[: 2 * WINDOW]]
    pieces = []
    for first in range(0, len(normalised.text) - WINDOW + STRIDE, STRIDE):
        last = min(first + WINDOW, len(normalised.text))
        span = normalised.original_span(first, last)
        pieces.append(text[span.start : min(span.end, span.start + 2 * WINDOW)])
    return pieces


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.kind


assert OUTPUTS[-len(GROUNDS) :] == tuple(GROUND_PREFIX + name for name in GROUNDS)
