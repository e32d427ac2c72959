"""The second stage: weighs the first stage's scores against each other and against the circumstances.

Stacked generalisation (Wolpert 1992): a small network over what every regression said, how often each
of the lexicon's categories stands in the comment, and its form. It learns what sums of words cannot:
that a slur beside a condemning word, or an insult beside "jag", is another thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BundleError
from model.features import Occurrences

Floats = NDArray[np.floating[Any]]

SIGNS = ("?", "!", ":", '"”“»«')
"""Signs that are counted, each string as one kind."""
FORMS = len(SIGNS) + 2
MOST = 3
"""A category or sign that stands more often counts as this often."""
SHORT = 20
"""Words of an ordinary comment; its length counts in this unit."""


def circumstances(found: Occurrences, rows: int, tokens: int) -> Floats:
    """How often each of the lexicon's tokens stands in each comment, and its form.

    Shape (rows, tokens + FORMS).
    """
    counted = np.zeros((rows, tokens + FORMS), dtype=np.float32)
    row = found.words.row
    np.add.at(counted, (row[found.token_word], found.token), 1)
    letters = found.words.codes[found.words.starts] if len(row) else row
    for place, signs in enumerate(SIGNS):
        written = np.isin(letters, [ord(sign) for sign in signs])
        counted[:, tokens + place] = np.bincount(row[written], minlength=rows)
    np.minimum(counted, MOST, out=counted)
    lengths = np.bincount(row, minlength=rows)
    counted[:, -2] = lengths / SHORT
    counted[:, -1] = np.log1p(lengths)
    return counted


@dataclass(frozen=True, slots=True)
class SecondStage:
    """A network of one hidden layer; scaling of the logits and calibration are folded in.

    `hidden` has shape (outputs + tokens + FORMS, units), `shift` (units,), `weights`
    (units, outputs), `bias` (outputs,).
    """

    hidden: Floats
    shift: Floats
    weights: Floats
    bias: Floats

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any], outputs: Sequence[str]) -> SecondStage:
        """From fitted scikit-learn objects: `scaler`, `network`, and maybe `calibrators` by output."""
        scaler, network = parts["scaler"], parts["network"]
        hidden = network.coefs_[0].astype(np.float32)
        count = len(outputs)
        hidden[:count] /= scaler.scale_[:, None]
        shift = network.intercepts_[0] - scaler.mean_ @ hidden[:count]
        slopes, biases = np.ones(count), np.zeros(count)
        for place, name in enumerate(outputs):
            if calibrator := parts.get("calibrators", {}).get(name):
                slopes[place] = calibrator.coef_[0, 0]
                biases[place] = calibrator.intercept_[0]
        return cls(
            hidden,
            shift.astype(np.float32),
            (network.coefs_[1] * slopes).astype(np.float32),
            (network.intercepts_[1] * slopes + biases).astype(np.float32),
        )

    def check(self, tokens: int) -> None:
        """BundleError when it was trained with another lexicon."""
        outputs = self.weights.shape[1]
        if len(self.hidden) != outputs + tokens + FORMS:
            raise BundleError("the bundle was trained with another lexicon; train it anew")

    def logits(self, first: Floats, around: Floats) -> Floats:
        """Shape (rows, outputs) from the first stage's logits and the `circumstances`."""
        outputs = first.shape[1]
        inside = first @ self.hidden[:outputs] + around @ self.hidden[outputs:] + self.shift
        result: Floats = np.maximum(inside, 0) @ self.weights + self.bias
        return result
