"""A bundle is put in use when it is no worse, no less fair and well calibrated; the old is kept."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from data.corpus import read_corpus
from data.sources import file_digest
from evaluation.bundles_command import _collections
from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.classifier import Classifier
from model.store import ModelStore
from tests.test_api_models import renamed
from training.__main__ import app
from training.errors import TrainingError
from training.promotion import compared, read_limits, refusals


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every fourth held-out row, as a user's file: half as many tell calibration too roughly."""
    file = tmp_path_factory.mktemp("data") / "few.jsonl"
    rows = [row for row in read_corpus() if row.split == "test"][::4]
    file.write_text("".join(row.to_json() + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def told(few: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The shipped bundle beside one that flags no insult."""
    blind = renamed(tmp_path_factory.mktemp("made") / "b", "blind-1", insult=1.1)
    return compared(DEFAULT_BUNDLE, blind, [f"--data={few}", "--resamples=200"])


def refused(told: dict[str, Any]) -> str:
    return "\n".join(refusals(told, read_limits()))


def even(told: dict[str, Any]) -> dict[str, Any]:
    """The same comparison with the first bundle on both sides."""
    same = copy.deepcopy(told)
    same["functional"][1] = same["functional"][0]
    same["fairness"][1] = copy.deepcopy(same["fairness"][0])
    for each in same["collections"]:
        for figures in (*each["labels"].values(), {"o": each["overall"]}):
            for change in (*figures.values(), *each["overall"].values()):
                if isinstance(change, dict) and "verdict" in change:
                    change.update(second=change["first"], change=0, verdict="no clear difference")
    return same


def test_a_bundle_that_lost_a_label_is_refused_and_the_label_named(told: dict[str, Any]):
    change = told["collections"][0]["labels"]["insult"]["f1"]
    assert change["verdict"] == "worse"
    assert change["second"] == 0
    assert change["high"] < 0
    assert told["collections"][0]["labels"]["threat"]["f1"]["verdict"] == "no clear difference"
    assert "insult is clearly worse by f1" in refused(told)
    assert refused(even(told)) == ""


def test_a_badly_calibrated_less_fair_or_harsher_one_is_refused(told: dict[str, Any]):
    for change, says in (
        (lambda t: t["collections"][0]["labels"]["threat"].update(calibration_error=[0, 0.2]), "threat is badly calibrated"),
        (lambda t: t["fairness"][1].update(hate_speech=0.3), "30.0% of neutral sentences"),
        (lambda t: t["fairness"][1]["worst_group"].update(bpsn=0.5), "taken for hate more"),
        (lambda t: t["collections"][0].update(criticism_flagged=[0.01, 0.1]), "more criticism flagged"),
        (lambda t: t["functional"].__setitem__(1, 0.5), "functional suite"),
    ):  # fmt: skip
        worse = even(told)
        change(worse)
        assert says in refused(worse)


def test_where_nothing_can_be_told_nothing_is_promoted(told: dict[str, Any]):
    silent = even(told)
    silent["collections"][0]["verdict"] = "cannot be told"
    assert "too few comments to tell" in refused(silent)


def ask(*arguments: str, store: Path) -> Any:
    return CliRunner().invoke(app, [*arguments, "--models", str(store)], env={"COLUMNS": "200"})


def test_promotion_keeps_the_old_writes_a_card_and_can_be_rolled_back(
    tmp_path: Path, few: Path, capfd: pytest.CaptureFixture[str]
):
    store, shipped = tmp_path / "models", read_bundle(DEFAULT_BUNDLE).version
    twin = renamed(tmp_path / "twin", "twin-1")
    done = ask("promote", str(twin), "--data", str(few), "--why", "prov", store=store)
    assert done.exit_code == 0, done.output + capfd.readouterr().err
    assert f"twin-1 is in use; {shipped} is kept" in done.output
    active = ModelStore(store).active()
    assert active == store / "twin-1"
    assert Classifier.load(active).version == "twin-1"
    card = (active / "README.md").read_text(encoding="utf-8")
    for part in ("# twin-1", "license:", "| insult |", "EUPL-1.2", "Neutral sentences"):
        assert part in card
    assert read_bundle(store / shipped).version == shipped
    again = ask("promote", str(twin), store=store)
    assert "in use already" in again.output
    assert f"{shipped} is in use again" in ask("rollback", store=store).output
    assert ModelStore(store).active() == store / shipped
    listed = ask("models", store=store).output
    assert [listed.count(word) for word in ("twin-1", "rolled back", "prov")] == [1, 1, 1]
    nothing = ask("rollback", store=store)
    assert nothing.exit_code == 2
    assert "nothing to go back to" in nothing.output


def test_a_refused_bundle_changes_nothing(tmp_path: Path, few: Path):
    blind = renamed(tmp_path / "b", "blind-2", insult=1.1, profanity=1.1)
    done = ask("promote", str(blind), "--data", str(few), store=tmp_path / "models")
    assert done.exit_code == 1
    assert "refused:" in done.output
    assert not (tmp_path / "models").exists()


def test_a_damaged_bundle_and_wrong_limits_are_named(tmp_path: Path):
    done = ask("promote", str(tmp_path), store=tmp_path / "models")
    assert done.exit_code == 2
    assert "no readable manifest.json" in done.output
    (tmp_path / "limits.yaml").write_text("worse: {}", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"limits\.yaml"):
        read_limits(tmp_path / "limits.yaml")


def test_what_a_bundle_was_trained_on_is_not_compared_on(tmp_path: Path):
    file = tmp_path / "own.csv"
    lines = "text;labels;split\nHej;;train\nVi ses utanför;threat;{}\n"
    both = [("Hej", True), ("Vi ses utanför", True)]
    for split, told in (("test", [("Vi ses utanför", False)]), ("train", both)):
        file.write_text(lines.format(split), encoding="utf-8")
        learnt = {"data": [{"name": "own:own", "files": {file.name: file_digest(file)}}]}
        (read,) = _collections([{}, learnt], [file], ())
        assert [(each.text, read.trained_on) for each in read.samples] == told
    bundle = renamed(tmp_path / "b", "learnt-1")
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    (bundle / "manifest.json").write_text(json.dumps(manifest | learnt), encoding="utf-8")
    with pytest.raises(TrainingError, match="nothing to compare on"):
        compared(DEFAULT_BUNDLE, bundle, [f"--data={file}"])
