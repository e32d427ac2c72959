"""Charts: SVG by pygal without its styles and scripts, so that the page's own stylesheet draws it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup
from pygal.config import Config
from pygal.style import Style

from api.review.words import decimal, whole

_MANY_LABELS = 12
_TICKS = 8
_FEW = 5
"""Counts up to which every whole number is marked."""
_KINDS: Mapping[str, Any] = {
    "columns": pygal.Bar,
    "stacked": pygal.StackedBar,
    "bars": pygal.HorizontalBar,
    "stacked-bars": pygal.HorizontalStackedBar,
    "lines": pygal.Line,
    "points": pygal.XY,
}
# pygal looks for plugins of its own in every import that comes after it, by a protocol that Python
# warns of and then drops.
sys.meta_path[:] = [one for one in sys.meta_path if type(one) is not pygal.PluginImportFixer]

_WIDE, _NARROW, _HEIGHT, _TALL, _ROW = 960, 480, 260, 380, 30

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    unit: str
    wide: bool


def chart(
    kind: str,
    told: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[Any]],
    *,
    unit: str = "",
    wide: bool = True,
) -> Markup:
    """An inline SVG; `told` says in words what it shows, `unit` follows each number; a chart that is
    not `wide` stands beside another.

    A series of "points" is pairs (x, y) from 0 to 1, and its labels are ignored. The same figures
    give the same drawing, which is kept.
    """
    rows = tuple((name, tuple(values)) for name, values in series.items())
    return _drawn(kind, told, tuple(labels), rows, _Look(unit, wide))


def legend(names: Sequence[str]) -> list[tuple[str, str]]:
    """Each series' class in the stylesheet and its name."""
    return [(f"serie-{place}", name) for place, name in enumerate(names)]


@lru_cache(maxsize=256)
def _drawn(
    kind: str,
    told: str,
    labels: tuple[str, ...],
    series: tuple[tuple[str, Values], ...],
    look: _Look,
) -> Markup:
    drawing = _KINDS[kind](_config(kind, len(labels), look))
    if kind == "points":
        drawing.range = drawing.xrange = (0, 1)
        drawing.x_labels = drawing.y_labels = [0, 0.2, 0.4, 0.6, 0.8, 1]
    else:
        drawing.x_labels = labels
        largest = max((value or 0 for _, values in series for value in values), default=0)
        if not largest:
            drawing.range = (0, 1)
        elif kind == "lines":
            drawing.range = (0, largest)
        elif (most := _most(kind, [values for __, values in series])) <= _FEW:
            drawing.y_labels = range(most + 1)  # else a count would be told in tenths
    for name, values in series:
        drawing.add(name, values)
    return Markup(etree.tostring(_bare(drawing.render_tree(), told), encoding="unicode"))  # noqa: S704


def _most(kind: str, series: list[Values]) -> int:
    """The largest count, of a stack where they are stacked."""
    piled = [tuple(map(sum, zip(*series, strict=True)))] if kind.startswith("stacked") else series
    return max(value for values in piled for value in values)


def _config(kind: str, number: int, look: _Look) -> Config:
    lying = kind in {"bars", "stacked-bars"}
    config = Config(
        style=Style(label_font_size=12, major_label_font_size=12, font_family="sans-serif"),
        js=(),
        css=(),
        no_prefix=True,
        explicit_size=False,
        width=_WIDE if look.wide and kind != "points" else _NARROW,
        height=number * _ROW + 56 if lying else _TALL if kind == "points" else _HEIGHT,
        margin=8,
        spacing=8,
        show_legend=False,
        print_values=False,
        show_y_guides=not lying,
        show_x_guides=lying or kind == "points",
        min_scale=3,
        max_scale=6,
        dots_size=3,
        include_x_axis=True,
        truncate_label=-1,
        value_formatter=lambda value: f"{_number(value)}{look.unit}",
        x_value_formatter=_number,
    )
    if not lying and number > _MANY_LABELS:
        config.x_labels_major_every = -(-number // _TICKS)
        config.show_minor_x_labels = False
    return config


def _number(value: Any) -> str:
    if isinstance(value, float) and not value.is_integer():
        return decimal(value, 2 if abs(value) < 1 else 1)
    return whole(int(value))


def _bare(svg: Any, told: str) -> Any:
    """The drawing alone: what a tooltip's script would read becomes the browser's own tooltip."""
    for node in list(svg.iter()):
        if not isinstance(node.tag, str) or node.tag in {"defs", "script"}:
            node.getparent().remove(node)
            continue
        for name in ("id", "style"):
            node.attrib.pop(name, None)
        if node.tag == "title":
            node.getparent().remove(node)
    for value in svg.findall(".//desc[@class='value']"):
        group = value.getparent()
        named = group.find("desc[@class='x_label']")
        etree.SubElement(group, "title").text = ": ".join(
            one.text for one in (named, value) if one is not None and one.text
        )
    for desc in svg.findall(".//desc"):
        desc.getparent().remove(desc)
    svg.set("class", "chart")
    svg.set("role", "img")
    svg.set("aria-label", told)
    etree.cleanup_namespaces(svg)
    return svg
