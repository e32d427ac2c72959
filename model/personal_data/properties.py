"""Fastighetsbeteckningar: "KOMMUN TRAKT BLOCK:ENHET", told from psalms, scores, laws and times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import A_HUMAN_DECIDES, Finding
from model.personal_data.context import exposure_of_place, holds_any, lowered, place_finding

_UNIT = re.compile(
    r"(?<![0-9A-Za-z:./-])(?:[0-9]{1,3} ?: ?|(?:S|GA|[Ss]amf|s|ga|FS|fs): ?)[0-9]{1,4}(?:>[0-9]{1,3}|-[0-9]{1,3}:[0-9]{1,4})?(?![0-9]|[:./-][0-9]|,[0-9])"
)
_QUARTER = re.compile(
    r"\b(?:[Tt]omt(?:en)?:?|(?i:fastighet(?:en|sbeteckning(?:en)?)?):?|(?i:kvarteret):?|[Kk]v\.?) "
    r"([A-ZÅÄÖ](?:[a-zåäöé]{2,20}|[A-ZÅÄÖ]{2,20})(?: [A-ZÅÄÖ](?:[a-zåäöé]{2,20}|[A-ZÅÄÖ]{2,20}))?(?<!gatan)(?<!vägen)(?<!gränd)(?<!GATAN)(?<!VÄGEN) (?:nr )?[0-9]{1,3})(?![0-9]|[:./-][0-9]|\s?%| (?:våning|lägenhet|meter|år|plan|hus|villor|procent|kvm))"
)
_WORDED_UNIT = re.compile(
    r"(?:[Bb]lock|[Kk]vartersnummer)(?: nr)? ?(?P<block>[0-9]{1,3}),? (?:och )?(?:[Ee]nhet|[Tt]omt)(?: nr)? ?[0-9]{1,4}(?![0-9:])"
)
_SCORED = re.compile(r"[A-ZÅÄÖ]\w+ ?- ?[A-ZÅÄÖ]\w+ [0-9]{1,2}[:-][0-9]{1,2}(?![0-9])")
"""Two teams and their goals; then what follows in the same form is a score too."""
_OWNED_BY_ALL = re.compile(
    r"kommunen (?:själv )?äger|kommunens (?:mark|tomt)|kommunägd|statens mark", re.IGNORECASE
)
_NAMED_STEMS = (
    "fastighet", "tomten", "beteckning", "lagfart", "stugan", "torpet", "gården", "bygglov",
    "servitut", "samfällighet", "avstyck", "arrend", "strandskydd", "tomträtt", "pantbrev",
    "lantmäteri", "markägar", "fast.", "fastbet", "tomtgräns", "rågång", "skogsskifte", "skiftet",
    "villan", "lantbruk", "ägor", "markbit", "strandtomt", "grannfastighet", "ägobyte", "tax",
    "inskrivning", "arvskift", "bouppteck", "köpebrev", "exekutiv", "utmät", "avlopp", "brunn",
    "inteckn", "elda", "infart", "byggnadslov", "attefall",
)  # fmt: skip
_NAMED_ENDS = (
    "gården",
    "stället",
    "tomten",
    "skogen",
    "marken",
    "stugan",
    "torpet",
    "fastighet",
    "fastigheten",
)
_NAMED_WORDS = frozenset({
    "bor", "äger", "ägs", "sålts", "säljs", "ägare", "ägaren", "tillhör", "huset", "köpt", "sålt",
    "granne", "tomt", "tomten", "stuga", "stugan", "gård", "gården", "ägo", "äga", "ägde", "ägt",
    "ägor", "hus", "villa", "skog", "skogen", "mark", "marken", "åkern", "gränsen", "gräns",
    "grannen", "grannarna", "grannar", "grann", "flyttat", "bodde", "bott", "boende", "bygger",
    "byggt", "bygga", "byggde", "staket", "altan", "garage", "garaget", "ladan", "lada", "jaktmark",
    "torp", "arrende", "sommarstuga", "fritidshus", "ödehus",
})  # fmt: skip
_CAPITALISED = re.compile(
    r"[A-ZÅÄÖ](?:[a-zåäöé]{1,24}|[A-ZÅÄÖÉ]{1,24})(?:[-:][A-ZÅÄÖa-zåäö]+)*|[ÅÖ]|S:ta?"
)
_LOWER = re.compile(r"[a-zåäö-]{3,25}")
_SMALL_WORDS = frozenset({
    "på", "av", "för", "och", "är", "heter", "till", "med", "som", "vid", "har", "hade", "i",
    "från", "även", "också", "samt", "men", "eller", "här", "vår", "min", "vårt", "mitt", "del",
    "hela", "om", "kring", "över", "under", "mot", "inom", "utanför", "när", "att", "det", "där",
    "hos", "än", "vi", "gäller", "avser", "ang", "angående", "ärende", "bredvid", "intill",
    "säljer", "köper", "söker", "hej", "obs", "sen", "sedan", "nu", "varför",
})  # fmt: skip
_MOST_WORDS = 3
_NO_TRACT = re.compile(
    r"(?:joh|johannes|matt|matteus|mark|markus|luk|lukas|apg|rom|romarbrevet|kor|gal|ef|fil|kol|tess|tim|tit|hebr|"
    r"jak|petr|jud|upp|uppenbarelseboken|ps|psalm|psaltaren|ords|jes|jesaja|jer|hes|dan|hos|mos|moseboken|"
    r"kungaboken|korinthierbrevet|prop|sou|sfs|bet|mot|brb|tf|rf|fl|osl|kl|kap|vers|kapitel|lag|förordning|"
    r"klockan|tid|tiden|resultat|ställning|slutade|vann|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|"
    r"koranen|sura|bibeln|skala|version|match|set|period|dnr|nr|nummer|den|det|klass|avsnitt|säsong|"
    r"ca|kl\.?|till|mellan|efter|senast|från|cirka|runt|omkring)",
    re.IGNORECASE,
)
_TRACT_ENDS = (
    "by", "torp", "sta", "stad", "rum", "hult", "ryd", "arp", "vik", "berg", "näs", "lunda", "tuna",
    "hem", "åker", "sund", "boda", "gården", "bo", "ås", "dal", "holm", "mo", "ö", "köp", "rud",
    "säter", "sätern", "hagen", "backen", "byn", "torpet", "åsen",
)  # fmt: skip
_NO_SCORE = 10
_FAR_UNIT = re.compile("[0-9]{1,2}:[1-9][0-9]{2}")
_PAIR = re.compile("[A-ZÅÄÖ][\\w]*-[A-ZÅÄÖ]")
"""Two teams, as in "AIK-Djupvik 4:19", unless the text speaks of a property."""
_LONGEST, _AFTER = 80, 40


def find_properties(text: str) -> Iterator[Finding]:
    """Each property's designation; one tract name alone counts only where the text says property."""
    small = lowered(text)
    quarters = holds_any(small, ("tomt", "fastighet", "kvarteret", "kv", "block"))
    if not (quarters or ":" in text) or _OWNED_BY_ALL.search(text):
        return
    if quarters and "nhet" in text:
        yield from _worded(text)
    scores = "-" in text and _SCORED.search(text)
    for match in _UNIT.finditer(text) if ":" in text else ():
        start = _start_of(text, match)
        if start is not None and not (scores and scores.end() != match.end() and _is_low(match[0])):
            yield from _finding(text, start, match.end())
    for quarter in _QUARTER.finditer(text) if quarters else ():
        yield from _finding(text, *quarter.span(1))


def _worded(text: str) -> Iterator[Finding]:
    """Those told in words: "Testby block 1 enhet 23"."""
    for match in _WORDED_UNIT.finditer(text):
        words = text[max(0, match.start() - _LONGEST) : match.start()].rstrip(", ").split()
        tract = _last(words, _CAPITALISED)
        if tract:
            yield from _finding(text, text.rindex(tract[0], 0, match.start()), match.end())


def _is_low(unit: str) -> bool:
    """Whether block and unit may be goals."""
    return all(not side.isdigit() or int(side) < _NO_SCORE for side in re.split("[ :]+", unit))


def _finding(text: str, start: int, end: int) -> Iterator[Finding]:
    exposed = exposure_of_place(text, start, end)
    if exposed:
        level, reason, score = exposed
        least = (max(level, A_HUMAN_DECIDES), reason, score)
        yield place_finding("property", start, end, least, "fastighetsbeteckning")


def _start_of(text: str, match: re.Match[str]) -> int | None:
    """Where the names of municipality and tract before a unit begin, None where there are none."""
    window = text[max(0, match.start() - _LONGEST) : match.start()]
    if not window.endswith(" "):
        return None
    words = window.removesuffix(" nr ").split()
    after = re.split(r"[.!?]", text[match.end() : match.end() + _AFTER])[0].split()
    named = match[0][0] in "SGsgF" or any(map(_is_named, [*words, *after]))
    tract = _last(words, _CAPITALISED)
    if not tract and (named or _FAR_UNIT.fullmatch(match[0])):
        tract = _last(words, _LOWER)
        named = named or (len(tract) > 1 and tract[-1].endswith(_TRACT_ENDS))
    if (
        not _SPORT.isdisjoint([*words, *after])
        or not tract
        or any(_NO_TRACT.fullmatch(word) for word in tract)
    ):
        return None
    if (
        not named
        and len(tract) == 1
        and (_PAIR.match(tract[0]) or not _is_tract(tract[0], match[0]))
    ):
        return None
    start = text.rindex(tract[0], 0, match.start())
    return start if text[start : match.start()].split()[: len(tract)] == tract else None


def _is_tract(name: str, unit: str) -> bool:
    """Whether one name alone says enough: an ending of Swedish tracts, and a unit that is no score."""
    return (
        name.lower().endswith(_TRACT_ENDS)
        and int(unit.partition(":")[2].partition(">")[0].partition("-")[0]) >= _NO_SCORE
    )


def _last(words: list[str], pattern: re.Pattern[str]) -> list[str]:
    """The words right before the unit that may be names of places."""
    tract: list[str] = []
    for word in reversed(words):
        bare = word.lstrip("(\"”'")
        if len(tract) == _MOST_WORDS or not pattern.fullmatch(bare):
            break
        if _is_named(bare) or bare.lower() in _SMALL_WORDS:
            break
        tract.insert(0, bare)
        if bare != word:
            break
    return tract


_SPORT = frozenset({
    "match", "matchen", "vann", "slutade", "derbyt", "mot", "mål", "cupen", "final", "spelade",
    "förlorade", "innebandy", "hockey", "fotboll", "handboll", "bandy", "kvittering", "ledning",
    "halvlek",
})  # fmt: skip


def _is_named(word: str) -> bool:
    lowered = word.lower().strip(',.:;("')
    return (
        lowered in _NAMED_WORDS
        or lowered.startswith(_NAMED_STEMS)
        or (word[:1].islower() and lowered.endswith(_NAMED_ENDS))
    )
