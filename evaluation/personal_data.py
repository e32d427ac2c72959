"""Personal data measured on the gold set: ours and other seekers', quality and speed."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from data.corpus import read_corpus
from data.gold import GoldComment
from evaluation.estimates import RESAMPLES, Estimate
from evaluation.figures import figure, number
from evaluation.rivals import NotHereError
from evaluation.scores import Track, untracked
from evaluation.seekers import Seek, Seeker, seekers
from evaluation.spans import AIMS, FIGURES, GROUPS, MODES, Found, SpanFigures, span_figures

BLOCK = 50
"""Comments read between two steps of the progress bar."""
STEP = 20
"""Every so many-th row of the corpus warms up, and the one halfway between two is timed."""


@dataclass(frozen=True, slots=True)
class SeekerStanding:
    """How one seeker did: figures of each group and kind that it claims to know.

    `per_second` is gold comments a second of processor time, each read once, after others to warm up;
    `ordinary_per_second` the same of comments as they come. `skipped` says why there is nothing.
    """

    name: str
    about: str
    figures: Mapping[str, SpanFigures] = field(default_factory=dict)
    per_second: float = nan
    ordinary_per_second: float = nan
    skipped: str = ""

    def f1(self, name: str, mode: str) -> float:
        """The F1 of a group or kind; NaN where the seeker does not claim it."""
        return self.figures[name].modes[mode]["f1"].point if name in self.figures else nan


@dataclass(frozen=True, slots=True)
class Mistake:
    """A comment in which something was missed or marked in vain."""

    place: str
    text: str
    missed: tuple[Found, ...]
    extra: tuple[Found, ...]


def compare_seekers(
    seekers: Sequence[Seeker],
    gold: Sequence[GoldComment],
    *,
    warming: Sequence[str] = (),
    ordinary: Sequence[str] = (),
    resamples: int = RESAMPLES,
    track: Track = untracked,
) -> list[SeekerStanding]:
    """Each seeker over the same comments, in the order given.

    `warming` are other comments that each reads first, as a service that runs has read some;
    `ordinary` are comments as they come, of which only the time is told.
    """
    return [_standing(seeker, gold, (warming, ordinary), resamples, track) for seeker in seekers]


def standings(
    gold: Sequence[GoldComment], resamples: int, track: Track, *, alone: bool = False
) -> list[SeekerStanding]:
    """Ours, and unless `alone` the others that run here, warmed by comments of the corpus."""
    chosen = seekers()[: 1 if alone else None]
    warming, ordinary = (
        [row.text for row in read_corpus()[start::STEP]] for start in (0, STEP // 2)
    )
    return compare_seekers(
        chosen, gold, warming=warming, ordinary=ordinary, resamples=resamples, track=track
    )


def mistakes(gold: Sequence[GoldComment], seek: Seek) -> Iterator[Mistake]:
    """The comments where what is found and what should be differ, also by a single sign."""
    for comment in gold:
        wanted = {Found(span.kind, span.start, span.end) for span in comment.spans}
        found = set(seek(comment.text))
        if wanted != found:
            missed, extra = sorted(wanted - found), sorted(found - wanted)
            yield Mistake(comment.place, comment.text, tuple(missed), tuple(extra))


def kinds_table(standing: SeekerStanding) -> Table:
    """Each group and kind of one seeker, exact and overlapping, with 95 % intervals of F1."""
    columns = (Column(title, justify="right", no_wrap=True) for title in _HEADINGS)
    table = Table(
        Column("found", no_wrap=True), *columns, title=standing.name, title_justify="left"
    )
    for name, each in standing.figures.items():
        cells = [cell for mode in MODES for cell in _cells(each.modes[mode])]
        aim = figure(AIMS[name], 2) if name in AIMS else ""
        style = "bold" if name in GROUPS else None
        table.add_row(name, str(each.wanted), *cells, aim, style=style)
    return table


def standings_table(standings: Sequence[SeekerStanding]) -> Table:
    """Quality and speed in one: F1 of each group, exact and overlapping, and comments a second."""
    groups = (
        Column(f"{group}\nexact / overlap", justify="right", no_wrap=True) for group in GROUPS
    )
    speed = (
        Column(f"{title}\ngold / ordinary", justify="right")
        for title in ("comments a second", "times ours")
    )
    table = Table(
        Column("found by", min_width=20),
        *groups,
        *speed,
        title="Beside others",
        title_justify="left",
    )
    for each in standings:
        cells = [" / ".join(figure(each.f1(group, mode), 3) for mode in MODES) for group in GROUPS]
        paces = " / ".join(figure(pace, 0) for pace in _paces(each))
        times = " / ".join(figure(times, 1) for times in ratios(standings[0], each))
        about = f"{each.name}\n[dim]{escape(each.skipped or each.about)}"
        table.add_row(about, *cells, paces, times)
    return table


def mistakes_table(found: Sequence[Mistake]) -> Table:
    """What was missed and what was marked in vain, comment by comment."""
    table = Table("place", "missed", "marked in vain", "comment", show_lines=True)
    for each in found:
        table.add_row(
            each.place,
            *(escape(_told(each.text, spans)) for spans in (each.missed, each.extra)),
            escape(each.text),
        )
    return table


def standing_values(standings: Sequence[SeekerStanding]) -> list[dict[str, Any]]:
    """As the tables, for JSON; NaN as null."""
    return [
        {
            "name": each.name,
            "about": each.about,
            "skipped": each.skipped,
            "comments_per_second": dict(zip(_TIMED, map(number, _paces(each)), strict=True)),
            "times_slower_than_ours": dict(
                zip(_TIMED, map(number, ratios(standings[0], each)), strict=True)
            ),
            "found": {name: _values(figures) for name, figures in each.figures.items()},
        }
        for each in standings
    ]


def ratios(ours: SeekerStanding, other: SeekerStanding) -> tuple[float, ...]:
    """How many times longer the other takes for a gold comment, and for an ordinary one."""
    pairs = zip(_paces(ours), _paces(other), strict=True)
    return tuple(own / others for own, others in pairs)


_TIMED = ("gold", "ordinary")


def _paces(standing: SeekerStanding) -> tuple[float, float]:
    return standing.per_second, standing.ordinary_per_second


_HEADINGS = (
    "in gold",
    *(f"{mode}\n{title}" for mode in MODES for title in ("precision", "recall", "F1 (95 %)")),
    "aim",
)


def _standing(
    seeker: Seeker,
    gold: Sequence[GoldComment],
    others: tuple[Sequence[str], Sequence[str]],
    resamples: int,
    track: Track,
) -> SeekerStanding:
    try:
        seek = seeker.prepare()
    except NotHereError as reason:
        return SeekerStanding(seeker.name, seeker.about, skipped=str(reason))
    warming, ordinary = others
    for text in warming:
        seek(text)
    found, pace = _timed(seek, [comment.text for comment in gold], seeker.name, track)
    _, ordinary_pace = _timed(seek, ordinary, f"{seeker.name}, as they come", track)
    claimed = [[span for span in spans if span.kind in seeker.kinds] for spans in found]
    figures = span_figures(gold, claimed, resamples=resamples) if seeker.kinds else {}
    known = {
        name: each
        for name, each in figures.items()
        if not seeker.kinds.isdisjoint(GROUPS.get(name, (name,)))
    }
    return SeekerStanding(seeker.name, seeker.about, known, pace, ordinary_pace)


def _timed(
    seek: Seek, texts: Sequence[str], name: str, track: Track
) -> tuple[list[Sequence[Found]], float]:
    """What is found in each text, and texts a second of processor time; NaN without texts."""
    blocks = [texts[first : first + BLOCK] for first in range(0, len(texts), BLOCK)]
    found: list[Sequence[Found]] = []
    seconds = 0.0
    gc.collect()
    gc.disable()  # as timeit does: one pass over what others hold would outweigh a quick seeker
    try:
        for block in track(blocks, f"Reading with {name}") if blocks else ():
            started = time.process_time()
            found += [seek(text) for text in block]
            seconds += time.process_time() - started
    finally:
        gc.enable()
    return found, len(texts) / max(seconds, 1e-9) if texts else nan


def _cells(figures: Mapping[str, Estimate]) -> list[str]:
    plain = [figure(figures[name].point, 3) for name in FIGURES]
    f1 = figures["f1"]
    return [*plain[:2], f"{plain[2]} ({figure(f1.low, 3)}–{figure(f1.high, 3)})"]


def _told(text: str, spans: Sequence[Found]) -> str:
    return "\n".join(f"{span.kind}: {text[span.start : span.end]}" for span in spans)


def _values(figures: SpanFigures) -> dict[str, Any]:
    modes = {
        mode: {
            name: {
                "point": number(each.point),
                "low": number(each.low),
                "high": number(each.high),
            }
            for name, each in measured.items()
        }
        for mode, measured in figures.modes.items()
    }
    return {"in_gold": figures.wanted, "found": figures.found, **modes}
