"""Every run leaves a record that can be listed, shown and compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from model.bundle import DEFAULT_BUNDLE, read_bundle
from training.__main__ import app
from training.errors import TrainingError
from training.runs import find_run, read_runs, recording


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UPPSIKT_RUNS", str(tmp_path / "runs"))
    monkeypatch.delenv("UPPSIKT_MLFLOW", raising=False)
    return tmp_path / "runs"


def record(**config: object) -> str:
    manifest = json.loads(json.dumps(dict(read_bundle(DEFAULT_BUNDLE).manifest)))
    bins = [[place / 20, place / 20, 30] for place in range(20)]
    manifest["metrics"]["labels"]["threat"]["reliability"] = bins
    with recording("linear", config) as run:
        run.made(DEFAULT_BUNDLE, manifest)
    return run.run.id


def ask(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["runs", *arguments], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.output


def test_a_run_records_settings_data_code_figures_plots_and_time(own_runs: Path):
    run = find_run(record(fills=4))
    assert run.state == "done"
    assert run.config == {"fills": 4}
    assert len(run.code.get("commit", "")) == 40 or run.code.get("version")
    assert run.data[0]["files"]
    assert run.metrics["labels"]["threat"]["roc_auc"] > 0.5
    assert run.seconds is not None
    for name in ("labels.svg", "reliability.svg"):
        assert (own_runs / run.id / name).read_text(encoding="utf-8").count("<path") > 10


def test_a_run_that_fails_says_why():
    with pytest.raises(ValueError, match="tomt"), recording("linear", {}):
        raise ValueError("tomt")
    (run,) = read_runs()
    assert (run.state, run.error) == ("failed", "ValueError: tomt")


def test_a_killed_run_is_shown_as_killed(own_runs: Path):
    code = (
        "import os, signal\nfrom training.runs import recording\n"
        "with recording('linear', {}):\n os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "UPPSIKT_RUNS": str(own_runs)},
        check=False,
    )
    assert done.returncode == -9
    assert [run.state for run in read_runs()] == ["killed"]


def test_runs_are_listed_shown_and_compared():
    assert "No run is recorded" in ask()
    first, second = record(fills=4), record(fills=0)
    assert {run["id"] for run in json.loads(ask("--json"))} == {first, second}
    listed = CliRunner().invoke(app, ["runs"], env={"COLUMNS": "80"}).output
    assert all(run in listed for run in (first, second))
    assert "threat" in ask("show", first)
    told = json.loads(ask("compare", first, second, "--json"))
    assert told["differs"]["setting fills"] == [4, 0]
    assert told["labels"]["threat"]["f1"] == 0
    assert "setting fills" in ask("compare", first, second)


def test_an_unknown_or_unclear_id_is_named():
    record(), record()
    with pytest.raises(TrainingError, match="2 runs are called"):
        find_run("2")
    done = CliRunner().invoke(app, ["runs", "show", "x"])
    assert done.exit_code == 1
    assert "no run is called 'x'" in done.output


def test_without_the_extra_a_named_store_is_told_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("UPPSIKT_MLFLOW", f"sqlite:///{tmp_path}/mlflow.db")
    monkeypatch.setitem(sys.modules, "mlflow", None)
    done = CliRunner().invoke(app, ["linear", "--out", str(tmp_path / "bundle")])
    assert done.exit_code == 1
    assert "pip install -e '.[mlflow]'" in done.output


def test_a_store_that_does_not_answer_is_told_before_training(tmp_path: Path):
    nobody = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "training", "linear", "--out", str(tmp_path / "bundle")],
        env={**os.environ, "UPPSIKT_MLFLOW": nobody},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"UPPSIKT_MLFLOW={nobody} does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_runs_are_exported_to_mlflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UPPSIKT_MLFLOW", uri)
    code = (
        "from training.runs import recording\n"
        "from model.bundle import DEFAULT_BUNDLE, read_bundle\n"
        "with recording('linear', {'fills': 4}) as run:\n"
        "    run.made(DEFAULT_BUNDLE, read_bundle(DEFAULT_BUNDLE).manifest)\n"
        "import mlflow\n"
        "(found,) = mlflow.MlflowClient().search_runs(\n"
        "    [mlflow.get_experiment_by_name('uppsikt').experiment_id])\n"
        "assert found.data.params['fills'] == '4'\n"
        "assert found.data.metrics['threat.roc_auc'] > 0.5\n"
        "assert found.data.tags['model'].startswith('ensemble-')\n"
        "names = {each.path for each in mlflow.MlflowClient().list_artifacts(found.info.run_id)}\n"
        "assert 'run.json' in names, names\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
