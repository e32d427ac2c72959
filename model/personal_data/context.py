"""Context: the words around a match that say what a number or a place is, and whose."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from model.assessment import A_HUMAN_DECIDES, HIDE_AT_ONCE, NORMALLY_FINE, Finding

Exposure = tuple[int, str, float]
"""A level, why, and how sure."""

LETTERS_AS_DIGITS = str.maketrans("OoIl", "0011")
"""Letters that people write for digits."""

_BEFORE, _AFTER = 90, 60
_SENTENCE_END = re.compile(r"[.!?…]['\"”)]?\s+(?=[^a-zåäö0-9])|\n\s*\n")
_WORD = re.compile(r"[\w§]+")

_NUMBER_WORDS = frozenset({"nr", "nummer", "numret", "är", "e", "id", "kod"})
_OTHER_NUMBER = re.compile(
    r"(?:dnr|diarie|ärende|order|beställning|bokn|best|fakt|produkt|prod|faktura|ocr|art|artikel|isbn|issn|ean|referens|ref"
    r"|sändning|kolli|paket|batch|mål|version|bokning|kvitto|serie|ram|imei|prop|proposition|sfs"
    r"|objekt|verksamhet|ritning|protokoll|linje|buss|rad|kap|avtal|bilaga|post|§|s"
    r"|schema|\w*mätar\w*|spårning|reklamation|inventarie|tidsstämpel|bild|img|dsc|rec|fil|kod|koden|kodnummer"
    r"|reservdel\w*|\w*modell|chassi|licens|löp|vinst|lott|build|inspelning|skärmavbild|katalog|signum|fotografi)"
    r"(?:e?n|et|s)?(?:s?nr|s?nummer|s?numret|kod|koden|id|nyckeln?)?"
)
_THINGS_NUMBER = re.compile(
    r"(?:serie|reservdel|order|beställning|faktura|artikel|art|kolli|paket|batch|ritning|inventarie|chassi"
    r"|tillverknings?|modell|licens|spårning|sändning|lott|vinst|katalog|imei)s?(?:e?n|et)?s?(?:nr|nummer|numret)|build|version(?:en)?"
)
"""Said of things alone: not even a form like a person's number makes it one."""
_COUNTED = re.compile(
    r"\s?(?:=|\.(?:jpe?g|png|gif|heic|log|mp[34]|mov|wav|zip|bak|tmp)\b"
    r"|(?:kr|kronor|kwh|st|kvm|m[23²³]|tkr|mkr)\b|:-)",
    re.IGNORECASE,
)
"""After a number that counts something, is reckoned with or names a picture or a log."""
_LONGEST_PREFIX = 4

_HOME_WORDS = frozenset(
    {"bor", "bo", "bodde", "bott", "boende", "hyr", "sover", "portkod", "lgh",
     "skriven", "adressen", "adress", "bostad"}
)  # fmt: skip
_MOVES = frozenset({"flyttar", "flytta", "flyttat", "flyttade", "hem", "hemma"})
"""Said of people and of services: a public building beside them outweighs these."""
_HOME_STEMS = (
    "adress", "postadress", "hemadress", "grann", "nyckel", "nycklar", "lägenhet", "dörr",
    "folkbokför", "hyresgäst",
)  # fmt: skip
_HOME_PHRASES = (
    "c/o", "håller till", "står på", "huset mitt", "ring på", "gå dit", "åk dit", "gömmer sig",
    "kom dit", "här du bor",
)  # fmt: skip
_OWN = re.compile(
    r"\b(?:jag|vi|ja)\s(?:bor|bodde|flyttar|flyttade|hyr|heter|söker|är|,)"
    r"|\b(?:bor|flyttar|hyr) (?:jag|vi)\b|\bhos (?:mig|oss)\b|\bundertecknad|^\s*jag,"
    r"|\b(?:min|mitt|mina|vår|vårt|våra)\s(?:\w+\s)?(?:adress|postadress|uppgifter|lägenhet|hus|"
    r"fastighet|tomt|telefon|stuga|gata|dörr|bil)"
)
_PUBLIC_WORDS = frozenset(
    {"ica", "coop", "willys", "lidl", "hemköp", "maxi", "ab", "kontor", "café", "cafe", "museet",
     "badet", "bio", "kyrkan", "macken", "mack", "öppet", "teatern", "teater", "lokal", "lokalen",
     "nämnden", "station", "stationen", "biografen", "gymmet", "växel", "växeln", "affären"}
)  # fmt: skip
_PUBLIC_PARTS = (
    "bibliotek", "skola", "förskol", "kyrka", "kommunhus", "stadshus", "rådhus", "receptionen",
    "turistbyrå", "vårdcentral", "butik", "restaurang", "pizzeria", "museum", "hållplats",
    "lekplats", "badplats", "simhall", "ishall", "idrottshall", "sporthall", "bygdegård", "kiosk",
    "reningsverk", "vattenverk", "sandtag", "kontoret", "förening", "församling", "polisstation",
    "sjukhus", "lasarett", "apotek", "hotell", "återvinning", "parkeringshus", "stadsdel",
    "detaljplan", "äldreboende", "medborgarkontor", "kontaktcenter", "kundcenter", "servicecenter", "öppettider", "utställning",
    "konsert", "loppis", "kulturhus", "biljett", "bussgods", "samlingslokal", "stationen",
    "tingsrätt", "folkets park", "folkets hus", "folkpark", "saluhall", "ridhus", "frisör", "salong",
    "bageri", "verkstad", "mottagning", "klinik", "tandvård", "arbetsförmedling", "försäkringskass",
    "skatteverk", "systembolag", "bankkontor", "bankomat", "träffpunkt", "fritidsgård",
    "ungdomsgård", "dagcentral", "församlingshem", "campus", "högskol", "gymnasi", "domstol",
)  # fmt: skip
_FAULT_STEMS = (
    "lampa", "lampor", "lampan", "lyse", "belysning", "gatlykt", "gatlamp", "gatubelys", "grop",
    "hål", "potthål", "brunn", "brandpost", "soptunn", "sopkärl", "papperskorg", "snö", "plog",
    "sanda", "sandning", "halk", "halt", "igenfrus", "asfalt", "vattenläck", "läck", "trottoar",
    "cykelväg", "cykelban", "hastighet", "vägarbet", "korsning", "övergångsställ", "trafik",
    "farthinder", "skylt", "klotter", "nedskräp", "skräp", "avlopp", "översväm", "träd", "häck",
    "buske", "gren", "stopp", "elavbrott", "strömavbrott", "avstäng", "vattenavst", "gräv",
    "råtto", "fåglar", "porttele", "hiss", "sly", "översvämn", "dagvatten",
)  # fmt: skip


@lru_cache(maxsize=4)
def lowered(text: str) -> str:
    """The text in lower case, each sign in its place; every recogniser of one text asks for it."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def holds_any(text: str, signs: Iterable[str]) -> bool:
    """Whether one of some stretches stands in the text."""
    for sign in signs:  # noqa: SIM110 - asked some twenty times a comment: half of any()'s time
        if sign in text:
            return True
    return False


def matches_from(
    opening: re.Pattern[str], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, tried only where `opening` matches: quick when that is one sign.

    A search that begins with a set of signs skips the others at once; one that begins by looking
    around tries every place.
    """
    place = 0
    for first in opening.finditer(text):
        if first.start() >= place and (match := pattern.match(text, first.start())):
            place = match.end()
            yield match


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where the words of one pattern end in a text, in order."""

    ends: tuple[int, ...]

    def before(self, place: int, reach: int = 45) -> bool:
        """Whether one ends at most `reach` characters before `place`."""
        index = bisect_right(self.ends, place) - 1
        return index >= 0 and self.ends[index] >= place - reach

    def near(self, start: int, end: int, reach: int = 45) -> bool:
        """Whether one ends at most `reach` characters before a stretch or soon after it."""
        index = bisect_right(self.ends, end + reach) - 1
        return index >= 0 and self.ends[index] >= start - reach


def mentions(text: str, pattern: re.Pattern[str], signs: Iterable[str]) -> Mentions:
    """All mentions of a pattern, found once so that each match need not look back again.

    `pattern` and `signs` are in lower case; one of the signs stands in every mention: they are
    quick to seek.
    """
    small = lowered(text)
    if not holds_any(small, signs):
        return Mentions(())
    return Mentions(tuple(match.end() for match in pattern.finditer(small)))


def other_number(text: str, start: int) -> bool:
    """Whether the words right before `start` name another sort of number: dnr, order, ISBN …"""
    words = _WORD.findall(text[max(0, start - 36) : start])
    while words:
        word = words[-1].strip("_").lower()
        if _OTHER_NUMBER.fullmatch(word):
            return True
        if not (word in _NUMBER_WORDS or _is_prefix(words)):
            return False
        words.pop()
    return False


def things_number(text: str, start: int) -> bool:
    """Whether the word right before `start` is for things' numbers alone: "serienr", "ordernummer"."""
    words = _WORD.findall(text[max(0, start - 36) : start])
    return bool(words) and bool(_THINGS_NUMBER.fullmatch(words[-1].lower()))


def counts_something(text: str, end: int) -> bool:
    """Whether what stands right after `end` shows a sum, an amount or the name of a picture."""
    return _COUNTED.match(text, end) is not None


def _is_prefix(words: list[str]) -> bool:
    """Capitals inside a reference, as in "dnr KS …"."""
    return len(words) > 1 and len(words[-1]) <= _LONGEST_PREFIX and words[-1].isupper()


def words_of(text: str) -> set[str]:
    """The words of a stretch, in lower case."""
    return set(_WORD.findall(text.lower()))


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after in the same sentence, at most _BEFORE and _AFTER characters."""
    first = max(0, start - _BEFORE)
    for stop in _SENTENCE_END.finditer(text, first, start + 1):
        first = min(stop.end(), start)
    last = _SENTENCE_END.search(text, end, end + _AFTER)
    return text[first:start], text[end : last.start() if last else end + _AFTER]


def place_finding(kind: str, start: int, end: int, exposed: Exposure, what: str) -> Finding:
    """The finding of a place; one where something is to be mended is nobody's home."""
    level, reason, score = exposed
    public = level == NORMALLY_FINE
    return Finding(kind, start, end, score, kind, f"{what}: {reason}", level, public)


def exposure_of_place(text: str, start: int, end: int, *, home: bool = False) -> Exposure | None:
    """How exposed somebody is by a place named at `start`; None for a public building's.

    `home` says that the match itself shows a dwelling (a stair, a floor, a flat).
    """
    around = " | ".join(sentence(text, start, end)).lower()
    words = words_of(around)
    if home or _any_of(words, _HOME_WORDS, _HOME_STEMS) or _any_in(around, _HOME_PHRASES):
        return _home(around)
    if not words.isdisjoint(_PUBLIC_WORDS) or _any_in(around, _PUBLIC_PARTS):
        return None
    if not words.isdisjoint(_MOVES):
        return _home(around)
    if _any_of(words, (), _FAULT_STEMS):
        return NORMALLY_FINE, "plats för något som ska åtgärdas", 0.4
    return A_HUMAN_DECIDES, "en plats där någon kan bo", 0.7


def _home(around: str) -> Exposure:
    if _OWN.search(around):
        return A_HUMAN_DECIDES, "den som skriver uppger var den bor", 0.9
    return HIDE_AT_ONCE, "pekar ut var någon bor", 0.9


def _any_of(words: set[str], whole: Iterable[str], stems: tuple[str, ...]) -> bool:
    return not words.isdisjoint(whole) or any(word.startswith(stems) for word in words)


def _any_in(text: str, parts: tuple[str, ...]) -> bool:
    return holds_any(text, parts)
