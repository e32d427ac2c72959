"""A head on an encoder that is left as it is: what it has read elsewhere stays what it knows.

Fine-tuned on our comments an encoder learns them by heart and forgets the rest; frozen it holds better on
comments nobody here wrote (docs/decisions/0016). Each text is read once; a head is learnt in a minute, so
that heads of folds can tell what one says of themes it has not seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from sklearn.model_selection import GroupKFold
from torch.utils.data import Dataset
from transformers import default_data_collator, set_seed
from transformers.modeling_outputs import SequenceClassifierOutput

from data.examples import Example
from model.labels import OUTPUTS
from training.errors import TrainingError
from training.finetune import (
    RATES,
    LabelTrainer,
    Plan,
    Tuned,
    load_base,
    longest_window,
    rarity,
    texts_of,
    training_arguments,
    weighed_labels,
)
from training.progress import Bar, precision_arguments, processes

FOLDS = 4
UNITS = 128
AT_ONCE = 64
"""Texts of like length that are read together."""


class Head(torch.nn.Module):  # type: ignore[misc]
    """From a text's mean vector (rows, width) to logits (rows, outputs), through one hidden layer."""

    def __init__(self, centre: torch.Tensor, spread: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("centre", centre)
        self.register_buffer("spread", spread)
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(len(centre), UNITS),
            torch.nn.ReLU(),
            torch.nn.Dropout(0.1),
            torch.nn.Linear(UNITS, len(OUTPUTS)),
        )

    def forward(self, embedded: torch.Tensor) -> SequenceClassifierOutput:
        """The logits, as transformers' models give them."""
        logits = self.layers((embedded - self.centre) / self.spread)
        return SequenceClassifierOutput(logits=logits)


class Pooled(torch.nn.Module):  # type: ignore[misc]
    """An encoder and the head on the mean of its tokens: what is exported."""

    def __init__(self, encoder: Any, head: Head) -> None:
        super().__init__()
        self.encoder, self.head = encoder, head

    def forward(self, input_ids: torch.Tensor) -> SequenceClassifierOutput:
        """Logits of texts of one length, without padding: shape (rows, outputs)."""
        hidden = self.encoder(input_ids=input_ids).last_hidden_state
        return self.head(hidden.mean(1))


class Embedded(Dataset[dict[str, torch.Tensor]]):  # type: ignore[misc]
    """Mean vectors and labels, row by row, as the Trainer wants them."""

    def __init__(self, vectors: NDArray[np.float32], labels: NDArray[np.float32]) -> None:
        self.vectors, self.labels = torch.from_numpy(vectors), torch.from_numpy(labels)

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, row: int) -> dict[str, torch.Tensor]:
        return {"embedded": self.vectors[row], "labels": self.labels[row]}


@dataclass(frozen=True, slots=True)
class Headed:
    """An encoder with the head learnt on all examples, and logits from heads that saw none of a group.

    `logits` has shape (examples, outputs).
    """

    tuned: Tuned
    logits: NDArray[np.float64]


def learn_head(plan: Plan, examples: Sequence[Example], run: Path, console: Console) -> Headed:
    """Read every example, and learn a head a fold and one on all; TrainingError in several processes.

    What was read is kept in `run`: given again, the command reads nothing twice that reads the same.
    """
    check_plan(plan)
    run.mkdir(parents=True, exist_ok=True)
    model, tokenizer = load_base(plan.base)
    window = longest_window(plan, model, tokenizer)
    encoded = tokenizer(texts_of(examples, plan.reads), truncation=True, max_length=window)
    half = plan.precision == "bf16"
    vectors = embed(model.base_model.float(), encoded["input_ids"], run, console, half=half)
    labels, rare = weighed_labels(examples), rarity(examples)
    logits = np.zeros((len(examples), len(OUTPUTS)))
    groups = [example.group for example in examples]
    splitter = GroupKFold(min(FOLDS, len(set(groups))), shuffle=True, random_state=plan.seed)
    folds = splitter.split(vectors, groups=groups)
    for number, (learn, judge) in enumerate(folds, start=1):
        rows = Embedded(vectors[learn], labels[learn])
        head = _fit(plan, rows, rare, run, Bar(f"head of fold {number}", console))
        with torch.inference_mode():
            logits[judge] = head(torch.from_numpy(vectors[judge])).logits.numpy()
    head = _fit(plan, Embedded(vectors, labels), rare, run, Bar("head", console))
    whole = Pooled(model.base_model.cpu(), head).eval()
    record = {
        "parameters": sum(each.numel() for each in whole.parameters()),
        "of_the_head": sum(each.numel() for each in head.parameters()),
        "learning_rate": plan.rate or RATES["head"],
    }
    return Headed(Tuned(whole, tokenizer, window, record), logits)


def check_plan(plan: Plan) -> None:
    """TrainingError when a head cannot be learnt so."""
    if processes().num_processes > 1:
        raise TrainingError("--frozen learns its head in one process; start it without accelerate")
    if plan.precision == "fp16":
        raise TrainingError("--frozen reads in fp32 or bf16")


def _fit(plan: Plan, rows: Embedded, rare: torch.Tensor, run: Path, bar: Bar) -> Head:
    set_seed(plan.seed)
    vectors = rows.vectors
    head = Head(vectors.mean(0), vectors.std(0) + 1e-6)
    trainer = LabelTrainer(
        model=head,
        rarity=rare,
        args=training_arguments(
            plan,
            plan.rate or RATES["head"],
            run,
            save_strategy="no",
            logging_steps=100,
            label_names=["labels"],
            **precision_arguments("fp32"),
        ),
        data_collator=default_data_collator,
        train_dataset=rows,
        callbacks=[bar],
    )
    trainer.train()
    learnt: Head = head.cpu().eval()
    return learnt


def embed(
    encoder: Any,
    encoded: Sequence[Sequence[int]],
    run: Path,
    console: Console,
    *,
    half: bool = False,
) -> NDArray[np.float32]:
    """The mean of each text's token vectors, shape (texts, width), from the folder `run` if they stand there.

    `encoded` are token numbers, one list a text; with `half`, sums are taken in bfloat16.
    """
    whole = hashlib.sha256(json.dumps([half, *encoded]).encode()).hexdigest()
    kept = run / f"vectors-{whole[:16]}.npy"
    if kept.is_file():
        known: NDArray[np.float32] = np.load(kept)
        return known
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = encoder.eval().to(device)
    order = np.argsort([len(numbers) for numbers in encoded], kind="stable")
    vectors = np.zeros((len(encoded), encoder.config.hidden_size), dtype=np.float32)
    batches = [order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE)]
    with torch.inference_mode(), torch.autocast(device, torch.bfloat16, enabled=half):
        for rows in track(batches, f"reading {len(encoded)} texts", console=console):
            texts = [torch.tensor(encoded[row]) for row in rows]
            numbers = torch.nn.utils.rnn.pad_sequence(texts, batch_first=True).to(device)
            there = torch.nn.utils.rnn.pad_sequence(
                [torch.ones_like(text) for text in texts], batch_first=True
            ).to(device)
            hidden = encoder(input_ids=numbers, attention_mask=there).last_hidden_state.float()
            weights = there[:, :, None].float()
            vectors[rows] = ((hidden * weights).sum(1) / weights.sum(1)).cpu().numpy()
    fresh = kept.with_name(f"fresh-{kept.name}")
    np.save(fresh, vectors)
    fresh.replace(kept)
    return vectors
