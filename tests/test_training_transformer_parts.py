"""The parts of an encoder's training: masks, recipes, what a label's loss counts, the two scorers' weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from data.examples import Example
from model.labels import LABELS, OUTPUTS
from tests.test_training_transformer import TINY
from training.errors import TrainingError
from training.finetune import label_loss, rarity
from training.masking import masked
from training.plain_text import MASK, SPECIAL
from training.recipe import RECIPES, read_recipe
from training.stacking import ENOUGH, HeldOut, check_held_out, stack

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
