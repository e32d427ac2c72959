from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from evaluation.calibration import adaptive_reliability, reliability
from evaluation.costs import MISS_COSTS, THRESHOLDS, cost_curve, miss_costs
from evaluation.estimates import confusion, estimates
from model.labels import LABELS, TOXICITY

COMMENTS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 10).map(lambda tenth: tenth / 10)),
    min_size=2,
    max_size=60,
).filter(lambda pairs: len({wanted for wanted, _ in pairs}) > 1)


@given(COMMENTS)
def test_points_are_scikit_learns_and_lie_within_their_intervals(
    pairs: list[tuple[bool, float]],
) -> None:
    wanted, scores = (np.array(values) for values in zip(*pairs, strict=True))
    flagged = scores >= 0.5
    told = estimates(wanted, scores, flagged, resamples=40)
    assert told["roc_auc"].point == pytest.approx(roc_auc_score(wanted, scores))
    assert told["pr_auc"].point == pytest.approx(average_precision_score(wanted, scores))
    assert told["recall"].point == pytest.approx(recall_score(wanted, flagged))
    assert told["f1"].point == pytest.approx(f1_score(wanted, flagged, zero_division=0))
    if flagged.any():
        assert told["precision"].point == pytest.approx(precision_score(wanted, flagged))


def test_intervals_hold_the_point_and_narrow_with_more_comments() -> None:
    generator = np.random.default_rng(1)
    widths = []
    for comments in (100, 2_000):
        wanted = generator.random(comments) < 0.3
        scores = np.clip(generator.normal(0.35 + 0.2 * wanted, 0.2), 0, 1)
        told = estimates(wanted, scores, scores >= 0.5, resamples=200)
        assert all(each.low <= each.point <= each.high for each in told.values())
        widths.append(told["f1"].high - told["f1"].low)
    assert widths[1] < widths[0] / 2


def test_the_same_comments_always_give_the_same_interval() -> None:
    wanted, scores = np.array([True, False] * 20), np.linspace(0, 1, 40)
    assert estimates(wanted, scores, wanted) == estimates(wanted, scores, wanted)


def test_what_cannot_be_told_is_nan() -> None:
    nobody, scores = np.zeros(5, dtype=bool), np.linspace(0, 1, 5)
    told = estimates(nobody, scores, nobody, resamples=5)
    assert all(isnan(each.point) and isnan(each.low) for each in told.values())


def test_without_resamples_there_is_a_point_and_no_interval() -> None:
    wanted = np.array([True, False])
    told = estimates(wanted, np.array([0.9, 0.1]), wanted, resamples=0)["f1"]
    assert told.point == 1
    assert isnan(told.low)


def test_confusion_counts_every_comment_once() -> None:
    told = confusion(np.array([1, 1, 0, 0, 0], bool), np.array([1, 0, 1, 0, 0], bool))
    assert (told.hits, told.misses, told.false_alarms, told.right_silence) == (1, 1, 1, 2)


@pytest.mark.parametrize("bins", [reliability, adaptive_reliability])
def test_scores_that_come_true_have_no_calibration_error(bins) -> None:
    scores = np.repeat([0.25, 0.75], 400)
    wanted = np.tile([True, False, False, False], 200)
    wanted[400:] = ~wanted[400:]
    assert bins(wanted, scores).error == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("bins", [reliability, adaptive_reliability])
def test_scores_that_boast_have_the_error_that_they_boast_by(bins) -> None:
    told = bins(np.zeros(100, dtype=bool), np.full(100, 0.4))
    assert told.error == pytest.approx(0.4)
    assert told.sizes.sum() == 100


def test_the_cost_curve_weighs_misses() -> None:
    wanted, scores = np.array([True, False, False, False]), np.array([0.5, 0.6, 0.1, 0.1])
    costs = cost_curve(wanted, scores, miss_cost=4)
    at = dict(zip(THRESHOLDS.round(2), costs, strict=True))
    assert (at[0.05], at[0.5], at[0.55], at[0.9]) == (750, 250, 1_250, 1_000)


def test_every_label_has_a_stated_cost_and_the_manifest_goes_before_ours() -> None:
    assert set(MISS_COSTS) == {*LABELS, TOXICITY}
    assert miss_costs({})["threat"] == MISS_COSTS["threat"]
    assert miss_costs({"costs": {"threat": 9}})["threat"] == 9
