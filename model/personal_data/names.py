"""Names of persons, how exposed each is, and what is said of them that is sensitive."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from model.assessment import Finding
from model.personal_data.names_tagger import Name, shipped_tagger
from model.personal_data.names_words import Token, fold
from model.personal_data.roles import CHILD, RELATION, role_of
from model.personal_data.roles_exposure import Person, exposure, person_at
from model.personal_data.sensitive import find_sensitive, tells_of_somebody

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
        "schakt",
        "bokhandel",
        "symaskiner",
        "maskin",
        "maskiner",
        "livs",
        "café",
        "cafe",
        "konditori",
        "krydda",
        "blommor",
        "fastigheter",
        "trafik",
        "taxi",
        "begravningsbyrå",
        "hovrätt",
        "ark",
        "pizzeria",
        "salong",
        "grill",
        "mekaniska",
        "snickeri",
        "glas",
        "golv",
        "möbler",
    ]
)
_CREATURES = frozenset(
    [
        "hund",
        "hunden",
        "hunds",
        "katt",
        "katten",
        "katts",
        "häst",
        "hästen",
        "kanin",
        "kaninen",
        "marsvin",
        "igelkotten",
        "igelkott",
        "chattbot",
        "chattboten",
        "robot",
        "roboten",
        "robotgräsklipparen",
        "assistent",
        "båten",
        "färjan",
        "skeppet",
        "tåget",
        "stormen",
        "ovädret",
        "kören",
        "bk",
        "if",
        "ifk",
        "fc",
        "sk",
        "bois",
        "förskolan",
        "avdelningen",
        "villa",
    ]
)
"""Before the name of an animal, a machine, a ship, a storm or a club."""
_CALLED = re.compile(r"(?:lystrar till|döpt \w{0,20}(?: \w{1,20}){0,3} till)\s$", re.IGNORECASE)
_NOBODY = frozenset(
    [
        "hamas",
        "hizbollah",
        "taliban",
        "alzheimer",
        "alzheimers",
        "parkinson",
        "parkinsons",
        "crohns",
        "tourette",
        "tourettes",
        "downs",
        "gud",
        "guds",
        "allah",
        "jesus",
        "jehova",
        "jehovas",
        "elim",
        "filadelfia",
        "trans",
        "autism",
    ]
)
_SAINTS = frozenset({"sankt", "sankta", "s:t", "s:ta"})
"""Before the name of a church or a school."""
_TIMES = frozenset({"tim", "tors", "ons", "tis", "mån", "fre", "lör", "sön"})
_QUOTED = re.compile(r"\s?[\"”“'(]\w[\w-]{0,20}[\"”“')]\s?")
_JOINTS = frozenset({"o", "å", "&", "/", "och"})
_SHORT_WORDS = frozenset("oåieumna")
_SHORTEST_SURNAME = 2
_WEB = re.compile(r"[a-zåäö0-9][._@/][a-zåäö]|\w_|_\w|\w@|#\w")
"""What stands in an address or a handle, never in a name."""


def find_names(text: str, *, office_holders: Collection[str] = ()) -> Iterator[Finding]:
    """Each person's name with its exposure, then sensitive statements about those persons.

    `office_holders` are full names in lower case that a profile lists as public in their role.
    """
    tagger = shipped_tagger()
    if tagger.is_plain(text) and not tells_of_somebody(text):
        return
    line, names = tagger.names(text)
    if not names:
        if tells_of_somebody(text):
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
        for name in _with_nicknames(text, line, names)
        for part in _parts(line, name)
        if (trimmed := _trimmed(line, part)) and not _is_other(text, line, trimmed)
    ]
    return sorted([*kept, *_again(line, kept)], key=lambda name: name.first) if kept else []


def _with_nicknames(text: str, line: Sequence[Token], names: Sequence[Name]) -> Iterator[Name]:
    """The names, with a first and a last that only a nickname in quotes parts made one."""
    waiting: Name | None = None
    for name in names:
        between = text[line[waiting.past - 1].end : line[name.first].start] if waiting else ""
        if waiting and _QUOTED.fullmatch(between):
            waiting = Name(waiting.first, name.past, min(waiting.score, name.score))
            continue
        if waiting:
            yield waiting
        waiting = name
    if waiting:
        yield waiting


def _parts(line: Sequence[Token], name: Name) -> Iterator[Name]:
    """Two people whom a small "o" or "å" joined are two names."""
    first = name.first
    for place in range(name.first + 1, name.past - 1):
        if line[place].text in _JOINTS:
            yield Name(first, place, name.score)
            first = place + 1
    yield Name(first, name.past, name.score)


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
    """A mark, a number, a small word cut short ("kevin o bor i …") or kin ("Lenas son")."""
    if opens or not word[0].isalpha():
        return not word[0].isalpha()
    return word in _SHORT_WORDS or (word.islower() and role_of(word) in (CHILD, RELATION))


def _is_other(text: str, line: Sequence[Token], name: Name) -> bool:
    """A street, school or firm that bears a name, or a piece of an address on the web."""
    start, end = line[name.first].start, line[name.past - 1].end
    if _WEB.search(text, max(0, start - 2), end + 2):
        return True
    words = [fold(word.text) for word in line[name.first : name.past]]
    before = fold(line[name.first - 1].text) if name.first else ""
    following = fold(line[name.past].text) if name.past < len(line) else ""
    if following in _FIRMS or not _FIRMS.isdisjoint(words[1:]) or text.startswith(" & ", end):
        return True
    if (
        before in _SAINTS
        or before in _CREATURES
        or words[0] in _NOBODY
        or _is_time(line, name, before)
    ):
        return True
    if _CALLED.search(text, max(0, start - 60), start) or _is_street(line[name.past - 1].text):
        return True
    return following.partition("-")[0] in _PLACES and text[end - 1] in "sxzSXZ"


def _is_time(line: Sequence[Token], name: Name, before: str) -> bool:
    """Whether a name in lower case is an hour or a weekday cut short: "1 tim", "tors 18.00"."""
    word = line[name.first].text
    after = line[name.past].text if name.past < len(line) else ""
    return word in _TIMES and (word == "tors" or before.isdigit() or after[:1].isdigit())


def _is_street(word: str) -> bool:
    return word.islower() and word.endswith(("gata", "gatan", "vägen", "torget"))


def _again(line: Sequence[Token], names: Sequence[Name]) -> Iterator[Name]:
    """Later mentions by surname, or by the one name that somebody was called before."""
    known = {
        fold(line[name.past - 1].text).removesuffix("s"): name
        for name in names
        if len(line[name.past - 1].text.rstrip(".")) > _SHORTEST_SURNAME
    }
    if not known:
        return
    taken = {place for name in names for place in range(name.first, name.past)}
    for place, word in enumerate(line):
        name = known.get(fold(word.text).removesuffix("s")) if word.text[0].isupper() else None
        if name and place > name.first and place not in taken:
            yield Name(place, place + 1, name.score)
