"""Ablation: what each part of the scorer is worth on themes and sources that it did not see.

Each variant is fitted on the training themes and all sources but one, and judged on the validation
themes and on the source left out: the nearest thing to comments that nobody here wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from sklearn.metrics import average_precision_score, roc_auc_score

from data.corpus import read_corpus
from data.examples import Example, examples_of, plain_examples, source_examples
from data.plain import read_plain
from data.sources import read_sources
from model.labels import TOXIC
from model.lexicon import Lexicon, shipped_lexicon
from model.linear import inverse_document_frequency, joined, sigmoid
from model.second_stage import FORMS, Floats
from model.vectors import shipped_vectors
from training.features import Features, read_features
from training.linear import (
    LEAST_COMMENTS,
    WORDLESS_SHARE,
    Learnt,
    fit_output,
    regression,
    second_given,
    targets_of,
)
from training.multiply import framed, twins
from training.second_stage import both_logits, fit_second_stage

LABELS = ("profanity", "hate_speech", "threat", "insult", "incitement", "sexual", "violence")
ATTACK = ("hate_speech", "threat", "insult", "incitement")
LEFT_OUT = ("subtitles", "debate")

Scores = NDArray[np.floating]


class NoLexicon:
    """A lexicon that knows no word."""

    hidden = np.zeros(0, dtype=bool)

    def of_word(self, _: str) -> tuple[int, ...]:
        """Nothing."""
        return ()

    def phrases(self, _: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Variant:
    """Which parts of the scorer are there."""

    name: str
    lexicon: bool = True
    vectors: bool = True
    multiplied: bool = True
    second_stage: bool = True
    wordless: bool = False
    plain: bool = False
    words: bool = False


VARIANTS = (
    Variant("n-grams only", lexicon=False, vectors=False, multiplied=False, second_stage=False),
    Variant("+ lexicon", vectors=False, multiplied=False, second_stage=False),
    Variant("+ word vectors", multiplied=False, second_stage=False),
    Variant("+ frames and twins", second_stage=False),
    Variant("+ second stage"),
    Variant("+ plain text", plain=True),
    Variant("+ wordless network", plain=True, wordless=True),
    Variant("+ word table", plain=True, wordless=True, words=True),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Examples with their features."""

    examples: Sequence[Example]
    features: Features


def ablate(folder: Path) -> Iterator[tuple[str, str, str, float]]:
    """(variant, judged on, figure's name, figure) for validation themes and left-out sources."""
    texts = _texts(folder)
    known: dict[bool, dict[str, Part]] = {}
    for lexicon in (False, True):
        chosen = None if lexicon else cast("Lexicon", NoLexicon())
        known[lexicon] = {name: _part(rows, chosen) for name, rows in texts.items()}
    for variant in VARIANTS:
        yield from _measure(variant, known[variant.lexicon])


def _texts(folder: Path) -> dict[str, Sequence[Example]]:
    rows = read_corpus()
    found = {"train": examples_of(rows, ("train",))}
    found |= {key: source_examples(source, folder) for key, source in read_sources().items()}
    made = {f"twins of {name}": twins(examples) for name, examples in found.items()}
    plain = [each for text in read_plain().values() for each in plain_examples(text, folder)]
    validation = examples_of(rows, ("validation",))
    return {**found, **made, "frames": framed(), "plain": plain, "validation": validation}


def _part(examples: Sequence[Example], lexicon: Lexicon | None) -> Part:
    texts = [example.text for example in examples]
    return Part(examples, read_features(texts, shipped_vectors(), lexicon))


def _measure(variant: Variant, parts: Mapping[str, Part]) -> Iterator[tuple[str, str, str, float]]:
    judged = parts["validation"]
    scores = score(variant, _learnt_from(variant, parts), judged)
    figures = [
        average_precision_score(targets_of(judged.examples, label).wanted, scores[:, place])
        for place, label in enumerate(LABELS)
    ]
    yield variant.name, "validation", "mean PR AUC", float(np.mean(figures))
    for left_out in LEFT_OUT:
        judged = parts[left_out]
        scores = score(variant, _learnt_from(variant, parts, left_out), judged)
        for name, harms in (("any harm", TOXIC), ("attack", ATTACK)):
            wanted = [bool(example.labels & set(harms)) for example in judged.examples]
            said = 1 - np.prod(1 - scores[:, [label in harms for label in LABELS]], axis=1)
            yield variant.name, left_out, f"{name} ROC AUC", float(roc_auc_score(wanted, said))


def _learnt_from(variant: Variant, parts: Mapping[str, Part], left_out: str = "") -> Part:
    names = ["train", *(key for key in read_sources() if key != left_out)]
    if variant.multiplied:
        names += [*(f"twins of {name}" for name in names), "frames"]
    if variant.plain:
        names.append("plain")
    chosen = [parts[name] for name in names]
    return Part(
        [example for part in chosen for example in part.examples],
        Features(
            csr_array(vstack([part.features.present for part in chosen], format="csr")),
            np.concatenate([part.features.means for part in chosen]),
            np.concatenate([part.features.around for part in chosen]),
        ),
    )


def score(variant: Variant, learn: Part, judged: Part) -> Scores:
    """Probabilities of LABELS (not calibrated) for `judged`: shape (rows, LABELS)."""
    idf = inverse_document_frequency(learn.features.present, LEAST_COMMENTS)
    x, y = (
        joined(part.features.present, idf, part.features.means * np.float32(variant.vectors))
        for part in (learn, judged)
    )
    learnt = Learnt.of(learn.examples, x)
    targets = [targets_of(learn.examples, label) for label in LABELS]
    if not variant.second_stage:
        jobs = (
            delayed(regression)(learnt, np.flatnonzero(each.known), each.wanted) for each in targets
        )
        return sigmoid(
            np.column_stack([each.decision_function(y) for each in Parallel(n_jobs=-1)(jobs)])
        )
    fitted = Parallel(n_jobs=-1)(
        delayed(fit_output)(label, learnt, each)
        for label, each in zip(LABELS, targets, strict=True)
    )
    around, other = (_seen(variant, part.features.around) for part in (learn, judged))
    given = second_given(fitted, targets, around, learnt)
    first = np.column_stack([each.model.decision_function(y) for each in fitted])
    second = both_logits(fit_second_stage(given).parts, first, other)
    share = WORDLESS_SHARE * variant.wordless
    return sigmoid((1 - share) * (first + second[:, :, 0]) / 2 + share * second[:, :, 1])


def _seen(variant: Variant, around: Floats) -> Floats:
    """The circumstances, without shares of the words where the variant has no word table."""
    counts = len(shipped_lexicon().tokens) + FORMS
    return around if variant.words else np.where(np.arange(around.shape[1]) < counts, around, 0)
