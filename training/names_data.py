"""Texts with names marked: the outside sources' columns, our own comments, and variants of both."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.errors import CorpusError, SourceError
from model.assessment import Span
from model.personal_data.names_features import Listing
from model.personal_data.names_words import Token

COMMENTS_FOLDER = Path(__file__).parent.parent / "data" / "names"
HELD_OUT = "held-out"
_MARK = re.compile(r"\[\[(.*?)\]\]")
_CLOSES = frozenset(".,;:!?)]}”")
_OPENS = frozenset("([“")
_FEW_BEARERS, _MANY_BEARERS = 1, 3
_WORDLIKE = 3
_INVENTED = 0.3
"""Share of surnames put together from parts of others, so that the tagger learns the unknown."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and where its names stand."""

    text: str
    names: tuple[Span, ...]


def read_comments(folder: Path = COMMENTS_FOLDER, *, held_out: bool) -> list[Marked]:
    """Our own comments, one a line with [[names]]; the held-out files begin with "held-out"."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise CorpusError([f"{folder}: no *.txt file here"])
    chosen = [file for file in files if file.name.startswith(HELD_OUT) == held_out]
    return [
        parse_marked(line)
        for file in chosen
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def parse_marked(line: str) -> Marked:
    """A line with [[names]] as text and spans."""
    text, names, last = "", [], 0
    for match in _MARK.finditer(line):
        text += line[last : match.start()]
        names.append(Span(len(text), len(text) + len(match[1])))
        text += match[1]
        last = match.end()
    return Marked(text + line[last:], tuple(names))


def read_columns(file: Path, *, word: int, tag: int) -> list[Marked]:
    """Sentences of a file with one word and its tag a line, joined as they would be written."""
    if not file.is_file():
        raise SourceError(f"{file} is missing")
    return [_joined(sentence) for sentence in _sentences(file, word, tag)]


def _sentences(file: Path, word: int, tag: int) -> Iterator[list[tuple[str, str]]]:
    sentence: list[tuple[str, str]] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if line.startswith("# "):
            continue
        if len(parts) > tag:
            written = parts[word].replace("\u00ad", "")
            if written:
                sentence.append((written, parts[tag]))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _joined(sentence: Iterable[tuple[str, str]]) -> Marked:
    text, goes_on = "", False
    names: list[Span] = []
    for word, tag in sentence:
        if text and word not in _CLOSES and text[-1] not in _OPENS:
            text += " "
        start, text = len(text), text + word
        person = tag.endswith("PER")
        if person and goes_on and not tag.startswith("B"):
            names[-1] = Span(names[-1].start, len(text))
        elif person:
            names.append(Span(start, len(text)))
        goes_on = person
    return Marked(text, tuple(names))


def tags(line: Sequence[Token], names: Sequence[Span]) -> list[str]:
    """O, B or I for each token."""
    found = ["O"] * len(line)
    for span in names:
        inside = [
            at for at, word in enumerate(line) if word.start < span.end and word.end > span.start
        ]
        for place in inside:
            found[place] = "B" if place == inside[0] else "I"
    return found


class Renamer:
    """Puts other names in the place of marked ones: drawn from the lists, never kept as a list."""

    def __init__(self, listings: Mapping[str, Listing], seen: Iterable[Marked], seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret
        known = sorted(listings.items())
        self._common = [w for w, at in known if at.first >= _MANY_BEARERS and at.word < _WORDLIKE]
        self._rare = [w for w, at in known if at.first >= _FEW_BEARERS and at.word < _WORDLIKE - 1]
        self._surnames = [w for w, at in known if at.surname and at.word <= _WORDLIKE]
        parts = {m.text[s.start : s.end].split()[-1] for m in seen for s in m.names}
        self._others = sorted(part for part in parts if part.istitle() and len(part) > 1)

    def renamed(self, marked: Marked) -> Marked:
        """The same text with every name exchanged for another."""
        text, names, last = "", [], 0
        for span in marked.names:
            text += marked.text[last : span.start]
            old = marked.text[span.start : span.end]
            name = self._name(genitive=old.endswith("s"), alone=" " not in old)
            names.append(Span(len(text), len(text) + len(name)))
            text += name
            last = span.end
        return Marked(text + marked.text[last:], tuple(names))

    def chance(self, share: float) -> bool:
        """True in `share` of the calls."""
        return self._random.random() < share

    def _name(self, *, genitive: bool, alone: bool) -> str:
        surname = self._surname()
        if alone:
            name = surname if self.chance(0.5) else self._first()
        elif self.chance(0.1):
            initials = [self._first()[0] + "." for _ in range(1 + self.chance(0.3))]
            name = " ".join([*initials, surname])
        elif self.chance(0.06):
            name = f"{self._first()} {surname[0]}"
        else:
            name = f"{self._first()} {surname}"
        return name + "s" if genitive and self.chance(0.7) and name[-1] not in "sxz" else name

    def _first(self) -> str:
        return self._random.choice(self._common if self.chance(0.6) else self._rare).title()

    def _surname(self) -> str:
        draw = self._random
        if self.chance(_INVENTED):
            head, tail = draw.choice(self._others), draw.choice(self._surnames)
            return (head[: draw.randint(2, 4)] + tail[-draw.randint(3, 5) :]).title()
        return draw.choice(self._surnames if self.chance(0.5) else self._others).title()


def lowered(marked: Marked) -> Marked:
    """The text without capitals; names where they were."""
    return _same_length(marked, marked.text.lower())


def shouted(marked: Marked) -> Marked:
    """The text in capitals; unchanged where a capital takes more room."""
    return _same_length(marked, marked.text.upper())


def _same_length(marked: Marked, text: str) -> Marked:
    return Marked(text, marked.names) if len(text) == len(marked.text) else marked


def variants(marked: Marked, renamer: Renamer) -> Iterator[Marked]:
    """A sentence of prose and what it might look like in a comment."""
    yield marked
    if not marked.names:
        if renamer.chance(0.2):
            yield lowered(marked)
        return
    yield lowered(marked)
    yield renamer.renamed(marked)
    yield lowered(renamer.renamed(marked))
    if renamer.chance(0.3):
        yield shouted(marked)
