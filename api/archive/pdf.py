"""Documents as PDF/A-3u, made by fpdf2 with an embedded font; files can be attached to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fpdf import FPDF

FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
LONGEST = 20_000
"""Characters of one text that are set on pages; the whole of it is in the attached JSON."""

_LABEL, _WIDTH, _LINE = 48, 122, 5.5  # millimetres


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the rows under it: what it is, and its value."""

    heading: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    body: bytes
    media_type: str


def render(
    title: str,
    sections: Iterable[Section],
    moment: datetime,
    attachments: Iterable[Attachment] = (),
) -> bytes:
    """The PDF. A character without a glyph is written as its code point, for none may be missing."""
    pdf = _Document(title)
    pdf.set_creation_date(moment)
    pdf.add_page()
    pdf.set_font_size(16)
    pdf.multi_cell(0, 9, drawable(title), new_x="LMARGIN", new_y="NEXT")
    for section in sections:
        _write(pdf, section)
    for one in attachments:
        pdf.embed_file(
            bytes=one.body,
            basename=one.name,
            mime_type=one.media_type,
            modification_date=moment,
            associated_file_relationship="DATA",
        )
    return bytes(pdf.output())


def drawable(words: str) -> str:
    """The words with every character that the font lacks as [U+…], cut at LONGEST."""
    known = _glyphs()
    lines = words[:LONGEST].replace("\r\n", "\n").replace("\t", "    ")
    shown = "".join(
        one if one == "\n" or ord(one) in known else f"[U+{ord(one):04X}]" for one in lines
    )
    return shown if len(words) <= LONGEST else f"{shown} […] (hela texten finns i bifogad JSON)"


class _Document(FPDF):
    def __init__(self, title: str) -> None:
        super().__init__(enforce_compliance="PDF/A-3U")
        self.add_font("DejaVu", fname=FONT)
        self.set_font("DejaVu", size=10)
        self.set_lang("sv")
        self.set_title(drawable(title))
        self.set_creator("Uppsikt")
        self.set_auto_page_break(auto=True, margin=20)

    def footer(self) -> None:
        """Page number."""
        self.set_y(-15)
        self.set_font_size(8)
        self.cell(0, 10, f"{self.page_no()}", align="C")
        self.set_font_size(10)


def _write(pdf: FPDF, section: Section) -> None:
    pdf.ln(3)
    pdf.set_font_size(12)
    pdf.multi_cell(0, 8, drawable(section.heading), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font_size(10)
    for label, value in section.rows:
        pdf.multi_cell(_LABEL, _LINE, drawable(label), align="L", new_x="RIGHT", new_y="TOP")
        pdf.multi_cell(
            _WIDTH, _LINE, drawable(value) or "–", align="L", new_x="LMARGIN", new_y="NEXT"
        )


@cache
def _glyphs() -> frozenset[int]:
    with TTFont(FONT) as font:
        return frozenset(code for code in font.getBestCmap() if chr(code).isprintable())
