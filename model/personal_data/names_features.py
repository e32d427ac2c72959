"""What the name tagger knows of one word, as short strings: the same in training and in use.

Nothing but hashes of these strings is kept in the bundle. Everything depends on the word alone (and
on how its text uses capitals), so that a word is looked at once and remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from model.personal_data.names_words import fold, shape
from model.personal_data.roles import role_of

FIRST_BITS, SURNAME_BITS, WORD_BITS, CAPITAL_BITS, AFTER_BITS = 3, 2, 3, 2, 2
_GENITIVE_ENDS = ("s", "z", "x", "'", "’")
_SUFFIXES = (1, 2, 3, 4)
_PREFIXES = (2, 3)
_RARE = 3
_JOINTS = "-‐"


@dataclass(frozen=True, slots=True)
class Listing:
    """How a word stands in the lists and in plain Swedish, each in a few steps (0: not at all).

    `first` bearers of it as first name, `surname` as surname, `place` a municipality or locality,
    `word` how often it is written in lower case, `capital` how often inside a sentence with a
    capital (1 seldom … 3 nearly always), `after` how often then after a first name.
    """

    first: int = 0
    surname: int = 0
    place: int = 0
    word: int = 0
    capital: int = 0
    after: int = 0

    @classmethod
    @lru_cache(maxsize=1 << 13)
    def unpack(cls, code: int) -> Listing:
        """The listing that `pack` made a number of."""
        values = []
        for bits in (FIRST_BITS, SURNAME_BITS, 1, WORD_BITS, CAPITAL_BITS, AFTER_BITS):
            values.append(code & (1 << bits) - 1)
            code >>= bits
        return cls(*values)

    def pack(self) -> int:
        """The listing as a number below 2**13."""
        code = shift = 0
        values = (self.first, self.surname, self.place, self.word, self.capital, self.after)
        bits = (FIRST_BITS, SURNAME_BITS, 1, WORD_BITS, CAPITAL_BITS, AFTER_BITS)
        for value, width in zip(values, bits, strict=True):
            code |= value << shift
            shift += width
        return code

    @property
    def named(self) -> bool:
        """Whether the lists know it as a name that is not mostly a word."""
        return max(self.first, 2 * self.surname) > self.word and self.first + self.surname > 1


NOWHERE = Listing()
LookUp = Callable[[str], Listing]


@dataclass(frozen=True, slots=True)
class Traits:
    """What one word adds to the features of itself, of its neighbours and theirs.

    Its own features, see `own`, are named when asked for: most words' never are. `owner` is the
    stem of a genitive, else empty; `listing` is None for marks, numbers and the text's edge.
    """

    lower: str
    coarse: str
    beside: tuple[str, ...]
    near: tuple[str, ...]
    form: str = ""
    owner: str = ""
    role: str = ""
    listing: Listing | None = None


def traits(word: str, *, first: bool, mode: str, look_up: LookUp) -> Traits:
    """The traits of a word; `first` and `mode` as in names_words, `look_up` the shipped lists."""
    lower = fold(word)
    form = shape(word, first=first, mode=mode)
    if form in "pd":
        return Traits(lower, form, (f"w{lower}",), (f"w{lower}",), form)
    listing, stem = _listed(lower, look_up)
    owner = stem if stem != lower else ""
    role = role_of(lower) or ""
    gist = _gist(listing)
    coarse = form + gist + ("g" if owner else "") + role[:2]
    beside = (
        f"w{lower}",
        f"s{form}",
        f"r{role}",
        f"c{coarse}",
        f"x{lower[-3:]}{form}",
        f"F{listing.first}W{listing.word}",
        f"N{listing.surname}W{listing.word}{form}",
        f"F{listing.first}N{listing.surname}A{listing.after}{form}",
    )
    near = (f"w{lower}", f"c{form}{gist}", f"r{role}")
    return Traits(lower, coarse, beside, near, form, owner, role, listing)


_LISTS = 5
"""Where in `beside` stands what the lists know of a word."""


def own(about: Traits, look_up: LookUp) -> tuple[str, ...]:
    """The features that a word adds to itself."""
    lower, form, owner, listing = about.lower, about.form, about.owner, about.listing
    if listing is None:
        return f"w{lower}", f"s{form}"
    return (
        f"w{lower}",
        f"s{form}",
        f"w{owner or lower}{form}",
        *[f"{form}-{lower[-size:]}" for size in _SUFFIXES if len(lower) > size],
        *[f"{form}+{lower[:size]}" for size in _PREFIXES if len(lower) > size],
        *[f"{form}={owner[-size:]}" for size in (2, 3, 4) if len(owner) > size],
        *about.beside[_LISTS:],
        f"C{listing.capital}W{listing.word}{form}",
        f"P{listing.place}F{listing.first}C{listing.capital}",
        f"A{listing.after}C{listing.capital}{form}",
        f"c{about.coarse}",
        *_parts(lower, form, look_up),
        f"r{about.role}",
    )


def is_candidate(word: str, *, first: bool, mode: str, look_up: LookUp) -> bool:
    """Whether the word by itself gives reason to look for a name; others are not decoded alone."""
    form = shape(word, first=first, mode=mode)
    if form in "TUI":
        return True
    if form in "pdi":
        return False
    listing, _ = _listed(fold(word), look_up)
    if form == "F":
        return listing.named or listing.word <= _RARE or listing.first >= _RARE
    if form == "u":
        return listing.named or listing.word == 0
    return listing.named and listing.first > 1


def _listed(lower: str, look_up: LookUp) -> tuple[Listing, str]:
    """A word's listing, or where only its stem without a genitive is a name, the stem's."""
    listing = look_up(lower)
    if not listing.named and lower.endswith(_GENITIVE_ENDS):
        stem = look_up(lower[:-1])
        if stem.named:
            return stem, lower[:-1]
    return listing, lower


def _gist(listing: Listing) -> str:
    name = max(listing.first, 2 * listing.surname, 2 * listing.after)
    return f"{(name + 1) // 2}{(listing.word + 1) // 2}{listing.place}{listing.capital // 2}"


def _parts(lower: str, form: str, look_up: LookUp) -> tuple[str, ...]:
    for joint in _JOINTS:
        if joint in lower:
            parts = [part for part in lower.split(joint) if part]
            gists = [_gist(look_up(part)) for part in parts]
            return (
                f"j{form}{'-'.join(gists[:2])}",
                f"k{form}{'y' if look_up(parts[-1]).named else 'n'}",
            )
    return ()


def features(line: list[Traits], look_up: LookUp) -> list[list[str]]:
    """The features of every word of a text: its own, its neighbours' and theirs, and pairs."""
    return [_features(line, place, look_up) for place in range(len(line))]


def _features(line: list[Traits], place: int, look_up: LookUp) -> list[str]:
    here = line[place]
    before = line[place - 1] if place else EDGE
    after = line[place + 1] if place + 1 < len(line) else EDGE
    found = [f"0{name}" for name in own(here, look_up)]
    found += [f"<{name}" for name in before.beside] + [f">{name}" for name in after.beside]
    found += [f"({name}" for name in (line[place - 2] if place > 1 else EDGE).near]
    found += [f"){name}" for name in (line[place + 2] if place + 2 < len(line) else EDGE).near]
    found += [pair_before(before, here), pair_after(here, after), word_before(before, here)]
    return found


def pair_before(before: Traits, here: Traits) -> str:
    """The feature that joins the kinds of a word and the one before it."""
    return f"[{before.coarse}|{here.coarse}"


def pair_after(here: Traits, after: Traits) -> str:
    """The feature that joins the kinds of a word and the one after it."""
    return f"]{here.coarse}|{after.coarse}"


def word_before(before: Traits, here: Traits) -> str:
    """The feature that joins a word's kind and the word before it."""
    return f"{{{before.lower}|{here.coarse}"


EDGE = Traits("", "_", ("_",), ("_",))
"""What stands before the first word and after the last."""
