"""A Swedish encoder of our own: a masked language model over plain text and comments.

In the manner of the BabyLM challenge's encoders: a small modern BERT read for many rounds, with a share of
hidden tokens that falls on the way (Yang et al. 2023, Ankner et al. 2024).
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from rich.console import Console
from transformers import (
    ModernBertConfig,
    ModernBertForMaskedLM,
    PreTrainedTokenizerFast,
    TrainingArguments,
    default_data_collator,
    set_seed,
)
from transformers.trainer_callback import PrinterCallback

from data.sources import file_digest
from training.checkpoints import begin, last_checkpoint, replace_folder, run_folder
from training.errors import TrainingError
from training.masking import MaskingTrainer
from training.plain_text import (
    CLS,
    MASK,
    PAD,
    SEP,
    SPECIAL,
    Blocks,
    blocks_of,
    comments,
    documents,
    learn_tokenizer,
)
from training.progress import Bar, Budget, precision_arguments, processes, quiet
from training.recipe import Recipe
from training.runs import recording
from training.tracking import require_tracking

RECORD = "pretraining.json"
HELD_OUT = 0.01
"""Share of the blocks that is never learnt from; at least one."""
WINDOWS_BEYOND = 4
"""Positions are rotary: an encoder may read windows this many times its training blocks."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read: plain-text files, a folder of outside sources (or None), a corpus folder."""

    files: tuple[Path, ...]
    sources: Path | None
    corpus: Path

    def record(self) -> dict[str, str]:
        """SHA-256 of each file that is read."""
        files = [*self.files, *sorted(self.corpus.glob("*.jsonl"))]
        if self.sources:
            files += sorted(self.sources.glob("*/rows.jsonl"))
        return {f"{file.parent.name}/{file.name}": file_digest(file) for file in files}


def pretrain(
    recipe: Recipe,
    reading: Reading,
    out: Path,
    *,
    precision: str = "fp32",
    hours: float | None = None,
    console: Console | None = None,
) -> dict[str, Any] | None:
    """Train an encoder and write it to `out` with its tokenizer; gives the record kept beside it.

    None in the helping processes of a run on several GPUs. Goes on from the last checkpoint of an
    interrupted run with the same settings.
    """
    budget, state = Budget(hours), processes()
    console = console or Console(stderr=True)
    if out.exists() and not (out / RECORD).is_file():
        raise TrainingError(f"{out} is there already and is no encoder made here; name another")
    if not state.is_main_process:
        _train(recipe, reading, out, precision, budget=budget, console=console)
        return None
    require_tracking()
    with recording("pretrain", {**recipe.model_dump(), "out": out, "hours": hours}) as recorded:
        record = _train(recipe, reading, out, precision, budget=budget, console=console)
        digest = file_digest(out / "model.safetensors")[:10]
        figures = {name: record[name] for name in ("held_out_loss", "steps", "parameters")}
        rows = record["tokens"] // recipe.sequence
        data = [{"name": "text", "rows": rows, "files": record["data"]}]
        told = {"version": f"encoder-{digest}", "data": data, "metrics": figures}
        recorded.made(out, told)
    return record


def _train(
    recipe: Recipe, reading: Reading, out: Path, precision: str, *, budget: Budget, console: Console
) -> dict[str, Any]:
    started, run, state = time.monotonic(), run_folder(out), processes()
    settings = {"recipe": recipe.model_dump(), "data": reading.record(), "precision": precision}
    with state.main_process_first():
        if state.is_main_process:
            begin(run, settings)
        blocks = _prepared(run, recipe, reading, console)
    trainer = _trainer(recipe, blocks, budget, _arguments(recipe, run, precision))
    trainer.add_callback(Bar("pretraining", console))
    trainer.train(resume_from_checkpoint=last_checkpoint(run))
    measured, steps = trainer.evaluate(), trainer.state.global_step
    record = {
        **settings,
        "tokens": int(blocks.size),
        "tokens_seen": int(steps * recipe.batch * recipe.accumulate * recipe.sequence)
        * state.num_processes,
        "steps": steps,
        "steps_planned": trainer.state.max_steps,
        "parameters": sum(each.numel() for each in trainer.model.parameters()),
        "held_out_loss": round(float(measured["eval_loss"]), 4),
        "seconds": round(time.monotonic() - started),
        "made_with": {name: version(name) for name in ("torch", "transformers", "tokenizers")},
    }
    if state.is_main_process:
        _write(trainer.model, run, out, record)
    return record


def _prepared(run: Path, recipe: Recipe, reading: Reading, console: Console) -> Blocks:
    """The blocks, made once for a run and kept beside its checkpoints with the tokenizer."""
    kept = run / "blocks.npy"
    if not kept.is_file():
        with console.status("reading, and learning the words"):
            formal = list(documents(reading.files))
            spoken = comments(reading.sources, reading.corpus) * recipe.comment_repeats
            tokenizer = learn_tokenizer((*formal, *spoken), recipe.vocabulary)
            order = np.random.default_rng(recipe.seed).permutation(len(formal) + len(spoken))
            texts = (*formal, *spoken)
            blocks = blocks_of((texts[k] for k in order), tokenizer, recipe.sequence)
        _save_tokenizer(tokenizer, run / "tokenizer")
        with (run / "blocks.new").open("wb") as stream:
            np.save(stream, blocks)
        (run / "blocks.new").replace(kept)
        console.print(f"{blocks.size} tokens in {len(blocks)} blocks")
    loaded: Blocks = np.load(kept, mmap_mode="r")
    return loaded


def _save_tokenizer(tokenizer: Any, folder: Path) -> None:
    names = {"pad_token": PAD, "cls_token": CLS, "sep_token": SEP, "mask_token": MASK}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)


def _trainer(
    recipe: Recipe, blocks: Blocks, budget: Budget, arguments: TrainingArguments
) -> MaskingTrainer:
    quiet()
    set_seed(recipe.seed)
    held_out = max(1, int(len(blocks) * HELD_OUT))
    trainer = MaskingTrainer(
        model=ModernBertForMaskedLM(_config(recipe)),
        args=arguments,
        data_collator=default_data_collator,
        train_dataset=_rows(blocks[held_out:]),
        eval_dataset=_rows(blocks[:held_out]),
        callbacks=[budget],
    )
    trainer.recipe, trainer.budget = recipe, budget
    trainer.remove_callback(PrinterCallback)
    return trainer


def _rows(blocks: Blocks) -> Dataset:
    return Dataset.from_dict({"input_ids": blocks.astype(np.int32)}).with_format("torch")


def _config(recipe: Recipe) -> ModernBertConfig:
    marks = {f"{name}_token_id": SPECIAL.index(mark) for name, mark in _MARKS.items()}
    return ModernBertConfig(
        vocab_size=recipe.vocabulary,
        hidden_size=recipe.width,
        intermediate_size=recipe.feed_forward,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        max_position_embeddings=recipe.sequence * WINDOWS_BEYOND,
        local_attention=recipe.local_attention,
        embedding_dropout=recipe.dropout,
        mlp_dropout=recipe.dropout,
        attention_dropout=recipe.dropout,
        classifier_pooling="mean",
        sparse_prediction=True,
        **marks,
    )


_MARKS = {"pad": PAD, "cls": CLS, "sep": SEP, "bos": CLS, "eos": SEP}


def _arguments(recipe: Recipe, run: Path, precision: str) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(run),
        per_device_train_batch_size=recipe.batch,
        per_device_eval_batch_size=recipe.batch,
        gradient_accumulation_steps=recipe.accumulate,
        num_train_epochs=recipe.epochs,
        learning_rate=recipe.learning_rate,
        weight_decay=recipe.weight_decay,
        adam_beta2=0.98,
        save_steps=recipe.save_steps,
        save_total_limit=2,
        logging_steps=min(20, recipe.save_steps),
        seed=recipe.seed,
        disable_tqdm=True,
        report_to="none",
        remove_unused_columns=False,
        label_names=["input_ids"],
        prediction_loss_only=True,
        dataloader_pin_memory=torch.cuda.is_available(),
        **precision_arguments(precision),
    )


def _write(model: Any, run: Path, out: Path, record: Mapping[str, Any]) -> None:
    """The encoder's folder, whole or not at all; then the run's checkpoints are no longer needed."""
    fresh = out.with_name(f".{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(run / "tokenizer", fresh)
    model.save_pretrained(fresh)
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (fresh / RECORD).write_text(text, encoding="utf-8")
    replace_folder(fresh, out)
    shutil.rmtree(run)
