"""The model card (Mitchell et al. 2019): what a bundle is for, made of, and how good it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_USE = """## What it is for

Suggesting to a human what a comment on a Swedish municipality's page may carry. A human decides;
nothing is deleted on a score. It is not for ranking people, and not for text in other languages.

## What it cannot

It reads the comment alone: not the picture, the thread or the author. Irony, quotations and new
words mislead it. Figures are of the corpus' kind of comments; measure on your own
(`python -m evaluation report --data yours.jsonl`) and watch for drift (`python -m evaluation drift`)."""


def model_card(manifest: Mapping[str, Any], told: Mapping[str, Any], at: str) -> str:
    """Markdown from a manifest and from the comparison (its second bundle) that let it be promoted."""
    return "\n".join(_lines(manifest, told, at)) + "\n"


def _lines(manifest: Mapping[str, Any], told: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from ("---", "language: sv", "license: eupl-1.2", "pipeline_tag: text-classification")
    yield from ("---", f"# {manifest['version']}", "")
    yield f"A {manifest.get('kind', 'linear')} scorer, promoted {at} over {told['first']}."
    yield from ("", _USE, "", "## Data", "", "| source | rows | licence |", "|---|---|---|")
    for each in manifest.get("data", ()):
        yield f"| {each.get('title', each['name'])} | {each['rows']} | {each['licence']} |"
    for each in told["collections"]:
        yield from _figures(each, manifest)
    yield from _suites(told)
    yield from ("", "## Settings", "")
    for name in ("settings", "made_with"):
        for key, value in manifest.get(name, {}).items():
            yield f"- {key}: {value}"


def _figures(told: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"## {told['title']} ({told['comments']} comments, not trained on)", "")
    yield f"Beside the one before, by paired resamples: **{told['verdict']}**."
    yield from ("", "| label | n | ROC AUC | PR AUC | F1 | calibration error | flag from |")
    yield "|---|---|---|---|---|---|---|"
    for label, each in told["labels"].items():
        figures = (_told(each[name]["second"]) for name in ("roc_auc", "pr_auc", "f1"))
        error = _told(each["calibration_error"][1])
        cut = manifest["thresholds"].get(label)
        yield f"| {label} | {each['positives']} | {' | '.join(figures)} | {error} | {cut} |"
    yield from ("", f"Clean comments flagged: {_share(told['clean_flagged'][1])}; ")
    yield f"criticism flagged: {_share(told['criticism_flagged'][1])}."


def _suites(told: Mapping[str, Any]) -> Iterator[str]:
    fair = told["fairness"][1]
    yield from ("", "## Fairness and function", "")
    yield f"- Neutral sentences about groups flagged: {_share(fair['any_harm'])}, "
    yield f"  for hate speech {_share(fair['hate_speech'])}; worst group by BPSN AUC: "
    yield f"  {fair['worst_group']['term']} ({_told(fair['worst_group']['bpsn'])})."
    yield f"- Functional cases passed: {_share(told['functional'][1])}."


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
