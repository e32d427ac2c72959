"""The parts of an encoder's training: masks, recipes, what a label's loss counts, the two scorers' weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from data.errors import SourceError
from data.examples import Example
from evaluation.benchmark import COMMENT, HARSH
from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.classifier import WINDOW, Classifier, windows, written_windows
from model.labels import LABELS, OUTPUTS
from model.linear import LinearScorer
from model.text import normalise
from tests.test_training_transformer import TINY
from training.checkpoints import begin, last_checkpoint
from training.errors import TrainingError
from training.finetune import label_loss, rarity
from training.masking import masked
from training.plain_text import MASK, SPECIAL, blocks_of, documents, learn_tokenizer, text_files
from training.recipe import RECIPES, read_recipe
from training.stacking import ENOUGH, HeldOut, check_held_out, stack
from training.transformer import EASY

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def test_masks_hide_the_asked_share_and_no_marks() -> None:
    numbers = torch.randint(0, 500, (64, 64), generator=torch.Generator().manual_seed(1))
    shown, wanted = masked(numbers, 0.3, 7, 500)
    hidden = wanted != -100
    assert hidden.float().mean() == pytest.approx(0.3, abs=0.02)
    assert (numbers[hidden] >= len(SPECIAL)).all()
    assert (wanted[hidden] == numbers[hidden]).all()
    assert (shown[~hidden] == numbers[~hidden]).all()
    assert (shown[hidden] == SPECIAL.index(MASK)).float().mean() == pytest.approx(0.8, abs=0.04)
    assert torch.equal(masked(numbers, 0.3, 7, 500)[0], shown)
    assert not torch.equal(masked(numbers, 0.3, 8, 500)[0], shown)


def test_recipes_are_read_and_faults_in_them_named(tmp_path: Path) -> None:
    for file in RECIPES.glob("*.yaml"):
        assert read_recipe(file).vocabulary <= 65_535
    (tmp_path / "bad.yaml").write_text(yaml.safe_dump({**TINY, "layers": 0, "depth": 3}), "utf-8")
    with pytest.raises(TrainingError, match=r"(?s)layers: .*depth: "):
        read_recipe(tmp_path / "bad.yaml")
    (tmp_path / "bad.yaml").write_text(yaml.safe_dump({**TINY, "heads": 3}), "utf-8")
    with pytest.raises(TrainingError, match="width must be heads"):
        read_recipe(tmp_path / "bad.yaml")


def test_what_nobody_looked_for_teaches_nothing_and_rare_labels_count_more() -> None:
    logits = torch.zeros((1, 2), requires_grad=True)
    weights = torch.tensor([[0.5, 0.0]])
    label_loss(logits, torch.tensor([[1.0, 1.0]]), weights, torch.tensor([3.0, 3.0])).backward()
    assert logits.grad is not None
    assert logits.grad[0, 0] < 0
    assert logits.grad[0, 1] == 0
    known = frozenset(LABELS)
    rows = [
        Example("x", frozenset({"spam"} if k < 2 else ()), frozenset(), known, "g")
        for k in range(50)
    ]
    counts = rarity(rows)
    assert counts[OUTPUTS.index("spam")] == pytest.approx((48 / 2) ** 0.5)
    assert counts.max() <= 10


def _held_out(rows: int = 400) -> HeldOut:
    chance = np.random.default_rng(1)
    wanted = chance.random((rows, len(OUTPUTS))) < 0.3
    telling = np.where(wanted, 2.0, -2.0)
    noise = chance.normal(size=(2, *wanted.shape))
    groups = np.array([str(k % 10) for k in range(rows)])
    return HeldOut(noise[0] * 3, telling + noise[1], wanted, np.ones_like(wanted), groups)


def test_the_scorer_that_is_right_gets_the_weight() -> None:
    stacked = stack(_held_out())
    for name in LABELS:
        linear, encoder, _ = stacked.blend[name]
        assert encoder > 1
        assert 0 <= linear < encoder / 5
        assert stacked.metrics[name]["pr_auc"] > stacked.linear_metrics[name]["pr_auc"]
        assert stacked.metrics[name]["calibration_error"] < 0.05


def test_a_label_with_few_held_out_rows_keeps_the_linear_scorer_s_word() -> None:
    held = _held_out()
    held.wanted[np.flatnonzero(held.wanted[:, 0])[ENOUGH - 1 :], 0] = False
    assert stack(held).blend[OUTPUTS[0]] == [1.0, 0.0, 0.0]
    held.wanted[:, 1] = False
    with pytest.raises(TrainingError, match=OUTPUTS[1]):
        check_held_out(held.wanted, held.known)


def test_written_windows_stand_where_the_folded_ones_do() -> None:
    text = "".join(f"Ord\u200b {number}, " for number in range(400))
    normalised = normalise(text)
    pieces = written_windows(text, normalised)
    assert len(pieces) == len(windows(normalised.text))
    for written, folded in zip(pieces, windows(normalised.text), strict=True):
        assert normalise(written).text.strip() == folded.strip()
    assert written_windows("Kort Text", normalise("Kort Text")) == ["Kort Text"]
    assert len(pieces[0]) <= 2 * WINDOW


def test_an_interrupted_run_is_not_mixed_with_another(tmp_path: Path) -> None:
    begin(tmp_path / "run", {"epochs": 3, "seed": 1})
    begin(tmp_path / "run", {"epochs": 3, "seed": 1})
    with pytest.raises(TrainingError, match="other epochs"):
        begin(tmp_path / "run", {"epochs": 4, "seed": 1})


def test_a_half_written_checkpoint_is_passed_over(tmp_path: Path) -> None:
    for number, state in ((5, "{}"), (20, "{}"), (100, '{"half')):
        (tmp_path / f"checkpoint-{number}").mkdir()
        (tmp_path / f"checkpoint-{number}" / "trainer_state.json").write_text(state)
    (tmp_path / "checkpoint-200").mkdir()
    assert last_checkpoint(tmp_path) == str(tmp_path / "checkpoint-20")
    assert not (tmp_path / "checkpoint-200").exists()
    assert last_checkpoint(tmp_path / "none") is None


def test_text_that_cannot_be_learnt_from_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no \*\.txt"):
        text_files(tmp_path)
    (tmp_path / "latin.txt").write_bytes("på gatan\n".encode("latin-1"))
    with pytest.raises(SourceError, match=r"latin\.txt: not UTF-8"):
        list(documents(text_files(tmp_path)))
    with pytest.raises(TrainingError, match="too short"):
        blocks_of(["hej"], learn_tokenizer(["hej"], 400), 16)


def test_what_the_linear_scorer_holds_for_easy_keeps_its_word(classifier: Classifier) -> None:
    shipped = read_bundle(DEFAULT_BUNDLE)
    assert shipped.transformer is not None
    alone = Classifier(LinearScorer.from_parts(shipped.linear, shipped.vectors), shipped.manifest)
    for text, reads in ((COMMENT, False), (HARSH, True)):
        linear = alone.assess(text).scores
        assert (classifier.assess(text).scores != linear) == reads
        assert any(linear[name] >= limit for name, limit in EASY.items()) == reads
