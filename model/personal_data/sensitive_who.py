"""Whom a sentence points out: by name, or by role with its place, its kin or its property."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from model.personal_data.context import lowered
from model.personal_data.names_words import LETTERS, LONGEST_WORD
from model.personal_data.roles_exposure import OWN, Person

_HEADS = (
    r"(?:\d{1,2}-?åring(?:en|arna)|hon|han|hen|de|dom|eleven|elev|barnet|karln|karlen|snubben|"
    r"folket|paret|ungen|ungarna|damen|frun|farbrorn|gumman|änkan|änklingen|fröken|syrran|brorsan|"
    r"morsan|farsan|rektorn|kuratorn|pastorn|kantorn|doktorn|kocken|mentorn|veterinären|"
    r"chauffören|polisen|målarn|städerskan|resursen|praktikanten|medarbetaren|personen|"
    r"hantverkaren|gubbjäveln|kärringen|käringen|hyresgästen|brevbäraren|"
    r"\w{0,20}(?:granne|grannen|grannarna|tanten|gubben|mannen|kvinnan|mamman|pappan|grabben|killen|"
    r"tjejen|flickan|pojken|sonen|dottern|familjen|chefen|ägaren|värden|värdinnan|prästen|herden|"
    r"vakten|mästaren|mästarn|biträdet|bonden|ledaren|ledarn|läraren|lärarn|lärarinnan|skötaren|"
    r"sköterskan|föreståndaren|ordföranden|kassören|kassörskan|tränaren|handläggaren|frisören|"
    r"läkaren|sekreteraren|vikarien|handlaren|snickaren|bagaren|mäklaren|fotografen|bibliotekarien|"
    r"pedagogen|assistenten|rörmokaren|elektrikern|mekanikern|målaren|städaren|"
    r"paret|syskonen|bröderna|tvillingarna|tösen|gossen|tonåringen|lärlingen|psykologen|"
    r"terapeuten|diakonen|ungdomarna|tandläkaren|optikern|apotekaren|journalisten|barnskötaren))"
)
_SPOTS = (
    r"\w*(?:kiosken|macken|affären|butiken|kassan|receptionen|lagret|verkstaden|kyrkan|skolan|"
    r"förskolan|dagis|fritids|biblioteket|badhuset|badet|ishallen|hallen|gymmet|pizzerian|krogen|"
    r"puben|posten|apoteket|gården|våningen|huset|villan|porten|uppgången|trappan|lägenheten|"
    r"stallet|åkeriet|firman|bygget|tippen|återbruket|förrådet|kommunhuset|vårdcentralen|tandvården|"
    r"fiket|kaféet|caféet|caféet|salongen|banken|stationen|hållplatsen|köket|kontoret|matsalen|"
    r"etta|tvåa|kontot|växeln|förvaltningen|hemmet|boendet|campingen|hotellet|restaurangen|"
    r"baren|gatuköket|fotbollen|simskolan|klubben|föreningen|församlingen|koloniområdet|kolonin|"
    r"båthamnen|hamnen|loppisen|bageriet|frisören|sågen|fabriken|gruvan|verket|expeditionen|"
    r"vaktmästeriet|personalen|snöröjningen|plogningen|parkavdelningen|byalaget|hörnet|vinden|"
    r"bottenvåningen|entréplanet|gaveln|radhuset|torpet|stugan|baracken|kullen|backen|landet|sporten|"
    r"däckfirman|konsum|ica|coop|willys|lidl|hemköp|tempo|okq8|preem|statoil)"
)
_CLASS = r"(?:(?:klass\s+)?(?:\d{1,2}[ ]?[a-fA-F]|[a-z]{2}\d[a-z]?)\b|(?:ettan|tvåan|trean|fyran|femman|sexan|sjuan|åttan|nian)\b)"
_STREET = r"[\w-]+(?:gatan|vägen|gränd|stigen|backen|torget|allén|väg|gata|höjden|parken)\b(?:\s+\d{1,3}\b)?"
_PLACED = (
    rf"(?:{_CLASS}|{_STREET}|(?:lägenhet|lgh|nummer|nr|rum|plan|hus|port|uppgång|trapphus)\s+\w{{1,4}}\b"
    rf"|\d{{1,4}}:?an\b|\d{{1,4}}\b|(?:(?-i:[a-zåäö]+)\s){{0,2}}?{_SPOTS}\b"
    r"|(?:(?-i:[a-zåäö]+)\s){0,3}?(?-i:[A-ZÅÄÖ])[\w-]+)"
)
_AT = r"(?:i|på|vid|hos|från|under|ovanför|över|bredvid|mittemot|bakom|intill|till|åt|för)"
_DEFINITE = r"(?:[\w-]+\s+){0,2}?[\w-]{3,}(?:en|et|an|n|na|t)\b"
_KIN = (
    r"(?:son|dotter|fru|man|make|maka|sambo|bror|syster|mamma|pappa|barn|grabb|tjej|kille|ex|exman|"
    r"exfru|svärson|svärdotter|barnbarn|brorsa|syrra|unge|ungar|söner|döttrar|hustru|farsa|morsa|"
    r"pojke|flicka|kusin|pojkar|flickor|far|mor)"
)
_WORKER = (
    r"\w{0,20}(?:lärare|mentor|tränare|fröken|magister|kurator|chef|kollega|handläggare|chaufför|läkare|"
    r"frisör|tandläkare|präst|vaktmästare|hyresvärd|barnflicka|dagmamma|förskollärare|"
    r"assistent|klasskompis|kontaktperson|vikarie|städerska|städare|rektor|ledare|sköterska|"
    r"ordförande|kassör|kock|brevbärare|bibliotekarie|pastor|kantor|terapeut|psykolog)"
)
_INDEFINITE = (
    r"(?:grabb|kille|tjej|kvinna|man|familj|gubbe|tant|pojke|flicka|elev|granne|person|dam|unge)"
)
_REMEMBERED = 50_000
_DOES = (
    r"(?:äger|är|var|driver|har|hade|kör|sköter|jobbar|jobbade|bor|bodde|sitter|säljer|sålde|ägde|drev|leder|hyr|städar|"
    r"tränar|undervisar|spelar|brukar|går|körde|skötte|ansvarar|håller|tar)"
)
_SOMEBODY_WHO = rf"som\s+{_DOES}\s+(?:(?:[\w-]+\s+){{0,4}}?(?:{_AT}\s+)?{_PLACED}|{_DEFINITE}(?:\s+{_AT}\s+{_PLACED})?)"
_AFTER_HEAD = re.compile(
    rf"(?:,?\s+den\s+\w+)?(?:\s+(?:som\s+bor\s+|som\s+jobbar\s+|som\s+sitter\s+|bor\s+)"
    rf"|\s+(?:med|till|heter)\s+(?:\w+\s+){{1,3}}?|\s+){_AT}\s+{_PLACED}"
    rf"|(?<!\bde)(?<!\bdom)\s+{_SOMEBODY_WHO}"
    rf"|\s+med\s+(?:den\s+|det\s+|de\s+)?{_DEFINITE}(?:\s+{_AT}\s+{_PLACED})?",
    re.IGNORECASE,
)
_AFTER_OTHERS = {
    "min": re.compile(rf"\s+{_KIN}s\s+{_WORKER}", re.IGNORECASE),
    "nya": re.compile(rf"\s+(?:nya\s+)?{_WORKER}(?:e?n)?\b", re.IGNORECASE),
    "rektorns": re.compile(rf"\s+(?:\w+\s+)?{_KIN}\b", re.IGNORECASE),
    "en": re.compile(
        rf"\s+(?:\w+\s+)?{_INDEFINITE}\s+"
        rf"(?:i|på|från|vid|som\s+bor\s+på)\s+(?:{_CLASS}|{_STREET})",
        re.IGNORECASE,
    ),
}
_OPENERS = {
    **dict.fromkeys(("min", "mitt", "mina"), "min"),
    **dict.fromkeys(
        (
            "vår",
            "er",
            "nya",
            "nye",
            "förra",
            "förre",
            "vikarierande",
            "ordinarie",
            "tillförordnade",
            "tf",
        ),
        "nya",
    ),
    **dict.fromkeys(("en", "ett"), "en"),
}
_HEAD = re.compile(_HEADS)
_SOMEBODY = re.compile(rf"{_HEADS}|{_WORKER}(?:e?n)?|{_INDEFINITE}|{_KIN}|åring(?:en|arna)")
_OWNER = re.compile(
    r"(?:rektorns|prästens|grannens|chefens|doktorns|kantorns|pastorns|tränarns|\w{2,20}(?:arens|erskans|chefens|mästarns|"
    r"herdens|ägarns|inspektörens|chaufförens|ordförandens|mannens|direktörens|rådets))"
)
_WORD = re.compile(r"\d{1,2}-?åring(?:en|arna)\b|[^\W\d_]+")
_GOES_ON = re.compile(
    r"[\s\"”–—-]*(?:han|hon|hen|hans|hennes|hens|de|dom|deras|pojken|flickan|killen|tjejen|mannen|kvinnan|gubben|tanten|"
    r"mamman|pappan|modern|fadern|maken|makan|frun|karln|sonen|dottern|barnet|människan|eleven|patienten|du|din|ditt|"
    r"dina)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:han|hon|hen|honom|henne|hans|hennes|deras|sin|sitt|sina|mamman|pappan|maken|makan|du)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:min|mitt|mina|vår|vårt|våra)\s+(?:\w+\s+)?(?:son|dotter|barn|bror|syster|mamma|pappa|man|fru|unge|ungar|"
    r"mormor|morfar|farmor|farfar|bebis|sambo|make|maka|mor|far|pojke|flicka|tjej|kille|vän|väninna|kompis)\b"
    r"|\b(?:hund|hunden|katt|katten|häst|hästen|bil|bilen|hundar|katter|tik|valp|kanin|ponny|datorn|telefonen)\b",
    re.IGNORECASE,
)
"""The writer's kin, animals and things: a "han" that follows may be theirs."""
_OTHERS = re.compile(
    r"(?<!\bär )(?<!\be )(?<!\bvar )\b(?:en|ett|någon|nån|folk|alla|många|flera|de|dem|dom|dessa|personer|människor|elever|barn|patienter|"
    rf"ungdomar|vem|vi|oss)\s+(?!{_KIN}\b|bror\w+\b)(?:\w+\s+){{0,2}}(?:som|med)\b"
    r"|\b(?:för|åt|till|med|hjälper?|hjälpte|stödjer|bland|som)\s+(?:\w+\s+)?(?:folk|andra|barn|personer|människor|elever|"
    r"ungdomar|patienter|anhöriga|äldre|unga|familjer|kvinnor|män|föräldrar|flyktingar)\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"\b(?:han|hon|hen|hans|hennes|du)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whom the text points out: where, and the person, or None when by role and place."""

    start: int
    end: int
    person: Person | None
    words: str


def points_out(text: str) -> bool:
    """Whether a text points somebody out by role and place, kin or property."""
    words = LETTERS.findall(lowered(text))
    if _nobodies.issuperset(words) or all(map(_is_nobody, words)):
        return False
    return next(_pointed(text, 0, len(text)), None) is not None


_nobodies: set[str] = set()


def _is_nobody(word: str) -> bool:
    """Whether a word is no person's, so that a text of such words points nobody out."""
    if word in _nobodies:
        return True
    if _SOMEBODY.fullmatch(word[:LONGEST_WORD]):
        return False
    if len(_nobodies) >= _REMEMBERED:
        _nobodies.clear()
    _nobodies.add(word)
    return True


def subjects(text: str, people: Sequence[Person], start: int, end: int) -> list[Subject]:
    """Those whom a sentence from `start` to `end` points out, in order; never the writer."""
    named = [
        Subject(person.start, person.end, person, text[person.start : person.end])
        for person in people
        if person.role != OWN
    ]
    pointed = [
        Subject(first, past, None, text[first:past])
        for first, past in _pointed(text, start, end)
        if not _holds_one(named, first, past)
    ]
    return sorted([*named, *pointed], key=lambda subject: subject.start)


def _holds_one(named: Sequence[Subject], start: int, end: int) -> bool:
    """Whether a name stands within a stretch; the names are in order."""
    at = bisect_left(named, start, key=lambda subject: subject.end)
    return at < len(named) and named[at].start < end


def _pointed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where somebody is pointed out without a name: only after words that may open it is looked."""
    past = start
    for word in _WORD.finditer(text, start, end):
        after = _what_follows(word[0].lower()) if word.start() >= past else None
        match = after.match(text, word.end(), end) if after else None
        if match:
            past = match.end()
            yield word.start(), past


@lru_cache(maxsize=_REMEMBERED)
def _what_follows(word: str) -> re.Pattern[str] | None:
    if _HEAD.fullmatch(word):
        return _AFTER_HEAD
    if _OWNER.fullmatch(word):
        return _AFTER_OTHERS["rektorns"]
    return _AFTER_OTHERS.get(_OPENERS.get(word, ""))


def goes_on(text: str, start: int, end: int) -> bool:
    """Whether a sentence speaks on of somebody whom an earlier one pointed out."""
    return bool(_GOES_ON.match(text, start) or _REFERS.search(text, start, end))


def told_of(choice: Sequence[Subject], start: int) -> Subject | None:
    """Of whom a term at `start` is told: the nearest before it, or else the first after."""
    at = bisect_right(choice, start, key=lambda subject: subject.end)
    return choice[max(0, at - 1)] if choice else None


def somebody_else(text: str, start: int, end: int, *, kin_only: bool = False) -> bool:
    """Whether a stretch ends in others than who is pointed out: "en pianist som", "min son".

    `kin_only` where the name follows, so that "den som blev dömd" may be who is named.
    """
    if _KEPT.search(text, start, end):
        return True
    if kin_only:
        return False
    others = _OTHERS.search(text, start, end)
    return others is not None and not _SINGLE.search(text, others.end(), end)
