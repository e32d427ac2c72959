"""`python -m training transformer` and `pretrain`: an encoder from the hub, or one of our own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from data.corpus import CORPUS_FOLDER
from data.errors import DataError
from data.sources import FOLDER_VARIABLE, sources_folder
from model.bundle import DEFAULT_BUNDLE, Bundle
from model.errors import BundleError
from model.transformer import FOLDED, GLOSSED, WRITTEN
from training.errors import TrainingError
from training.multiply import FILLS
from training.own_options import (
    AloneOption,
    ColumnOption,
    LabelOption,
    OneClassOption,
    OwnOption,
    read_all,
)
from training.recipe import DEFAULT_RECIPE, read_recipe

DEFAULT_BASE = "KB/bert-base-swedish-cased"
DEFAULT_OUT = Path("var/bundles/transformer")
DEFAULT_ENCODER = Path("var/encoder")
OURS = "pretraining.json"
"""What tells an encoder that was made here, which reads folded text."""
_console = Console(stderr=True)


class Precision(StrEnum):
    """Number formats of training; bf16 wants a newer GPU or processor, fp16 an older GPU."""

    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"


class Weights(StrEnum):
    """Number formats of the weights that are served."""

    INT8 = "int8"
    STORED = "int8-stored"
    FLOAT32 = "float32"


class Reads(StrEnum):
    """What the encoder is given."""

    FOLDED = FOLDED
    WRITTEN = WRITTEN
    GLOSSED = GLOSSED


CorpusOption = Annotated[Path, typer.Option(help="Folder of *.jsonl corpus files.")]
PrecisionOption = Annotated[
    Precision, typer.Option(help="bf16 where GPU or processor has it, fp16 on a GPU.")
]


def transformer(  # noqa: PLR0917  (options of the command)
    base: Annotated[
        str, typer.Option(help="Hub id, or a folder that holds an encoder.")
    ] = DEFAULT_BASE,
    corpus: CorpusOption = CORPUS_FOLDER,
    linear: Annotated[
        Path, typer.Option(help="The linear bundle that it stands beside; not with --frozen.")
    ] = DEFAULT_BUNDLE,
    out: Annotated[Path, typer.Option(help="Bundle folder to write.")] = DEFAULT_OUT,
    own: OwnOption = None,
    column: ColumnOption = None,
    label: LabelOption = None,
    *,
    alone: AloneOption = False,
    one_class: OneClassOption = False,
    reads: Annotated[
        Reads | None,
        typer.Option(
            help="Folded text, text as written, or folded text in English word by word.",
            show_default="folded for our own",
        ),
    ] = None,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Leave the encoder as it is; learn a head on it.")
    ] = False,
    window: Annotated[int, typer.Option(min=8, help="Longest window in tokens.")] = 128,
    epochs: Annotated[
        int, typer.Option(min=1, help="Rounds at most; of a head just so many.")
    ] = 10,
    patience: Annotated[int, typer.Option(min=1, help="Rounds without gain before it stops.")] = 2,
    batch: Annotated[int, typer.Option(min=1, help="Rows a step and device.")] = 32,
    rate: Annotated[
        float | None,
        typer.Option(help="Learning rate.", show_default="by the encoder's size; 0.002 of a head"),
    ] = None,
    precision: PrecisionOption = Precision.FP32,
    weights: Annotated[Weights, typer.Option(help="Weights as served.")] = Weights.INT8,
    fills: Annotated[int, typer.Option(min=0, help="Times that each frame is filled.")] = FILLS,
    seed: Annotated[int, typer.Option(help="Seed of everything drawn by chance.")] = 2026,
) -> None:
    """Fine-tune an encoder on the labels and write it as a bundle beside the linear scorer.

    Killed, it goes on where it was when given again. On several GPUs: accelerate launch -m training
    transformer … Outside sources are added when UPPSIKT_SOURCES names a folder that holds them.
    """
    with _faults_told():
        from training.finetune import Plan  # noqa: PLC0415  (an extra, and seconds to import)
        from training.transformer import Job, make_ensemble  # noqa: PLC0415

        chosen = reads or (Reads.FOLDED if (Path(base) / OURS).is_file() else Reads.WRITTEN)
        plan = Plan(
            base=base,
            reads=chosen.value,
            window=window,
            epochs=epochs,
            patience=patience,
            batch=batch,
            rate=rate,
            precision=precision.value,
            seed=seed,
            frozen=frozen,
        )
        read = read_all(own, column, label, one_class=one_class)
        job = Job(corpus, read, alone, linear, out, fills, weights.value, plan)
        bundle = make_ensemble(job, _console)
    if bundle:
        _console.print(_table(bundle))
        _console.print(f"{bundle.version} in {out}")


def pretrain(
    text: Annotated[
        Path | None,
        typer.Option(
            help="Folder of *.txt and *.txt.xz.", show_default=f"the folder of {FOLDER_VARIABLE}"
        ),
    ] = None,
    recipe: Annotated[Path, typer.Option(help="How it is built and trained.")] = DEFAULT_RECIPE,
    out: Annotated[Path, typer.Option(help="Encoder folder to write.")] = DEFAULT_ENCODER,
    corpus: CorpusOption = CORPUS_FOLDER,
    hours: Annotated[
        float | None, typer.Option(min=0.0001, help="Stop and save within so many hours.")
    ] = None,
    *,
    precision: PrecisionOption = Precision.FP32,
) -> None:
    """Make a small Swedish encoder from plain text and the corpus's training split.

    Killed, it goes on where it was when given again. Then: python -m training transformer --base OUT
    """
    with _faults_told():
        from training.plain_text import text_files  # noqa: PLC0415  (an extra)
        from training.pretrain import Reading, pretrain  # noqa: PLC0415

        sources = sources_folder()
        folder = text or sources
        if folder is None:
            raise TrainingError(f"give --text, or set {FOLDER_VARIABLE}, to say what to read")
        reading = Reading(tuple(text_files(folder)), sources, corpus)
        record = pretrain(
            read_recipe(recipe),
            reading,
            out,
            precision=precision.value,
            hours=hours,
            console=_console,
        )
    if record:
        _console.print(
            f"{record['parameters'] / 1e6:.1f} million parameters, {record['steps']} steps, "
            f"held-out loss {record['held_out_loss']}, in {out}"
        )


@contextmanager
def _faults_told() -> Iterator[None]:
    """What a person can mend is one line and exit code 1."""
    try:
        yield
    except ModuleNotFoundError as error:
        print(f"error: {error.name} is needed: pip install -e '.[train]'", file=sys.stderr)
        raise typer.Exit(1) from error
    except (DataError, TrainingError, BundleError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(1) from error


def _table(bundle: Bundle) -> Table:
    figures = bundle.manifest["metrics"]
    table = Table("label", "cut", "linear pr", "both pr", "both roc", "linear", "encoder")
    for name, values in figures["labels"].items():
        weights = (f"{weight:.2f}" for weight in bundle.manifest["encoder"]["blend"][name][:2])
        alone = figures["linear_alone"][name]["pr_auc"]
        table.add_row(
            name,
            f"{bundle.manifest['thresholds'][name]:.2f}",
            f"{alone:g}",
            f"{values['pr_auc']:g}",
            f"{values['roc_auc']:g}",
            *weights,
        )
    return table
