"""Fine-tuning: an encoder learns labels.OUTPUTS from examples, on CPU, one GPU or many.

The loop is transformers' Trainer over Accelerate; ours are the loss (an output that a row's readers did not
look for says nothing, unsure and made rows count less, rare outputs more) and the measure that stops it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from joblib import Parallel, delayed
from numpy.typing import NDArray
from rich.console import Console
from sklearn.metrics import average_precision_score
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    EvalPrediction,
    Trainer,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_callback import PrinterCallback

from data.examples import Example
from model.gloss import glossed
from model.labels import OUTPUTS
from model.spelling import folded
from model.transformer import FOLDED, GLOSSED
from training.checkpoints import last_checkpoint
from training.errors import TrainingError
from training.features import BATCH
from training.linear import targets_of
from training.progress import Bar, precision_arguments, quiet

RAREST = 10.0
"""No output's positives count more than this many times."""
LARGE = 50_000_000
"""From so many parameters on an encoder is moved in small steps, as BERT's authors did."""
RATES = {"large": 3e-5, "small": 3e-4, "head": 2e-3}
WARMUP = 0.06


@dataclass(frozen=True, slots=True)
class Plan:
    """How an encoder is fine-tuned; `rate` None chooses by its size, `window` counts tokens.

    With `frozen` it stays as it is, and a head is learnt on it for just so many epochs.
    """

    base: str
    reads: str
    window: int = 128
    epochs: int = 10
    patience: int = 2
    batch: int = 32
    rate: float | None = None
    precision: str = "fp32"
    seed: int = 2026
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Tuned:
    """A fine-tuned encoder, its tokenizer, the longest window it takes, and how it went."""

    model: Any
    tokenizer: Any
    window: int
    record: Mapping[str, Any]


def load_base(base: str) -> tuple[Any, Any]:
    """An encoder with a fresh head for labels.OUTPUTS, and its tokenizer; TrainingError if not here."""
    quiet()
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
        model = AutoModelForSequenceClassification.from_pretrained(
            base, num_labels=len(OUTPUTS), problem_type="multi_label_classification"
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise TrainingError(_how_to_get(base, error)) from error
    if not tokenizer.is_fast:
        raise TrainingError(f"{base}: has no tokenizer that the `tokenizers` library can read")
    return model, tokenizer


def _how_to_get(base: str, error: Exception) -> str:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if Path(base).is_dir():
        return (
            f"{base}: no encoder can be read from this folder ({reason}). It must hold config.json, "
            "model.safetensors and tokenizer.json (or vocab.txt), as `hf download` or "
            "`python -m training pretrain` leave it."
        )
    if Path(base).is_absolute() or base.count("/") != 1:
        return f"{base}: no such folder, and no id that the Hugging Face hub could know ({reason})"
    name = base.rpartition("/")[2]
    return (
        f"{base} is not here: no folder of that name, none in the hub's cache, and the hub gave "
        f"nothing ({reason}). On a machine that reaches the Hugging Face hub, run\n"
        f"  hf download {base} --local-dir {name}\n"
        f"copy the folder here, and give --base {name}. Or make an encoder of your own: "
        "python -m training pretrain"
    )


def texts_of(examples: Sequence[Example], reads: str) -> list[str]:
    """What the encoder reads of each example: one of model.transformer.READS."""
    if reads not in {FOLDED, GLOSSED}:
        return [example.text for example in examples]
    texts = [folded(example.text).text for example in examples]
    if reads == FOLDED:
        return texts
    batches = [texts[first : first + BATCH] for first in range(0, len(texts), BATCH)]
    read = Parallel(n_jobs=-1)(delayed(glossed)(batch) for batch in batches)
    return [text for batch in read for text in batch]


def target_arrays(examples: Sequence[Example]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What is wanted, and what is known, of each example and output: both (examples, outputs)."""
    targets = [targets_of(examples, name) for name in OUTPUTS]
    return np.stack([t.wanted for t in targets], 1), np.stack([t.known for t in targets], 1)


def finetune(
    plan: Plan,
    learn: Sequence[Example],
    judge: Sequence[Example],
    run: Path,
    console: Console | None = None,
) -> Tuned:
    """Learn from one split, stop by the other; goes on from the last checkpoint in the folder `run`."""
    set_seed(plan.seed)
    model, tokenizer = load_base(plan.base)
    window = longest_window(plan, model, tokenizer)
    learnt, judged = (_rows(part, plan.reads, tokenizer, window) for part in (learn, judge))
    rate = plan.rate or RATES["large" if model.num_parameters() >= LARGE else "small"]
    trainer = LabelTrainer(
        model=model,
        rarity=rarity(learn),
        args=_arguments(plan, rate, run),
        data_collator=DataCollatorWithPadding(tokenizer, pad_to_multiple_of=8),
        train_dataset=learnt,
        eval_dataset=judged,
        compute_metrics=mean_precision,
        callbacks=[
            Bar("fine-tuning", console or Console(stderr=True)),
            EarlyStoppingCallback(early_stopping_patience=plan.patience),
        ],
    )
    trainer.train(resume_from_checkpoint=last_checkpoint(run))
    return Tuned(trainer.model.float().cpu().eval(), tokenizer, window, _record(trainer, rate))


def rarity(examples: Sequence[Example]) -> torch.Tensor:
    """How many times each output's positives count: the root of negatives a positive, 1 to RAREST."""
    wanted, known = target_arrays(examples)
    weights = np.array([example.weight for example in examples])[:, None] * known
    positives, rest = (weights * wanted).sum(0), (weights * ~wanted).sum(0)
    return torch.tensor(np.sqrt(rest / np.maximum(positives, 1)).clip(1, RAREST)).float()


def mean_precision(prediction: EvalPrediction) -> dict[str, float]:
    """Average precision, the mean over the outputs that the split holds both sides of."""
    wanted, known = prediction.label_ids[..., 0] > 0, prediction.label_ids[..., 1] > 0
    found = [
        average_precision_score(wanted[known[:, k], k], prediction.predictions[known[:, k], k])
        for k in range(wanted.shape[1])
        if 0 < wanted[known[:, k], k].sum() < known[:, k].sum()
    ]
    return {"mean_precision": float(np.mean(found)) if found else 0.0}


class LabelTrainer(Trainer):  # type: ignore[misc]
    """The Trainer with our loss and no prints; `labels` hold (wanted, weight) for each output."""

    def __init__(self, *, rarity: torch.Tensor, **settings: Any) -> None:
        super().__init__(**settings)
        self.rarity = rarity
        self.remove_callback(PrinterCallback)

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, **_: Any
    ) -> Any:
        """Weighed cross-entropy over the outputs that each row's readers looked for."""
        wanted, weights = inputs["labels"].unbind(-1)
        outputs = model(**{name: inputs[name] for name in inputs if name != "labels"})
        loss = label_loss(outputs.logits.float(), wanted, weights, self.rarity.to(wanted.device))
        return (loss, {"logits": outputs.logits}) if return_outputs else loss


def label_loss(
    logits: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor, rarity: torch.Tensor
) -> torch.Tensor:
    """Mean cross-entropy over what is known: all (rows, outputs), weight 0 where nobody looked."""
    losses = binary_cross_entropy_with_logits(
        logits, wanted, weight=weights, pos_weight=rarity, reduction="sum"
    )
    return losses / weights.sum().clamp(min=1)


def _rows(examples: Sequence[Example], reads: str, tokenizer: Any, window: int) -> Dataset:
    encoded = tokenizer(texts_of(examples, reads), truncation=True, max_length=window)
    return Dataset.from_dict(
        {
            "input_ids": encoded["input_ids"],
            "attention_mask": encoded["attention_mask"],
            "labels": weighed_labels(examples),
        }
    )


def weighed_labels(examples: Sequence[Example]) -> NDArray[np.float32]:
    """What is wanted, and how much it counts: shape (examples, outputs, 2)."""
    wanted, known = target_arrays(examples)
    weights = np.array([example.weight for example in examples])[:, None] * known
    return np.stack((wanted, weights), -1).astype(np.float32)


def longest_window(plan: Plan, model: Any, tokenizer: Any) -> int:
    """The window of the plan, or the longest input in tokens that model and tokenizer take."""
    positions = getattr(model.config, "max_position_embeddings", None) or tokenizer.model_max_length
    return int(min(plan.window, positions, tokenizer.model_max_length))


def _arguments(plan: Plan, rate: float, run: Path) -> TrainingArguments:
    return training_arguments(
        plan,
        rate,
        run,
        per_device_eval_batch_size=plan.batch * 2,
        train_sampling_strategy="group_by_length",
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="mean_precision",
        logging_steps=10,
        **precision_arguments(plan.precision),
    )


def training_arguments(plan: Plan, rate: float, run: Path, **others: Any) -> TrainingArguments:
    """What the Trainer is told alike of an encoder and of a head, and what else is given."""
    return TrainingArguments(
        output_dir=str(run),
        num_train_epochs=plan.epochs,
        per_device_train_batch_size=plan.batch,
        learning_rate=rate,
        warmup_steps=WARMUP,
        weight_decay=0.01,
        seed=plan.seed,
        disable_tqdm=True,
        report_to="none",
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
        **others,
    )


def _record(trainer: Trainer, rate: float) -> dict[str, Any]:
    logs = trainer.state.log_history
    scores = [log["eval_mean_precision"] for log in logs if "eval_mean_precision" in log]
    return {
        "parameters": int(trainer.model.num_parameters()),
        "learning_rate": rate,
        "steps": trainer.state.global_step,
        "mean_precision_by_epoch": [round(float(score), 4) for score in scores],
    }
