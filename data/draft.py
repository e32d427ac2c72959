r"""Drafts: the short hand in which corpus rows are written, turned into checked JSON lines.

A draft names its theme and split, then has one comment a line, `codes | tags | text`:

    # theme: simhall
    # split: train
    PI k | teenager | era jävla idioter, öppna hallen nån gång
    H:ethnicity,I - | forum | …
    - q | official,hard | När öppnar simhallen?

Codes before the space are harms, after it intents; `-` is none. `\n` in a text is a line break.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.corpus import Row
from data.errors import DraftError
from model.labels import GROUNDS

COLUMNS = 3
HARM_CODES = {
    "P": "profanity",
    "H": "hate_speech",
    "T": "threat",
    "D": "personal_data",
    "I": "insult",
    "U": "incitement",
    "S": "sexual",
    "V": "violence",
    "N": "distress",
    "R": "spam",
}
INTENT_CODES = {
    "q": "question",
    "c": "case",
    "f": "fault_report",
    "w": "concern_report",
    "k": "criticism",
    "b": "praise",
}
HARD = "hard"
"""The tag of a row without harm that looks like harm."""
REGISTERS = frozenset(
    [
        "caps",
        "dialect",
        "emoji",
        "forum",
        "fragment",
        "gaming",
        "immigrant",
        "news",
        "nopunct",
        "official",
        "pensioner",
        "plain",
        "review",
        "sarcasm",
        "sport",
        "subtitle",
        "teenager",
        "tweet",
        "video",
        "web",
    ]
)
"""Tags that say how somebody writes, or where; the first of a row is its register."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What the codes of one comment say."""

    harms: tuple[str, ...]
    grounds: tuple[str, ...]
    intents: tuple[str, ...]


def read_draft(file: Path, grounds: Sequence[str] = GROUNDS) -> tuple[str, list[Row]]:
    """The theme of a draft and its rows, numbered `theme-0001` on; DraftError names file, line."""
    header: dict[str, str] = {}
    rows: list[Row] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        place = f"{file.name}:{number}"
        if line.startswith("#"):
            key, _, value = line.lstrip("# ").partition(":")
            header[key.strip()] = value.strip()
        elif line.strip():
            rows.append(_row(line, header, len(rows) + 1, place, grounds))
    if not rows:
        raise DraftError(f"{file.name}: no rows")
    return header["theme"], rows


def _row(line: str, header: dict[str, str], number: int, place: str, grounds: Sequence[str]) -> Row:
    if not header.get("theme") or not header.get("split"):
        raise DraftError(f"{place}: '# theme:' and '# split:' must stand before the first row")
    parts = [part.strip() for part in line.split("|", COLUMNS - 1)]
    if len(parts) != COLUMNS:
        raise DraftError(f"{place}: a row is 'codes | tags | text'")
    try:
        codes = read_codes(parts[0], grounds)
    except ValueError as error:
        raise DraftError(f"{place}: {error}") from None
    tags = [tag.strip() for tag in parts[1].split(",")] if parts[1] != "-" else []
    if unknown := [tag for tag in tags if tag not in REGISTERS and tag != HARD]:
        known = ", ".join([*sorted(REGISTERS), HARD])
        raise DraftError(f"{place}: no tag is called {unknown[0]!r}; there are {known}")
    return Row(
        id=f"{header['theme']}-{number:04d}",
        text=parts[2].replace("\\n", "\n"),
        labels=codes.harms,
        ground=codes.grounds,
        intents=codes.intents,
        split=header["split"],
        note=",".join(tags),
    )


def read_codes(codes: str, grounds: Sequence[str] = GROUNDS) -> Codes:
    """What `harms intents` says, as `H:ethnicity,I kq` or `- -`; ValueError names a code unknown."""
    harms, _, intents = codes.partition(" ")
    if not harms:
        raise ValueError("no codes; '- -' is none")
    parts = [part.partition(":") for part in harms.replace("-", "").split(",")]
    named = [ground for _, colon, some in parts if colon for ground in some.split("+")]
    if unknown := [name for name in named if name not in grounds]:
        raise ValueError(f"unknown ground {unknown[0]!r}")
    return Codes(
        harms=_meant("".join(letters for letters, _, _ in parts), HARM_CODES, "harm"),
        grounds=tuple(named),
        intents=_meant(intents.replace("-", "").replace(" ", ""), INTENT_CODES, "intent"),
    )


def _meant(letters: str, codes: Mapping[str, str], what: str) -> tuple[str, ...]:
    if unknown := [letter for letter in letters if letter not in codes]:
        raise ValueError(f"no {what} has the code {unknown[0]!r}")
    return tuple(codes[letter] for letter in letters)
