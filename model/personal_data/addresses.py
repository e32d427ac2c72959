"""Postal addresses: a street by its Swedish type, number, letter, stair, floor, postcode, place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import A_HUMAN_DECIDES, Finding
from model.personal_data.context import exposure_of_place, holds_any, place_finding

_ANY_CASE = (
    "vägen", "väg", "gatan", "gata", "gränden", "gränd", "stigen", "stig", "backen", "allén",
    "slingan", "kajen", "brinken", "esplanaden", "svängen", "kroken", "stråket", "promenaden",
    "rundan", "torget", "vången",
)  # fmt: skip
_CAPITAL = (
    "backe", "torg", "allé", "alle", "led", "leden", "ringen", "liden", "lid", "gången", "bågen",
    "tået", "planen", "plan", "platsen", "plats", "höjden", "höjd", "parken", "park", "strand",
    "stranden", "lunden", "åsen", "kullen", "hagen", "dalen", "ängen", "slätten", "terrassen",
    "terrass", "trappan", "udden", "viken", "gården", "tomten", "skogen", "kärret", "hamnen",
    "kaj", "bron", "holmen", "berget", "bergen", "haga", "lyckan", "gärdet", "åkern", "änden",
    "kvarnen", "platån", "vreten", "branten", "spåret", "torpet", "bruket", "vallen", "grind",
    "grinden", "knuten", "rågången", "hultet", "näset", "kulla", "toppen", "vik",
)  # fmt: skip
_SHOUTED = tuple(word.upper() for word in (*_ANY_CASE, *_CAPITAL))
_TITLED = tuple(word.capitalize() for word in (*_ANY_CASE, *_CAPITAL))
_SHORTENED = ("g.", "v.", "gr.", "v", "g")
"""Street types cut short, as in "Björkg. 14"; without the point only before a letter or a floor."""
_TYPES = (*_ANY_CASE, *_SHOUTED, *_CAPITAL, *_TITLED)
_LAST_TWO = frozenset(word[-2:] for word in _TYPES)
_LONE = frozenset(_TYPES)
_CUT_SHORT = re.compile(
    r"(?:(?<![\w-])[A-ZÅÄÖ]|(?<=\bbor )[a-zåäö]|(?<=\bbor på )[a-zåäö]|(?<=\badress )[a-zåäö]|(?<=\badr: )[a-zåäö])"
    r"[a-zåäöé]{3,20}(?:gr?|v)\.?$"
)
_CUT_REST = re.compile(r"[A-H]?,? ?(?:[0-9] ?tr\b|lgh)|[A-H]\b")
_VILLAGE = re.compile(r"(?<![\w-])[A-ZÅÄÖ][\w-]{2,25} $")
_FARM = re.compile(
    r"(?:(?:\b[Bb]or|\bbodde|\bskriven|\badress\w*)(?: kvar| ju| själv| nu)?(?: är| på| i| vid|:)|\b[Tt]orpet|\b[Ss]tugan) "
    r"((?:[A-ZÅÄÖ][a-zåäöé]{2,20} ){1,3}[1-9][0-9]{2})(?![0-9]|[:.,/-][0-9]|\s?%)"
)
"""A house in the country: a village and three digits, where somebody is said to live."""
_HOUSE = re.compile(
    r"(?:(?:\b[Bb]or|\bbodde|\bskriven|\bhemma)(?: kvar| ju| själv| nu)? på|\bflytta\w*[^.!?\n]{0,50} till) "
    r"((?!Avd|Plan|Rum|Hus|Sal|Kl)(?:[A-ZÅÄÖ][a-zåäöé]{2,20} )?[A-ZÅÄÖ][a-zåäöé]{2,20}(?P<at> )[1-9][0-9]?(?: ?[A-Da-d])?)(?![\w]|[:.,/-][0-9]|\s?%)"
)
"""A house by its name and a small number, only where somebody lives "på" it."""
_IN_WORDS = re.compile(
    r"\b(?:[Bb]or|bodde|skriven|adress\w*:?)(?: på| är)? ((?:[A-ZÅÄÖ][\w]{2,20} )?\w{3,24}(?:gatan|vägen|stigen|gränd|"
    r"backen|torget) (?:ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|"
    r"arton|nitton|tjugo))\b(?=[,.!?;)]|$| (?:[a-h]|i|på|och|o|där|nu|i)\b)"
)
_NUMBER = re.compile(
    r" (?<=[A-Za-zÅÄÖåäöé.,] )([0-9]{1,4})(?![0-9]|:[0-9]{2}|[.,/][0-9]|\s?%|-[a-zåäö]{2})"
)
_BEFORE_NUMBER = re.compile(r"(?:,|,? nr\.?)$")
_WORD_END = re.compile(r"[^\W\d_][\w:'’-]*$")
_NO_STREET = frozenset(
    {"riksväg", "länsväg", "europaväg", "motorväg", "landsväg", "omväg", "genväg", "halvväg",
     "körväg", "luftväg", "utväg", "återväg", "skolväg", "hemväg", "oled", "qled", "bilväg", "brevväg", "levnadsväg"}
)  # fmt: skip
_LIVES = ("bor ", "Bor ", "bodde", "skriven", "adress", "hemma", "flytta", "orpet ", "tugan ")
_OF_A_VILLAGE = frozenset(
    {"byväg", "bygata", "bygatan", "byvägen", "kyrkväg", "strandväg", "gårdsväg", "skogsväg", "kvarnväg", "bruksgata",
     "hamnväg", "hamngata", "skolväg", "sjöväg", "stationsväg", "allmänningsväg", "fäbodväg", "skärgårdsväg"}
)  # fmt: skip
_CENTURIES = ("18", "19", "20")
_YEAR_DIGITS = 4
_MOST_READ = 1000
"""Addresses of one text whose surroundings are read; a text with more is a list of addresses."""
_DIRECTION = re.compile(
    r"(?<![\w-])(?:norra|södra|östra|västra|stora|lilla|gamla|nya|övre|nedre|inre|yttre|sankt[ae]?|s:t|s:ta|"
    r"n\.|s\.|ö\.|v\.) $",
    re.IGNORECASE,
)
_NAME_OF = re.compile(
    r"(?<![\w-])(?:[A-ZÅÄÖÉ][\w:.-]{0,20} ){0,3}[A-ZÅÄÖÉ][\w:-]{0,20}s $|(?<![\w-])(?:[A-ZÅÄÖ][\w-]{1,20}) $"
)
_NOT_A_NUMBER = re.compile(
    r"\s?(?:km|kr|kronor|tkr|mkr|miljon\w*|procent|meter|m|cm|mm|mil|år|åring\w*|års|st|stycken|gånger|ggr|dagar|"
    r"dygn|veckor|månader|timmar|tim|min|minuter|sek|sekunder|personer|hushåll|bilar|barn|elever|lag|liter|kilo|kg|"
    r"ton|grader|kvm|m2|poäng|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|"
    r"december|jan|feb|apr|jun|jul|aug|sep|okt|nov|dec|av|platser|lägenheter|träd|hus|villor)\b(?!\s*tr\b)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"(?: ?-? ?[A-H]| ?[a-h])(?![\w:]|-\w|\.\w)")
_RANGE = re.compile(r" ?- ?([0-9]{1,4})(?![0-9])")
_DOOR = re.compile(r":[0-9](?![0-9])")
_REST = re.compile(
    r"(?:[,\s]{0,2}\(?(?:lgh\.?|lägenhet|läg\.|port|uppgång|uppg\.?|trapp(?:a|uppgång)?|ingång)\s?(?:nr\s?)?[0-9]{0,4}[A-Za-z]?(?![\w]))?"
    r"(?P<stair>,? ?(?:[0-9]{1,2}|en|ett|två|tre|fyra|fem)\s?(?:tr(?:appor)?\.?|trappa)(?: upp)?(?!\w)|"
    r",? ?(?:(?:[0-9]{1,2}:?(?:a|e)?|första|andra|tredje|fjärde|femte|översta|nedersta) (?:våning(?:en)?|trappan)|"
    r"(?:vån(?:ing)?|plan)\.? ?[0-9]{1,2})(?!\w)|(?: [0-9] ?tr)? (?:o\.g\.|u\.h\.|ög|uh|gh|nb|bv|NB|BV)(?!\w))?"
    r"(?P<side>(?:,? 1/2 ?tr\b)?,? (?:o\.?g|ö\.?g|u\.?h|n\.?b|g\.?h|vind(?:en)?|källar(?:e|en|plan))(?:\.(?=[ ,])|(?!\w))|,? 1/2 ?tr\b)?"
    r"(?P<flat>,? ?(?:lgh\.?|lägenhet(?:s?nr|s?nummer)?) ?(?:nr )?[0-9]{1,4})?"
    r"(?P<post>[,\s]{1,3}(?:SE?-)?[0-9]{3} ?[0-9]{2}(?! ?[0-9]| ?kr)(?: [A-ZÅÄÖ][\w-]{1,25}(?: [A-ZÅÄÖ][\w-]{1,25})?)?)?"
)
_DWELLING = re.compile(r"lgh|lägenhet|läg\.|våning|\btr\b|trappor", re.IGNORECASE)
_LONGEST_WORD = 32
_LONGEST_NAME = 60
_UNREAD = (A_HUMAN_DECIDES, "en av många i texten", 0.7)


def find_addresses(text: str) -> Iterator[Finding]:
    """Each street address that may be somebody's home; a public building's is not personal."""
    count = 0
    farms = set()
    lives = holds_any(text, _LIVES)
    for farm in _FARM.finditer(text) if lives else ():
        if not _NOT_A_NUMBER.match(text, farm.end()):
            farms.add(farm.start(1))
            yield _home(text, farm)
    for house in _HOUSE.finditer(text) if lives else ():
        street = house.start(1) in farms or text.endswith(_TYPES, 0, house.start("at"))
        if not street and not _NOT_A_NUMBER.match(text, house.end()):
            yield _home(text, house)
    for match in _NUMBER.finditer(text):
        start = _start_of(text, match)
        if start is None or _counts_something(text, match) or start in farms:
            continue
        count += 1
        end = _end_of(text, match)
        home = bool(_DWELLING.search(text, match.end(), end))
        seen = _UNREAD if count > _MOST_READ else exposure_of_place(text, start, end, home=home)
        if seen:
            yield place_finding("address", start, end, seen, "gatuadress")


def find_worded_addresses(text: str) -> Iterator[Finding]:
    """Each street where somebody is said to live whose number is a word: "bor på Bruksgatan sju"."""
    if holds_any(text, _LIVES):
        for words in _IN_WORDS.finditer(text):
            yield _home(text, words)


def _home(text: str, match: re.Match[str]) -> Finding:
    exposed = exposure_of_place(text, *match.span(1), home=True) or _UNREAD
    return place_finding("address", *match.span(1), exposed, "gatuadress")


def _counts_something(text: str, number: re.Match[str]) -> bool:
    """Whether a number is a date, a distance, a speed or a score rather than a house's."""
    span = _RANGE.match(text, number.end())
    falling = span is not None and int(span[1]) <= int(number[1])
    end = span.end() if span else number.end()
    return falling or bool(_NOT_A_NUMBER.match(text, end))


def _start_of(text: str, match: re.Match[str]) -> int | None:
    """Where the name of the street before a number begins; None where there is no street."""
    stop = match.start()
    if not _ends_in_a_street(text, stop):
        if text.endswith(_SHORTENED, 0, stop):
            return _cut_short(text, match)
        tail = _BEFORE_NUMBER.search(text[max(0, stop - 5) : stop])
        stop -= len(tail[0]) if tail else 0
        if not tail or not _ends_in_a_street(text, stop):
            return None
    word = _WORD_END.search(text[max(0, stop - _LONGEST_WORD) : stop])
    if word is None or word[0].lower() in _NO_STREET:
        return None
    if _DOOR.match(text, match.end()) and not _is_plain_street(word[0]):
        return None
    return _name_start(text, stop - len(word[0]), word[0], match[1])


def _ends_in_a_street(text: str, stop: int) -> bool:
    """Whether a street's type stands right before `stop`; its last two letters are quick to look up."""
    return text[max(0, stop - 2) : stop] in _LAST_TWO and text.endswith(_TYPES, 0, stop)


def _is_plain_street(word: str) -> bool:
    """Whether a word is nothing but a street, so that "16:2" after it is a door of number 16."""
    return word not in _LONE and word.lower().endswith(_ANY_CASE)


def _cut_short(text: str, number: re.Match[str]) -> int | None:
    """Where a street whose type is cut short begins: "Björkg. 14", "Klarbärsv 14B 3tr"."""
    stop = number.start()
    if text[stop - 1] != "." and not _CUT_REST.match(text, number.end()):
        return None
    word = _CUT_SHORT.search(text[max(0, stop - _LONGEST_WORD) : stop])
    return stop - len(word[0]) if word else None


def _name_start(text: str, start: int, word: str, number: str) -> int | None:
    """Where the street's whole name begins, with the words before its last one."""
    window = text[max(0, start - _LONGEST_NAME) : start]
    before = _DIRECTION.search(window) if word[0].isupper() else None
    if word in _LONE:
        before = before or (None if word.isupper() else _NAME_OF.search(window))
        return start - len(before[0]) if before else None
    if len(number) == _YEAR_DIGITS and number.startswith(_CENTURIES):
        return None
    if not word.lower().endswith(_ANY_CASE) and not word[0].isupper():
        return None
    if word.lower() in _OF_A_VILLAGE:
        before = _VILLAGE.search(window)
    return start - len(before[0]) if before else start


def _end_of(text: str, number: re.Match[str]) -> int:
    end = number.end()
    span = _RANGE.match(text, end)
    if span:
        end = span.end()
    door = _DOOR.match(text, end)
    if door:
        end = door.end()
    letter = _LETTER.match(text, end)
    if letter:
        end = letter.end()
    rest = _REST.match(text, end)
    return rest.end() if rest else end
