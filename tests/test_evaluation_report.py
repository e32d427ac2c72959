from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.gold import GoldComment, GoldSpan
from evaluation.__main__ import app
from evaluation.mistakes import LONGEST, masked
from evaluation.page import page
from evaluation.personal_data import SeekerStanding, compare_seekers
from evaluation.report import make_report, report_values
from evaluation.samples import Collection, Sample, collections_at_hand
from evaluation.scores import ANY_HARM, ATTACK
from evaluation.seekers import seekers
from model.classifier import Classifier
from model.labels import HARMS, LABELS, TOXICITY

run = CliRunner().invoke
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
VOID = {"meta", "br", "link", "img"}
COMMENTS = (
    ("din jävla idiot", ["profanity", "insult"]),
    ("<script>alert(1)</script> & jävla skit \x07", []),
    ("Bra jobbat med den nya lekplatsen!", ["praise"]),
    ("När öppnar simhallen?", ["question"]),
    ("Usel snöröjning i år igen", ["criticism"]),
    ("Jag ska slå ihjäl dig, ring 070-174 06 05", ["threat", "personal_data"]),
    ("Vi ses på biblioteket", ["distress"]),
)


class Reader(HTMLParser):
    """Counts ids, keeps open elements and the attributes that fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            if name in ("src", "href", "xlink:href") and not (value or "").startswith("#"):
                self.fetched.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("matplotlib", reason="the extra [report] is not installed")
    made = tmp_path_factory.mktemp("report")
    file = made / "mina.jsonl"
    lines = [json.dumps({"text": text, "labels": labels}) for text, labels in COMMENTS * 3]
    file.write_text("\n".join(lines), encoding="utf-8")
    shown = run(app, ["report", "--data", str(file), "--out", str(made), "--resamples", "20"])
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout.strip() == str(made / "index.html")
    return made


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def test_the_page_is_whole_and_needs_nothing_beside_it(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    assert reader.fetched == []
    assert not reader.tags["script"]
    assert reader.tags["svg"] >= 4 * 5
    assert [name for name, count in reader.ids.items() if count > 1] == []


def test_every_label_and_summary_is_on_the_page(html: str) -> None:
    for name in (*LABELS, TOXICITY, ANY_HARM, ATTACK):
        assert f"<td>{name.replace('_', ' ')}</td>" in html


def test_a_comment_cannot_become_markup_and_personal_data_is_masked(html: str) -> None:
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    assert "\x07" not in html
    assert "174 06 05" not in html


def test_metrics_json_holds_every_figure_and_no_text(folder: Path) -> None:
    written = (folder / "metrics.json").read_text(encoding="utf-8")
    assert "idiot" not in written
    (told,) = json.loads(written)["collections"]
    assert told["comments"] == 21
    assert set(told["labels"]) == {*LABELS, TOXICITY, ANY_HARM, ATTACK}
    insult = told["labels"]["insult"]
    assert sum(insult["confusion"].values()) == 21
    assert insult["positives"] == 3
    assert insult["roc_auc"]["low"] <= insult["roc_auc"]["point"] <= insult["roc_auc"]["high"]
    assert told["labels"]["spam"]["roc_auc"]["point"] is None
    assert told["criticism_flagged"]["of"] == 3
    assert {part["name"] for part in told["slices"]["length"]} == {"0–39", "40–99"}
    assert told["mixed_up"]["none"].keys() == set(LABELS)


def test_the_page_opens_in_chromium_without_complaint_and_fits_a_phone(folder: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        view = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
        complaints: list[str] = []
        view.on("console", lambda message: complaints.append(message.text))
        view.goto((folder / "index.html").as_uri())
        assert view.evaluate("document.documentElement.scrollWidth") <= 390
        assert view.locator("details[open] svg").first.is_visible()
        assert not view.get_by_text("Jag ska slå ihjäl dig").first.is_visible()
        assert complaints == []
        browser.close()


def test_a_faulty_file_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "mina.jsonl"
    file.write_text('{"text": "x", "labels": ["insolt"]}\n', encoding="utf-8")
    shown = run(app, ["report", "--data", str(file), "--out", str(tmp_path / "out")])
    assert shown.exit_code == 2
    assert "mina.jsonl:1: unknown label 'insolt'" in shown.stderr
    assert not (tmp_path / "out").exists()


def test_a_source_that_the_model_has_seen_is_said_so_and_not_drawn(classifier: Classifier) -> None:
    samples = tuple(Sample(text, frozenset(labels), "p") for text, labels in COMMENTS)
    seen = Collection("subs", "Subtitles", samples, frozenset(HARMS), trained_on=True)
    report = make_report(classifier, [seen], resamples=2)
    shown = page(report)
    assert "Trained on." in shown
    assert "<svg" not in shown
    assert report_values(report)["collections"][0]["trained_on"] is True


def test_sources_count_as_trained_on_when_the_manifest_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_folder: Path
) -> None:
    monkeypatch.setenv("UPPSIKT_SOURCES", str(shared_folder / "sources"))
    found = collections_at_hand({"data": [{"name": "corpus"}, {"name": "reviews"}]})
    assert [each.name for each in found if each.trained_on] == ["reviews"]
    assert found[0].name == "corpus"


def test_labels_that_were_not_looked_for_are_not_measured(classifier: Classifier) -> None:
    samples = (
        Sample("jävla regn", frozenset({"profanity"}), "p"),
        Sample("hej", frozenset(), "q"),
        Sample("vilken jävla fitta", frozenset(), "r"),
    )
    only = Collection("t", "T", samples, frozenset({"profanity"}))
    (told,) = make_report(classifier, [only], resamples=2).collections
    assert list(told.labels) == ["profanity"]
    assert (told.clean_flagged.count, told.clean_flagged.of) == (1, 2)
    assert told.criticism is None


@pytest.mark.parametrize("labels", [[], ["insult"]])
def test_one_comment_is_enough_for_a_page(classifier: Classifier, labels: list[str]) -> None:
    samples = (Sample("din idiot", frozenset(labels), "p"),)
    report = make_report(classifier, [Collection("t", "T", samples, frozenset(LABELS))])
    assert "<svg" not in page(report)


@pytest.mark.parametrize("text", ["ring 070 174 06 05", "mejla kim@example.se", "900602-2397"])
def test_what_points_out_a_person_is_masked(text: str) -> None:
    assert masked(text).endswith("•••")


def test_a_long_comment_is_cut() -> None:
    assert len(masked("hej du " * 200)) == LONGEST


def test_a_report_without_matplotlib_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    shown = run(app, ["report", "--out", str(tmp_path / "out")])
    assert shown.exit_code == 2
    assert "pip install -e '.[report]'" in shown.stderr


def test_personal_data_found_stands_on_the_page_beside_others() -> None:
    gold = [GoldComment("Ring 070-174 06 05", (GoldSpan("phone", 5, 18),), "x:1", "test")]
    chosen = [one for one in seekers() if not one.name.startswith("Presidio")]
    absent = SeekerStanding("Presidio", "another", skipped="not installed: [compare]")
    standings = [*compare_seekers(chosen, gold, resamples=5), absent]
    report = make_report(Classifier.load_default(), [], personal_data=standings)
    shown = page(report)
    assert 'id="personal-data"' in shown
    assert "not installed: [compare]" in shown
    assert shown.count("<td>1.000") >= 6
    found = report_values(report)["personal_data"]
    assert [each["name"] for each in found] == ["Uppsikt", "Regular expressions", "Presidio"]
    assert found[0]["found"]["phone"]["exact"]["f1"]["point"] == 1
