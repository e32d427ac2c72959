"""The second stage: weighs the first stage's scores against each other and against the circumstances.

Stacked generalisation (Wolpert 1992): a small network over what every regression said, how often each
of the lexicon's categories stands in the comment, what its words are like, and its form. It learns what
sums of words cannot: that a slur beside a condemning word, or an insult beside "jag", is another thing.
A second network reads no words at all, only the rest: what it knows holds on comments of any kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BundleError
from model.features import Occurrences
from model.words import QUALITIES, shipped_words

Floats = NDArray[np.floating[Any]]

SIGNS = ("?", "!", ":", '"”“»«')
"""Signs that are counted, each string as one kind."""
FORMS = len(SIGNS) + 2
MOST = 3
"""A category or sign that stands more often counts as this often."""
SHORT = 20
"""Words of an ordinary comment; its length counts in this unit."""
SHARE = 0.1
"""Shares of a comment's words count in tenths, and so lie about as high as counts do."""
FEWEST = 4
"""A comment of fewer words counts as this long."""


def _kinds() -> NDArray[np.intp]:
    """The kind of sign, counted from 1, that each code point is; 0 for all others."""
    table = np.zeros(max(map(ord, "".join(SIGNS))) + 2, dtype=np.intp)
    for kind, signs in enumerate(SIGNS, start=1):
        table[[ord(sign) for sign in signs]] = kind
    return table


_KINDS = _kinds()


def circumstances(found: Occurrences, rows: int, tokens: int) -> Floats:
    """How often each of the lexicon's tokens stands in each comment, its form, and its shares.

    Shape (rows, `circumstances_of(tokens)`): counts of the tokens and of SIGNS, length, the share of the
    words that has each of the word table's QUALITIES; last, for the wordless network alone, each token's share.
    """
    row = found.words.row
    stands = np.zeros((rows, tokens), dtype=np.float32)
    np.add.at(stands, (row[found.token_word], found.token), 1)
    form = np.zeros((rows, FORMS), dtype=np.float32)
    if len(row):
        opening = np.minimum(found.words.codes[found.words.starts], len(_KINDS) - 1)
        kind = _KINDS[opening]
        signs = np.flatnonzero(kind)
        np.add.at(form, (row[signs], kind[signs] - 1), 1)
    lengths = np.bincount(row, minlength=rows)
    share = 1 / (SHARE * np.maximum(lengths, FEWEST)[:, None]).astype(np.float32)
    like = shipped_words().qualities_of(found.texts, row, rows)
    shares = like * share, stands * share
    np.minimum(stands, MOST, out=stands)
    np.minimum(form, MOST, out=form)
    form[:, -2] = lengths / SHORT
    form[:, -1] = np.log1p(lengths)
    return np.hstack([stands, form, *shares])


def circumstances_of(tokens: int) -> int:
    """How many circumstances there are with a lexicon of so many tokens."""
    return 2 * tokens + FORMS + len(QUALITIES)


@dataclass(frozen=True, slots=True)
class SecondStage:
    """A network of one hidden layer beside the first stage's own logits; scaling is folded in.

    `hidden` has shape (outputs + circumstances, units), `shift` (units,), `weights` (units, outputs), `direct` and `bias` (outputs,).
    """

    hidden: Floats
    shift: Floats
    weights: Floats
    direct: Floats
    bias: Floats

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> SecondStage:
        """From a fitted StandardScaler `scaler` and MLPClassifier `network`: its logits alone."""
        scaler, network = parts["scaler"], parts["network"]
        hidden, count = network.coefs_[0].astype(np.float32), len(scaler.mean_)
        hidden[:count] /= scaler.scale_[:, None]
        shift = network.intercepts_[0] - scaler.mean_ @ hidden[:count]
        none = np.zeros(count, dtype=np.float32)
        unseen = count + len(parts["wordless"].coefs_[0]) - len(hidden)
        hidden = np.pad(hidden, ((0, unseen), (0, 0)))
        return cls(
            hidden, shift.astype(np.float32), network.coefs_[1], none, network.intercepts_[1]
        )

    @classmethod
    def wordless_from_parts(cls, parts: Mapping[str, Any]) -> SecondStage:
        """From the MLPClassifier `wordless`, which sees the circumstances and nothing of the first stage."""
        network = parts["wordless"]
        around, bias = network.coefs_[0], network.intercepts_[1]
        unseen = np.zeros((len(bias), around.shape[1]), dtype=np.float32)
        none = np.zeros(len(bias), dtype=np.float32)
        return cls(
            np.vstack([unseen, around]), network.intercepts_[0], network.coefs_[1], none, bias
        )

    def calibrated(self, wordless: SecondStage, calibrators: Sequence[Any]) -> SecondStage:
        """One network of both, with each output's regression folded in.

        A regression's coefficients are the first stage's, this network's and the wordless one's.
        """
        slopes = np.array([each.coef_[0] for each in calibrators], dtype=np.float32)
        biases = np.array([each.intercept_[0] for each in calibrators], dtype=np.float32)
        _, own, other = slopes.T
        return SecondStage(
            np.hstack([self.hidden, wordless.hidden]),
            np.concatenate([self.shift, wordless.shift]),
            np.vstack([self.weights * own, wordless.weights * other]),
            slopes[:, 0],
            self.bias * own + wordless.bias * other + biases,
        )

    def check(self, tokens: int) -> None:
        """BundleError when it was trained with another lexicon, or other qualities of words."""
        if len(self.hidden) != len(self.bias) + circumstances_of(tokens):
            raise BundleError(
                "the bundle was trained with another lexicon or word table; train it anew"
            )

    def logits(self, first: Floats, around: Floats) -> Floats:
        """Shape (rows, outputs) from the first stage's logits and the `circumstances`."""
        outputs = first.shape[1]
        inside = first @ self.hidden[:outputs] + around @ self.hidden[outputs:] + self.shift
        result: Floats = np.maximum(inside, 0) @ self.weights + first * self.direct + self.bias
        return result
