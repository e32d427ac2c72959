from __future__ import annotations

import hashlib
import json
import lzma
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from data.corpus import Row, read_corpus
from data.examples import examples_of, training_data
from data.sources import FOLDER_VARIABLE
from model.bundle import DEFAULT_BUNDLE, MANIFEST, read_bundle
from model.classifier import Classifier, windows
from model.errors import BundleError
from model.labels import LABELS, OUTPUTS
from model.linear import LinearScorer
from model.text import normalise
from model.transformer import DEEPEST, ENCODER, GLOSSED, TOKENIZER, logit
from training.__main__ import app
from training.checkpoints import run_folder
from training.errors import TrainingError
from training.export import INT8, STORED, compare, export
from training.finetune import Plan, Tuned, finetune, load_base
from training.frozen import embed, learn_head
from training.multiply import multiplied
from training.plain_text import blocks_of, documents, learn_tokenizer, text_files
from training.pretrain import RECORD
from training.runs import DONE, KILLED, read_runs

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]
TINY = {
    "vocabulary": 500,
    "layers": 2,
    "width": 16,
    "heads": 2,
    "feed_forward": 24,
    "sequence": 32,
    "local_attention": 16,
    "dropout": 0.1,
    "batch": 16,
    "accumulate": 1,
    "epochs": 3,
    "learning_rate": 0.002,
    "weight_decay": 0.1,
    "warmup": 0.1,
    "decay": 0.3,
    "mask_from": 0.3,
    "mask_to": 0.15,
    "comment_repeats": 1,
    "save_steps": 8,
    "seed": 1,
}
ROUNDS = ("--epochs", "3", "--patience", "3", "--fills", "0", "--window", "24")
PER_LABEL = {"train": 10, "validation": 6}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    """As many as the killed runs have, so that sums are taken in the same order."""
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few rows of each label and ground, and as many without."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [row for split in PER_LABEL for row in _chosen(split)]
    (folder / "prov.jsonl").write_text("".join(f"{row.to_json()}\n" for row in rows), "utf-8")
    return folder


def _chosen(split: str) -> list[Row]:
    rows = [row for row in read_corpus() if row.split == split]
    kinds = {kind for row in rows for kind in (*row.labels, *row.intents, *row.ground)}
    chosen = {}
    for kind in sorted(kinds):
        having = [row for row in rows if kind in (*row.labels, *row.intents, *row.ground)]
        chosen |= {row.id: row for row in having[:: len(having) // PER_LABEL[split]]}
    clean = [row for row in rows if not row.labels and not row.intents]
    return list((chosen | {row.id: row for row in clean[::40]}).values())


@pytest.fixture(scope="module")
def plain_text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plain text, one file of it compressed."""
    folder = tmp_path_factory.mktemp("text")
    lines = "### 1\nI parken finns en bänk.\n### 2\nSnön ligger djup på gatan.\n"
    (folder / "en.txt").write_text(lines, "utf-8")
    with lzma.open(folder / "två.txt.xz", "wt", encoding="utf-8") as stream:
        stream.write("Tåget går klockan sju.\n" * 20)
    return folder


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("recipe") / "tiny.yaml"
    file.write_text(yaml.safe_dump(TINY), "utf-8")
    return file


def _run(*arguments: object) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FOLDER_VARIABLE, raising=False)
        return CliRunner().invoke(app, [str(each) for each in arguments])


def _killed(arguments: Sequence[object], run: Path) -> None:
    """Run a training command and kill -9 it as soon as its run folder holds a checkpoint."""
    process = subprocess.Popen(
        [sys.executable, "-m", "training", *(str(each) for each in arguments)],
        env={**_environment(), "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    while not list(run.glob("checkpoint-*/trainer_state.json")):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != FOLDER_VARIABLE}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def encoder(
    corpus: Path, plain_text: Path, recipe: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A tiny encoder, pretrained by the command without being disturbed."""
    out = tmp_path_factory.mktemp("encoder") / "tiny"
    done = _run(
        "pretrain", "--text", plain_text, "--recipe", recipe, "--out", out, "--corpus", corpus
    )
    assert done.exit_code == 0, done.output
    return out


def _plan(encoder: Path) -> Plan:
    return Plan(str(encoder), "folded", window=24, epochs=3, patience=3)


@pytest.fixture(scope="module")
def tuned(encoder: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Tuned:
    """The encoder fine-tuned without being disturbed."""
    judge = examples_of(read_corpus(corpus), ("validation",))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FOLDER_VARIABLE, raising=False)
        learn = multiplied(training_data(corpus=corpus, splits=("train",)).examples, 0)
    return finetune(_plan(encoder), learn, judge, tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def bundle(encoder: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle from the command, killed in the midst of fine-tuning and given again."""
    out = tmp_path_factory.mktemp("bundle") / "both"
    command = ("transformer", "--base", encoder, "--corpus", corpus, "--out", out, *ROUNDS)
    _killed(command, run_folder(out))
    assert not out.exists()
    done = _run(*command)
    assert done.exit_code == 0, done.output
    return out


def test_a_killed_pretraining_goes_on_to_the_same_encoder(
    encoder: Path, corpus: Path, plain_text: Path, recipe: Path, tmp_path: Path
) -> None:
    out = tmp_path / "again"
    command = (
        "pretrain",
        "--text",
        plain_text,
        "--recipe",
        recipe,
        "--out",
        out,
        "--corpus",
        corpus,
    )
    _killed(command, run_folder(out))
    assert not out.exists()
    assert _run(*command).exit_code == 0
    for name in ("model.safetensors", "tokenizer.json"):
        assert _digest(out / name) == _digest(encoder / name)
    assert not run_folder(out).exists()


def test_a_killed_fine_tuning_goes_on_to_the_same_bundle(
    bundle: Path, tuned: Tuned, tmp_path: Path
) -> None:
    export(tuned.model, tuned.tokenizer, tuned.window, INT8, tmp_path)
    for name in (ENCODER, TOKENIZER):
        assert _digest(bundle / name) == _digest(tmp_path / name)
    assert not run_folder(bundle).exists()


def test_the_bundle_says_what_it_was_made_of_and_how_far_it_is_from_torch(bundle: Path) -> None:
    manifest = read_bundle(bundle).manifest
    described = manifest["encoder"]
    assert manifest["version"].startswith("ensemble-")
    assert manifest["kind"] == "ensemble"
    assert described["reads"] == "folded"
    assert set(described["blend"]) == set(OUTPUTS)
    assert described["agrees_with_torch"]["apart"]["p99"] <= 0.05
    assert "model.safetensors" in described["base_files"]
    assert set(LABELS) <= set(manifest["thresholds"])


def test_a_frozen_encoder_stays_as_it_was_and_its_head_is_served(
    encoder: Path, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "frozen"
    command = ("transformer", "--base", encoder, "--corpus", corpus, "--out", out, *ROUNDS)
    done = _run(*command, "--frozen", "--reads", "glossed")
    assert done.exit_code == 0, done.output
    made = read_bundle(out)
    assert made.manifest["encoder"]["reads"] == GLOSSED
    assert made.manifest["settings"]["frozen"] is True
    encoder_beside = made.transformer
    assert encoder_beside is not None
    assert np.ptp(encoder_beside.encoder.logits(["your idiot", "hello"]), axis=0).max() > 0
    rows = examples_of(read_corpus(corpus), ("train", "validation"))
    plan = replace(_plan(encoder), frozen=True, reads=GLOSSED)
    once, again = (learn_head(plan, rows, tmp_path / name, Console()) for name in ("a", "b"))
    before = load_base(str(encoder))[0].base_model.state_dict()
    after = once.tuned.model.encoder.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert once.logits.shape == (len(rows), len(OUTPUTS))
    assert np.array_equal(once.logits, again.logits)
    fresh = again.tuned.model.head.state_dict()
    assert all(
        torch.equal(fresh[n], each) for n, each in once.tuned.model.head.state_dict().items()
    )


def test_what_was_read_is_not_read_again_unless_it_reads_otherwise(
    encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = load_base(str(encoder))[0].base_model
    read = embed(base, [[5, 6, 7], [8, 9]], tmp_path, Console())
    assert not np.array_equal(embed(base, [[5, 6, 7], [9, 9]], tmp_path, Console()), read)
    monkeypatch.setattr(base, "forward", None)
    assert np.array_equal(embed(base, [[5, 6, 7], [8, 9]], tmp_path, Console()), read)


def test_weights_stored_in_int8_are_near_torchs(
    tuned: Tuned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.export.SMALL", 100)
    texts = ["hej på dig", "snön ligger djup på gatan och i parken " * 4]
    exported = export(tuned.model, tuned.tokenizer, tuned.window, STORED, tmp_path / "int8")
    assert compare(exported, tuned.model, texts, STORED)["apart"]["p99"] > 0
    export(tuned.model, tuned.tokenizer, tuned.window, "float32", tmp_path / "whole")
    small, whole = ((tmp_path / n / ENCODER).stat().st_size for n in ("int8", "whole"))
    assert small < whole


def test_a_plan_that_no_head_can_be_learnt_by_is_refused(encoder: Path, tmp_path: Path) -> None:
    command = ("transformer", "--base", encoder, "--out", tmp_path / "x", "--frozen")
    done = _run(*command, "--precision", "fp16")
    assert done.exit_code == 1
    assert "fp32 or bf16" in done.output


def test_every_run_leaves_a_record_the_killed_ones_too(bundle: Path, encoder: Path) -> None:
    made = {run.bundle: run for run in read_runs() if run.state == DONE}
    assert made[str(bundle.resolve())].model == read_bundle(bundle).version
    assert made[str(encoder.resolve())].kind == "pretrain"
    assert "transformer" in {run.kind for run in read_runs() if run.state == KILLED}


def test_torch_is_not_needed_to_serve(bundle: Path) -> None:
    probe = (
        "import sys; from importlib.abc import MetaPathFinder\n"
        "class Absent(MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name in ('torch', 'transformers', 'onnx', 'datasets'): raise ImportError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from model.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, "classify", "--bundle", str(bundle)],
        input=b'{"id": 1, "text": "Din j\xc3\xa4vla idiot"}\n',
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    assert answer["model"] == read_bundle(bundle).version
    assert "insult" in answer["flags"]
    assert answer["findings"]


@pytest.fixture(scope="module")
def served(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    """The bundle with both scorers weighed alike, so that a test sees the encoder's part."""
    folder = shutil.copytree(bundle, tmp_path_factory.mktemp("served") / "both")
    _describe(folder, blend={key: [0.5, 0.5, 0.0] for key in OUTPUTS})
    return Classifier.load(folder)


def _describe(folder: Path, **changes: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["encoder"] |= changes
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def test_both_scorers_are_heard(served: Classifier) -> None:
    text = "Hur dum får man vara"
    shipped = read_bundle(DEFAULT_BUNDLE)
    scorer = LinearScorer.from_parts(shipped.linear, shipped.vectors)
    alone = Classifier(scorer, shipped.manifest).assess(text).scores
    both = served.assess(text).scores
    transformer = served._transformer
    assert transformer is not None
    heard = transformer.encoder.logits([normalise(text).text])[0]
    for name in ("insult", "toxicity"):
        expected = (logit(np.array(alone[name])) + heard[OUTPUTS.index(name)]) / 2
        assert logit(np.array(both[name])) == pytest.approx(expected, abs=0.01)


def test_a_comment_scores_the_same_alone_and_among_others(served: Classifier) -> None:
    texts = ["Hej!", "", "Din idiot", "fan " * 900, "När öppnar ni?", "\ud800", "😀" * 300]
    for text, together in zip(texts, served.assess_many(texts), strict=True):
        assert together.scores == pytest.approx(served.assess(text).scores, abs=1e-3)


def test_a_harm_deep_in_a_very_long_text_is_read(served: Classifier) -> None:
    harmless = "Det var en fin dag i parken och alla var glada. "
    text = harmless * 600 + "Din jävla idiot!" + harmless * 600
    assert len(windows(text)) > DEEPEST
    assert served.assess(text).scores["insult"] > served.assess(harmless).scores["insult"]


@pytest.mark.parametrize(
    "text",
    ["", "\x00" * 50, "a" * 1_000_000, "\u200b" * 100_000],
    ids=["empty", "nul", "long", "unseen"],
)
def test_hard_strings_are_read_as_written_too(bundle: Path, text: str, tmp_path: Path) -> None:
    folder = shutil.copytree(bundle, tmp_path / "both")
    _describe(folder, reads="written", blend={key: [0.5, 0.5, 0.0] for key in OUTPUTS})
    assert all(0 <= score <= 1 for score in Classifier.load(folder).assess(text).scores.values())


def test_a_changed_or_missing_or_foreign_encoder_is_refused(bundle: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bundle, tmp_path / "both")
    whole = (folder / ENCODER).read_bytes()
    (folder / ENCODER).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(BundleError, match="is not the file that the manifest describes"):
        read_bundle(folder)
    (folder / ENCODER).unlink()
    with pytest.raises(BundleError, match="is missing"):
        read_bundle(folder)
    (folder / ENCODER).write_bytes(b"no model")
    _seal(folder)
    with pytest.raises(BundleError, match="cannot be read as a transformer"):
        read_bundle(folder)


def _seal(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["files"][ENCODER] = _digest(folder / ENCODER)
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"blend": {}}, "not whole"),
        ({"reads": "aloud"}, "not one that this code knows"),
        ({"window": "wide"}, "cannot be read"),
        ({"blend": {key: [1.0, float("nan"), 0.0] for key in OUTPUTS}}, "not one that"),
    ],
)
def test_a_wrongly_described_encoder_is_refused(
    bundle: Path, tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    folder = shutil.copytree(bundle, tmp_path / "both")
    _describe(folder, **changes)
    with pytest.raises(BundleError, match=says):
        read_bundle(folder)


def test_an_export_that_is_not_its_model_is_refused(tuned: Tuned, tmp_path: Path) -> None:
    exported = export(tuned.model, tuned.tokenizer, tuned.window, "float32", tmp_path)
    texts = ["hej på dig", "snön ligger djup på gatan och i parken " * 4]
    assert compare(exported, tuned.model, texts, "float32")["apart"]["p99"] <= 1e-4
    other, _ = load_base(str(tuned.model.config.name_or_path))
    with pytest.raises(TrainingError, match="from torch's, more than"):
        compare(exported, other.eval(), texts, "float32")


def test_a_base_that_cannot_be_had_says_how_to_get_it(corpus: Path, tmp_path: Path) -> None:
    command = ["transformer", "--corpus", str(corpus), "--out", str(tmp_path / "out")]
    probe = "from training.finetune import load_base; load_base('KB/bert-base-swedish-cased')"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    told = done.stderr.decode()
    assert "hf download KB/bert-base-swedish-cased --local-dir bert-base-swedish-cased" in told
    for base, says in ((tmp_path / "none", "no such folder"), (corpus, "must hold config.json")):
        done = _run(*command, "--base", base)
        assert done.exit_code == 1
        assert says in done.output
    assert not (tmp_path / "out").exists()


def test_faulty_rows_and_missing_labels_are_named_before_anything_is_trained(
    corpus: Path, encoder: Path, tmp_path: Path
) -> None:
    command = ("transformer", "--base", encoder, "--out", tmp_path / "out", "--corpus", tmp_path)
    lines = (corpus / "prov.jsonl").read_text("utf-8").splitlines(keepends=True)
    for kept, says in (
        ([*lines, '{"id": "x"}\n'], f"prov.jsonl:{len(lines) + 1}"),
        ([line for line in lines if '"validation"' not in line], "split `validation`"),
        ([line for line in lines if '"spam"' not in line], "none without: spam"),
    ):
        (tmp_path / "prov.jsonl").write_text("".join(kept), "utf-8")
        done = _run(*command)
        assert done.exit_code == 1
        assert says in done.output
        assert sorted(file.name for file in tmp_path.iterdir()) == ["prov.jsonl"]
    (tmp_path / "own.csv").write_text("text,labels\nHej,rude\n", "utf-8")
    done = _run(*command, "--corpus", corpus, "--data", tmp_path / "own.csv")
    assert done.exit_code == 1
    assert "own.csv:2" in done.output


def test_pretraining_stops_and_saves_within_its_hours(
    corpus: Path, plain_text: Path, tmp_path: Path
) -> None:
    (tmp_path / "long.yaml").write_text(yaml.safe_dump({**TINY, "epochs": 500}), "utf-8")
    out = tmp_path / "short"
    arguments = ("--text", plain_text, "--recipe", tmp_path / "long.yaml", "--corpus", corpus)
    done = _run("pretrain", *arguments, "--out", out, "--hours", "0.0005")
    assert done.exit_code == 0, done.output
    record = json.loads((out / RECORD).read_text("utf-8"))
    assert 0 < record["steps"] < record["steps_planned"]
    assert load_base(str(out))[0].config.num_labels == len(OUTPUTS)


def test_an_output_folder_that_holds_something_else_is_left_alone(
    corpus: Path, plain_text: Path, recipe: Path, tmp_path: Path
) -> None:
    (tmp_path / "diary.txt").write_text("min dagbok")
    done = _run(
        *(
            "pretrain",
            "--text",
            plain_text,
            "--recipe",
            recipe,
            "--corpus",
            corpus,
            "--out",
            tmp_path,
        )
    )
    assert done.exit_code == 1
    assert "name another" in done.output
    assert (tmp_path / "diary.txt").is_file()


def test_the_tokenizer_knows_every_string_and_documents_stay_apart(plain_text: Path) -> None:
    texts = list(documents(text_files(plain_text)))
    assert texts[0].startswith("i parken")
    assert not any("###" in each for each in texts)
    tokenizer = learn_tokenizer(texts, 400)
    assert tokenizer.decode(tokenizer.encode("snön 😀 ж").ids).strip() == "snön 😀 ж"
    blocks = blocks_of(texts * 3, tokenizer, 16)
    assert blocks.shape[1] == 16
    assert (blocks[:, 0] == tokenizer.token_to_id("[CLS]")).all()
