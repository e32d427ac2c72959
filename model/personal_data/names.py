"""Names of persons, how exposed each is, and what is said of them that is sensitive."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from model.assessment import Finding
from model.personal_data.names_tagger import Name, shipped_tagger
from model.personal_data.names_words import Token, fold
from model.personal_data.roles_exposure import Person, exposure, person_at
from model.personal_data.sensitive import find_sensitive, points_out

_PLACES = (
    *(
        "väg",
        "vägen",
        "gata",
        "gatan",
        "torg",
        "torget",
        "plats",
        "plan",
        "gränd",
        "stig",
        "stigen",
    ),
    *(
        "backe",
        "park",
        "parken",
        "skola",
        "skolan",
        "kyrka",
        "kapell",
        "bro",
        "allé",
        "gård",
        "minne",
    ),
    *("sjukhus", "barnsjukhus", "kulle", "hage", "udde", "vik"),
)
_FIRMS = frozenset(
    [
        "ab",
        "hb",
        "kb",
        "bygg",
        "plåt",
        "åkeri",
        "bageri",
        "rör",
        "el",
        "måleri",
        "bil",
        "entreprenad",
        "förlag",
        "järn",
    ]
)
_SHORT_WORDS = frozenset("oåieumna")
_SHORTEST_SURNAME = 2
_WEB = re.compile(r"[a-zåäö0-9][._@/][a-zåäö]|\w_|_\w|\w@|#\w")
"""What stands in an address or a handle, never in a name."""


def find_names(text: str, *, office_holders: Collection[str] = ()) -> Iterator[Finding]:
    """Each person's name with its exposure, then sensitive statements about those persons.

    `office_holders` are full names in lower case that a profile lists as public in their role.
    """
    tagger = shipped_tagger()
    if tagger.is_plain(text) and not points_out(text):
        return
    line, names = tagger.names(text)
    if not names:
        yield from find_sensitive(text, line, ())
        return
    kept = _kept(text, line, names)
    found = [person_at(text, line, name.first, name.past, office_holders) for name in kept]
    people = _told_apart(text, found)
    for person, name in zip(people, kept, strict=True):
        level, reason = exposure(text, person)
        start, end, public = person.start, person.end, person.public
        yield Finding("name", start, end, name.score, "name", reason, level, public)
    yield from find_sensitive(text, line, people)


def _told_apart(text: str, people: Sequence[Person]) -> list[Person]:
    """The same people; who is named in full once is known by one name in the rest of the text."""
    known = {
        part.removesuffix("s"): person
        for person in people
        if person.full
        for part in fold(text[person.start : person.end]).split()
    }
    return [
        person
        if person.full or other is None
        else replace(person, full=True, role=other.role, word=other.word)
        for person in people
        for other in (known.get(fold(text[person.start : person.end]).removesuffix("s")),)
    ]


def _kept(text: str, line: Sequence[Token], names: Sequence[Name]) -> list[Name]:
    """The names that are persons' in their place, and their later mentions by surname alone."""
    kept = [
        trimmed
        for name in names
        if (trimmed := _trimmed(line, name)) and not _is_other(text, line, trimmed)
    ]
    return sorted([*kept, *_again(line, kept)], key=lambda name: name.first) if kept else []


def _trimmed(line: Sequence[Token], name: Name) -> Name | None:
    """The name without marks or numbers at its end; None where nothing is left."""
    past = name.past
    while past > name.first and _is_loose(line[past - 1].text, opens=past - 1 == name.first):
        past -= 1
    words = {fold(word.text) for word in line[name.first : past]}
    if past == name.first or (len(words) == 1 and past - name.first > 1):
        return None
    return Name(name.first, past, name.score)


def _is_loose(word: str, *, opens: bool) -> bool:
    """A mark, a number, or a chat's short form of a small word ("kevin o bor i …")."""
    return not word[0].isalpha() or (not opens and word in _SHORT_WORDS)


def _is_other(text: str, line: Sequence[Token], name: Name) -> bool:
    """A street, school or firm that bears a name, or a piece of an address on the web."""
    start, end = line[name.first].start, line[name.past - 1].end
    if _WEB.search(text, max(0, start - 2), end + 2):
        return True
    following = fold(line[name.past].text) if name.past < len(line) else ""
    if following in _FIRMS:
        return True
    return following in _PLACES and text[end - 1] in "sxzSXZ"


def _again(line: Sequence[Token], names: Sequence[Name]) -> Iterator[Name]:
    surnames = {
        fold(line[name.past - 1].text).removesuffix("s"): name
        for name in names
        if name.past - name.first > 1
        and len(line[name.past - 1].text.rstrip(".")) > _SHORTEST_SURNAME
    }
    if not surnames:
        return
    taken = {place for name in names for place in range(name.first, name.past)}
    for place, word in enumerate(line):
        known = word.text[0].isupper() and surnames.get(fold(word.text).removesuffix("s"))
        if known and place not in taken:
            yield Name(place, place + 1, known.score)
