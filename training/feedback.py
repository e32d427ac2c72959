"""Feedback: what people decided, as rows to train on, and what to label next.

What a verdict teaches, and what it does not:
- confirmed: the labels of the chosen ground are there (those that were flagged, or the likeliest);
- changed: the same, also where the model had not flagged them: a miss;
- dismissed, or an objection granted: the harms that were flagged are not there. "The comment breaks
  no rule" may be said of a label that is right, so it counts half of "the suggestion is wrong".
Labels that nobody judged are not `known`. Where people disagree, each verdict becomes a row, and
they share the weight of one.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from data.errors import OwnDataError
from data.frames import read_slots
from model.labels import GROUNDS, HARMS, LABELS

CONFIRMED, CHANGED, DISMISSED = "confirmed", "changed", "dismissed"
NO_BREACH = "ingen-overtradelse"
DOUBTED = 0.5
"""Weight of a dismissal that does not say that the model was wrong."""
HELD_OUT = 0.2
"""Share of decisions that are kept to compare bundles on."""
_DISMISSALS = frozenset({NO_BREACH, "felaktigt-forslag"})
_STAND_IN = re.compile(r"\[([a-zåäö-]+(?: [a-zåäö-]+)?) (\d+)\]", re.IGNORECASE)
_SLOTS: Mapping[str, str] = {
    "person": "name.full",
    "personnummer": "personnummer",
    "telefonnummer": "phone",
    "e-postadress": "email",
    "adress": "address",
    "registreringsnummer": "plate",
    "kontonummer": "account",
}
"""What may stand for a stand-in: safe values (see data/frames/slots.yaml)."""
_NEEDED = ("decision", "version", "text", "scores", "flags", "verdicts")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one person's verdict says: labels that are there, and those that the person judged."""

    kind: str
    labels: frozenset[str]
    known: frozenset[str]
    weight: float


def read_exports(files: Sequence[Path]) -> list[dict[str, Any]]:
    """The lines of training exports, each version of a comment once (the last file goes before).

    OwnDataError names file and line of what is no line of such an export.
    """
    found: dict[tuple[str, int], dict[str, Any]] = {}
    faults: list[str] = []
    for file in files:
        for number, raw in enumerate(_bytes(file).split(b"\n"), start=1):
            if raw.strip():
                values, fault = _parse(raw)
                if fault:
                    faults.append(f"{file.name}:{number}: {fault}")
                else:
                    found[values["decision"], values["version"]] = values
    if faults:
        raise OwnDataError(faults)
    return [found[key] for key in sorted(found)]


def lessons_of(line: Mapping[str, Any]) -> list[Lesson]:
    """What each person's last verdict teaches; verdicts that teach nothing are left out."""
    last = {each["reviewer"]: each for each in line["verdicts"]}
    told = [_lesson(line, verdict) for verdict in last.values()]
    return [each for each in told if each is not None]


def rows_of(lines: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Corpus-shaped rows with `known`, `weight` and `group`; `split` is test for the held-out."""
    slots = read_slots()
    for line in lines:
        merged = _merged(lessons_of(line))
        for number, lesson in enumerate(merged):
            row = _row(line, lesson, number, len(merged), slots)
            if row["known"]:
                yield row


def disagreement(line: Mapping[str, Any]) -> float:
    """How far people differ among themselves, or from the model: 1, 0.5 or 0."""
    merged = _merged(lessons_of(line))
    if len(merged) > 1:
        return 1.0
    flagged = set(line["flags"]) & set(HARMS)
    return 0.5 if any(each.labels ^ (flagged & each.known) for each in merged) else 0.0


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OwnDataError([f"{file}: cannot be read ({error.strerror})"]) from error


def _parse(raw: bytes) -> tuple[dict[str, Any], str]:
    try:
        values = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return {}, f"not JSON ({error})"
    missing = [name for name in _NEEDED if not isinstance(values, dict) or name not in values]
    if missing:
        return {}, f"no line of a training export: {', '.join(missing)} missing"
    if missing := [name for name in LABELS if name not in values["scores"]]:
        return {}, f"its scores lack {', '.join(missing)}"
    return values, ""


def _lesson(line: Mapping[str, Any], verdict: Mapping[str, Any]) -> Lesson | None:
    flagged = frozenset(line["flags"]) & frozenset(HARMS)
    about = frozenset(verdict.get("ground_labels", ())) & frozenset(LABELS)
    if verdict.get("granted_objection"):
        return _absent(flagged & about or flagged, 1.0)
    idle = set(verdict["actions"]) <= {"none"}
    if verdict["verdict"] == "dismiss" or verdict["ground"] in _DISMISSALS or idle:
        return _absent(flagged, DOUBTED if verdict["ground"] == NO_BREACH else 1.0)
    if not about:
        return None  # such as copyright: nothing that a text shows
    likeliest = max(about, key=lambda label: (line["scores"][label], label))
    there = about & frozenset(line["flags"]) or frozenset({likeliest})
    kind = CONFIRMED if verdict["verdict"] == "confirm" else CHANGED
    return Lesson(kind, there, there, 1.0)


def _absent(labels: frozenset[str], weight: float) -> Lesson | None:
    return Lesson(DISMISSED, frozenset(), labels, weight) if labels else None


def _merged(lessons: Sequence[Lesson]) -> list[Lesson]:
    """One lesson of those that agree; where some contradict others, each with its share."""
    counts = Counter((each.labels, each.known) for each in lessons)
    merged = []
    for (labels, known), count in counts.items():
        same = [each for each in lessons if (each.labels, each.known) == (labels, known)]
        weight = max(each.weight for each in same) * count / len(lessons)
        merged.append(Lesson(same[-1].kind, labels, known, round(weight, 4)))
    return merged


def _row(
    line: Mapping[str, Any],
    lesson: Lesson,
    number: int,
    rivals: int,
    slots: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    decision = str(line["decision"])
    chance = crc32(decision.encode())
    grounds = line.get("grounds") or dict.fromkeys(GROUNDS, 0)
    hateful = "hate_speech" in lesson.labels
    text, whole = refilled(line["text"], decision, slots)
    known = lesson.known if whole else lesson.known - {"personal_data"}
    return {
        "id": f"feedback-{decision}-{line['version']}-{number}",
        "text": text,
        "labels": sorted(lesson.labels & set(HARMS) & known),
        "ground": [max(grounds, key=lambda name: grounds[name])] if hateful else [],
        "intents": sorted((lesson.labels & known) - set(HARMS)),
        "split": "test" if chance % 1000 < HELD_OUT * 1000 else "train",
        "note": f"feedback,{lesson.kind}" + (",disagreed" if rivals > 1 else ""),
        "known": sorted(known),
        "weight": lesson.weight,
        "group": f"feedback-{chance % 20}",
    }


def refilled(text: str, decision: str, slots: Mapping[str, Sequence[str]]) -> tuple[str, bool]:
    """The text with invented values for its stand-ins, and whether each had one.

    Learnt as it stands, "[personnummer 1]" would itself become personal data.
    """
    whole = True

    def filled(match: re.Match[str]) -> str:
        nonlocal whole
        slot = _SLOTS.get(match[1])
        if slot is None:
            whole = False
            return match[0]
        seed = f"{decision}:{match[0]}"
        return random.Random(seed).choice(slots[slot])  # noqa: S311 (reproducible on purpose)

    return _STAND_IN.sub(filled, text), whole
