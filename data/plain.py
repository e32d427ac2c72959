"""Plain text: documents of other people's words without labels, and passages drawn from them."""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from data.errors import SourceError
from data.sources import described

PLAIN_FILE = Path(__file__).parent / "plain.yaml"
DOCUMENT = "###"
"""A line that begins so opens a new document; in a file without it, every line is one."""
SEED = 2026
_LENGTH = range(30, 400)
"""Letters of a document's sentence: shorter ones are headings, longer ones lists."""
_LONGEST = 4
_HEADING = 2
"""Sentences at a document's start that name its sender and number."""
_END = re.compile(r"(?<=[.?!]) (?=[A-ZÅÄÖ])")


@dataclass(frozen=True, slots=True)
class PlainText:
    """One file of plain text: whose it is, the labels it is free of, passages to draw and their weight."""

    key: str
    file: str
    title: str
    licence: str
    labels: frozenset[str]
    passages: int
    weight: float


def read_plain(file: Path = PLAIN_FILE) -> dict[str, PlainText]:
    """The texts that plain.yaml names, by key; SourceError when one is described wrongly."""
    return {fields["key"]: PlainText(**fields) for fields in described(file)}


def read_passages(text: PlainText, folder: Path) -> list[str]:
    """As many passages as it says, of one to four sentences or a line each; the same every time.

    SourceError when the file is missing or is no text.
    """
    chance = random.Random(SEED)  # noqa: S311 (reproducible on purpose)
    passages = [
        passage
        for document in read_documents(folder / text.file)
        for passage in (document if len(document) == 1 else _passages(document, chance))
    ]
    return chance.sample(passages, min(text.passages, len(passages)))


def read_documents(file: Path) -> Iterator[list[str]]:
    """The lines of each document of a *.txt or *.txt.xz file; SourceError when it is no UTF-8 text."""
    opened = False
    for heading, lines in groupby(_lines(file), lambda line: line.startswith(DOCUMENT)):
        opened |= heading
        if not heading:
            yield from [list(lines)] if opened else ([line] for line in lines)


def _passages(lines: list[str], chance: random.Random) -> Iterator[str]:
    whole = " ".join(lines).replace("\xad", "")
    sentences = [each for each in _END.split(whole)[_HEADING:] if len(each) in _LENGTH]
    start = 0
    while start < len(sentences):
        end = start + chance.randint(1, _LONGEST)
        yield " ".join(sentences[start:end])
        start = end + chance.randint(0, _LONGEST)


def _lines(file: Path) -> Iterator[str]:
    opened = lzma.open if file.suffix == ".xz" else open
    try:
        with opened(file, "rt", encoding="utf-8") as lines:
            yield from filter(None, (line.strip() for line in lines))
    except UnicodeDecodeError as error:
        raise SourceError(f"{file}: not UTF-8 (byte {error.start})") from error
    except (lzma.LZMAError, EOFError, OSError) as error:
        raise SourceError(f"{file}: cannot be read ({error})") from error
