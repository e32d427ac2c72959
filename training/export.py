"""From torch to what is served: an ONNX file with int8 weights, held against torch before it is used."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from model.linear import sigmoid
from model.transformer import ENCODER, TOKENIZER, Encoder, read_encoder
from training.errors import TrainingError

FLOAT32, INT8, STORED = "float32", "int8", "int8-stored"
"""Weights as they are; in int8 and computed so; stored in int8 and computed in float32."""
TOLERANCES = {
    FLOAT32: {"mean": 1e-5, "p99": 1e-4},
    INT8: {"mean": 0.01, "p99": 0.05},
    STORED: {"mean": 0.005, "p99": 0.025},
}
"""How far a probability may be from torch's, on the mean and for 99 of 100."""
SMALL = 100_000
"""A matrix of fewer weights is never stored in int8."""
BLOCK = 64
OVERLAP = 4
"""A window shares one token in this many with the one before."""


class _Logits(torch.nn.Module):  # type: ignore[misc]
    """Token numbers in, logits out; windows are run alone, so that no mask is needed."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(input_ids=input_ids).logits
        return logits


def export(model: Any, tokenizer: Any, window: int, weights: str, folder: Path) -> Encoder:
    """Write ENCODER and TOKENIZER to a folder and read them back as the service will."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    with _quietly():
        _write_onnx(model, window, folder / ENCODER)
        if weights == INT8:
            # Weights of 7 bits: with 8, processors without VNNI overflow and score otherwise.
            quantize_dynamic(
                folder / ENCODER,
                folder / ENCODER,
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=True,
            )
        elif weights == STORED:
            _store_in_int8(folder / ENCODER)
    return read_encoder(folder, window, window // OVERLAP)


@contextmanager
def _quietly() -> Iterator[None]:
    """Exporter and quantiser warn of their own insides, the latter through the root logger."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def _write_onnx(model: Any, window: int, file: Path) -> None:
    example = torch.full((1, min(8, window)), 5, dtype=torch.long)
    length = torch.export.Dim("length", min=2, max=window)
    torch.onnx.export(
        _Logits(model).eval(),
        (example,),
        str(file),
        input_names=["input_ids"],
        output_names=["logits"],
        dynamic_shapes=({1: length},),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    written = onnx.load(file)
    # Traces of this machine's paths, which would make each export another.
    for part in (*written.graph.node, *written.graph.initializer, written.graph, written):
        del part.metadata_props[:]
    # Shapes noted by the exporter no longer fit after its own simplifying, and quantising trips over them.
    del written.graph.value_info[:]
    onnx.save(written, file)


def _store_in_int8(file: Path) -> None:
    """Large matrices as int8 with a scale for each BLOCK of the weights that make one sum.

    ONNX Runtime multiplies them out once, when it loads the file.
    """
    model = onnx.load(file)
    graph = model.graph
    looked_up = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    first, kept = [], []
    for tensor in graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.ndim != 2 or weights.size < SMALL:  # noqa: PLR2004
            kept.append(tensor)
            continue
        rows, columns = weights.shape
        axis = 2 if tensor.name in looked_up else 1
        shape = (rows, -1, _block(columns)) if axis == 2 else (-1, _block(rows), columns)  # noqa: PLR2004
        blocks = weights.reshape(shape)
        scale = np.abs(blocks).max(axis=axis, keepdims=True).clip(1e-9) / np.float32(127)
        named = {
            "int8": np.round(blocks / scale).astype(np.int8),
            "scale": scale.astype(np.float32),
            "shape": np.array(weights.shape, dtype=np.int64),
        }
        whole, by, back = (f"{tensor.name}.{name}" for name in named)
        cast, wide = f"{tensor.name}.cast", f"{tensor.name}.wide"
        kept += [numpy_helper.from_array(each, f"{tensor.name}.{n}") for n, each in named.items()]
        first += [
            helper.make_node("Cast", [whole], [cast], to=TensorProto.FLOAT),
            helper.make_node("Mul", [cast, by], [wide]),
            helper.make_node("Reshape", [wide, back], [tensor.name]),
        ]
    nodes = [*first, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.save(model, file)


def _block(length: int) -> int:
    return BLOCK if length % BLOCK == 0 else length


def compare(encoder: Encoder, model: Any, texts: Sequence[str], weights: str) -> dict[str, Any]:
    """How far the served encoder is from torch over some texts; TrainingError beyond TOLERANCES."""
    apart = np.abs(sigmoid(encoder.logits(texts)) - sigmoid(_torch_logits(encoder, model, texts)))
    found = {"mean": float(apart.mean()), "p99": float(np.quantile(apart, 0.99))}
    allowed = TOLERANCES[weights]
    if any(found[name] > allowed[name] for name in allowed):
        nearer = {INT8: STORED, STORED: FLOAT32}.get(weights)
        more = f" Use --weights {nearer}." if nearer else ""
        raise TrainingError(
            f"with {weights} weights probabilities are {found} from torch's, more than {allowed}.{more}"
        )
    rounded = {name: round(value, 6) for name, value in found.items()}
    return {"texts": len(texts), "apart": rounded, "allowed": dict(allowed)}


def _torch_logits(encoder: Encoder, model: Any, texts: Sequence[str]) -> NDArray[np.float32]:
    rows = []
    with torch.inference_mode():
        for text in texts:
            windows = encoder.windows(text)
            logits = [model(input_ids=torch.tensor([numbers])).logits[0] for numbers in windows]
            rows.append(torch.stack(logits).amax(0).numpy())
    return np.stack(rows)
