"""Frames: hand-written sentences with slots, filled from lists when a model is trained.

A frame file is a draft (see data/draft.py) whose texts hold slots such as `{group.religion.pl}` or
`{name.full}`; `slots.yaml` lists what may fill each. The harm `H:@` takes the ground of the group or
slur that filled the frame. Files `train-*` are learnt from, `test-*` never are.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from data.corpus import Row
from data.draft import read_draft
from data.errors import DraftError
from model.labels import GROUNDS
from model.lexicon import read_patterns, shipped_lexicon

FRAMES_FOLDER = Path(__file__).parent / "frames"
SLOTS_FILE = "slots.yaml"
_SLOT = re.compile(r"\{([a-z_.@]+)\}")
_ANY_GROUND = "@"
_SLURS_OF_A_PERSON = frozenset({"ethnicity", "religion", "sexual_orientation", "gender_identity"})
"""Grounds whose slurs are hate whoever they are thrown at; those of gender and disability are also
common abuse (labels.md), and only the listed ones fill frames."""

Slots = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One sentence with slots; `template` is its row before the slots are filled."""

    template: Row
    slots: tuple[str, ...]


def read_slots(folder: Path = FRAMES_FOLDER) -> dict[str, list[str]]:
    """What may fill each slot, by its name: the listed words, and for slurs the lexicon's too."""
    listed = yaml.safe_load((folder / SLOTS_FILE).read_text(encoding="utf-8"))
    slots = {name: [str(filler) for filler in fillers] for name, fillers in listed.items()}
    for name, word in _lexicon_slurs():
        if name in slots and word not in slots[name]:
            slots[name].append(word)
    return slots


def _lexicon_slurs() -> Iterator[tuple[str, str]]:
    """The slot and the word of each slur in the lexicon whose ending tells its form."""
    lexicon = shipped_lexicon()
    for pattern, ground in read_patterns("slur"):
        word = f"{pattern[:-1]}e" if pattern.endswith("ar*") else pattern.removesuffix("*")
        if ground in _SLURS_OF_A_PERSON and re.fullmatch(r"[\w-]+", word):
            strong = ".obscene" if lexicon.is_of(word, ("obscenity",)) else ""
            if form := _form(word):
                yield f"slur.{ground}{strong}.{form}", word


def _form(word: str) -> str:
    """pl, def (plural) or sg by the ending; nothing for a form that fits no slot."""
    if re.search(r"(?:[aoe]rna)$", word):
        return "def"
    if re.search(r"[aoe]r$", word):
        return "pl"
    return "" if re.search(r"(?:en|et|n|s|ad|isk|d)$", word) else "sg"


def read_frames(split: str, folder: Path = FRAMES_FOLDER) -> list[Frame]:
    """The frames of `train` or `test`; DraftError names file and line of an unknown slot."""
    slots = read_slots(folder)
    frames = []
    for file in sorted(folder.glob(f"{split}-*.txt")):
        _, rows = read_draft(file, (*GROUNDS, _ANY_GROUND))
        for row in rows:
            wanted = tuple(_SLOT.findall(row.text))
            unknown = [name for name in wanted if name not in slots]
            if unknown:
                raise DraftError(
                    f"{file.name}: {row.text!r}: no slot is called {', '.join(unknown)}"
                )
            frames.append(Frame(row, wanted))
    return frames


def fill(frames: Sequence[Frame], slots: Slots, *, times: int, seed: int) -> list[Row]:
    """Each frame filled up to `times` times with different words; the same for the same seed."""
    rows: list[Row] = []
    for frame in frames:
        chance = random.Random(f"{seed}:{frame.template.id}")  # noqa: S311 (reproducible on purpose)
        texts: dict[str, Row] = {}
        for number in range(times if frame.slots else min(times, 1)):
            row = _filled(frame, slots, chance, number)
            texts.setdefault(row.text, row)
        rows.extend(texts.values())
    return rows


def _filled(frame: Frame, slots: Slots, chance: random.Random, number: int) -> Row:
    row = frame.template
    text = _SLOT.sub(lambda match: chance.choice(slots[match[1]]), row.text)
    grounds = tuple(part for name in frame.slots for part in name.split(".") if part in GROUNDS)
    ground = tuple(dict.fromkeys(grounds)) if row.ground == (_ANY_GROUND,) else row.ground
    if row.text.startswith("{") and chance.getrandbits(1):
        text = text[:1].upper() + text[1:]
    return replace(row, id=f"{row.id}-{number}", text=text, ground=ground)
