"""What a training run shows and heeds while it goes: a progress bar, and a limit in hours."""

from __future__ import annotations

import time
from typing import Any

import torch
from accelerate import PartialState
from accelerate.utils import broadcast
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.utils import logging

from training.errors import TrainingError

RESERVE = 0.02
"""Share of the hours that is kept for saving."""
HOUR = 3600


def processes() -> Any:
    """Which of a run's processes this is: one on a CPU, as many as were launched on GPUs."""
    return PartialState(cpu=not torch.cuda.is_available())


def precision_arguments(precision: str) -> dict[str, bool]:
    """What the Trainer is told of number formats and device; TrainingError where the machine cannot."""
    gpu = torch.cuda.is_available()
    if precision == "fp16" and not gpu:
        raise TrainingError("fp16 needs a GPU, and none is here; use fp32 or bf16")
    return {"bf16": precision == "bf16", "fp16": precision == "fp16", "use_cpu": not gpu}


def quiet() -> None:
    """One bar for a run: the libraries' own bars and notes are turned off."""
    logging.disable_progress_bar()
    logging.set_verbosity_error()


class Bar(TrainerCallback):  # type: ignore[misc]
    """Steps done of all, the last loss, and the time left."""

    def __init__(self, title: str, console: Console) -> None:
        self._title = title
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(
            *columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console
        )
        self._task = self._progress.add_task(title, total=None)

    def on_train_begin(
        self, _args: TrainingArguments, state: TrainerState, _control: TrainerControl, **_: Any
    ) -> None:
        """Show the bar, where the run goes on from."""
        if state.is_world_process_zero:
            self._progress.update(self._task, total=state.max_steps, completed=state.global_step)
            self._progress.start()

    def on_step_end(
        self, _args: TrainingArguments, state: TrainerState, _control: TrainerControl, **_: Any
    ) -> None:
        """One step on."""
        self._progress.update(self._task, completed=state.global_step)

    def on_log(
        self,
        _args: TrainingArguments,
        _state: TrainerState,
        _control: TrainerControl,
        **others: Any,
    ) -> None:
        """The newest loss, and the score on held-out themes where there is one."""
        logs = others.get("logs", {})
        told = [f"{name} {logs[key]:.3f}" for name, key in _SHOWN.items() if key in logs]
        if told:
            self._progress.update(self._task, description=f"{self._title}: {', '.join(told)}")

    def on_train_end(
        self, _args: TrainingArguments, _state: TrainerState, _control: TrainerControl, **_: Any
    ) -> None:
        """Leave the bar as it is."""
        self._progress.stop()


_SHOWN = {"loss": "loss", "held-out loss": "eval_loss", "precision": "eval_mean_precision"}


class Budget(TrainerCallback):  # type: ignore[misc]
    """Ends a run in time: after `hours` from its making, less what saving takes; None is no limit."""

    def __init__(self, hours: float | None) -> None:
        self._started = time.monotonic()
        self._seconds = None if hours is None else hours * HOUR * (1 - RESERVE)
        self.share = 0.0
        """How much of the time is gone, 0 to 1, the same in every process; 0 without a limit."""

    def on_step_end(
        self, _args: TrainingArguments, _state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Look at the clock, the main process's for all, and stop when the time is up."""
        if self._seconds is None:
            return
        gone, together = (time.monotonic() - self._started) / self._seconds, processes()
        if together.num_processes > 1:
            gone = float(broadcast(torch.tensor(gone, device=together.device)))
        self.share = min(gone, 1.0)
        control.should_training_stop |= gone >= 1
