"""Drift is told where comments have changed, and not where they are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from data.corpus import read_corpus
from evaluation.__main__ import app
from evaluation.drift import (
    FEW,
    FEWEST,
    LARGE,
    SOME,
    STABLE,
    Observed,
    measure_drift,
    read_decisions,
    stability,
)
from evaluation.errors import SamplesError
from evaluation.page import drift_page
from model.classifier import Classifier
from model.labels import SCORED


def observed(seed: int, mean: float = 0.3, words: str = "", count: int = 400) -> Observed:
    chance = np.random.default_rng(seed)
    scores = np.clip(chance.normal(mean, 0.1, (count, len(SCORED))), 0, 1)
    lengths = chance.integers(1, 6, count)
    texts = tuple(f"badhuset är stängt {words} " * int(length) for length in lengths)
    return Observed(
        scores, texts, ("m",), tuple("2026-01" if n % 2 else "2026-02" for n in range(count))
    )


KNOWN = frozenset({"badhuset", "är", "stängt"})
LIMITS = dict.fromkeys(SCORED, 0.5)


def test_the_same_kind_of_comments_is_stable():
    found = measure_drift(observed(1), observed(2), KNOWN, LIMITS, "then")
    assert found.verdict == STABLE
    assert {each.verdict for each in found.shifts} == {STABLE}
    assert set(found.flagged_by_month) == {"2026-01", "2026-02"}


def test_other_words_are_told_apart_from_other_scores():
    words = measure_drift(observed(1), observed(2, words="drönare"), KNOWN, LIMITS, "then")
    verdicts = {each.name: each.verdict for each in words.shifts}
    assert verdicts["unseen words"] == LARGE
    assert verdicts["threat"] == STABLE
    assert words.new_words == (("drönare", 400),)
    assert "Label some of them" in words.advice
    scores = measure_drift(observed(1), observed(2, mean=0.7), KNOWN, LIMITS, "then")
    assert scores.verdict == LARGE
    assert "another mix of comments" in scores.advice


def test_scores_of_another_model_are_told():
    same = measure_drift(observed(1), observed(2), KNOWN, LIMITS, "then")
    assert "Scored by" not in same.advice
    now = replace(observed(2), models=("m", "n"))
    assert (
        "Scored by m, n, and before by m:"
        in measure_drift(observed(1), now, KNOWN, LIMITS, "then").advice
    )


def test_too_few_comments_tell_nothing():
    few = observed(1, count=FEWEST - 1)
    assert measure_drift(observed(1), few, KNOWN, LIMITS, "then").verdict == FEW


def test_the_index_is_nought_for_the_same_and_grows_with_the_shift():
    chance = np.random.default_rng(3)
    before = chance.normal(0, 1, 5000)
    steps = [stability(before, before + shift) for shift in (0, 0.3, 1)]
    assert steps[0] == 0
    assert 0.02 < steps[1] < 0.25 < steps[2]


def export(file: Path, classifier: Classifier, texts: list[str], **more: Any) -> Path:
    lines = [
        {"decision": str(n), "text": text, "scores": dict(each.scores), "model": each.model,
         "received_at": "2026-03-01T00:00:00+00:00", **more}
        for n, (text, each) in enumerate(zip(texts, classifier.assess_many(texts), strict=True))
    ]  # fmt: skip
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return file


def test_the_command_reads_exports_and_writes_a_page(tmp_path: Path, classifier: Classifier):
    rows = [row.text for row in read_corpus() if row.split == "test"]
    before = export(tmp_path / "a.jsonl", classifier, rows[:600:2])
    now = export(
        tmp_path / "b.jsonl", classifier, [f"{text} blorpa frumst" for text in rows[1:600:2]]
    )
    page = tmp_path / "page" / "drift.html"
    command = ["drift", str(now), "--reference", str(before)]
    shown = CliRunner().invoke(app, [*command, "--html", str(page)], env={"COLUMNS": "150"})
    assert shown.exit_code == 0, shown.output
    assert "blorpa (300)" in shown.output
    written = page.read_text(encoding="utf-8")
    assert written.count("<svg") == len(SCORED) + 2
    assert "2026-03" in written
    assert "blorpa" in written
    told = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert told["shifts"]["unseen words"]["verdict"] in {SOME, LARGE}
    assert told["verdict"] == told["shifts"]["unseen words"]["verdict"] or told["verdict"] == LARGE


def test_faulty_lines_are_named(tmp_path: Path):
    file = tmp_path / "x.jsonl"
    file.write_text('{"scores": {}}\nnej\n', encoding="utf-8")
    with pytest.raises(SamplesError, match=r"x\.jsonl:2"):
        read_decisions(file)
    file.write_text("")
    with pytest.raises(SamplesError, match="no comment"):
        read_decisions(file)
    assert CliRunner().invoke(app, ["drift", str(file)]).exit_code == 2


def test_a_page_shows_what_cannot_be_told():
    few = observed(1, count=20)
    assert "too few to tell" in drift_page(measure_drift(observed(2), few, KNOWN, LIMITS, "then"))
