"""`python -m evaluation`: how good, how fair and how fast the classifier is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from data.corpus import read_corpus
from data.gold import read_gold
from evaluation.agreement import SECOND_READING, agreement
from evaluation.benchmark import compare
from evaluation.bundles_command import compare_two
from evaluation.comparison import compare_all, comparison_values
from evaluation.drift_command import drift
from evaluation.estimates import RESAMPLES
from evaluation.fairness import SENTENCES_FILE, measure, read_sentences
from evaluation.page import comparison_page, page
from evaluation.personal_data import standings
from evaluation.personal_data_commands import personal_data, personnummer
from evaluation.plots import need_matplotlib
from evaluation.policy_commands import backtest, objectivity
from evaluation.report import make_report, report_values
from evaluation.rivals import rivals
from evaluation.samples import Collection, collections_at_hand, read_samples
from evaluation.suite import SUITE_FOLDER, read_suite, run_suite
from evaluation.tables import (
    agreement_table,
    agreement_values,
    benchmark_table,
    benchmark_values,
    comparison_table,
    failures_table,
    fairness_summary,
    fairness_table,
    functional_summary,
    functional_table,
    functional_values,
)
from evaluation.terminal import named_faults, show, track
from model.bundle import DEFAULT_BUNDLE
from model.classifier import Classifier

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, rich_markup_mode=None)
app.command("objectivity")(objectivity)
app.command("backtest")(backtest)
app.command("compare-bundles")(compare_two)
app.command("drift")(drift)
app.command("personal-data")(personal_data)
app.command("personnummer")(personnummer)
BundleOption = Annotated[
    Path, typer.Option("--bundle", help="The model's folder.", show_default="the shipped one")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON.")]


DataOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        help="Score this file (JSON lines, CSV or Parquet); may be repeated.",
        show_default="the corpus' test split and the sources under UPPSIKT_SOURCES",
    ),
]
KnownOption = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        help="A label that the readers of --data looked for; may be repeated.",
        show_default="the harms, and the intents where any row has one",
    ),
]


@app.command()
def functional(
    bundle: BundleOption = DEFAULT_BUNDLE,
    suite: Annotated[Path, typer.Option(help="The suite's folder.")] = SUITE_FOLDER,
    *,
    failures: Annotated[bool, typer.Option("--failures", help="List the failing cases.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the functional suite: the share passed for each functionality, worst first."""
    with named_faults():
        results = run_suite(read_suite(suite), Classifier.load(bundle))
    show(
        as_json,
        lambda: functional_values(results),
        lambda: (
            functional_table(results),
            *((failures_table(results),) if failures else ()),
            functional_summary(results),
        ),
    )


@app.command()
def fairness(
    bundle: BundleOption = DEFAULT_BUNDLE,
    sentences: Annotated[Path, typer.Option(help="Terms and sentences.")] = SENTENCES_FILE,
    *,
    as_json: JsonOption = False,
) -> None:
    """Measure what naming each group does: false-positive rates, BPSN and BNSP AUC."""
    with named_faults():
        measured = measure(Classifier.load(bundle), read_sentences(sentences))
    show(
        as_json,
        lambda: asdict(measured),
        lambda: (
            fairness_table(measured),
            fairness_summary(measured),
        ),
    )


@app.command()
def benchmark(
    bundle: BundleOption = DEFAULT_BUNDLE,
    runs: Annotated[int, typer.Option(min=1, help="Runs whose median is shown.")] = 5,
    *,
    as_json: JsonOption = False,
) -> None:
    """Time the classifier beside scikit-learn's own analyser and regressions."""
    with named_faults():
        comparisons = compare(Classifier.load(bundle), read_corpus(), runs=runs)
    show(
        as_json,
        lambda: benchmark_values(comparisons),
        lambda: (benchmark_table(comparisons),),
    )


@app.command()
def report(
    bundle: BundleOption = DEFAULT_BUNDLE,
    data: DataOption = None,
    known: KnownOption = None,
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path("var/report"),
    resamples: Annotated[int, typer.Option(min=0, help="Bootstrap resamples.")] = RESAMPLES,
) -> None:
    """Write a page with every figure, curve and worst mistake, and metrics.json beside it."""
    with named_faults():
        need_matplotlib()
        classifier = Classifier.load(bundle)
        chosen = _collections(classifier, data, known)
        found = [] if data else standings(read_gold(part="test"), resamples, track)
        made = make_report(
            classifier, chosen, personal_data=found, resamples=resamples, track=track
        )
        shown = page(made, track)
    out.mkdir(parents=True, exist_ok=True)
    (out / "index.html").write_text(shown, encoding="utf-8")
    values = json.dumps(report_values(made), ensure_ascii=False, indent=1, allow_nan=False)
    (out / "metrics.json").write_text(values + "\n", encoding="utf-8")
    print(out / "index.html")


@app.command("compare")
def compare_rivals(
    bundle: BundleOption = DEFAULT_BUNDLE,
    data: DataOption = None,
    known: KnownOption = None,
    page_file: Annotated[
        Path | None, typer.Option("--html", help="Write the tables to this page too.")
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Set ours beside word lists, n-grams and what else runs offline, over the same comments.

    Sources that the bundle was trained on are left out.
    """
    with named_faults():
        classifier = Classifier.load(bundle)
        unseen = [each for each in _collections(classifier, data, known) if not each.trained_on]
        standings = compare_all(rivals(classifier, read_corpus()), unseen, track)
    if page_file is not None:
        page_file.parent.mkdir(parents=True, exist_ok=True)
        page_file.write_text(comparison_page(standings), encoding="utf-8")
    show(
        as_json,
        lambda: comparison_values(standings),
        lambda: tuple(comparison_table(title, found) for title, found in standings.items()),
    )


@app.command("agreement")
def agree(
    second: Annotated[
        Path, typer.Option(help="Lines of `id|codes`, codes as in data/draft.py.")
    ] = SECOND_READING,
    *,
    as_json: JsonOption = False,
) -> None:
    """Compare the corpus' labels with a second reader's: Cohen's kappa of each label."""
    with named_faults():
        found = agreement(read_corpus(), second)
    show(as_json, lambda: agreement_values(found), lambda: (agreement_table(found),))


def _collections(
    classifier: Classifier, files: Sequence[Path] | None, known: Sequence[str] | None
) -> list[Collection]:
    if files:
        return [read_samples(file, known or ()) for file in files]
    return collections_at_hand(classifier.manifest)


if __name__ == "__main__":
    app()
