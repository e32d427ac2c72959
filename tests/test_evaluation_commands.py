from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.corpus import Row
from evaluation.__main__ import app
from evaluation.benchmark import BATCH_SIZE, COMMENT, HARSH, Comparison, train_peer
from evaluation.tables import benchmark_values
from model.labels import OUTPUTS

run = CliRunner().invoke


@pytest.fixture
def suite_folder(tmp_path: Path) -> Path:
    (tmp_path / "functionalities.yaml").write_text(
        "calm: {title: Calm, tests: Calm words, area: words}\n"
        "odd: {title: Odd, tests: A label that is wrong on purpose, area: words}\n",
        encoding="utf-8",
    )
    (tmp_path / "words.jsonl").write_text(
        '{"functionality": "calm", "text": "Det regnar.", "expect": {"threat": false}}\n'
        '{"functionality": "odd", "text": "Det [snöar].", "expect": {"threat": true}}\n',
        encoding="utf-8",
    )
    return tmp_path


def test_functional_shows_the_worst_first_and_exits_with_zero(suite_folder: Path) -> None:
    shown = run(app, ["functional", "--suite", str(suite_folder)])
    assert shown.exit_code == 0
    assert shown.stdout.index("odd") < shown.stdout.index("calm")
    assert "1 of 2 cases passed (50.0%)" in shown.stdout
    assert "[snöar]" not in shown.stdout


def test_functional_lists_failing_cases_when_asked(suite_folder: Path) -> None:
    shown = run(app, ["functional", "--failures", "--suite", str(suite_folder)])
    assert "Det [snöar]." in shown.stdout
    assert "Det regnar." not in shown.stdout


def test_functional_writes_json(suite_folder: Path) -> None:
    told = json.loads(run(app, ["functional", "--json", "--suite", str(suite_folder)]).stdout)
    assert told["share"] == 0.5
    (failure,) = told["functionalities"][0]["failures"]
    assert failure["place"] == "words.jsonl:2"
    assert failure["not_met"] == ["misses threat"]


def test_a_faulty_suite_is_named_and_exits_with_two(suite_folder: Path) -> None:
    (suite_folder / "words.jsonl").write_text("{}\n", encoding="utf-8")
    shown = run(app, ["functional", "--suite", str(suite_folder)])
    assert shown.exit_code == 2
    assert "words.jsonl:1: functionality: Field required" in shown.stderr


def test_a_missing_bundle_is_named_and_exits_with_two(tmp_path: Path) -> None:
    shown = run(app, ["fairness", "--bundle", str(tmp_path)])
    assert shown.exit_code == 2
    assert shown.stderr.startswith("error: ")


def test_fairness_shows_each_term_and_the_overall_rates(tmp_path: Path) -> None:
    sentences = tmp_path / "sentences.yaml"
    sentences.write_text(
        "terms: {ethnicity: [finnar, ryssar]}\n"
        "neutral: ['Några {group} bor här.']\nhateful: ['{Group} är avskum.']\n",
        encoding="utf-8",
    )
    shown = run(app, ["fairness", "--sentences", str(sentences)])
    assert shown.exit_code == 0
    assert "finnar" in shown.stdout
    assert "2 terms; neutral sentences flagged" in shown.stdout


def test_the_benchmarks_peer_answers_as_many_outputs_as_ours() -> None:
    rows = [Row(str(i), f"rad {i}", ("insult",), (), (), "train") for i in range(6)]
    assert train_peer(rows).predict_proba([COMMENT]).shape == (1, len(OUTPUTS))


def test_the_benchmark_is_of_a_thirty_word_comment_and_two_thousand() -> None:
    assert (len(COMMENT.split()), len(HARSH.split()), BATCH_SIZE) == (30, 30, 2_000)


def test_the_ratio_says_how_many_times_longer_the_peer_takes() -> None:
    (told,) = benchmark_values([Comparison("task", ours=0.5, peer=2.0)])
    assert told["ratio"] == 4
