"""Backtest: what a changed profile would have done with the comments there are."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from datasets import Dataset
from typer.testing import CliRunner

from evaluation.__main__ import app
from evaluation.backtest import backtest, backtest_values
from evaluation.errors import ReplayError
from evaluation.replays import assessed_corpus, given_assessments, replays
from model.classifier import Classifier
from model.labels import GROUNDS, LABELS
from model.policy import PROFILES, load_profile, load_profiles

NASSJO = load_profiles()["nassjo"]
_NUMBERS = count(1)


def line(*labels, score=0.9, **more):
    return json.dumps(
        {
            "id": f"k{next(_NUMBERS)}",
            "scores": {label: score if label in labels else 0.01 for label in LABELS},
            "flags": [label for label in LABELS if label in labels],
            "findings": [],
            "model": "test",
            **more,
        }
    )


LINES = [
    line("threat", text="Jag ska slå dig [röd]"),
    line("profanity", score=0.6),
    line("profanity", score=0.8),
    line("question"),
    line("criticism"),
    line("hate_speech", grounds={name: 0.8 if name == "religion" else 0.0 for name in GROUNDS}),
]


def rows(lines):
    return replays(Dataset.from_dict({"text": list(lines)}))


@pytest.fixture
def milder(tmp_path):
    """Nässjö with swearing let be below 0.7, and threats hidden instead of deleted."""
    text = (PROFILES / "nassjo.yaml").read_text(encoding="utf-8")
    text = text.replace("{profanity: flag, sexual: flag}", "{profanity: 0.7, sexual: flag}", 1)
    path = tmp_path / "milder.yaml"
    path.write_text(text.replace('version: "1.0"', 'version: "1.1"', 1), encoding="utf-8")
    return path


def test_nothing_changes_under_the_same_profile():
    result = backtest(rows(LINES), NASSJO, NASSJO)
    assert (result.comments, result.changed) == (len(LINES), 0)
    assert result.removes_before == result.removes_after == 4


def test_what_changes_is_counted_and_shown(milder):
    result = backtest(rows(LINES), load_profile(milder), NASSJO)
    assert result.changed == 1
    assert (result.more_removed, result.less_removed) == (0, 1)
    assert result.changes == {(("preserve", "delete"), ("none",)): 1}
    (shown,) = result.shown[("preserve", "delete"), ("none",)]
    assert shown.flags == ("profanity",)
    assert (result.actions_before["delete"], result.actions_after["delete"]) == (4, 3)


def test_a_rules_threshold_stands_beside_the_false_alarms_to_expect(milder, classifier):
    new = load_profile(milder)
    result = backtest(rows(LINES), new, NASSJO)
    values = backtest_values(result, new, classifier.manifest)
    row = next(one for one in values["rules"] if one["label"] == "profanity")
    assert (row["threshold"], row["before"], row["after"]) == (0.7, 2, 1)
    assert row["expected_false_alarms"] == pytest.approx(0.2)
    assert row["measured_false_alarms"] is None
    usual = next(one for one in values["rules"] if one["rule"] == "hot")
    precision = classifier.manifest["metrics"]["labels"]["threat"]["precision"]
    assert usual["measured_false_alarms"] == pytest.approx(1 - precision, abs=1e-4)


def test_against_what_was_suggested_then():
    stored = [line("threat", suggested=["hide"]), line("question", suggested=["reply"])]
    result = backtest(rows(stored), NASSJO, None)
    assert result.changes == {(("hide",), ("preserve", "delete")): 1}
    assert (result.more_removed, result.less_removed) == (0, 0)


def test_facts_of_the_channel_are_weighed_with_the_comment():
    own, other = line("threat"), line("threat", owned=False)
    result = backtest(rows([own, other]), NASSJO, NASSJO)
    assert result.actions_after["delete"] == 1


@pytest.mark.parametrize("bad", ["{", "[]", "{}", '{"scores": {}, "flags": [], "findings": []}'])
def test_a_line_that_is_no_assessment_is_named(bad):
    with pytest.raises(ReplayError, match="line 2"):
        list(rows([LINES[0], bad]))


def test_the_command_reads_lines_and_writes_json_or_tables(milder, tmp_path: Path):
    file = tmp_path / "given.jsonl"
    file.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    asked = ["backtest", "--profile", str(milder), "--assessments", str(file)]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0, shown.output
    assert "1 of 6 suggestions change" in shown.output
    values = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert values["less_removed"] == 1
    assert values["profile"]["version"] == "1.1"
    against = CliRunner().invoke(app, [*asked, "--against", "lilla-edet", "--json"])
    assert json.loads(against.stdout)["changed"] > 1


def test_a_missing_file_or_profile_is_told(tmp_path: Path):
    missing = CliRunner().invoke(
        app, ["backtest", "--profile", "nassjo", "--assessments", str(tmp_path / "no")]
    )
    assert missing.exit_code == 2
    with pytest.raises(ReplayError, match="no such file"):
        given_assessments(tmp_path / "no", tmp_path)
    assert CliRunner().invoke(app, ["backtest", "--profile", "ingen"]).exit_code == 2


def test_the_corpus_that_is_replayed_was_not_trained_on(classifier: Classifier, monkeypatch):
    from data.corpus import read_corpus

    kept = read_corpus()
    wanted = [row for row in kept if row.split != "train"][:5]
    trained = [row for row in kept if row.split == "train"][:5]
    monkeypatch.setattr("evaluation.replays.read_corpus", lambda: [*wanted, *trained])
    assert [one.id for one in replays(assessed_corpus(classifier))] == [row.id for row in wanted]
