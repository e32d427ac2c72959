"""The export of runs to MLflow, where UPPSIKT_MLFLOW names a tracking store."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.errors import TrainingError

STORE_VARIABLE = "UPPSIKT_MLFLOW"
EXPERIMENT = "uppsikt"


def export_run(run: Mapping[str, Any], folder: Path) -> None:
    """Log a finished run's settings, figures and files; nothing where the variable is not set.

    TrainingError where the extra is not installed: the run itself is recorded already.
    """
    uri = os.environ.get(STORE_VARIABLE)
    if not uri:
        return
    mlflow = _mlflow()
    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(run_name=run["id"]):
        mlflow.log_params({name: str(value) for name, value in run["config"].items()})
        mlflow.set_tags(dict(_tags(run)))
        mlflow.log_metrics(dict(_figures(run)))
        for file in sorted(folder.iterdir()):
            mlflow.log_artifact(str(file))


def require_tracking() -> None:
    """TrainingError where a store is named and its extra is missing: told before hours are spent."""
    if os.environ.get(STORE_VARIABLE):
        _mlflow()


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
