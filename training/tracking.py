"""The export of runs to MLflow, where UPPSIKT_MLFLOW names a tracking store."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from training.errors import TrainingError

STORE_VARIABLE = "UPPSIKT_MLFLOW"
EXPERIMENT = "uppsikt"
RETRIES = "2"
"""How often a store is asked again: MLflow's own seven take minutes."""
REASON = 300


def export_run(run: Mapping[str, Any], folder: Path) -> None:
    """Log a finished run's settings, figures and files; nothing where the variable is not set.

    TrainingError where the store does not take it: the run itself is recorded already.
    """
    if not os.environ.get(STORE_VARIABLE):
        return
    with _store(f"the run is whole and recorded in {folder}, but was not exported") as mlflow:
        mlflow.set_experiment(EXPERIMENT)
        with mlflow.start_run(run_name=run["id"]):
            mlflow.log_params({name: str(value) for name, value in run["config"].items()})
            mlflow.set_tags(dict(_tags(run)))
            mlflow.log_metrics(dict(_figures(run)))
            for file in sorted(folder.iterdir()):
                mlflow.log_artifact(str(file))


def require_tracking() -> None:
    """TrainingError where a store is named that cannot be used: told before hours are spent."""
    if os.environ.get(STORE_VARIABLE):
        with _store("nothing was trained") as mlflow:
            mlflow.search_experiments(max_results=1)


@contextmanager
def _store(otherwise: str) -> Iterator[Any]:
    """MLflow, set to the named store; its failures as TrainingError."""
    mlflow, uri = _mlflow(), os.environ[STORE_VARIABLE]
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", RETRIES)
    try:
        mlflow.set_tracking_uri(uri)
        yield mlflow
    except Exception as error:
        # MLflow lets through what its stores raise: SQLAlchemy, requests, the file system.
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise TrainingError(
            f"{STORE_VARIABLE}={uri} does not answer as an MLflow store ({reason[:REASON]}); {otherwise}"
        ) from error


def _mlflow() -> Any:
    try:
        import mlflow  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise TrainingError(
            f"{STORE_VARIABLE} is set, and mlflow is not installed: pip install -e '.[mlflow]'"
        ) from error
    return mlflow


def _tags(run: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "kind", run["kind"]
    yield "model", str(run["model"])
    yield "bundle", str(run["bundle"])
    yield from ((f"code.{name}", str(value)) for name, value in run["code"].items())
    yield from ((f"data.{each['name']}", f"{each['rows']} rows") for each in run["data"])


def _figures(run: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    yield "seconds", float(run["seconds"])
    for label, figures in run["metrics"].get("labels", {}).items():
        for name, value in figures.items():
            if isinstance(value, int | float):
                yield f"{label}.{name}", float(value)
