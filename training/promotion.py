"""Promotion: a bundle is put in use when it is no worse, no less fair and well calibrated.

What is measured is evaluation's; this package asks for it as a program would, and judges.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.errors import BundleError
from model.store import PROMOTED, ROLLED_BACK, ModelStore
from training.card import model_card
from training.errors import TrainingError

LIMITS_FILE = Path(__file__).parent / "limits.yaml"
_CHECKOUT = Path(__file__).parent.parent
_WORSE, _UNTOLD = "worse", "cannot be told"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Worse(_Strict):
    pr_auc: float = Field(ge=0)
    f1: float = Field(ge=0)
    overall: tuple[str, ...]


class _Calibration(_Strict):
    label: float = Field(gt=0)
    mean: float = Field(gt=0)


class _Fairness(_Strict):
    any_harm: float
    hate_speech: float
    rise: float
    bpsn_fall: float


class _Criticism(_Strict):
    clean_rise: float
    criticism_rise: float


class _Functional(_Strict):
    fall: float


class Limits(_Strict):
    """What a bundle must hold; each limit is explained in limits.yaml."""

    worse: _Worse
    calibration: _Calibration
    fairness: _Fairness
    criticism: _Criticism
    functional: _Functional


def read_limits(file: Path = LIMITS_FILE) -> Limits:
    """The limits of a file; TrainingError says what is wrong in it."""
    try:
        return Limits.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, ValidationError, yaml.YAMLError) as error:
        raise TrainingError(f"{file}: {error}") from error


def compared(first: Path, second: Path, options: Sequence[str] = ()) -> dict[str, Any]:
    """What `python -m evaluation compare-bundles` says of two bundles; TrainingError when it fails."""
    command = [sys.executable, "-m", "evaluation", "compare-bundles", str(first), str(second)]
    path = os.pathsep.join(filter(None, (str(_CHECKOUT), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(  # noqa: S603
        [*command, "--json", *options],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise TrainingError("the comparison failed; what it said stands above")
    told: dict[str, Any] = json.loads(done.stdout)
    if not told["collections"]:
        raise TrainingError("there is nothing to compare on: both were trained on all that is here")
    return told


def refusals(told: Mapping[str, Any], limits: Limits) -> list[str]:
    """Why the second bundle of a comparison may not be promoted; [] where it may."""
    found = [reason for each in told["collections"] for reason in _of_collection(each, limits)]
    if all(each["verdict"] == _UNTOLD for each in told["collections"]):
        titles = ", ".join(each["title"] for each in told["collections"])
        found.append(f"{titles}: too few comments to tell whether it is worse; add labelled ones")
    return [*found, *_of_fairness(told["fairness"], limits), *_of_suite(told, limits)]


def in_use(store: ModelStore) -> Path:
    """The folder of the bundle in use: the store's, or the shipped one."""
    return store.active() or DEFAULT_BUNDLE


def put_in_use(store: ModelStore, bundle: Path, told: Mapping[str, Any], why: str) -> str:
    """Keep the old and the new bundle, write the new one's card, turn the pointer; its version."""
    if store.active() is None:
        old = store.keep(DEFAULT_BUNDLE)
        store.activate(old.name, at=_now(), how=PROMOTED, why="in use before the first promotion")
    kept = store.keep(bundle)
    store.write_card(kept.name, model_card(read_bundle(kept).manifest, told, _now()))
    store.activate(kept.name, at=_now(), how=PROMOTED, why=why)
    return kept.name


def roll_back(store: ModelStore, why: str) -> str:
    """Put the bundle before the one in use back; its version. TrainingError where there is none."""
    before = store.before()
    if before is None:
        raise TrainingError("there is nothing to go back to: no promotion stands before this one")
    try:
        store.activate(before, at=_now(), how=ROLLED_BACK, why=why)
    except BundleError as error:
        raise TrainingError(str(error)) from error
    return before


def _of_collection(told: Mapping[str, Any], limits: Limits) -> Iterator[str]:
    where = told["title"]
    for figure in limits.worse.overall:
        mean = told["overall"][figure]
        if mean["verdict"] == _WORSE:
            yield f"{where}: the mean {figure} of labels is clearly worse ({_change(mean)})"
    for label, each in told["labels"].items():
        for figure in ("pr_auc", "f1"):
            margin, change = getattr(limits.worse, figure), each[figure]
            if change["verdict"] == _WORSE and -change["change"] > margin:
                yield f"{where}: {label} is clearly worse by {figure} ({_change(change)})"
    yield from _of_calibration(told, limits, where)
    shares = (("clean comments", "clean_flagged"), ("criticism", "criticism_flagged"))
    rises = (limits.criticism.clean_rise, limits.criticism.criticism_rise)
    for (what, name), most in zip(shares, rises, strict=True):
        before, after = told[name]
        if before is not None and after - before > most:
            yield f"{where}: more {what} flagged, {before:.1%} → {after:.1%} (at most +{most:.1%})"


def _of_calibration(told: Mapping[str, Any], limits: Limits, where: str) -> Iterator[str]:
    errors = {
        label: each["calibration_error"][1]
        for label, each in told["labels"].items()
        if each["calibration_error"][1] is not None
    }
    most = limits.calibration
    for label, error in errors.items():
        if error > most.label:
            yield f"{where}: {label} is badly calibrated, {error:.3f} (at most {most.label})"
    if errors and sum(errors.values()) / len(errors) > most.mean:
        mean = sum(errors.values()) / len(errors)
        yield f"{where}: badly calibrated, {mean:.3f} as the mean of labels (at most {most.mean})"


def _of_fairness(pair: Sequence[Mapping[str, Any]], limits: Limits) -> Iterator[str]:
    before, after = pair
    for name in ("any_harm", "hate_speech"):
        most = getattr(limits.fairness, name)
        if after[name] > most:
            yield f"fairness: {after[name]:.1%} of neutral sentences flagged, {name} (at most {most:.1%})"
        if after[name] - before[name] > limits.fairness.rise:
            yield f"fairness: more neutral sentences flagged, {name} {before[name]:.1%} → {after[name]:.1%}"
    old, new = before["worst_group"], after["worst_group"]
    if old["bpsn"] - new["bpsn"] > limits.fairness.bpsn_fall:
        yield (
            f"fairness: {new['term']!r} is taken for hate more than before, BPSN AUC "
            f"{old['bpsn']:.3f} → {new['bpsn']:.3f}"
        )


def _of_suite(told: Mapping[str, Any], limits: Limits) -> Iterator[str]:
    before, after = told["functional"]
    if before - after > limits.functional.fall:
        yield f"functional suite: {before:.1%} → {after:.1%} of cases passed"


def _change(told: Mapping[str, Any]) -> str:
    return (
        f"{told['first']:.3f} → {told['second']:.3f}, "
        f"95 % of the change between {told['low']:+.3f} and {told['high']:+.3f}"
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
