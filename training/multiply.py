"""Multiplication: filled frames and disguised twins, made for one training run and never stored."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from data.examples import Example
from data.frames import fill, read_frames, read_slots
from model.labels import LABELS
from training.disguise import disguise

SEED = 2026
FILLS = 4
"""How many times each frame is filled."""
FRAME_WEIGHT = 0.3
TWIN_SHARE = 0.4
"""Share of examples that get a disguised twin."""
TWIN_WEIGHT = 0.5
_RESERVED = re.compile(r"(?i)example")
_SYLLABLES = (
    "alm",
    "berg",
    "by",
    "dal",
    "fors",
    "gran",
    "hem",
    "kom",
    "lund",
    "mar",
    "nor",
    "sol",
    "vik",
)


def multiplied(examples: Sequence[Example], fills: int = FILLS) -> list[Example]:
    """The examples, then twins of some and the filled training frames; the same every time."""
    return with_own_domains([*examples, *twins(examples), *framed(fills)])


def with_own_domains(examples: Sequence[Example]) -> list[Example]:
    """The reserved word `example` of safe addresses made into many words, so that it means nothing.

    Addresses stand in spam far more often than elsewhere; learnt as a word, it would make spam of any.
    """
    chance = random.Random(SEED)  # noqa: S311 (reproducible on purpose)
    return [
        replace(example, text=_RESERVED.sub(lambda _: _domain(chance), example.text))
        if "xample" in example.text
        else example
        for example in examples
    ]


def _domain(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


def twins(examples: Sequence[Example]) -> list[Example]:
    """Disguised copies of a share of what people labelled, each in its original's group."""
    chance = random.Random(SEED)  # noqa: S311 (reproducible on purpose)
    labelled = (example for example in examples if not example.made)
    chosen = [example for example in labelled if chance.random() < TWIN_SHARE]
    return [
        replace(
            example,
            text=disguise(example.text, chance),
            weight=example.weight * TWIN_WEIGHT,
            made=True,
        )
        for example in chosen
    ]


def framed(fills: int = FILLS) -> list[Example]:
    """The training frames, each filled up to `fills` times; a frame's fillings share a group."""
    rows = fill(read_frames("train"), read_slots(), times=fills, seed=SEED)
    return [
        Example(
            text=row.text,
            labels=frozenset(row.labels) | frozenset(row.intents),
            ground=frozenset(row.ground),
            known=frozenset(LABELS),
            group=row.id.rpartition("-")[0],
            weight=FRAME_WEIGHT,
            made=True,
        )
        for row in rows
    ]
