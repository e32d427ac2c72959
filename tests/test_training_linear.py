from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from data.corpus import CORPUS_FOLDER, read_corpus
from data.examples import Example, examples_of, training_data
from data.sources import FOLDER_VARIABLE
from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.classifier import Classifier
from model.labels import LABELS, OUTPUTS
from model.vectors import shipped_vectors
from training.__main__ import app, read_beside, write_beside
from training.errors import TrainingError
from training.linear import drawn, fit, targets_of, thinned
from training.thresholds import (
    cost_threshold,
    expected_calibration_error,
    figures,
    reliability,
)


@pytest.fixture(scope="module")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first rows of every training theme: each label, in a twentieth of the time."""
    folder = tmp_path_factory.mktemp("corpus")
    for file in CORPUS_FOLDER.glob("*.jsonl"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if '"train"' in lines[0]:
            (folder / file.name).write_text("".join(lines[:25]), encoding="utf-8")
    return folder


def _train(corpus: Path, out: Path) -> Result:
    arguments = ["linear", "--corpus", str(corpus), "--out", str(out), "--fills", "0"]
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FOLDER_VARIABLE, raising=False)
        return CliRunner().invoke(app, arguments)


@pytest.fixture(scope="module")
def trained(small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle made by the command itself, from corpus rows alone."""
    folder = tmp_path_factory.mktemp("trained") / "bundle"
    done = _train(small_corpus, folder)
    assert done.exit_code == 0, done.output
    return folder


def test_the_shipped_encoder_stands_beside_a_new_scorer_unless_it_is_bare(
    trained: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made, shipped = read_bundle(trained), read_bundle(DEFAULT_BUNDLE)
    assert made.manifest["encoder"] == shipped.manifest["encoder"]
    assert made.version not in {shipped.version, ""}
    plain = write_beside(tmp_path / "bare", dict(made.linear), {"thresholds": {}}, None)
    assert plain.transformer is None
    assert plain.version.startswith("linear-")
    with pytest.raises(TrainingError, match="holds no encoder"):
        read_beside(plain.folder)
    monkeypatch.setattr("training.__main__.DEFAULT_BUNDLE", tmp_path / "missing")
    with pytest.raises(TrainingError, match="--bare"):
        read_beside(None)


def test_the_command_makes_a_bundle_that_classifies(trained: Path) -> None:
    classifier = Classifier.load(trained)
    assert "profanity" in classifier.assess("Fy fan vad halt det är").flags
    assert classifier.assess("Tack för en trevlig dag på biblioteket").flags != ("profanity",)
    assert classifier.manifest["data"][0]["name"] == "corpus"


def test_training_again_makes_the_same_bundle(
    trained: Path, small_corpus: Path, tmp_path: Path
) -> None:
    _train(small_corpus, tmp_path / "again")
    assert read_bundle(tmp_path / "again").version == read_bundle(trained).version


def test_a_faulty_corpus_trains_nothing(tmp_path: Path) -> None:
    (tmp_path / "prov.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    done = CliRunner().invoke(
        app, ["linear", "--corpus", str(tmp_path), "--out", str(tmp_path / "bundle")]
    )
    assert done.exit_code == 1
    assert "prov.jsonl:1" in done.output
    assert not (tmp_path / "bundle").exists()


def test_too_few_examples_of_a_label_are_named() -> None:
    rows = [row for row in read_corpus() if "spam" not in row.labels]
    with pytest.raises(TrainingError, match="spam: 0 rows with it"):
        fit(examples_of(rows, ("validation",)), shipped_vectors())


def test_own_data_that_cannot_be_learnt_from_alone_is_named_before_anything_is_trained(
    tmp_path: Path,
) -> None:
    rows = [
        {"text": row.text, "labels": [*row.labels, *row.intents], "ground": row.ground}
        for row in read_corpus()
        if row.split == "validation"
    ]
    quiet = [row for row in rows if "threat" not in row["labels"]]
    threat = {"text": "Vi ses", "labels": ["threat"]}
    alike = [{**row, "group": "page"} for row in rows]
    for own, says in (([*quiet, threat], "threat: 1 rows with it"), (alike, "in 1 groups")):
        (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, own)), encoding="utf-8")
        arguments = ["--data", f"{tmp_path}/own.jsonl", "--alone", "--out", f"{tmp_path}/out"]
        done = CliRunner().invoke(app, ["linear", *arguments])
        assert done.exit_code == 1
        assert says in done.output
        assert not (tmp_path / "out").exists()


def test_a_source_that_did_not_look_for_a_label_says_nothing_of_it() -> None:
    example = Example("Bra", frozenset({"praise"}), frozenset(), frozenset({"praise"}), "g")
    assert targets_of([example], "praise").known.tolist() == [True]
    assert targets_of([example], "insult").known.tolist() == [False]
    assert targets_of([example], "toxicity").known.tolist() == [False]


def test_the_threshold_is_the_cheapest_cut_of_calibrated_scores() -> None:
    scores = np.linspace(0, 1, 20_001)
    wanted = np.random.default_rng(1).random(len(scores)) < scores
    for miss_cost in (0.7, 1.0, 2.7):
        costs = [
            (wanted & (scores < cut)).sum() * miss_cost + (~wanted & (scores >= cut)).sum()
            for cut in np.arange(0.05, 1, 0.05)
        ]
        assert abs(0.05 * (1 + np.argmin(costs)) - cost_threshold(miss_cost)) <= 0.1


def test_scores_that_part_the_classes_have_perfect_figures() -> None:
    wanted = np.array([False] * 50 + [True] * 50)
    scores = np.concatenate((np.linspace(0, 0.4, 50), np.linspace(0.6, 1, 50)))
    assert figures(wanted, scores, cost_threshold(1))["f1"] == 1


def test_calibration_error_is_the_gap_between_said_and_seen() -> None:
    wanted = np.array([True, False] * 50)
    assert expected_calibration_error(wanted, np.full(100, 0.5)) == pytest.approx(0)
    assert expected_calibration_error(wanted, np.full(100, 0.9)) == pytest.approx(0.4)


def test_reliability_tells_what_was_said_and_seen_in_every_bin() -> None:
    wanted = np.array([True, False, False, True, True])
    rows = reliability(wanted, np.array([0.51, 0.53, 0.12, 1.0, 0.96]))
    assert rows == [(0.12, 0, 1), (0.52, 0.5, 2), (0.98, 1, 2)]


def test_the_shipped_thresholds_cover_every_label() -> None:
    manifest = read_bundle(DEFAULT_BUNDLE).manifest
    assert set(LABELS) <= set(manifest["thresholds"])
    assert all(0 < value < 1 for value in manifest["thresholds"].values())
    assert len(OUTPUTS) == len(set(OUTPUTS))


def test_training_data_knows_its_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    (record,) = training_data().record
    assert all(len(digest) == 64 for digest in record["files"].values())


@pytest.mark.parametrize("positives", [10, 300, 950])
def test_thinning_keeps_rare_positives_and_gives_weight_back(positives: int) -> None:
    wanted = np.arange(1000) < positives
    rows, weights = thinned(wanted, 200)
    assert len(rows) == len(set(rows.tolist())) <= 200
    assert wanted[rows].sum() >= min(positives, 100)
    assert weights[wanted[rows]].sum() == pytest.approx(positives)
    assert weights[~wanted[rows]].sum() == pytest.approx(1000 - positives)


def test_few_rows_are_all_kept() -> None:
    rows, weights = thinned(np.array([True, False, False]), 3)
    assert rows.tolist() == [0, 1, 2]
    assert weights.tolist() == [1, 1, 1]


def test_of_too_many_examples_some_are_drawn_evenly_and_the_same_each_time() -> None:
    examples = [
        Example(str(n), frozenset({"insult"} if n % 4 == 0 else ()), frozenset(), frozenset(), "g")
        for n in range(4000)
    ]
    kept = drawn(examples, 1000)
    assert len(kept) == len({one.text for one in kept}) == 1000
    assert [int(one.text) for one in kept] == sorted(int(one.text) for one in kept)
    assert 200 < sum("insult" in one.labels for one in kept) < 300
    assert kept == drawn(examples, 1000)
    assert drawn(examples, 4000) is examples
