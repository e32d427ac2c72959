"""From examples to a bundle that holds a transformer: fine-tuned, exported, checked, blended."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from data.corpus import read_corpus
from data.examples import Example, TrainingData, examples_of, training_data
from data.own import OwnData, joined
from data.sources import file_digest
from model.bundle import LINEAR, VECTORS, Bundle, read_bundle, write_bundle
from model.classifier import WINDOW
from model.features import occurrences
from model.labels import HARMS, TOXIC, TOXICITY
from model.linear import LinearScorer
from model.spelling import folded
from model.transformer import Encoder, logit
from model.vectors import VECTORS_FILE, shipped_vectors
from training.checkpoints import begin, run_folder
from training.errors import TrainingError
from training.export import OVERLAP, compare, export
from training.finetune import Plan, Tuned, finetune, load_base, target_arrays, texts_of
from training.frozen import check_plan, learn_head
from training.linear import MOST_EXAMPLES, drawn, fit, require_enough
from training.multiply import multiplied
from training.progress import processes
from training.runs import recording
from training.stacking import FOLDS, HeldOut, Stacked, check_held_out, stack
from training.thresholds import MISS_COSTS
from training.tracking import require_tracking

LIBRARIES = ("torch", "transformers", "accelerate", "onnxruntime", "tokenizers", "scikit-learn")
CHECKED = 200
"""How many held-out texts the exported encoder is held against torch on."""
_LINEAR = "linear.npy"
EASY = {name: 0.01 if name in TOXIC else 0.1 for name in HARMS} | {TOXICITY: 0.01}
"""Where the linear scorer sees less of every harm, a comment is not read: no flag of a harm changes for
it, and it costs what it does without an encoder (docs/decisions/0016)."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a bundle is made of: a corpus, own data, a linear bundle to stand beside, and how."""

    corpus: Path
    own: Sequence[OwnData]
    alone: bool
    linear: Path
    out: Path
    fills: int
    weights: str
    plan: Plan


def make_ensemble(job: Job, console: Console) -> Bundle | None:
    """Write the bundle `job.out`; None in the helping processes of a run on several GPUs.

    Everything that can be wrong with data, base or linear bundle is said before anything is trained:
    DataError, BundleError or TrainingError. An interrupted run goes on from its last checkpoint.
    """
    require_tracking()
    if job.plan.frozen:
        return _make_frozen(job, console)
    beside = read_bundle(job.linear)
    corpus = training_data(corpus=job.corpus, splits=("train",))
    data = joined(corpus, job.own, alone=job.alone)
    # As in calibration: rows written against a model are harder than comments are.
    judge = [e for e in examples_of(read_corpus(job.corpus), ("validation",)) if not e.aimed]
    if not judge:
        raise TrainingError("no row of the split `validation`, where weights are measured")
    check_held_out(*target_arrays(judge))
    require_enough(data.examples)
    load_base(job.plan.base)
    if not processes().is_main_process:
        _make(job, data, judge, beside.version, console)
        return None
    with recording("transformer", {**asdict(job.plan), "out": job.out, "fills": job.fills}) as run:
        bundle = _make(job, data, judge, beside.version, console)
        assert bundle is not None
        run.made(job.out, bundle.manifest)
    return bundle


def _make_frozen(job: Job, console: Console) -> Bundle:
    """Both scorers in one run, weighed on what each says out of fold of every comment as it stands."""
    check_plan(job.plan)
    data = joined(training_data(corpus=job.corpus), job.own, alone=job.alone)
    require_enough(data.examples)
    load_base(job.plan.base)
    settings = {**asdict(job.plan), "out": job.out, "fills": job.fills}
    with recording("transformer", settings) as made:
        learn = drawn(multiplied(data.examples, job.fills), MOST_EXAMPLES)
        run = run_folder(job.out)
        begin(run, _settings(job, data))
        console.print(f"{len(learn)} rows to learn from")
        with console.status("fitting the linear scorer"):
            fitted = fit(learn, shipped_vectors())
        headed = learn_head(job.plan, learn, run, console)
        typical = [place for place, e in enumerate(learn) if not (e.made or e.aimed)]
        judge = [learn[place] for place in typical]
        wanted, known = target_arrays(judge)
        tuned = headed.tuned
        _, agreement = _exported(job, tuned, judge, run, console)
        with console.status("weighing both scorers on themes they have not seen"):
            groups = np.array([example.group for example in judge])
            said = (fitted.said[typical], headed.logits[typical])
            stacked = stack(HeldOut(*said, wanted, known, groups))
        manifest = {
            "encoder": _described(job, tuned, stacked, agreement) | {"easy": EASY},
            **_manifest(job, data, tuned, stacked),
        }
        bundle = write_bundle(job.out, fitted.parts, VECTORS_FILE, manifest, encoder=run / "onnx")
        shutil.rmtree(run)
        made.made(job.out, bundle.manifest)
    return bundle


def _make(
    job: Job, data: TrainingData, judge: Sequence[Example], beside: str, console: Console
) -> Bundle | None:
    wanted, known = target_arrays(judge)
    learn = multiplied(data.examples, job.fills)
    run, state = run_folder(job.out), processes()
    with state.main_process_first():
        if state.is_main_process:
            begin(run, _settings(job, data))
            console.print(f"{len(learn)} rows to learn from, {len(judge)} to judge by")
        linear = _linear_logits(learn, judge, run / _LINEAR, console)
    tuned = finetune(job.plan, learn, judge, run, console)
    if not state.is_main_process:
        return None
    encoder, agreement = _exported(job, tuned, judge, run, console)
    with console.status("weighing both scorers on held-out themes"):
        groups = np.array([example.group for example in judge])
        heard = encoder.logits(texts_of(judge, job.plan.reads)).astype(np.float64)
        stacked = stack(HeldOut(linear, heard, wanted, known, groups))
    manifest = {
        "linear": beside,
        "encoder": _described(job, tuned, stacked, agreement),
        **_manifest(job, data, tuned, stacked),
    }
    bundle = write_bundle(
        job.out, job.linear / LINEAR, job.linear / VECTORS, manifest, encoder=run / "onnx"
    )
    shutil.rmtree(run)
    return bundle


def _exported(
    job: Job, tuned: Tuned, judge: Sequence[Example], run: Path, console: Console
) -> tuple[Encoder, dict[str, Any]]:
    """The encoder as it will be served, and how far it is from torch on some of the texts."""
    with console.status("exporting, and holding it against torch"):
        encoder = export(tuned.model, tuned.tokenizer, tuned.window, job.weights, run / "onnx")
        texts = texts_of(judge[:: len(judge) // CHECKED + 1], job.plan.reads)
        return encoder, compare(encoder, tuned.model, texts, job.weights)


def _linear_logits(
    learn: Sequence[Example], judge: Sequence[Example], kept: Path, console: Console
) -> NDArray[np.float64]:
    """What a linear scorer that saw no held-out row says of them: shape (rows, outputs)."""
    if not kept.is_file():
        with console.status("fitting the linear scorer without the held-out themes"):
            fitted = fit(learn, shipped_vectors())
            scorer = LinearScorer.from_parts(fitted.parts, shipped_vectors())
            texts = [folded(example.text).text[:WINDOW] for example in judge]
            said = scorer.probabilities(occurrences(texts), len(texts))
        fresh = kept.with_name("fresh.npy")
        np.save(fresh, logit(said))
        fresh.replace(kept)
    logits: NDArray[np.float64] = np.load(kept)
    return logits


def _settings(job: Job, data: TrainingData) -> dict[str, Any]:
    return {
        **asdict(job.plan),
        "base_files": base_files(job.plan.base),
        "fills": job.fills,
        "data": list(data.record),
    }


def base_files(base: str) -> dict[str, str]:
    """SHA-256 of each file of a base that is a folder; nothing for one from the hub."""
    folder = Path(base)
    files = sorted(each for each in folder.glob("*") if each.is_file()) if folder.is_dir() else []
    return {file.name: file_digest(file) for file in files}


def base_licence(base: str) -> str:
    """The licence that the model card in a base's folder names; "not named" where none does."""
    card = Path(base) / "README.md"
    lines = card.read_text(encoding="utf-8").splitlines() if card.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("license:")]
    return named[0] if named else "not named"


def _described(
    job: Job, tuned: Tuned, stacked: Stacked, agreement: dict[str, Any]
) -> dict[str, Any]:
    """The manifest's `encoder`: how to read texts with it, and what it was made of."""
    return {
        "reads": job.plan.reads,
        "window": tuned.window,
        "overlap": tuned.window // OVERLAP,
        "weights": job.weights,
        "blend": stacked.blend,
        "agrees_with_torch": agreement,
        "base": Path(job.plan.base).name if Path(job.plan.base).is_dir() else job.plan.base,
        "base_licence": base_licence(job.plan.base),
        "base_files": base_files(job.plan.base),
        "training": dict(tuned.record),
    }


def _judged(job: Job) -> str:
    return "every theme, out of fold" if job.plan.frozen else "validation themes"


def _manifest(job: Job, data: TrainingData, tuned: Tuned, stacked: Stacked) -> dict[str, Any]:
    settings = {key: value for key, value in asdict(job.plan).items() if key != "base"}
    return {
        "kind": "ensemble",
        "thresholds": stacked.thresholds,
        "costs": dict(MISS_COSTS),
        "metrics": {
            "how": f"{_judged(job)}, weights from {FOLDS} folds of whole themes",
            "labels": stacked.metrics,
            "linear_alone": stacked.linear_metrics,
        },
        "data": list(data.record),
        "settings": {**settings, "frame_fills": job.fills, "window": tuned.window},
        "made_with": {
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
    }
