from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from data.corpus import Row
from evaluation import __main__ as commands
from evaluation.comparison import compare_all, comparison_values
from evaluation.page import comparison_page
from evaluation.rivals import NotHereError, Rival, Verdicts, listed, rivals
from evaluation.samples import Collection, Sample
from model.classifier import Classifier
from model.labels import HARMS

SAMPLES = (
    Sample("fan", frozenset({"profanity"}), "1"),
    Sample("ditt svin", frozenset({"insult"}), "2"),
    Sample("hej", frozenset(), "3"),
    Sample("hej fan", frozenset(), "4"),
)
TITLE = "Mine"


def _judge(texts: Sequence[str]) -> Verdicts:
    hits = np.array(["fan" in text for text in texts])
    return hits.astype(float), hits.astype(float), hits


def _absent() -> None:
    raise NotHereError("not here")


def _standings(known: frozenset[str] = frozenset(HARMS)):
    told = [Rival("list", "fan", lambda: _judge), Rival("gone", "away", _absent)]
    return compare_all(told, [Collection("m", TITLE, SAMPLES, known)])


def test_a_rival_is_measured_on_harm_attack_profanity_and_clean_comments() -> None:
    told = _standings()[TITLE][0]
    assert told.any_harm == 0.5
    assert told.attack == pytest.approx(1 / 6)
    assert told.profanity_f1 == pytest.approx(2 / 3)
    assert told.clean_flagged == 0.5
    assert told.milliseconds > 0


def test_a_rival_that_is_not_here_says_why_and_the_rest_go_on() -> None:
    told = comparison_values(_standings())[TITLE][1]
    assert told["skipped"] == "not here"
    assert told["any_harm"] is None


def test_what_readers_did_not_look_for_is_not_told() -> None:
    told = comparison_values(_standings(frozenset({"profanity"})))[TITLE][0]
    assert (told["any_harm"], told["attack"]) == (None, None)
    assert told["profanity_f1"] is not None


def test_the_page_names_each_rival_and_the_skipped_ones_reason() -> None:
    shown = comparison_page(_standings())
    assert "not here" in shown
    assert "<h2>Mine</h2>" in shown


def test_a_list_counts_whole_words_and_phrases_in_any_case() -> None:
    count = listed(["fan", "dra åt helvete", "cp (prenounced sae pae)", ""])
    assert count("FAN också, dra åt helvete") == 2
    assert count("fanns fantastiskt") == 0


def test_every_rival_that_is_here_judges_every_comment(classifier: Classifier) -> None:
    rows = [
        Row(f"t-{n}", text, labels, (), (), split)
        for split in ("train", "validation")
        for n, (text, labels) in enumerate(
            (("fan fan", ("profanity",)), ("ditt svin", ("insult",)), ("hej hej", ())) * 3
        )
    ]
    texts = [sample.text for sample in SAMPLES]
    skipped = set()
    for rival in rivals(classifier, rows):
        try:
            any_harm, attack, flagged = rival.prepare()(texts)
        except NotHereError:
            skipped.add(rival.name)
            continue
        assert len(any_harm) == len(attack) == len(flagged) == len(texts), rival.name
        assert flagged.dtype == bool, rival.name
    assert "detoxify" in skipped
    assert "Uppsikt" not in skipped


def test_compare_writes_json_and_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, classifier: Classifier
) -> None:
    few = rivals(classifier, [])[:1]
    monkeypatch.setattr(commands, "rivals", lambda *_: few)
    file, shown_page = tmp_path / "mina.jsonl", tmp_path / "out" / "compare.html"
    file.write_text('{"text": "fan", "labels": ["profanity"]}\n', encoding="utf-8")
    asked = ["compare", "--json", "--html", str(shown_page), "--data", str(file)]
    shown = CliRunner().invoke(commands.app, [*asked, "--label", "profanity"])
    assert shown.exit_code == 0, shown.stderr
    (told,) = json.loads(shown.stdout)["mina.jsonl"]
    assert told["about"] == classifier.version
    assert classifier.version in shown_page.read_text(encoding="utf-8")
    assert "Uppsikt" in CliRunner().invoke(commands.app, ["compare", "--data", str(file)]).stdout
