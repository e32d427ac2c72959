"""Run folders: where a training run keeps its checkpoints, so that a killed one goes on."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.store import write_whole
from training.errors import TrainingError

SETTINGS = "settings.json"
_STATE = "trainer_state.json"
_CHECKPOINT = re.compile(r"checkpoint-(\d+)")


def run_folder(out: Path) -> Path:
    """Where the run that makes `out` keeps what it has done so far: a hidden folder beside it."""
    return out.with_name(f".{out.name}.run")


def begin(folder: Path, settings: Mapping[str, Any]) -> None:
    """Open a run folder, new or of an interrupted run with the same settings; else TrainingError."""
    kept = folder / SETTINGS
    wanted = json.loads(json.dumps(settings))
    if kept.is_file():
        had = json.loads(kept.read_text(encoding="utf-8"))
        other = sorted(name for name in {*wanted, *had} if wanted.get(name) != had.get(name))
        if other:
            raise TrainingError(
                f"{folder} holds an interrupted run with other {', '.join(other)}. Give what it was "
                "begun with to go on, or remove the folder to begin anew."
            )
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_whole(kept, json.dumps(wanted, ensure_ascii=False, indent=1))


def last_checkpoint(folder: Path) -> str | None:
    """The newest checkpoint that was written whole; half-written ones are removed."""
    whole = {}
    for found in folder.glob("checkpoint-*"):
        number = _CHECKPOINT.fullmatch(found.name)
        if number and _is_whole(found):
            whole[int(number[1])] = found
        else:
            shutil.rmtree(found)
    return str(whole[max(whole)]) if whole else None


def replace_folder(fresh: Path, folder: Path) -> None:
    """Put a whole new folder in place of an old one."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _is_whole(checkpoint: Path) -> bool:
    """The Trainer writes its state last."""
    try:
        json.loads((checkpoint / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
