"""Sensitive statements about a person whom the text points out."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from model.assessment import A_HUMAN_DECIDES, HIDE_AT_ONCE, Finding
from model.personal_data.names_words import LONGEST_WORD, Token
from model.personal_data.roles import PUBLIC
from model.personal_data.roles_exposure import OWN, Person
from model.personal_data.sensitive_terms import (
    CRIME,
    POLITICS,
    SENSITIVE,
    SOCIAL,
    UNION,
    category_of,
    may_open,
)

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
_HEADS = "bdefghklmnpstuv"
"""First letters of _WHO: what begins otherwise is quick to pass over."""
_DIGIT = re.compile("[0-9]")
_POINTED = re.compile(
    rf"(?=[{_HEADS}])\b{_WHO}(?:\s+(?:som\s+)?(?:bor\s+)?(?:i|på|vid))\s+"
    r"(?:(?:klass\s+)?\d{1,2}[ ]?[a-fA-F]\b"
    r"|[\w-]+(?:gatan|vägen|gränd|stigen|backen|torget|allén|väg|gata)\s+\d{1,3}\b"
    r"|(?:lägenhet|lgh|nummer|nr)\s+\d{1,4}\b|\d{1,3}:?an\b)",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(
    r"\b(?:jag|ja|själv)\s(?:\w+\s){0,3}$|\b(?:har jag|är jag|blev jag)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:ingen|inte|aldrig)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_AT_WORK = re.compile(r"(?<!lever )(?<!går )\b(?:på|från|hos|till|av)\s$", re.IGNORECASE)
_NEAR = 45


def points_out(text: str) -> bool:
    """Whether the text points somebody out by role and place, without a name."""
    return bool(_DIGIT.search(text) and _POINTED.search(text))


def find_sensitive(text: str, line: Sequence[Token], people: Sequence[Person]) -> Iterator[Finding]:
    """What is said of health, social services, crime, faith … of somebody whom the text points out.

    `line` is the text's tokens, `people` its persons in order.
    """
    matches = _matches(text, line, people)
    if not matches:
        return
    tied: Person | str | None = None
    waiting = iter(matches)
    match = next(waiting, None)
    remaining = deque(people)
    for start, end in _sentences(text):
        named = []
        while remaining and remaining[0].start < end:
            named.append(remaining.popleft())
        here = _somebody(text, named, start, end)
        tied = here or (tied if _GOES_ON.match(text, start) else None)
        while match is not None and match.start() < end:
            if tied is not None and _is_told_of(text, match, tied):
                yield _finding(match, tied)
            match = next(waiting, None)


def _matches(text: str, line: Sequence[Token], people: Sequence[Person]) -> list[re.Match[str]]:
    """The terms that stand outside any name."""
    found: list[re.Match[str]] = []
    past = 0
    names = deque((person.start, person.end) for person in people)
    for token in line:
        while names and names[0][1] <= token.start:
            names.popleft()
        if names and names[0][0] <= token.start:
            continue
        if token.start >= past and may_open(token.text[:LONGEST_WORD]):
            match = SENSITIVE.match(text, token.start)
            if match:
                found.append(match)
                past = match.end()
    return found


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _somebody(text: str, people: Sequence[Person], start: int, end: int) -> Person | str | None:
    """The private person whom a sentence points out most plainly: by name, or by role and place."""
    named = [person for person in people if person.role != OWN]
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
    if category == SOCIAL and _AT_WORK.search(before):
        return False
    return not _OWN_WORDS.search(before) and not _DENIED.search(before)


def _finding(match: re.Match[str], tied: Person | str) -> Finding:
    category = category_of(match)
    subject = "brott eller misstanke om brott" if category == CRIME else category
    if isinstance(tied, str):
        score, level, who = 0.75, HIDE_AT_ONCE, f"en person som pekas ut ({tied})"
    elif tied.public:
        score, level, who = 0.5, A_HUMAN_DECIDES, "en person i offentlig roll"
    elif tied.pointed_out:
        score, level, who = (
            0.9 if tied.full else 0.8,
            HIDE_AT_ONCE,
            "en person som pekas ut med namn",
        )
    else:
        score, level, who = 0.45, A_HUMAN_DECIDES, "någon som nämns med bara ett namn"
    reason = f"uppgift om {subject}, om {who}"
    return Finding("sensitive", match.start(), match.end(), score, "sensitive", reason, level)
