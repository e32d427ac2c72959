"""Costs: the one place that says what a missed comment costs beside a false alarm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evaluation.estimates import Flags, Numbers
from model.labels import SCORED, TOXICITY

COSTS_KEY = "costs"
"""Where a manifest names the ratios that its thresholds were chosen for; they go before ours."""
MISS_COSTS: Mapping[str, float] = {
    **dict.fromkeys(SCORED, 1.0),
    "distress": 10.0,
    "threat": 5.0,
    "personal_data": 3.0,
    "hate_speech": 3.0,
    "incitement": 3.0,
    "insult": 2.0,
    "sexual": 2.0,
    "violence": 2.0,
    TOXICITY: 2.0,
}
"""How many false alarms one missed comment is worth; a false alarm costs a human a minute."""
THRESHOLDS = np.linspace(0.01, 0.99, 99)
COMMENTS = 1_000


def miss_costs(manifest: Mapping[str, Any]) -> dict[str, float]:
    """The ratios that the manifest states, ours where it states none."""
    stated = manifest.get(COSTS_KEY, {})
    return {name: float(stated.get(name, ours)) for name, ours in MISS_COSTS.items()}


def cost_curve(wanted: Flags, scores: Numbers, miss_cost: float) -> Numbers:
    """Cost of each of THRESHOLDS, in false alarms for every 1,000 comments."""
    caught = np.sort(scores[wanted])
    alarmed = np.sort(scores[~wanted])
    misses = np.searchsorted(caught, THRESHOLDS, side="left")
    alarms = len(alarmed) - np.searchsorted(alarmed, THRESHOLDS, side="left")
    costs: Numbers = (misses * miss_cost + alarms) * COMMENTS / len(wanted)
    return costs
