"""Words that say something sensitive of a person: GDPR art. 9 and 10, and social services.

They stand in `sensitive_words/`, a file a category, and how to write them in the docs
(personal-data.md). Sources: dataskyddsförordningen art. 9.1 and 10; OSL 26 kap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from model.personal_data.names_words import LONGEST_WORD

FOLDER = Path(__file__).parent / "sensitive_words"
PROTECTED, HEALTH, SOCIAL, CRIME, RELIGION, ORIGIN, POLITICS, UNION, SEX = (
    "skyddad identitet",
    "hälsa",
    "socialtjänst",
    "brott",
    "religion",
    "etniskt ursprung",
    "politisk åsikt",
    "fackligt medlemskap",
    "sexualliv eller sexuell läggning",
)
CATEGORIES: Mapping[str, str] = {
    "protected": PROTECTED,
    "health": HEALTH,
    "social": SOCIAL,
    "crime": CRIME,
    "religion": RELIGION,
    "origin": ORIGIN,
    "politics": POLITICS,
    "union": UNION,
    "sex": SEX,
}
"""By file, in order of precedence."""
_REMEMBERED = 50_000
_BETWEEN = (
    r"(?:\s+(?:ju|väl|nog|visst|tydligen|tydl|också|även|själv|fortfarande|numera|nu|redan|faktiskt|då"
    r"|alltså|asså|igen|alltid|ofta|bara|ändå|han|hon|hen|säkert|kanske|troligen|antagligen|dessutom"
    r"|nyligen|länge|verkligen|precis|helt|svårt|mycket|väldigt|rätt|ganska|gravt|djupt|typ|tyvärr"
    r"|en|ett|sin|sitt|bevisligen|uppenbarligen|egentligen|förresten|dock|mest|nån|så|lite|för tillfället"
    r"|visserligen|nästan|nyss|just|aldrig mer|tills|tidigare|enligt uppgift)){0,3}?"
)
"""What may stand between a verb and the rest of its phrase."""
_PREDICATE_ENDS = (
    r"(?=\s*(?:[.,!?;:()\"”–/\n]|$|[\U0001F000-\U0001FAFF])"
    r"|\s+(?:och|å|o|men|så|fast|för|sen|sedan|igen|varje|jämt|hela|nu|eller|när|som|att|trots|därför"
    r"|lol|haha|tydligen|säger|enligt|på jobbet|ibland|ofta)\b)"
)
_NUMERAL = r"(?:\d+(?:[ .]\d{3})*|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|flera|några|många)"
_WORD = re.compile(r"[^\W\d_]+(?:[-:][^\W\d_]+)*")
_PIECE = re.compile(r"\{(\w+)\}|\(([^)]*)\)(\?)?|(\S+)")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that tell something sensitive: where they stand, their category, whether an office.

    `office` is a word such as "bup" or "soc", that tells something only of who goes there.
    """

    start: int
    end: int
    category: str
    office: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a file: expressions of its first word and of what follows."""

    category: str
    first: re.Pattern[str]
    rest: str
    office: bool
    words: tuple[str, ...]
    verb: bool


@dataclass(frozen=True, slots=True)
class _Opening:
    """What may follow one word: an expression with a group for each of the entries."""

    pattern: re.Pattern[str]
    entries: tuple[_Entry, ...]


def term_at(text: str, start: int, end: int) -> Term | None:
    """The term that begins with the word from `start` to `end`, the longest said; None for none.

    What a word may begin is looked up once, so that most words of a comment cost a look-up
    instead of a search.
    """
    opening = _openings(text[start : min(end, start + LONGEST_WORD)].lower())
    match = opening.pattern.match(text, end) if opening else None
    if opening is None or match is None or match.lastindex is None:
        return None
    entry = opening.entries[match.lastindex - 1]
    return Term(start, match.end(), entry.category, entry.office)


def may_tell(text: str) -> bool:
    """Whether a glance shows a term: most texts have no word that begins one."""
    return any(
        term_at(text, *word.span()) for word in _WORD.finditer(text) if _opens(word[0].lower())
    )


@lru_cache(maxsize=_REMEMBERED)
def _opens(word: str) -> bool:
    return _openings(word[:LONGEST_WORD]) is not None


@lru_cache(maxsize=_REMEMBERED)
def _openings(word: str) -> _Opening | None:
    """What may follow a word to make a term of it, the longest first; None for nothing."""
    entries = (*_entries().get(word, ()), *_loose_entries(word))
    return _opening(entries) if entries else None


@cache
def _opening(entries: tuple[_Entry, ...]) -> _Opening:
    """Entries in one expression, a group each, with what many begin with written once."""
    longest_first = sorted(entries, key=lambda entry: len(entry.rest), reverse=True)
    parts = {
        rf"{_BETWEEN}\s+": [one for one in longest_first if one.verb and _spaced(one)],
        r"\s+": [one for one in longest_first if not one.verb and _spaced(one)],
        _BETWEEN: [one for one in longest_first if one.verb and one.rest and not _spaced(one)],
        "": [one for one in longest_first if not (_spaced(one) or (one.verb and one.rest))],
    }
    pattern = "|".join(
        f"{before}(?:{'|'.join(f'({_after(one)})' for one in found)})"
        for before, found in parts.items()
        if found
    )
    ordered = tuple(one for found in parts.values() for one in found)
    return _Opening(re.compile(rf"(?:{pattern})(?![\w-])", re.IGNORECASE), ordered)


def _spaced(entry: _Entry) -> bool:
    return entry.rest.startswith(r"\s+")


def _after(entry: _Entry) -> str:
    return entry.rest.removeprefix(r"\s+")


def _loose_entries(word: str) -> Iterator[_Entry]:
    """Entries that begin with a word of which only a part is given."""
    pattern, entries = _by_part()
    if pattern.fullmatch(word) and not _excluded().fullmatch(word):
        yield from (entry for entry in entries if entry.first.fullmatch(word))


@cache
def _entries() -> Mapping[str, tuple[_Entry, ...]]:
    found: dict[str, list[_Entry]] = {}
    for entry in _read_entries():
        for word in entry.words:
            found.setdefault(word, []).append(entry)
    return {word: tuple(entries) for word, entries in found.items()}


@cache
def _by_part() -> tuple[re.Pattern[str], tuple[_Entry, ...]]:
    entries = tuple(entry for entry in _read_entries() if not entry.words)
    return re.compile("|".join(entry.first.pattern for entry in entries)), entries


@cache
def _excluded() -> re.Pattern[str]:
    lines = [line[1:] for _, line in _lines() if line.startswith("-") and " " not in line]
    return re.compile("|".join(map(_word, lines)))


@cache
def _read_entries() -> tuple[_Entry, ...]:
    return tuple(_entry(category, line) for category, line in _lines() if not line.startswith("-"))


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    return tuple(
        (category, line.strip())
        for name, category in CATEGORIES.items()
        for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    )


@cache
def _verbs() -> Mapping[str, tuple[str, ...]]:
    lines = (FOLDER / "verbs.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if ":" in line and not line.startswith("#"))
    return {verb.strip(): tuple(forms.split()) for verb, forms in pairs}


def _forms(verb: str) -> tuple[str, ...]:
    """The forms of a verb: as listed, else as most verbs go."""
    stem = verb.removesuffix("a")
    return _verbs().get(verb, (verb, f"{stem}ar", f"{stem}ade", f"{stem}at"))


def _entry(category: str, line: str) -> _Entry:
    office = line.startswith("@")
    text = line.removeprefix("@")
    closed = text.endswith("$")
    pieces = list(_PIECE.finditer(text.removesuffix("$").removesuffix(" *")))
    head, rest = pieces[0], pieces[1:]
    words = _forms(head[1]) if head[1] else (head[4],) if "*" not in head[4] else ()
    tail = "".join(_tail(piece) for piece in rest)
    first = "|".join(words) if words else _word(head[4])
    ending = _PREDICATE_ENDS if closed else ""
    return _Entry(category, re.compile(first), tail + ending, office, words, bool(head[1]))


def _tail(piece: re.Match[str]) -> str:
    """An expression of one piece of a phrase, with the space before it."""
    verb, group, mark, word = piece.groups()
    if verb:
        return rf"\s+(?:{'|'.join(_forms(verb))})"
    if group is None:
        return rf"\s+{_word(word)}"
    choice = "|".join(r"\s+".join(map(_word, each.split())) for each in group.split("|"))
    return rf"(?:\s+(?:{choice}))?" if mark else rf"\s+(?:{choice})"


def _word(word: str) -> str:
    if word == "*":
        return r"[\w-]+"
    return _NUMERAL if word == "#" else re.escape(word).replace(r"\*", r"[\w-]{0,24}")


def is_infinitive(word: str) -> bool:
    """Whether a word is an infinitive, and so also a command, of a verb that terms begin with."""
    return word.lower() in _infinitives()


@cache
def _infinitives() -> frozenset[str]:
    return frozenset(
        piece[1] for _, line in _lines() for piece in _PIECE.finditer(line) if piece[1]
    )


@cache
def verb_forms() -> tuple[str, ...]:
    """Every form of the verbs that the terms are written with."""
    used = {piece[1] for _, line in _lines() for piece in _PIECE.finditer(line) if piece[1]}
    return tuple(sorted({form for verb in used | set(_verbs()) for form in _forms(verb)}))
