"""The pages that show what suggestions come from: the municipalities' rules and the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.review.pages import go, page
from api.review.visit import AtPage
from api.review.words import GROUND_WORDS, KIND_WORDS, TAGS
from model.labels import LABELS
from model.policy import Rule
from model.policy.condition import Condition

router = APIRouter(include_in_schema=False)


@router.get("/policy")
def get_policies(here: AtPage) -> Response:
    """The first profile."""
    return go(f"/policy/{next(iter(here.desk.profiles))}")


@router.get("/policy/{key}")
def get_policy(key: str, here: AtPage) -> Response:
    """One profile: each rule with when it applies, its own words and what it leads to."""
    profile = here.desk.profile(key)
    rules = [(rule, when_words(rule), deadline_words(rule)) for rule in profile.rules]
    return page(
        here, "policy.html", profiles=here.desk.profiles.values(), profile=profile, rules=rules
    )


@router.get("/modell")
def get_model(here: AtPage) -> Response:
    """The model in use: version, thresholds, and how well it did on what it was not trained on."""
    manifest = here.desk.classifier.manifest
    return page(
        here,
        "modell.html",
        version=here.desk.classifier.version,
        manifest=manifest,
        rows=list(_label_rows(manifest)),
    )


def _label_rows(manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    measured = manifest.get("metrics", {}).get("labels", {})
    for label in LABELS:
        threshold = manifest.get("thresholds", {}).get(label)
        yield {"word": TAGS[label], "threshold": threshold, "measured": measured.get(label, {})}


def when_words(rule: Rule) -> str:
    """When a rule applies, in Swedish."""
    if rule.when.otherwise:
        return "När ingen annan regel gäller."
    told = "; ".join(_condition_words(rule.when))
    spared = "; ".join(_condition_words(rule.when.not_)) if rule.when.not_ else ""
    return f"{told[:1].upper()}{told[1:]}{f' – men inte: {spared}' if spared else ''}."


def deadline_words(rule: Rule) -> str | None:
    """A rule's time limit, in Swedish; None where it has none."""
    given = rule.deadline.model_dump(exclude_none=True) if rule.deadline else {}
    for unit, number in given.items():
        one, many = _UNITS.get(unit, (unit, unit))
        return f"{number} {one if number == 1 else many}"
    return None


def _condition_words(when: Condition) -> Iterator[str]:
    if when.labels.any:
        yield " eller ".join(TAGS[label] for label in when.labels.any)
    if when.labels.all:
        yield " och ".join(TAGS[label] for label in when.labels.all)
    if when.grounds:
        yield f"på grund av {' eller '.join(GROUND_WORDS[ground] for ground in when.grounds)}"
    if when.findings:
        yield _finding_words(when.findings.levels, when.findings.kinds)
    told = {name: value for name, value in when.context if value is not None}
    yield from (_FACTS.get((name, value), f"{name}: {value}") for name, value in told.items())


def _finding_words(levels: tuple[int, ...], kinds: tuple[str, ...]) -> str:
    which = "" if len(kinds) == len(KIND_WORDS) else f" ({', '.join(KIND_WORDS[k] for k in kinds)})"
    return f"personuppgift av nivå {' eller '.join(map(str, levels))}{which}"


_UNITS: Mapping[str, tuple[str, str]] = {
    "hours": ("timme", "timmar"),
    "office_hours": ("timme på arbetstid", "timmar på arbetstid"),
    "working_days": ("arbetsdag", "arbetsdagar"),
}
_FACTS: Mapping[tuple[str, object], str] = {
    ("owned", True): "i kommunens egen kanal",
    ("owned", False): "i någon annans kanal",
    ("is_reply", True): "som svar på ett inlägg",
    ("is_reply", False): "som eget inlägg",
    ("has_link", True): "med länk",
    ("has_link", False): "utan länk",
    ("staffed", True): "när någon bevakar kanalen",
    ("staffed", False): "när ingen bevakar kanalen",
    ("author_is_official", True): "skrivet av en tjänsteman",
    ("author_is_official", False): "inte skrivet av en tjänsteman",
}
