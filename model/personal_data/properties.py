"""Fastighetsbeteckningar: "KOMMUN TRAKT BLOCK:ENHET", told from psalms, scores, laws and times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import A_HUMAN_DECIDES, Finding
from model.personal_data.context import exposure_of_place

_UNIT = re.compile(
    r"(?<![0-9A-Za-z:./-])[0-9]{1,3}:[0-9]{1,4}(?![0-9]|[:.,/-][0-9])"
)
_NAMED = re.compile(
    r"fastighet\w*|\btomt(?:en)?\b|beteckning\w*|lagfart\w*|\bstuga(?:n)?\b|torpet|\bgård(?:en)?\b|bygglov\w*",
    re.IGNORECASE,
)
_TRACT = re.compile(
    r"(?:(?<=\s)|(?<=^)|(?<=[(\"]))((?:(?:[A-ZÅÄÖ][a-zåäöé]{1,24}|[A-ZÅÄÖ]{2,25})(?:-[A-ZÅÄÖa-zåäö]+)? ){1,3})$"
)
_SMALL_TRACT = re.compile(r"((?:[a-zåäö-]{3,25} ){1,2})$", re.IGNORECASE)
_NO_TRACT = re.compile(
    r"(?:joh|johannes|matt|matteus|mark|markus|luk|lukas|apg|rom|romarbrevet|kor|gal|ef|fil|kol|tess|tim|tit|hebr|"
    r"jak|petr|jud|upp|uppenbarelseboken|ps|psalm|psaltaren|ords|jes|jesaja|jer|hes|dan|hos|mos|moseboken|"
    r"kungaboken|korinthierbrevet|prop|sou|sfs|bet|mot|brb|tf|rf|fl|osl|kl|kap|vers|kapitel|lag|förordning|"
    r"klockan|tid|tiden|resultat|ställning|slutade|vann|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|"
    r"koranen|sura|bibeln|skala|version|match|set|period|dnr|nr|nummer|den|det|klass|avsnitt|säsong)",
    re.IGNORECASE,
)
_NEAR, _LONGEST = 50, 80


def find_properties(text: str) -> Iterator[Finding]:
    """Each property's designation; one tract name alone counts only where the text says property."""
    for match in _UNIT.finditer(text):
        start = _start_of(text, match)
        if start is None:
            continue
        exposed = exposure_of_place(text, start, match.end())
        if exposed:
            reason = f"fastighetsbeteckning: {exposed[1]}"
            level = max(exposed[0], A_HUMAN_DECIDES)
            yield Finding("property", start, match.end(), exposed[2], "property", reason, level)


def _start_of(text: str, match: re.Match[str]) -> int | None:
    window = text[max(0, match.start() - _LONGEST) : match.start()]
    named = bool(_NAMED.search(text, max(0, match.start() - _NEAR - 20), match.start()))
    tract = _TRACT.search(window)
    if tract:
        words = [word for word in tract[1].split() if not _NAMED.fullmatch(word)]
        if any(_NO_TRACT.fullmatch(word) for word in words) or not words:
            return None
        return match.start() - len(" ".join(words)) - 1 if named or len(words) > 1 else None
    if named:
        return _small_start(window, match.start())
    return None


def _small_start(window: str, start: int) -> int | None:
    tract = _SMALL_TRACT.search(window)
    words = tract[1].split() if tract else []
    while words and (_NAMED.fullmatch(words[0]) or words[0].lower() in {"på", "av", "för", "och", "är", "i"}):
        words.pop(0)
    if not words or any(_NO_TRACT.fullmatch(word) for word in words):
        return None
    return start - len(" ".join(words)) - 1
