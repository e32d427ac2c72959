"""Postal addresses: a street by its Swedish type, number, letter, stair, floor, postcode, place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import Finding
from model.personal_data.context import exposure_of_place

_ANY_CASE = (
    "vägen|väg|gatan|gata|gränden|gränd|stigen|stig|backen|allén|slingan|kajen|brinken|esplanaden|"
    "svängen|kroken|stråket|promenaden|rundan|torget|vången|byväg"
)
_CAPITAL = (
    "backe|torg|allé|alle|leden|led|ringen|liden|lid|gången|bågen|tået|planen|plan|platsen|plats|"
    "höjden|höjd|parken|park|strand|stranden|lunden|åsen|kullen|hagen|dalen|ängen|slätten|terrassen|"
    "terrass|trappan|udden|viken|gården|tomten|skogen|kärret|ekan|hamnen|kaj|bron|holmen|ön|sten|"
    "berget|bergen|haga|lyckan|tappan|gärdet|åkern|änden|kvarnen|platån|vreten|branten|spåret|"
    "torpet|bruket|vallen|grind|grinden|brunn|knuten|rågången|hultet|näset|kulla|toppen|vik|sjön"
)
_HEAD = re.compile(
    rf"(?:{_ANY_CASE}|{_CAPITAL}|VÄGEN|VÄG|GATAN|GATA|GRÄND|GRÄNDEN|STIGEN|STIG|BACKEN|TORGET|TORG|ALLÉN|ALLÉ)"
    r",? {1,2}(?:nr\.? )?([0-9]{1,4})(?![0-9]|[:.,/][0-9]|\s?%)"
)
_WORD_BEFORE = re.compile(r"[^\W\d_][\w:'’-]*$|(?<=[\s(\"])$|^$")
_CAPITAL_END = re.compile(rf"(?:{_CAPITAL})$")
_LONE = frozenset(
    _ANY_CASE.split("|") + _CAPITAL.split("|") + [word.upper() for word in _ANY_CASE.split("|")]
)
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
_LETTER = re.compile(r" ?-? ?[A-Ha-h](?![\wåäö.:]|-\w)")
_RANGE = re.compile(r" ?- ?[0-9]{1,4}(?![0-9])")
_REST = re.compile(
    r"(?:,? ?\(?(?:lgh\.?|lägenhet|läg\.|port|uppgång|uppg\.?|trapp(?:a|uppgång)?|ingång)\s?(?:nr\s?)?[0-9]{0,4}[A-Za-z]?(?![\w]))?"
    r"(?P<stair>,? ?(?:[0-9]{1,2}|en|ett|två|tre|fyra|fem)\s?(?:tr(?:appor)?\.?|trappa)(?: upp)?(?!\w)|"
    r",? ?(?:(?:[0-9]{1,2}:?(?:a|e)?|första|andra|tredje|fjärde|femte|översta|nedersta) våning?(?:en)?|"
    r"(?:vån(?:ing)?|plan)\.? ?[0-9]{1,2})(?!\w))?"
    r"(?P<flat>,? ?(?:lgh\.?|lägenhet) ?(?:nr )?[0-9]{1,4})?"
    r"(?P<post>[,\s]{1,3}(?:SE?-)?[0-9]{3} ?[0-9]{2}(?! ?[0-9]| ?kr)(?: [A-ZÅÄÖ][\w-]{1,25}(?: [A-ZÅÄÖ][\w-]{1,25})?)?)?"
)
_DWELLING = re.compile(r"lgh|lägenhet|läg\.|våning|\btr\b|trappor", re.IGNORECASE)
_LONGEST_WORD = 32
_LONGEST_NAME = 60


def find_addresses(text: str) -> Iterator[Finding]:
    """Each street address that may be somebody's home; a public building's is not personal."""
    for match in _HEAD.finditer(text):
        start = _start_of(text, match)
        if start is None or _NOT_A_NUMBER.match(text, match.end()):
            continue
        end = _end_of(text, match.end())
        home = bool(_DWELLING.search(text, match.end(), end))
        exposed = exposure_of_place(text, start, end, home=home)
        if exposed:
            level, reason, score = exposed
            yield Finding("address", start, end, score, "address", f"gatuadress: {reason}", level)


def _start_of(text: str, match: re.Match[str]) -> int | None:
    """Where the street's name begins; None where the word is no street's name."""
    first = max(0, match.start() - _LONGEST_WORD)
    before = _WORD_BEFORE.search(text[first : match.start()])
    if before is None:
        return None
    start = first + before.start()
    word = text[start : match.start(1)].rstrip(", ").removesuffix(" nr").rstrip(", .")
    lone = word in _LONE or word.lower() in _LONE
    window = text[max(0, start - _LONGEST_NAME) : start]
    if lone:
        named = _NAME_OF.search(window) or (_DIRECTION.search(window) if word[0].isupper() else None)
        return start - len(named[0]) if named else None
    if _CAPITAL_END.search(word) and not word[0].isupper():
        return None
    direction = _DIRECTION.search(window)
    return start - len(direction[0]) if direction else start


def _end_of(text: str, end: int) -> int:
    span = _RANGE.match(text, end)
    if span:
        end = span.end()
    letter = _LETTER.match(text, end)
    if letter:
        end = letter.end()
    rest = _REST.match(text, end)
    return rest.end() if rest else end
