"""Sensitive statements about a person whom the text points out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from model.assessment import HIDE_AT_ONCE, Finding
from model.personal_data.roles import PUBLIC
from model.personal_data.roles_exposure import OWN, Person
from model.personal_data.sensitive_terms import CRIME, POLITICS, SENSITIVE, UNION, category_of

_END = re.compile(r"[.!?…]+(?=\s|$)|\n")
_GOES_ON = re.compile(
    r"[\s\"”–—-]*(?:han|hon|hen|hans|hennes|hens|de|dom|deras|pojken|flickan|killen|tjejen|mannen|kvinnan)\b",
    re.IGNORECASE,
)
_WHO = (
    r"(?:eleven|elev|pojken|flickan|killen|tjejen|ungen|barnet|grannen|granne|gubben|tanten|kärringen|"
    r"mannen|kvinnan|familjen|paret|läraren|fröken|vaktmästaren|mamman|pappan|sonen|dottern|hon|han|"
    r"de|dom|folket|karln|snubben|hyresgästen|tandläkaren|frisören|prästen)"
)
_POINTED = re.compile(
    rf"\b{_WHO}(?:\s+(?:som\s+)?(?:bor\s+)?(?:i|på|vid))\s+"
    r"(?:(?:klass\s+)?\d{1,2}[ ]?[a-fA-F]\b"
    r"|[\w-]+(?:gatan|vägen|gränd|stigen|backen|torget|allén|väg|gata)\s+\d{1,3}\b"
    r"|(?:lägenhet|lgh|nummer|nr)\s+\d{1,4}\b|\d{1,3}:?an\b)",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(r"\b(?:jag|ja|själv)\s(?:\w+\s){0,3}$|\b(?:har jag|är jag|blev jag)\s(?:\w+\s){0,3}$", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:ingen|inte|aldrig)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_NEAR = 45


def find_sensitive(text: str, people: Sequence[Person]) -> Iterator[Finding]:
    """What is said of health, social services, crime, faith … of somebody whom the text points out."""
    first_term = SENSITIVE.search(text)
    if first_term is None:
        return
    tied: Person | str | None = None
    for start, end in _sentences(text):
        here = _somebody(text, people, start, end)
        tied = here or (tied if _GOES_ON.match(text, start) else None)
        if tied is None:
            continue
        for match in SENSITIVE.finditer(text, start, end):
            if _is_told_of(text, match, tied):
                yield _finding(match, tied)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _somebody(text: str, people: Sequence[Person], start: int, end: int) -> Person | str | None:
    """The private person whom a sentence points out most plainly: by name, or by role and place."""
    named = [person for person in people if start <= person.start < end and person.role != OWN]
    private = [person for person in named if not person.public]
    if private:
        return max(private, key=lambda person: (person.full, person.pointed_out))
    if named:
        return named[0]
    pointed = _POINTED.search(text, start, end)
    return pointed[0] if pointed else None


def _is_told_of(text: str, match: re.Match[str], tied: Person | str) -> bool:
    category = category_of(match)
    if isinstance(tied, Person) and tied.role in PUBLIC and category in (POLITICS, UNION):
        return False
    before = text[max(0, match.start() - _NEAR) : match.start()]
    return not _OWN_WORDS.search(before) and not _DENIED.search(before)


def _finding(match: re.Match[str], tied: Person | str) -> Finding:
    category = category_of(match)
    if isinstance(tied, str):
        score, who = 0.75, f"en person som pekas ut ({tied})"
    elif tied.public:
        return Finding(
            "sensitive", *match.span(), 0.5, "sensitive", f"{category}, om person i offentlig roll", 2
        )
    else:
        score = 0.9 if tied.full else 0.8 if tied.pointed_out else 0.6
        who = "en namngiven person"
    if category == CRIME:
        category = "brott eller misstanke om brott"
    return Finding(
        "sensitive", *match.span(), score, "sensitive", f"uppgift om {category}, om {who}", HIDE_AT_ONCE
    )
