"""Masks for a language model: which tokens are hidden, at which speed what was hidden is learnt.

Masks are drawn from the step and the batch where the loss is taken, so that a killed run that goes on
ends in the same weights as one that was left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import torch
from torch.optim.lr_scheduler import LambdaLR
from transformers import Trainer

from training.plain_text import MASK, SPECIAL
from training.progress import Budget
from training.recipe import Recipe

_IGNORED = -100
_KEEP, _REPLACE = 0.1, 0.1
"""Of the hidden tokens, these shares are left as they are, or replaced by any other (Devlin et al.)."""


class MaskingTrainer(Trainer):  # type: ignore[misc]
    """The Trainer, with masks drawn as it goes and a speed that heeds steps and hours alike."""

    recipe: Recipe
    budget: Budget

    def progress(self) -> float:
        """How far the run has come by steps or by time, whichever is further: 0 to 1."""
        done = float(self.state.global_step) / max(self.state.max_steps, 1)
        return float(max(done, self.budget.share))

    def compute_loss(
        self, model: Any, inputs: Mapping[str, Any], return_outputs: bool = False, **_: Any
    ) -> Any:
        """The loss on tokens hidden for this step."""
        recipe, done = self.recipe, self.progress()
        share = recipe.mask_from + (recipe.mask_to - recipe.mask_from) * done
        seed, size = recipe.seed + self.state.global_step, recipe.vocabulary
        if not model.training:
            share, seed = recipe.mask_to, recipe.seed
        shown, wanted = masked(inputs["input_ids"], share, seed, size)
        outputs = model(input_ids=shown, labels=wanted)
        return (outputs.loss, outputs) if return_outputs else outputs.loss

    def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> LambdaLR:
        """Warm-up, full speed, then a fall to zero that ends with the steps or the hours."""
        recipe = self.recipe

        def speed(step: int) -> float:
            done = max(step / num_training_steps, self.budget.share)
            warmth = min(1.0, (step + 1) / max(recipe.warmup * num_training_steps, 1))
            return min(warmth, max(1 - done, 0) / max(recipe.decay, 1e-9), 1.0)

        self.lr_scheduler = LambdaLR(optimizer or self.optimizer, speed)
        return self.lr_scheduler


def masked(
    numbers: torch.Tensor, share: float, seed: int, vocabulary: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token numbers with a share hidden, and what was hidden (-100 elsewhere), both as `numbers`."""
    plain = numbers.cpu()
    chance = torch.Generator().manual_seed(seed ^ crc32(plain.numpy().tobytes()))
    drawn = torch.rand(plain.shape, generator=chance)
    hidden = (drawn < share) & (plain >= len(SPECIAL))
    fate = torch.rand(plain.shape, generator=chance)
    others = torch.randint(len(SPECIAL), vocabulary, plain.shape, generator=chance)
    shown = torch.where(hidden & (fate >= _KEEP), SPECIAL.index(MASK), plain)
    shown = torch.where(hidden & (fate >= 1 - _REPLACE), others, shown)
    wanted = torch.where(hidden, plain, _IGNORED)
    return shown.to(numbers.device), wanted.to(numbers.device)
