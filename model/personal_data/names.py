"""Names of persons, how exposed each is, and what is said of them that is sensitive."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from model.assessment import Finding
from model.personal_data.names_tagger import Name, shipped_tagger
from model.personal_data.names_words import Token, fold
from model.personal_data.roles_exposure import Person, exposure, person_at
from model.personal_data.sensitive import find_sensitive

_PLACES = (
    *("väg", "vägen", "gata", "gatan", "torg", "torget", "plats", "plan", "gränd", "stig", "stigen"),
    *("backe", "park", "parken", "skola", "skolan", "kyrka", "kapell", "bro", "allé", "gård", "minne"),
    *("sjukhus", "barnsjukhus", "kulle", "hage", "udde", "vik"),
)
_FIRMS = frozenset("ab hb kb bygg plåt åkeri bageri rör el måleri bil entreprenad förlag järn".split())
_JOINED = frozenset("@_/\\#")


def find_names(text: str, *, office_holders: Collection[str] = ()) -> Iterator[Finding]:
    """Each person's name with its exposure, then sensitive statements about those persons.

    `office_holders` are full names in lower case that a profile lists as public in their role.
    """
    line, names = shipped_tagger().names(text)
    people = []
    for name in _kept(text, line, names):
        person = person_at(text, line, name.first, name.past, office_holders)
        level, reason = exposure(text, person)
        people.append(person)
        yield Finding("name", person.start, person.end, name.score, "name", reason, level)
    yield from find_sensitive(text, people)


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
    while past > name.first and not line[past - 1].text[0].isalpha():
        past -= 1
    if past == name.first:
        return None
    return Name(name.first, past, name.score)


def _is_other(text: str, line: Sequence[Token], name: Name) -> bool:
    """A street, school or firm that bears a name, or a piece of an address on the web."""
    start, end = line[name.first].start, line[name.past - 1].end
    if text[end : end + 1] in _JOINED or text[max(0, start - 1) : start] in ("_", "/", ".", "#"):
        return text[start - 1] != "/" or text[end : end + 1] in _JOINED
    following = fold(line[name.past].text) if name.past < len(line) else ""
    if following in _FIRMS:
        return True
    return following in _PLACES and text[end - 1] in "sxzSXZ"


def _again(line: Sequence[Token], names: Sequence[Name]) -> Iterator[Name]:
    surnames = {
        fold(line[name.past - 1].text).removesuffix("s"): name
        for name in names
        if name.past - name.first > 1 and len(line[name.past - 1].text.rstrip(".")) > 2
    }
    if not surnames:
        return
    taken = {place for name in names for place in range(name.first, name.past)}
    for place, word in enumerate(line):
        known = word.text[0].isupper() and surnames.get(fold(word.text).removesuffix("s"))
        if known and place not in taken:
            yield Name(place, place + 1, known.score)
