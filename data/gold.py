"""The gold set of personal data: comments written by hand, every finding marked, never trained on.

One comment a line with marks inline, `[[phone|070-174 06 05]]`; what is no private person's, such as
a name in a public role or a switchboard's number, is `[[name|Karin Ek|public]]`. "⏎" is a line break, a line that begins with "# " is for readers. Files
are `<theme>-dev.txt`, whose errors may be read and mended by, and `<theme>-test.txt`, that only
give figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.corpus import Row
from data.errors import GoldError
from data.near_duplicates import Pair, near_duplicates
from model.labels import PERSONAL_DATA_KINDS

GOLD_FOLDER = Path(__file__).parent / "gold" / "personal_data"
NAMES_FOLDER = Path(__file__).parent / "names"
"""Comments that the name tagger is trained and tried on."""
PARTS = ("dev", "test")
PUBLIC = "public"
LINE_BREAK = "⏎"
_REMARK = "# "
_MARK = re.compile(r"\[\[([^\[\]|]*)\|(.*?)(?:\|([^\[\]|]*))?\]\]")
_NAME_MARK = re.compile(r"\[\[|\]\]")


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """One finding that should be made: code points of the text, `end` exclusive."""

    kind: str
    start: int
    end: int
    public: bool = False


@dataclass(frozen=True, slots=True)
class GoldComment:
    """A comment and all that should be found in it; `part` is one of PARTS."""

    text: str
    spans: tuple[GoldSpan, ...]
    place: str
    part: str


def read_gold(folder: Path = GOLD_FOLDER, part: str | None = None) -> list[GoldComment]:
    """The comments of every file, or of one part; GoldError names file and line of every fault."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise GoldError([f"{folder}: no *.txt file here"])
    comments: list[GoldComment] = []
    faults = [
        f"{file.name}: the name must end in -dev.txt or -test.txt"
        for file in files
        if _part_of(file) not in PARTS
    ]
    seen: dict[str, str] = {}
    for file in files:
        for place, line in _lines(file, faults):
            problems, comment = _parse(line, place, _part_of(file))
            if comment.text in seen:
                problems.append(f"the comment stands already at {seen[comment.text]}")
            seen.setdefault(comment.text, place)
            faults += [f"{place}: {problem}" for problem in problems]
            comments.append(comment)
    if faults:
        raise GoldError(faults)
    return [comment for comment in comments if part in (None, comment.part)]


def kind_counts(comments: Iterable[GoldComment]) -> Counter[str]:
    """How many findings of each kind the comments should give."""
    return Counter(span.kind for comment in comments for span in comment.spans)


def repeats(gold: Sequence[GoldComment], rows: Sequence[Row]) -> Iterator[Pair]:
    """Each gold comment that nearly repeats another, a corpus row or a name tagger's comment."""
    gold_rows = [_row(comment.place, comment.text) for comment in gold]
    mine = {row.id for row in gold_rows}
    learnt = [_row(place, _NAME_MARK.sub("", line)) for place, line in _name_lines()]
    for pair in near_duplicates([*rows, *learnt, *gold_rows]):
        if not mine.isdisjoint((pair.first.id, pair.second.id)):
            yield pair


def _name_lines() -> Iterator[tuple[str, str]]:
    for file in sorted(NAMES_FOLDER.glob("*.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()
        yield from ((f"{file.name}:{number}", line) for number, line in enumerate(lines, start=1))


def _row(place: str, text: str) -> Row:
    return Row(place, text, (), (), (), "test")


def _part_of(file: Path) -> str:
    return file.stem.rpartition("-")[2]


def _lines(file: Path, faults: list[str]) -> Iterator[tuple[str, str]]:
    for number, raw in enumerate(file.read_bytes().split(b"\n"), start=1):
        place = f"{file.name}:{number}"
        try:
            line = raw.decode("utf-8").strip()
        except UnicodeDecodeError:
            faults.append(f"{place}: not UTF-8")
            continue
        if line and not line.startswith(_REMARK):
            yield place, line


def _parse(line: str, place: str, part: str) -> tuple[list[str], GoldComment]:
    text, reached = "", 0
    spans: list[GoldSpan] = []
    problems: list[str] = []
    for match in _MARK.finditer(line):
        kind, words, role = match.groups()
        text += line[reached : match.start()]
        spans.append(GoldSpan(kind, len(text), len(text) + len(words), role == PUBLIC))
        text += words
        reached = match.end()
        problems += _mark_problems(kind, words, role)
    text += line[reached:]
    if _NAME_MARK.search(text):
        problems.append("a mark is not [[kind|text]] or [[kind|text|public]]")
    if not text.strip():
        problems.append("empty comment")
    return problems, GoldComment(text.replace(LINE_BREAK, "\n"), tuple(spans), place, part)


def _mark_problems(kind: str, words: str, role: str | None) -> Iterator[str]:
    if kind not in PERSONAL_DATA_KINDS:
        yield f"unknown kind {kind!r} (one of {', '.join(PERSONAL_DATA_KINDS)})"
    if not words or words != words.strip():
        yield f"the mark of {kind} is empty or has a space at its edge"
    if role not in (None, PUBLIC):
        yield f"unknown attribute {role!r} (only {PUBLIC!r} is known)"
