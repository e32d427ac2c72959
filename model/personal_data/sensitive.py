"""Sensitive statements about a person whom the text points out."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from model.assessment import A_HUMAN_DECIDES, HIDE_AT_ONCE, Finding
from model.personal_data.context import lowered
from model.personal_data.names_words import Token
from model.personal_data.roles import MANAGER, OFFICIAL, PUBLIC
from model.personal_data.roles_exposure import OWN, Person
from model.personal_data.sensitive_terms import (
    CRIME,
    POLITICS,
    SOCIAL,
    UNION,
    Term,
    term_at,
)

_END = re.compile(r"(?<!\b[A-ZÅÄÖ])[.!?…]+(?=\s|$)|\n")
_GOES_ON = re.compile(
    r"[\s\"”–—-]*(?:han|hon|hen|hans|hennes|hens|de|dom|deras|pojken|flickan|killen|tjejen|mannen|kvinnan)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(r"\b(?:han|hon|hen|honom|henne|hans|hennes|sin|sitt|sina)\b", re.IGNORECASE)
_WHO = (
    r"(?:eleven|elev|pojken|flickan|killen|tjejen|ungen|barnet|grannen|granne|gubben|tanten|kärringen|"
    r"mannen|kvinnan|familjen|paret|läraren|lärarinnan|fröken|rektorn|kuratorn|vaktmästaren|mamman|pappan|sonen|"
    r"dottern|hon|han|de|dom|folket|karln|snubben|hyresgästen|tandläkaren|frisören|prästen|kantorn|kassörskan|"
    r"chauffören|busschauffören|läkaren|sköterskan|handläggaren|ägaren|föreståndaren|kocken|tränaren|"
    r"kyrkvaktmästaren|farbrorn|damen|bonden|änkan)"
)
_WHO_WORDS = frozenset(_WHO[3:-1].split("|"))
_WORDS = re.compile(r"\w+")
_PLACED = (
    r"(?:(?:klass\s+)?\d{1,2}[ ]?[a-fA-F]\b"
    r"|[\w-]+(?:gatan|vägen|gränd|stigen|backen|torget|allén|väg|gata)\s+\d{1,3}\b"
    r"|(?:lägenhet|lgh|nummer|nr)\s+\d{1,4}\b|\d{1,3}:?an\b"
    r"|(?:(?-i:[a-zåäö]+)\s){0,3}?(?-i:[A-ZÅÄÖ])\w+)"
)
_HEADS = "bcdefghklmnprstuväå"
"""First letters of _WHO: what begins otherwise is quick to pass over."""
_DIGIT = re.compile("[0-9]")
_POINTED = re.compile(
    rf"(?=[{_HEADS}])\b{_WHO}(?:\s+som\s+(?:\w+\s+){{1,4}}?|\s+(?:som\s+bor\s+|bor\s+)?|\s+till\s+\w+\s+)"
    rf"(?:i|på|vid|hos|från|under|ovanför|bredvid|mittemot)\s+{_PLACED}",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(
    r"[,.;:!?()\"”“–—\n0-9@/|]|\s(?:och|men|så|fast|medan|som|att|eftersom|innan|när|sa|säger|trots|därför|utan|å|o)\b"
    r"|[\U0001F000-\U0001FAFF]"
)
_VERB = re.compile(
    r"(?<!\w)(?:är|e|var|varit|har|hade|haft|fick|får|fått|går|gick|gått|blev|blir|blivit|bor|bodde|lever|levde|sitter|satt|"
    r"suttit|äter|åt|tar|tog|tagit|ligger|låg|gjorde|gör|gjort|åkte|åker|röstar|röstade|säljer|sålde|slår|slog|stal|"
    r"dömdes|lider|led|behöver|utreds|vårdas|vårdades|kom|kommer|hör|lämnade|startade|jobbar|kör|körde|anmäldes|"
    r"misstänks|greps|åtalas|dricker|super|använder|väntar|missbrukar|bär|ber|tillhör|står)(?!\w)",
    re.IGNORECASE,
)
_REACH = 60
"""Characters before and after a term that its clause may take in."""
_OWN_WORDS = re.compile(
    r"\b(?:jag|ja)\s(?:\w+\s){0,3}$|\b(?:har jag|är jag|blev jag)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:ingen|inte|aldrig)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_AT_WORK = re.compile(r"(?<!lever )(?<!går )\b(?:på|från|hos|till|av)\s$", re.IGNORECASE)
_NEAR = 45


def points_out(text: str) -> bool:
    """Whether a text without a capital inside a sentence points somebody out by role and number."""
    return bool(_DIGIT.search(text)) and points_out_by_role(text)


def points_out_by_role(text: str) -> bool:
    """Whether somebody is pointed out by a role and a place: "eleven i 4B"."""
    if _WHO_WORDS.isdisjoint(_WORDS.findall(lowered(text))):
        return False
    return _POINTED.search(text) is not None


def find_sensitive(text: str, line: Sequence[Token], people: Sequence[Person]) -> Iterator[Finding]:
    """What is said of health, social services, crime, faith … of somebody whom the text points out.

    `line` is the text's tokens, `people` its persons in order.
    """
    terms = _terms(text, line, people)
    if not terms:
        return
    tied: Person | str | None = None
    waiting = iter(terms)
    term = next(waiting, None)
    remaining = deque(people)
    for start, end in _sentences(text):
        named = []
        while remaining and remaining[0].start < end:
            named.append(remaining.popleft())
        here = _somebody(text, named, start, end)
        goes_on = _GOES_ON.match(text, start) or _REFERS.search(text, start, end)
        tied = here or (tied if goes_on else None)
        past = start
        while term is not None and term.start < end:
            if tied is not None and term.start >= past and _is_told_of(text, term, tied):
                first, past = _clause(text, term, *_free(people, term, past, end))
                yield _finding(first, past, term.category, tied)
            term = next(waiting, None)


def _terms(text: str, line: Sequence[Token], people: Sequence[Person]) -> list[Term]:
    """The terms that stand outside any name, none within another."""
    found: list[Term] = []
    past = 0
    names = deque((person.start, person.end) for person in people)
    for token in line:
        while names and names[0][1] <= token.start:
            names.popleft()
        if token.start < past or (names and names[0][0] <= token.start):
            continue
        term = term_at(text, token.start, token.end)
        if term:
            found.append(term)
            past = term.end
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


def _is_told_of(text: str, term: Term, tied: Person | str) -> bool:
    category = term.category
    if isinstance(tied, Person) and tied.role in PUBLIC and category in (POLITICS, UNION):
        return False
    before = text[max(0, term.start - _NEAR) : term.start]
    if category == SOCIAL and _works_there(text, term, tied):
        return False
    return not _OWN_WORDS.search(before) and not _DENIED.search(before)


def _works_there(text: str, term: Term, tied: Person | str) -> bool:
    """Whether the social services are somebody's employer: "Kenneth Ljung på socialen"."""
    if isinstance(tied, str) or tied.role in (OFFICIAL, MANAGER):
        return _AT_WORK.search(text, max(0, term.start - _NEAR), term.start) is not None
    return text[tied.end : term.start].strip() in {"på", "hos", "från", "vid"}


def _free(people: Sequence[Person], term: Term, start: int, end: int) -> tuple[int, int]:
    """The stretch of a sentence around a term that no name stands in."""
    before = [person.end for person in people if start < person.end <= term.start]
    after = [person.start for person in people if term.end <= person.start < end]
    return max([start, *before]), min([end, *after])


def _clause(text: str, term: Term, low: int, high: int) -> tuple[int, int]:
    """From the verb before a term to the end of what is told: what the statement says, whole."""
    low = max(low, term.start - _REACH)
    for boundary in _CLAUSE_ENDS.finditer(text, low, term.start):
        low = boundary.end()
    verb = _VERB.search(text, low, term.start)
    stop = _CLAUSE_ENDS.search(text, term.end, min(high, term.end + _REACH))
    end = stop.start() if stop else min(high, term.end + _REACH)
    return verb.start() if verb else term.start, len(text[:end].rstrip())


def _finding(start: int, end: int, category: str, tied: Person | str) -> Finding:
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
    return Finding("sensitive", start, end, score, "sensitive", reason, level)
