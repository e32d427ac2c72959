"""Drift: whether the comments of today are those that the model was made for.

Compared are scores, lengths and the share of words that training never saw. A shift is told by the
population stability index over the reference's deciles, and held for more than chance by the
two-sample Kolmogorov-Smirnov test (scipy), corrected for how many figures are looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import ks_2samp

from data.corpus import read_corpus
from data.sources import read_source, read_sources, sources_folder
from evaluation.errors import SamplesError
from evaluation.estimates import Numbers
from evaluation.figures import number
from evaluation.samples import HELD_OUT
from evaluation.scores import Track, score_texts, untracked
from model.classifier import Classifier
from model.guard import flags_of
from model.labels import LABELS, SCORED
from model.text import normalise

STABLE, SOME, LARGE, FEW = "stable", "some drift", "large drift", "too few to tell"
LIMITS = (0.1, 0.25)
"""PSI below the first is stable, above the second a large shift: the usual reading in credit scoring."""
FEWEST = 100
"""Comments below which nothing is said."""
CHANCE = 0.01
BINS = 10
LENGTH, UNSEEN = "length", "unseen words"
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = 1e-4
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Observed:
    """Comments as they were stored: scores of shape (n, SCORED), texts where there are any.

    `models` are the versions that scored them, `months` (YYYY-MM) when they came.
    """

    scores: Numbers
    texts: tuple[str, ...]
    models: tuple[str, ...]
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """One figure then and now: `psi`, `ks` its largest distance, `p` that chance gives as much."""

    name: str
    before: Numbers
    now: Numbers
    psi: float
    ks: float
    p: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Drift:
    """Every figure, new words that are common now, and what it comes to in words."""

    reference: str
    comments: tuple[int, int]
    models: tuple[str, ...]
    shifts: tuple[Shift, ...]
    new_words: tuple[tuple[str, int], ...]
    flagged_by_month: Mapping[str, float]
    verdict: str
    advice: str


def read_decisions(file: Path) -> Observed:
    """The lines of a training export, or of `python -m model classify` with `text` beside.

    SamplesError names file and line of what is no such line.
    """
    faults: list[str] = []
    rows: list[dict[str, Any]] = []
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        raise SamplesError([f"{file}: cannot be read ({error.strerror})"]) from error
    for place, raw in enumerate(lines, start=1):
        if raw.strip():
            try:
                rows.append(_row(json.loads(raw.decode("utf-8"))))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                faults.append(f"{file.name}:{place}: no scored comment ({error!r})")
    if faults or not rows:
        raise SamplesError(faults or [f"{file}: no comment in it"])
    return Observed(
        np.array([row["scores"] for row in rows], dtype=np.float64),
        tuple(row["text"] for row in rows if row["text"] is not None),
        tuple(sorted({row["model"] for row in rows})),
        tuple(row["month"] for row in rows),
    )


def corpus_reference(classifier: Classifier, track: Track = untracked) -> Observed:
    """The corpus' held-out comments, scored now: what a model says of its own kind of comments."""
    texts = [row.text for row in read_corpus() if row.split == HELD_OUT]
    scores = score_texts(classifier, texts, track, "Scoring the held-out comments")
    return Observed(scores, tuple(texts), (classifier.version,))


def training_words() -> frozenset[str]:
    """Every word of what is trained on here: the corpus and the outside sources at hand."""
    texts = [row.text for row in read_corpus() if row.split != HELD_OUT]
    if folder := sources_folder():
        texts += [
            row.text for source in read_sources().values() for row in read_source(source, folder)
        ]
    return frozenset(word for text in texts for word in _words(text))


def measure_drift(
    before: Observed,
    now: Observed,
    known: frozenset[str],
    thresholds: Mapping[str, float],
    reference: str,
) -> Drift:
    """Each figure of `now` beside `before`; `known` are the words of training."""
    pairs = {name: (before.scores[:, n], now.scores[:, n]) for n, name in enumerate(SCORED)}
    if before.texts and now.texts:
        pairs[LENGTH] = (_lengths(before.texts), _lengths(now.texts))
        pairs[UNSEEN] = (_unseen(before.texts, known), _unseen(now.texts, known))
    shifts = tuple(_shift(name, *pair, len(pairs)) for name, pair in pairs.items())
    verdict, advice = _verdict(shifts)
    advice = f"{advice} {_other_models(before, now)}".strip()
    return Drift(
        reference=reference,
        comments=(len(before.scores), len(now.scores)),
        models=now.models,
        shifts=shifts,
        new_words=_new_words(now.texts, known),
        flagged_by_month=_by_month(now, thresholds),
        verdict=verdict,
        advice=advice,
    )


def drift_values(found: Drift) -> dict[str, Any]:
    """Everything as JSON, without the comments' own values; NaN as null."""
    values = asdict(found)
    values["shifts"] = {
        each.name: {
            "verdict": each.verdict,
            "psi": number(each.psi),
            "ks": number(each.ks),
            "p": each.p,
            "mean": [number(float(each.before.mean())), number(float(each.now.mean()))],
        }
        for each in found.shifts
    }
    return values


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    scores = values["scores"]
    toxicity = scores.get(SCORED[-1], max(scores[name] for name in LABELS))
    return {
        "scores": [*(float(scores[name]) for name in LABELS), float(toxicity)],
        "text": values.get("text"),
        "model": str(values.get("model", "")),
        "month": str(values.get("received_at", ""))[:7],
    }


def _shift(name: str, before: Numbers, now: Numbers, looked_at: int) -> Shift:
    if min(len(before), len(now)) < FEWEST:
        nan = float("nan")
        return Shift(name, before, now, nan, nan, nan, FEW)
    index, test = stability(before, now), ks_2samp(before, now)
    p = min(float(test.pvalue) * looked_at, 1.0)
    small, large = LIMITS
    verdict = STABLE if index < small or p > CHANCE else LARGE if index > large else SOME
    return Shift(name, before, now, index, float(test.statistic), p, verdict)


def stability(before: Numbers, now: Numbers) -> float:
    """The population stability index over the deciles of `before`: 0 where nothing has moved."""
    edges = np.unique(np.quantile(before, np.linspace(0, 1, BINS + 1)[1:-1]))
    shares = [
        np.maximum(np.bincount(np.searchsorted(edges, each), minlength=len(edges) + 1), 0)
        / len(each)
        for each in (before, now)
    ]
    old, new = (np.maximum(each, _EMPTY) for each in shares)
    return float(((new - old) * np.log(new / old)).sum())


def _other_models(before: Observed, now: Observed) -> str:
    """A warning where the two sides were not scored by the same one model; else nothing."""
    if before.models == now.models and len(now.models) == 1:
        return ""
    return (
        f"Scored by {', '.join(now.models)}, and before by {', '.join(before.models)}: part of what "
        "moved in the scores may be the models' difference (--bundle names the model to score with)."
    )


def _verdict(shifts: Sequence[Shift]) -> tuple[str, str]:
    moved = {each.name: each.verdict for each in shifts if each.verdict in {SOME, LARGE}}
    if all(each.verdict == FEW for each in shifts):
        return FEW, f"At least {FEWEST} comments are needed on both sides."
    if not moved:
        return STABLE, "Nothing to do: the comments are like those that the model was measured on."
    worst = LARGE if LARGE in moved.values() else SOME
    if {LENGTH, UNSEEN} & set(moved):
        return worst, (
            "The comments themselves have changed. Label some of them (python -m training feedback "
            "says which), measure by python -m evaluation report --data, and train anew if it is worse."
        )
    return worst, (
        "The scores have moved and the wording has not: another mix of comments, or another model. "
        "Compare with decisions of an earlier month (--reference), and look at the labels named."
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text).text)


def _lengths(texts: Iterable[str]) -> Numbers:
    return np.array([len(text) for text in texts], dtype=np.float64)


def _unseen(texts: Iterable[str], known: frozenset[str]) -> Numbers:
    """The share of each comment's words that training never saw."""
    counted = [_words(text) for text in texts]
    return np.array([sum(w not in known for w in words) / max(len(words), 1) for words in counted])


def _new_words(texts: Iterable[str], known: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """Words that training never saw, by how many comments hold them; at least three."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(_words(text)) - known:
            counts[word] = counts.get(word, 0) + 1
    common = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(one for one in common[:_SHOWN] if one[1] >= 3)  # noqa: PLR2004  (as told above)


def _by_month(now: Observed, thresholds: Mapping[str, float]) -> dict[str, float]:
    """The share of comments with any flag, by month; {} where no time is told."""
    flagged = np.any(flags_of(now.scores, thresholds)[:, : len(LABELS)], axis=1)
    months = np.array(now.months)
    return {
        str(month): round(float(flagged[months == month].mean()), 4)
        for month in sorted(set(now.months))
        if month
    }
