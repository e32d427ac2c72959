"""The comparison: ours and its rivals over the same comments."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import nan
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from evaluation.estimates import Flags, Numbers
from evaluation.figures import number
from evaluation.rivals import PROFANITY, NotHereError, Rival, Verdicts
from evaluation.samples import Collection
from evaluation.scores import ANY_HARM, ATTACK, SUMMARIES, Track, untracked
from model.labels import HARMS

MILLISECONDS = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How one rival did on one collection; NaN for what its readers did not look for.

    `clean_flagged` is the share of comments without any harm that are flagged for profanity;
    `milliseconds` is wall time a comment. `skipped` says why there are no figures.
    """

    name: str
    about: str
    any_harm: float = nan
    attack: float = nan
    profanity_f1: float = nan
    clean_flagged: float = nan
    milliseconds: float = nan
    skipped: str = ""


def compare_all(
    rivals: Sequence[Rival], collections: Sequence[Collection], track: Track = untracked
) -> dict[str, list[Standing]]:
    """The standings by the collection's title, rivals in the order given."""
    standings: dict[str, list[Standing]] = {each.title: [] for each in collections}
    for rival in track(rivals, "Comparing"):
        try:
            judge = rival.prepare()
        except NotHereError as reason:
            for found in standings.values():
                found.append(Standing(rival.name, rival.about, skipped=str(reason)))
            continue
        for collection in collections:
            standings[collection.title].append(_standing(rival, judge, collection))
    return standings


def comparison_values(standings: dict[str, list[Standing]]) -> dict[str, Any]:
    """As the table, for JSON; NaN as null."""
    return {title: [_values(each) for each in found] for title, found in standings.items()}


def _standing(
    rival: Rival, judge: Callable[[Sequence[str]], Verdicts], collection: Collection
) -> Standing:
    texts = [sample.text for sample in collection.samples]
    judge(texts[:1])  # what is loaded at the first call is not the comments' time
    started = time.perf_counter()
    any_harm, attack, flagged = judge(texts)
    seconds = time.perf_counter() - started
    return Standing(
        name=rival.name,
        about=rival.about,
        any_harm=_auc(_wanted(collection, SUMMARIES[ANY_HARM]), any_harm),
        attack=_auc(_wanted(collection, SUMMARIES[ATTACK]), attack),
        profanity_f1=_f1(_wanted(collection, (PROFANITY,)), flagged),
        clean_flagged=_share(flagged, ~_carried(collection, HARMS)),
        milliseconds=seconds / len(texts) * MILLISECONDS,
    )


def _wanted(collection: Collection, labels: Sequence[str]) -> Flags | None:
    """Who carries any of the labels; None where its readers did not look for all of them."""
    return _carried(collection, labels) if collection.known.issuperset(labels) else None


def _carried(collection: Collection, labels: Sequence[str]) -> Flags:
    return np.array([not sample.wanted.isdisjoint(labels) for sample in collection.samples])


def _auc(wanted: Flags | None, scores: Numbers) -> float:
    if wanted is None or not wanted.any() or wanted.all():
        return nan
    return float(roc_auc_score(wanted, scores))


def _f1(wanted: Flags | None, flagged: Flags) -> float:
    if wanted is None or not wanted.any():
        return nan
    return float(f1_score(wanted, flagged, zero_division=0))


def _share(flagged: Flags, clean: Flags) -> float:
    return float(flagged[clean].mean()) if clean.any() else nan


def _values(standing: Standing) -> dict[str, Any]:
    values = asdict(standing)
    return {name: number(v) if isinstance(v, float) else v for name, v in values.items()}
