"""Whom a sentence points out: by name, or by role with its place, its kin or its property."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
_STREET = (
    r"[\w-]+(?:gatan|vägen|gränd|stigen|backen|torget|allén|väg|gata|höjden|parken)\b(?:\s+\d{1,3}\b)?"
)
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
_POINTED = re.compile(
    rf"\b(?:{_HEADS}(?:,?\s+den\s+\w+)?(?:\s+(?:som\s+bor\s+|som\s+jobbar\s+|som\s+sitter\s+|bor\s+)|\s+(?:med|till|heter)\s+(?:\w+\s+){{1,3}}?|\s+)"
    rf"{_AT}\s+{_PLACED}"
    rf"|(?:{_HEADS}|den\s+\w+)\s+som\s+(?:äger|är|var|driver|har|hade|kör|sköter|jobbar|jobbade|bor|bodde|sitter|säljer|sålde|"
    r"ägde|drev|leder|hyr|städar|tränar|undervisar|spelar|brukar|går|körde|skötte|ansvarar|håller|tar)\s+"
    rf"(?:(?:[\w-]+\s+){{0,4}}?(?:{_AT}\s+)?{_PLACED}|{_DEFINITE}(?:\s+{_AT}\s+{_PLACED})?)"
    rf"|{_HEADS}\s+med\s+(?:den\s+|det\s+|de\s+)?{_DEFINITE}(?:\s+{_AT}\s+{_PLACED})?"
    rf"|(?:min|mitt|mina|vår|vårt|våra|er|ert)\s+{_KIN}s\s+{_WORKER}"
    rf"|(?:vår|er|nya|nye|förra|förre|vikarierande|ordinarie|tillförordnade|tf)\s+(?:nya\s+)?{_WORKER}(?:e?n)?\b"
    rf"|(?:rektorns|prästens|grannens|chefens|doktorns|kantorns|pastorns|tränarns|\w{{2,20}}(?:arens|erskans|chefens|mästarns|"
    rf"herdens|ägarns|inspektörens|chaufförens|ordförandens|mannens|direktörens|rådets))\s+(?:\w+\s+)?{_KIN}\b"
    rf"|(?:en|ett)\s+(?:\w+\s+)?(?:grabb|kille|tjej|kvinna|man|familj|gubbe|tant|pojke|flicka|elev|granne|person|dam|unge)\s+"
    rf"(?:i|på|från|vid|som\s+bor\s+på)\s+(?:{_CLASS}|{_STREET})"
    rf"|på\s+{_STREET}(?:\s+[A-Za-z]\b)?\s+(?:bor|bodde|finns|sitter)\s+(?:det\s+)?(?:en|ett|den)\s+\w+)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"[\s\"”–—-]*(?:han|hon|hen|hans|hennes|hens|de|dom|deras|pojken|flickan|killen|tjejen|mannen|kvinnan|gubben|tanten|"
    r"mamman|pappan|maken|makan|frun|karln|sonen|dottern|barnet|människan|eleven|du|din|ditt|dina)\b",
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
    r"\b(?:en|ett|någon|nån|folk|alla|många|flera|de|dem|dom|dessa|personer|människor|elever|barn|patienter|"
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
    return _POINTED.search(text) is not None


def subjects(text: str, people: Sequence[Person], start: int, end: int) -> list[Subject]:
    """Those whom a sentence from `start` to `end` points out, in order; never the writer."""
    named = [
        Subject(person.start, person.end, person, text[person.start : person.end])
        for person in people
        if person.role != OWN
    ]
    pointed = [
        Subject(match.start(), match.end(), None, match[0])
        for match in _POINTED.finditer(text, start, end)
        if not any(match.start() < each.end and each.start < match.end() for each in named)
    ]
    return sorted([*named, *pointed], key=lambda subject: subject.start)


def goes_on(text: str, start: int, end: int) -> bool:
    """Whether a sentence speaks on of somebody whom an earlier one pointed out."""
    return bool(_GOES_ON.match(text, start) or _REFERS.search(text, start, end))


def told_of(choice: Sequence[Subject], start: int) -> Iterator[Subject]:
    """Of whom a term at `start` may be told, the likeliest first: the nearest before, then after."""
    yield from (each for each in reversed(choice) if each.end <= start)
    yield from (each for each in choice if each.end > start)


def somebody_else(text: str, start: int, end: int) -> bool:
    """Whether a stretch ends in others than who was pointed out: "en pianist som", "min son"."""
    if _KEPT.search(text, start, end):
        return True
    others = _OTHERS.search(text, start, end)
    return others is not None and not _SINGLE.search(text, others.end(), end)
