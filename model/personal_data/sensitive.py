"""Sensitive statements about a person whom the text points out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from model.assessment import A_HUMAN_DECIDES, HIDE_AT_ONCE, Finding
from model.personal_data.names_words import Token
from model.personal_data.roles import MANAGER, OFFICIAL, PUBLIC
from model.personal_data.roles_exposure import Person
from model.personal_data.sensitive_clause import clause, joins
from model.personal_data.sensitive_terms import (
    CRIME,
    HEALTH,
    POLITICS,
    RELIGION,
    SOCIAL,
    UNION,
    Term,
    is_infinitive,
    may_tell,
    term_at,
)
from model.personal_data.sensitive_who import (
    Subject,
    goes_on,
    points_out,
    somebody_else,
    subjects,
    told_of,
)

_END = re.compile(r"(?<!\b[A-ZÅÄÖ])(?<![.])[.!?](?=[\s\"”]|$)|\n")
_OWN_WORDS = re.compile(
    r"\b(?:jag|ja|vi)\s(?:\w+\s){0,3}$|\b(?:har|är|blev|var|fick|gick|hade) (?:jag|vi)\s(?:\w+\s){0,3}$"
    r"|\b(?:min|mitt|mina)\s$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:ingen|inte|aldrig|inga|inget)\s(?:\w+\s){0,2}$"
    r"|\b(?:alla|såna|sådana|dessa|många|några|massa|varje)\s$",
    re.IGNORECASE,
)
"""Before what nobody is, or what many others are."""
_MINE = re.compile(
    r"\b(?:jag|ja|vi)\s(?!förstår|vet|hör|minns|ser|såg|läste|tror|känner)[^,.;:!?]*$|\b(?:min|mitt|mina)\s$",
    re.IGNORECASE,
)
_NOT_HIM = re.compile(
    r"\binte\s$|\b(?:tror|tycker|säger|påstår|menar)\s(?:\w+\s){0,2}inte\satt\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_AT_WORK = re.compile(r"(?<!lever )(?<!går )\b(?:på|från|hos|till|av)\s$", re.IGNORECASE)
_WORKS = re.compile(
    r"\b(?:jobba\w*|arbeta\w*|anställd|chef\w*|enhetschef\w*|föreståndare|vikarie\w*|praktik\w*|föreläs\w*|forska\w*|"
    r"undervisa\w*|utbildar|hjälper|vårdar|skött\w*|sköter|polis)\b(?:(?!\soch\s)[^.,!?]){0,40}$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:om|kring|angående|inom|tema|boktips|film|bok|föreläsning|lokal)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"\b(?:avslag|ansök\w*|dom|anmäl\w*|misstank\w*|rykt\w*|anklag\w*|besked|intyg|beslut\w*|rätt|bråka\w*)\s(?:\w+\s){0,3}om\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_GOES_THERE = re.compile(
    r"\b(?:på|hos|av|från|till|via|genom|med)\s(?:\w+\s)?$|\b(?:är|e|va|var|varit|blev|går) (?:\w+\s)?(?:på|hos)\s$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"^,.*[.!?]$", re.DOTALL)
_NEAR = 60
_SHORT = 30
"""Characters of a sentence that does not part a person from what is told next."""
_Placed = TypeVar("_Placed", Person, Term)


def tells_of_somebody(text: str) -> bool:
    """Whether a text that names nobody may still tell something sensitive of one person."""
    return points_out(text) and may_tell(text)


def find_sensitive(text: str, line: Sequence[Token], people: Sequence[Person]) -> Iterator[Finding]:
    """What is said of health, social services, crime, faith … of somebody whom the text points out.

    `line` is the text's tokens, `people` its persons in order.
    """
    terms = deque(_terms(text, line, people))
    if not terms:
        return
    earlier: list[Subject] = []
    remaining = deque(people)
    last: Finding | None = None
    for start, end in _sentences(text):
        named = _until(remaining, end)
        here = subjects(text, named, start, end)
        choice = here or (earlier if _speaks_on(text, start, end, terms) else [])
        for term in _until(terms, end):
            past = last.end if last else start
            tied = _tied(text, term, choice, start) if term.start >= past else None
            if tied is None:
                continue
            begins, ends = clause(text, term, *_free(people, tied, term, max(past, start), end))
            found = _finding(begins, ends, term.category, tied)
            if last and joins(text, last.end, begins):
                last = replace(last, end=ends)
                continue
            if last:
                yield last
            last = found
        earlier = choice or (earlier if end - start < _SHORT else [])
    if last:
        yield last


def _until(waiting: deque[_Placed], end: int) -> list[_Placed]:
    """Those that begin before `end`, taken out of what waits."""
    taken: list[_Placed] = []
    while waiting and waiting[0].start < end:
        taken.append(waiting.popleft())
    return taken


def _terms(text: str, line: Sequence[Token], people: Sequence[Person]) -> Iterator[Term]:
    """The terms that stand outside any name, none within another."""
    past = 0
    names = deque((person.start, person.end) for person in people)
    for token in line:
        while names and names[0][1] <= token.start:
            names.popleft()
        if token.start < past or (names and names[0][0] <= token.start):
            continue
        term = term_at(text, token.start, token.end)
        if term:
            yield term
            past = term.end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _speaks_on(text: str, start: int, end: int, terms: Sequence[Term]) -> bool:
    """Whether a sentence that points nobody out is still of the one before."""
    opens = bool(terms) and not text[start : terms[0].start].strip()
    return opens or goes_on(text, start, end)


def _tied(text: str, term: Term, choice: Sequence[Subject], start: int) -> Subject | None:
    """Of whom a term tells, or None where it tells of nobody, of others or of the writer."""
    tied = told_of(choice, term.start)
    if tied is None or _doubted(text, start, tied.start) or _commands(text, start, term):
        return None
    follows = tied.end > term.start
    if follows and tied.person and (tied.person.public or _is_addressed(text, tied.person)):
        return None
    since = start if follows or tied.end < start else tied.end
    before = text[max(since, term.start - _NEAR) : term.start]
    other = somebody_else(text, since, term.start, kin_only=follows)
    if other or _not_said(before, _MINE if follows else _OWN_WORDS):
        return None
    return tied if _may_be_told(text, term, tied, before) else None


def _not_said(before: str, own: re.Pattern[str]) -> bool:
    """Whether the words before a term make it the writer's own, deny it or make it a topic."""
    return bool(own.search(before) or _DENIED.search(before)) or _only_about(before)


def _is_addressed(text: str, person: Person) -> bool:
    """Whether somebody is only spoken to: "Du blev lurad, Tony"."""
    return not person.full and bool(
        _ADDRESSED.search(text[max(0, person.start - 2) : person.end + 1])
    )


def _commands(text: str, start: int, term: Term) -> bool:
    """Whether a term opens its sentence as a command: "Slå ihjäl honom"."""
    opens = not text[start : term.start].strip(' "”–-')
    return opens and is_infinitive(text[term.start : term.end].split(maxsplit=1)[0])


def _doubted(text: str, start: int, end: int) -> bool:
    """Whether what is said of somebody is denied before the name: "det var inte Bo som …"."""
    return start < end and _NOT_HIM.search(text, max(start, end - _NEAR), end) is not None


def _only_about(before: str) -> bool:
    """Whether a matter is a topic ("skrev om diabetes") and not somebody's own ("avslag om …")."""
    return bool(_ABOUT.search(before)) and not _CASE.search(before)


def _may_be_told(text: str, term: Term, tied: Subject, before: str) -> bool:
    role = tied.person.role if tied.person else None
    if term.office and not _GOES_THERE.search(before):
        return False
    if role in PUBLIC and term.category in (POLITICS, UNION, RELIGION):
        return False
    if term.category in (SOCIAL, HEALTH) and _WORKS.search(before):
        return False
    return not (term.category == SOCIAL and _works_there(text, term, tied, role))


def _works_there(text: str, term: Term, tied: Subject, role: str | None) -> bool:
    """Whether the social services are somebody's employer: "Kenneth Ljung på socialen"."""
    if role in (OFFICIAL, MANAGER) or tied.person is None:
        return _AT_WORK.search(text, max(0, term.start - _NEAR), term.start) is not None
    return text[tied.end : term.start].strip() in {"på", "hos", "från", "vid"}


def _free(
    people: Sequence[Person], tied: Subject, term: Term, start: int, end: int
) -> tuple[int, int]:
    """The stretch of a sentence around a term that no name stands in, nor who is told of."""
    at = bisect_left(people, term.start, key=lambda person: person.start)
    ends = (*(person.end for person in people[max(0, at - 1) : at]), tied.end)
    before = [place for place in ends if place <= term.start]
    after = [person.start for person in people[at : at + 1]]
    return max([start, *before]), min([end, *after])


def _finding(start: int, end: int, category: str, tied: Subject) -> Finding:
    subject = "brott eller misstanke om brott" if category == CRIME else category
    score, level, who = _exposed(tied)
    return Finding(
        "sensitive", start, end, score, "sensitive", f"uppgift om {subject}, om {who}", level
    )


def _exposed(tied: Subject) -> tuple[float, int, str]:
    """How sure it is that somebody is pointed out, the level, and who in plain Swedish."""
    person = tied.person
    if person is None:
        return 0.75, HIDE_AT_ONCE, f"en person som pekas ut ({tied.words})"
    if person.public:
        return 0.5, A_HUMAN_DECIDES, "en person i offentlig roll"
    if person.pointed_out:
        return 0.9 if person.full else 0.8, HIDE_AT_ONCE, "en person som pekas ut med namn"
    return 0.45, A_HUMAN_DECIDES, "någon som nämns med bara ett namn"
