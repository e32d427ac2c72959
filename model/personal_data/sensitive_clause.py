"""The stretch of a sensitive statement: the predicate, from its finite verb to its clause's end."""

from __future__ import annotations

import re

from model.personal_data.sensitive_terms import Term, verb_forms

_REACH = 90
"""Characters before and after a term that its clause may take in."""
_PRONOUNS = r"(?:det|han|hon|hen|ni|vi|jag|man|de|dom|du|ingen)"
_CLAUSE_ENDS = re.compile(
    r"[.;!?()\"”“–—\n@/|]|:(?!\w)|,(?!\d)|\s[-&]\s"
    r"|\s(?:och|men|så(?!\s+att)|fast|fastän|medan|som|att|eftersom|innan|när|sa|säger|trots|därför|därav|utan|å|o|"
    r"varför|plus|lol|haha\w*|enligt(?!\s+l)|sluta|fattar|tror|låt|snälla|då)(?![\w-])"
    rf"|\s(?:för|sen|sedan|om|efter)\s(?:att|{_PRONOUNS})\b"
    rf"|(?P<inverted>\s(?:blev|är|var|får|fick|ska|kan|kom|tog|gick|sa|\w+(?:[dt]e|er|ar|ir))\s{_PRONOUNS}\b)"
    rf"|\s{_PRONOUNS}(?=\s(?:är|e|va|var|har|hade|satt|sitter|bor|ligger|gick|går|kan|ska|borde|måste|får|fick|vill|blir|blev|gör|tar|kommer)\b)"
    r"|\s(?:heter|hette)\b"
    r"|[\U0001F000-\U0001FAFF]",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:är|e|ä|var|va|varit|har|hade|haft|ha|fick|får|fått|blev|blir|blivit|kan|kunde|ska|skall|skulle|måste|"
    r"vill|ville|lär|börjar|började|börjat|brukar|brukade|verkar|slutade|ser|kommer)"
)
_ADVERB = (
    r"(?:ju|väl|nog|visst|tydligen|också|även|själv|fortfarande|numera|nu|redan|faktiskt|då|inte|alltså|igen|alltid|"
    r"ofta|bara|ändå|säkert|kanske|troligen|nyligen|länge|helt|svårt|så|en|ett|att|precis|dessutom|typ|just|nyss)"
)
_LED_BY = re.compile(rf"(?:\b{_AUXILIARY}\s+(?:{_ADVERB}\s+){{0,3}})+$", re.IGNORECASE)
_MORE_VERBS = """delar delade delat börjar berättar bytt gjorde sitter står kommer gick lånar vägrar lägger lagt
 lägga lade driver drev hämtar lånade bjuder stoppar stoppade skakar hanterar skickar skickade tvingade tvingar
 tvingas startade behandlas dömdes misstänks greps åtalas anmäldes utreds utsattes opererades led lider missbrukar
 använder använde pundar tigger snarkar svimmade kollapsade ramlade lades läggs skrevs räknas pekas påstås sägs anses
 lånat ägnar saknar förlorade förlorat tillbringade drabbades drabbats fastnade hörde behandlar röker kräver krävde
 vräks vräktes omhändertogs placerades togs tagits hotas hotades trakasseras misshandlas slås räddades
 organiserade håller gifte skilde lämnade fuskar bluffar äger ägde tappar går dricker super kör ska skulle måste vill ville kan kunde"""
_VERB = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted({*verb_forms(), *_MORE_VERBS.split()})) + r")(?![\w-])",
    re.IGNORECASE,
)
_SAID_OF_IT = re.compile(r"\s+" + _VERB.pattern, re.IGNORECASE)
"""After a matter that is a sentence's own subject: "hennes SIP-möte är flyttat"."""
_ONE_MORE = re.compile(
    r"\s+(?:och|å|o|samt|eller)\s+(?:inte\s+)?([\w-]+)(?=\s*(?:[.,!?;:\n]|$|så\b|men\b))",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:,?\s*(?:och|å|o|&|samt|eller|genom att|av att|efter att|att)\s*"
    r"|\s+(?:för|eftersom|därför att)\s+(?:att\s+)?(?:[\w-]+\s+)?)?",
    re.IGNORECASE,
)


def clause(text: str, term: Term, low: int, high: int) -> tuple[int, int]:
    """Where the statement around a term stands, within a stretch that may be its own."""
    begins = _begins(text, term, max(low, term.start - _REACH))
    if begins == term.start and not _VERB.match(text, begins) and _SAID_OF_IT.match(text, term.end):
        return begins, min(term.end, high)
    return begins, _ends(text, term, high)


def joins(text: str, end: int, start: int) -> bool:
    """Whether two statements are told in one breath: "är hos Kronofogden och har …"."""
    return end <= start and _JOINED.fullmatch(text, end, start) is not None


def _begins(text: str, term: Term, low: int) -> int:
    for boundary in _CLAUSE_ENDS.finditer(text, low, term.start):
        low = boundary.start() + 1 if boundary["inverted"] else boundary.end()
    start = term.start
    if not _VERB.match(text, start):
        for verb in _VERB.finditer(text, low, term.start):
            start = verb.start()
    led = _LED_BY.search(text, low, start)
    return led.start() if led else start


def _ends(text: str, term: Term, high: int) -> int:
    high = min(high, term.end + _REACH)
    stop = _CLAUSE_ENDS.search(text, term.end, high)
    end = stop.start() if stop else high
    more = _ONE_MORE.match(text, end, high)
    before_a_name = more and high < len(text) and not text[more.end() : high].strip()
    if more and not before_a_name and not _VERB.fullmatch(more[1]):
        end = more.end()
    return len(text[:end].rstrip())
