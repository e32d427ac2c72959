"""A fine-tuned encoder beside the linear scorer: ONNX Runtime reads it, torch is not needed.

Each window is run alone. Weights are int8 and activations are quantised while it runs, so padding and
neighbours in a batch would change a comment's score; alone it is the same every time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BundleError
from model.gloss import glossed
from model.labels import HARMS, OUTPUTS
from model.linear import sigmoid
from model.second_stage import Floats

ENCODER = "encoder.onnx"
TOKENIZER = "tokenizer.json"
FOLDED, WRITTEN, GLOSSED = "folded", "written", "glossed"
READS = (FOLDED, WRITTEN, GLOSSED)
"""What an encoder reads: the folded text, as the linear scorer does, the text as it was written, or the
folded text in English, word by word."""
DEEPEST = 16
"""How many pieces of one comment the encoder reads, the linear scorer's worst first."""
EDGE = 1e-6
_INPUT = "input_ids"


@dataclass(frozen=True, slots=True)
class Encoder:
    """Logits for each of labels.OUTPUTS from a tokenizer and an ONNX session; safe between threads.

    `tokenizer` cuts a text into overlapping windows; `session` maps token numbers of shape
    (1, length) to logits of shape (1, outputs).
    """

    session: Any
    tokenizer: Any

    def logits(self, texts: Sequence[str]) -> Floats:
        """The highest logit over each text's windows: shape (texts, outputs)."""
        if not texts:
            return np.empty((0, len(OUTPUTS)), dtype=np.float32)
        if len(texts) == 1:
            return self._highest(texts[0])[None, :]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.stack(list(pool.map(self._highest, texts)))

    def windows(self, text: str) -> list[list[int]]:
        """The token numbers of a text in overlapping windows; one for an ordinary comment."""
        encoded = self.tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"))
        return [encoded.ids, *(window.ids for window in encoded.overflowing)]

    def _highest(self, text: str) -> Floats:
        highest: Floats = np.max([self._run(numbers) for numbers in self.windows(text)], axis=0)
        return highest

    def _run(self, numbers: Sequence[int]) -> Floats:
        logits: Floats = self.session.run(None, {_INPUT: np.array([numbers], dtype=np.int64)})[0][0]
        return logits


@dataclass(frozen=True, slots=True)
class Blend:
    """How the two scorers' logits are added: `weights` (2, outputs), linear first; `bias` (outputs,)."""

    weights: Floats
    bias: Floats

    def probabilities(self, linear: Floats, encoder: Floats) -> Floats:
        """From the linear scorer's probabilities and the encoder's logits, both (rows, outputs)."""
        return sigmoid(logit(linear) * self.weights[0] + encoder * self.weights[1] + self.bias)


@dataclass(frozen=True, slots=True)
class Transformer:
    """An encoder, what it reads, and its blend with the linear scorer.

    `easy` (outputs,): a piece in which the linear scorer sees less than this of everything is not read.
    """

    encoder: Encoder
    blend: Blend
    reads: str
    easy: Floats

    def improve(self, linear: Floats, comments: Sequence[Sequence[str]]) -> Floats:
        """Blended probabilities of the pieces of some comments: shape (pieces, outputs), as `linear`.

        Of a comment with more than DEEPEST pieces only those are read that the linear scorer holds
        for the worst, so that a very long text takes a second or so; the others, and what it holds for
        `easy`, keep its word.
        """
        read = _worth_reading(linear, [len(pieces) for pieces in comments])
        read = read[(linear[read] >= self.easy).any(axis=1)]
        if not len(read):
            return linear
        flat = [piece for pieces in comments for piece in pieces]
        improved = linear.copy()
        texts = [flat[place] for place in read]
        logits = self.encoder.logits(glossed(texts) if self.reads == GLOSSED else texts)
        improved[read] = self.blend.probabilities(linear[read], logits)
        return improved


def read_transformer(folder: Path, described: Mapping[str, Any]) -> Transformer:
    """The transformer of a bundle, as its manifest's `encoder` describes it.

    BundleError when its files are foreign, or when the manifest does not fit this code.
    """
    try:
        blend = [described["blend"][name] for name in OUTPUTS]
        reads, window, overlap = (described[name] for name in ("reads", "window", "overlap"))
        numbers = np.array(blend, dtype=np.float32).reshape(len(OUTPUTS), 3).T
        limits = described.get("easy", {})
        easy = np.array([limits.get(name, _never(name)) for name in OUTPUTS], dtype=np.float32)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BundleError(f"{folder}: the manifest's encoder is not whole ({error!r})") from error
    if reads not in READS or not np.isfinite(numbers).all():
        raise BundleError(f"{folder}: the manifest's encoder is not one that this code knows")
    encoder = read_encoder(folder, window, overlap)
    return Transformer(encoder, Blend(numbers[:2], numbers[2]), reads, easy)


def _never(name: str) -> float:
    """Where a manifest names no limit: harms make every piece worth reading, the rest none."""
    return 0.0 if name in HARMS else np.inf


def read_encoder(folder: Path, window: int, overlap: int) -> Encoder:
    """The encoder of a folder, cutting texts into windows of so many tokens; BundleError if foreign."""
    import onnxruntime  # noqa: PLC0415  (a tenth of a second, which a linear bundle need not wait for)
    from tokenizers import Tokenizer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        # From bytes, so that a model cannot point at files outside itself.
        model = (folder / ENCODER).read_bytes()
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        tokenizer.no_padding()
        tokenizer.enable_truncation(window, stride=overlap)
        shape = [*(each.name for each in session.get_inputs()), session.get_outputs()[0].shape[-1]]
    except Exception as error:  # both libraries raise bare Exception, or kinds of their own
        raise BundleError(f"{folder}: cannot be read as a transformer ({error})") from error
    if shape != [_INPUT, len(OUTPUTS)]:
        raise BundleError(
            f"{folder}: {ENCODER} maps {shape}, not {_INPUT} to {len(OUTPUTS)} logits"
        )
    return Encoder(session, tokenizer)


def logit(probabilities: Floats) -> Floats:
    """The logistic function's inverse, finite for 0 and 1 as well."""
    kept = np.clip(probabilities, EDGE, 1 - EDGE)
    result: Floats = np.log(kept) - np.log1p(-kept)
    return result


def _worth_reading(linear: Floats, counts: Sequence[int]) -> NDArray[np.intp]:
    """Rows of the pieces to read: all of a comment's, or its DEEPEST highest in any label."""
    if max(counts, default=0) <= DEEPEST:
        return np.arange(len(linear))
    kept, first = [], 0
    for count in counts:
        order = np.argsort(-linear[first : first + count].max(axis=1), kind="stable")
        kept.append(first + np.sort(order[:DEEPEST]))
        first += count
    return np.concatenate(kept)
