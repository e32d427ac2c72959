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

from collections.abc import Sequence
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
    labels, ground, intents = _codes(parts[0], place, grounds)
    return Row(
        id=f"{header['theme']}-{number:04d}",
        text=parts[2].replace("\\n", "\n"),
        labels=labels,
        ground=ground,
        intents=intents,
        split=header["split"],
        note=parts[1].replace(" ", "") if parts[1] != "-" else "",
    )


def _codes(
    codes: str, place: str, grounds: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    harms, _, wants = codes.partition(" ")
    labels: list[str] = []
    ground: list[str] = []
    for part in harms.replace("-", "").split(","):
        letters, _, named = part.partition(":")
        if named:
            ground.extend(named.split("+"))
        for letter in letters:
            if letter not in HARM_CODES:
                raise DraftError(f"{place}: no harm has the code {letter!r}")
            labels.append(HARM_CODES[letter])
    intents = list(wants.replace("-", "").replace(" ", ""))
    for letter in intents:
        if letter not in INTENT_CODES:
            raise DraftError(f"{place}: no intent has the code {letter!r}")
    for name in ground:
        if name not in grounds:
            raise DraftError(f"{place}: unknown ground {name!r}")
    return tuple(labels), tuple(ground), tuple(INTENT_CODES[letter] for letter in intents)
