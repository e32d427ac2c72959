"""Differences between two profiles: in their words, and in what they would suggest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.assessment import Assessment, Finding
from model.labels import GROUNDS, HARMS, LABELS
from model.policy.context import Context
from model.policy.engine import decide
from model.policy.profile import Profile
from model.policy.words import GROUND_WORDS, LABEL_WORDS, listed

_SURE = 0.95
_LONGEST = 120
_APART = frozenset({"rules", "other_grounds", "examples", "hash", "grounds"})


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of comment that the two treat differently."""

    comment: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changed_words(old: Profile, new: Profile) -> Iterator[str]:
    """One Swedish line for each field, rule and ground that differs."""
    before, after = _plain(old), _plain(new)
    for name in dict.fromkeys((*before, *after)):
        if name not in _APART and before.get(name) != after.get(name):
            yield f"~ {name}: {_short(before.get(name))} → {_short(after.get(name))}"
    for part, key, word in (("rules", "id", "regeln"), ("other_grounds", "key", "grunden")):
        yield from _changed_parts(_by(before, part, key), _by(after, part, key), word)


def shifts(old: Profile, new: Profile) -> list[Shift]:
    """Kinds of comments, surely read, for which the suggestions differ."""
    found = []
    for comment, assessment in _probes():
        before, after = _names(assessment, old), _names(assessment, new)
        if before != after:
            found.append(Shift(comment, before, after))
    return found


def _changed_parts(before: Mapping[str, Any], after: Mapping[str, Any], word: str) -> Iterator[str]:
    yield from (f"- {word} {key}: {before[key]['title']}" for key in before if key not in after)
    yield from (f"+ {word} {key}: {after[key]['title']}" for key in after if key not in before)
    for key in (key for key in before if key in after):
        was, now = before[key], after[key]
        for name in dict.fromkeys((*was, *now)):
            if was.get(name) != now.get(name):
                told = f"{_short(was.get(name))} → {_short(now.get(name))}"
                yield f"~ {word} {key}, {name}: {told}"


def _plain(profile: Profile) -> dict[str, Any]:
    return profile.model_dump(mode="json", exclude_defaults=True)


def _by(values: Mapping[str, Any], part: str, key: str) -> dict[str, dict[str, Any]]:
    return {one[key]: one for one in values.get(part, [])}


def _short(value: Any) -> str:
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _probes() -> Iterator[tuple[str, Assessment]]:
    for label in LABELS:
        if label != "hate_speech":
            yield LABEL_WORDS[label], _reads([label])
    for ground in (*GROUNDS, None):
        yield f"hat, grund: {GROUND_WORDS[ground or 'unknown']}", _reads(["hate_speech"], ground)
    for level in (1, 2, 3):
        yield f"personuppgift av nivå {level}", _reads(["personal_data"], level=level)
    for harm in HARMS:
        yield listed([LABEL_WORDS[harm], LABEL_WORDS["criticism"]]), _reads([harm, "criticism"])


def _reads(labels: list[str], ground: str | None = None, level: int | None = None) -> Assessment:
    marked = Finding("name", 0, 1, 1.0, "probe", "", level)
    return Assessment(
        scores={label: _SURE if label in labels else 0.0 for label in LABELS},
        flags=tuple(label for label in LABELS if label in labels),
        findings=() if level is None else (marked,),
        model="probe",
        grounds={name: _SURE if name == ground else 0.0 for name in GROUNDS},
    )


def _names(assessment: Assessment, profile: Profile) -> tuple[str, ...]:
    return tuple(one.action for one in decide(assessment, profile, Context()).actions)
