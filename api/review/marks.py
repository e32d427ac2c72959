"""Marks: a comment cut into stretches, each with the findings that cover it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from model.labels import HARMS

_TONES = ("harm", "care", "data")
_UNMARKED = frozenset("\n ")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text with one set of finding kinds; `ends` are those whose finding ends here.

    `tone` is "harm", "care" (a cry for help), "data" or "" where nothing is marked.
    """

    text: str
    kinds: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    tone: str = ""


def stretches(text: str, findings: Iterable[Mapping[str, Any]]) -> list[Stretch]:
    """The whole text in order; offsets are code points, findings may overlap."""
    spans = marked(text, findings)
    edges = sorted({0, len(text), *(edge for _, *span in spans for edge in span)})
    return [_stretch(text, spans, start, end) for start, end in pairwise(edges)]


def tone_of(kind: str) -> str:
    """The colour group of a kind of finding."""
    if kind == "distress":
        return "care"
    return "harm" if kind in HARMS else "data"


_Place = tuple[str, int, int]


def marked(text: str, findings: Iterable[Mapping[str, Any]]) -> list[_Place]:
    """(kind, start, end) in bounds; neighbours of one kind with only space between become one."""
    places = sorted((one["kind"], one["start"], min(one["end"], len(text))) for one in findings)
    joined: list[_Place] = []
    for kind, start, end in places:
        last = joined[-1] if joined else ("", 0, 0)
        if kind == last[0] and _UNMARKED.issuperset(text[last[2] : start]):
            joined[-1] = (kind, last[1], max(last[2], end))
        elif start < end:
            joined.append((kind, start, end))
    return joined


def _stretch(text: str, spans: Sequence[_Place], start: int, end: int) -> Stretch:
    over = [span for span in spans if span[1] < end and span[2] > start]
    kinds = tuple(dict.fromkeys(kind for kind, *_ in over))
    ends = tuple(dict.fromkeys(kind for kind, _, last in over if last == end))
    tone = min((tone_of(kind) for kind in kinds), key=_TONES.index, default="")
    return Stretch(text[start:end], kinds, ends, tone)
