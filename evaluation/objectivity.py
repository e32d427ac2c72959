"""Objectivity: how often criticism, satire and politics without a harm would be taken away.

Regeringsformen 1:9 and 2:1: a municipality's page may not hide what it merely dislikes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from rich.table import Table

from model.assessment import NORMALLY_FINE, Assessment
from model.labels import HARMS
from model.policy import Context, Profile, decide
from model.policy.actions import REMOVALS

COMMENTS_FILE = Path(__file__).with_name("objectivity.txt")
"""Comments that carry no harm, under a heading for each kind; never trained on."""


class Assessor(Protocol):
    """What reads the comments: our Classifier, or another with the same method."""

    def assess_many(self, texts: Iterable[str]) -> list[Assessment]:
        """One assessment a text, in order."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment without a harm, and what kind of free speech it is."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Removal:
    """A comment that a profile would hide or delete, by which rules, and what was flagged."""

    profile: str
    kind: str
    text: str
    rules: tuple[str, ...]
    flags: tuple[str, ...]


def read_comments(file: Path = COMMENTS_FILE) -> list[Comment]:
    """The comments in file order."""
    kind, comments = "", []
    for line in filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines())):
        if line.startswith("#"):
            kind = line.removeprefix("#").strip()
        else:
            comments.append(Comment(kind, line))
    return comments


def is_harmless(assessment: Assessment) -> bool:
    """Whether no harm is flagged and no personal data marked that anybody need look at."""
    exposed = any(one.level not in {None, NORMALLY_FINE} for one in assessment.findings)
    return not exposed and not set(HARMS) & set(assessment.flags)


def removals(
    comments: Sequence[Comment], assessments: Sequence[Assessment], profiles: Mapping[str, Profile]
) -> list[Removal]:
    """Every comment that a profile suggests to hide or delete."""
    found = []
    for comment, assessment in zip(comments, assessments, strict=True):
        for key, profile in profiles.items():
            actions = decide(assessment, profile, Context()).actions
            rules = [rule for one in actions if one.action in REMOVALS for rule in one.rules]
            if rules:
                named = tuple(dict.fromkeys(rules))
                found.append(Removal(key, comment.kind, comment.text, named, assessment.flags))
    return found


def objectivity_table(
    comments: Sequence[Comment], found: Sequence[Removal], profiles: Mapping[str, Profile]
) -> Table:
    """For each profile and kind, how many of the comments would be taken away."""
    kinds = list(dict.fromkeys(comment.kind for comment in comments))
    table = Table("profile", *kinds, "all")
    for key in profiles:
        counts = [sum((one.profile, one.kind) == (key, kind) for one in found) for kind in kinds]
        table.add_row(key, *map(str, counts), f"{sum(counts)} of {len(comments)}")
    return table


def removals_table(found: Sequence[Removal]) -> Table:
    """Each comment that would be taken away, the profiles that would, and what was flagged."""
    table = Table("text", "flagged", "profiles: rules", show_lines=True)
    texts = dict.fromkeys((one.text, one.flags) for one in found)
    for text, flags in texts:
        by = [f"{one.profile}: {', '.join(one.rules)}" for one in found if one.text == text]
        table.add_row(text, ", ".join(flags) or "–", "\n".join(by))
    return table


def objectivity_values(comments: Sequence[Comment], found: Sequence[Removal]) -> dict[str, Any]:
    """As the tables, for JSON."""
    return {"comments": len(comments), "removals": [asdict(one) for one in found]}
