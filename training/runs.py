"""Runs: every training run leaves a folder with a record of what went in, what came out and how long."""

from __future__ import annotations

import json
import os
import platform
import secrets
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from model.store import write_whole
from training.errors import TrainingError
from training.tracking import export_run

FOLDER_VARIABLE = "UPPSIKT_RUNS"
RECORD = "run.json"
RUNNING, DONE, FAILED, KILLED = "running", "done", "failed", "killed"
_CHECKOUT = Path(__file__).parent.parent
_LIBRARIES = ("numpy", "scipy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Run:
    """One run; `metrics` as in a bundle's manifest, `seconds` of wall time, `data` with hashes."""

    id: str
    kind: str
    state: str
    started_at: str
    config: Mapping[str, Any]
    code: Mapping[str, Any]
    machine: Mapping[str, Any]
    process: int
    seconds: float | None = None
    data: Sequence[Mapping[str, Any]] = ()
    bundle: str | None = None
    model: str | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    plots: Sequence[str] = ()
    error: str | None = None


class Recording:
    """A run under way: what it made is told by `made`, and stands in its record."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run = run
        self.folder = folder

    def made(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        """The bundle that came out: its figures, its data and where it lies."""
        self.run = replace(
            self.run,
            model=str(manifest["version"]),
            bundle=str(folder.resolve()),
            data=list(manifest.get("data", ())),
            metrics=manifest.get("metrics", {}),
            thresholds=manifest.get("thresholds", {}),
        )


@contextmanager
def recording(kind: str, config: Mapping[str, Any]) -> Iterator[Recording]:
    """A record of what the block does, whether it ends well, fails or is killed."""
    started = time.monotonic()
    run = _begun(kind, config)
    folder = runs_folder() / run.id
    folder.mkdir(parents=True)
    _write(folder, run)
    recorded = Recording(run, folder)
    try:
        yield recorded
    except BaseException as error:
        why = f"{type(error).__name__}: {error}"
        _write(folder, _ended(recorded.run, FAILED, started, error=why))
        raise
    plots = draw_plots(recorded.run, folder)
    run = replace(_ended(recorded.run, DONE, started), plots=plots)
    _write(folder, run)
    export_run(asdict(run), folder)


def runs_folder() -> Path:
    """Where runs are recorded: UPPSIKT_RUNS, or var/runs."""
    return Path(os.environ.get(FOLDER_VARIABLE) or "var/runs")


def read_runs() -> list[Run]:
    """Every run, oldest first; one whose process is gone before it ended is `killed`."""
    files = sorted(runs_folder().glob(f"*/{RECORD}"))
    return [_alive(_read(file)) for file in files]


def find_run(named: str) -> Run:
    """The run whose id begins so; TrainingError where there is none or more than one."""
    found = [run for run in read_runs() if run.id.startswith(named)]
    if len(found) != 1:
        what = "no run is" if not found else f"{len(found)} runs are"
        which = "".join(f"\n  {run.id}" for run in found)
        raise TrainingError(f"{what} called {named!r} in {runs_folder()}{which}")
    return found[0]


def draw_plots(run: Run, folder: Path) -> list[str]:
    """Figures of the run as SVG files; none where matplotlib is not installed."""
    labels = run.metrics.get("labels", {})
    if not labels:
        return []
    try:
        from training.run_plots import draw  # noqa: PLC0415  (matplotlib is an extra)
    except ImportError:
        return []
    return draw(labels, folder)


def _begun(kind: str, config: Mapping[str, Any]) -> Run:
    now = datetime.now(UTC)
    return Run(
        id=f"{now:%Y%m%d-%H%M%S}-{kind}-{secrets.token_hex(2)}",
        kind=kind,
        state=RUNNING,
        started_at=now.isoformat(timespec="seconds"),
        config={name: _plain(value) for name, value in config.items()},
        code=_code(),
        machine={"python": platform.python_version(), "cores": os.cpu_count()}
        | {name: installed(name) for name in _LIBRARIES},
        process=os.getpid(),
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def _code() -> dict[str, Any]:
    """The commit, and whether files had been changed; the package's version without git."""
    try:
        commit = _git("rev-parse", "HEAD")
        return {"commit": commit, "changed": bool(_git("status", "--porcelain"))}
    except (OSError, subprocess.CalledProcessError):
        return {"version": installed("uppsikt")}


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(_CHECKOUT), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


def _ended(run: Run, state: str, started: float, error: str | None = None) -> Run:
    return replace(run, state=state, error=error, seconds=round(time.monotonic() - started, 1))


def _write(folder: Path, run: Run) -> None:
    write_whole(folder / RECORD, json.dumps(asdict(run), ensure_ascii=False, indent=1))


def _read(file: Path) -> Run:
    try:
        return Run(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise TrainingError(f"{file}: cannot be read ({error})") from error


def _alive(run: Run) -> Run:
    if run.state != RUNNING:
        return run
    try:
        os.kill(run.process, 0)
    except ProcessLookupError:
        return replace(run, state=KILLED)
    except PermissionError:
        pass
    return run
