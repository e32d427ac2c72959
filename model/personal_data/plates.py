"""Registration plates: both ordinary series, and plates of own choice where the text names them.

Source: Transportstyrelsen. I, Q and V are never issued, but people misread and invent; they count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import A_HUMAN_DECIDES, Finding
from model.personal_data.context import holds_any, lowered, other_number, words_of

_PLATE = re.compile(
    r"([A-Z](?<![0-9A-Za-zÅÄÖåäö§@/_-].)[A-Z]{2})([ _-]?|[.:/*|\n]|  | - )([0-9]{2}(?:[0-9A-Z]| [A-Z](?![\w]))|[0-9] [0-9] [0-9A-Z](?!\w| [0-9]))"
    r"(?!(?!s\b)[0-9A-Za-zÅÄÖåäö_]|[-:./,][0-9]|\s?(?:kr\b|%))"
)
_CAPITALS = re.compile("[A-Z](?=[A-Z]{2}|[ .,-]{1,2}[A-Z][ .,-])")
"""Where a plate may begin, its letters together or apart."""
_SMALL = re.compile(
    r"(?<![0-9a-zåäö@/_.-])([a-z]{3})[ _-]?([0-9]{2} ?[0-9a-z])(?![0-9a-zåäö_@])", re.IGNORECASE
)
_NAMED = re.compile(
    r"\breg(?:istrerings?)?\.?[\s-]?(?:nr|nummer|numret|skylt\w*)?(?:\b|(?<=nr)(?=(?-i:[A-Z]{3} ?[0-9])))|\b(?:nummer)?skylt(?:en|ar)?\b|"
    r"\b(?:nummer|reg)?plåt(?:en|ar)?\b",
    re.IGNORECASE,
)
_VEHICLE_STEMS = (
    "bil", "suv", "kör", "parker", "felparker", "moped", "motorcyk", "släp", "husvagn", "husbil", "lastbil",
    "skåp", "taxi", "epa", "traktor", "fyrhjul", "ägare", "fordon", "volvo", "saab", "audi", "golf",
    "passat", "tesla", "toyota", "skoda", "opel", "merc", "nissan", "mazda", "peugeot", "renault",
    "citro", "hyundai", "honda", "dacia", "subaru", "volkswagen", "suzuki", "däck", "krock", "smit",
    "repa", "tutar", "blockera", "besikt", "epor", "mopp", "skoter", "regsk", "regpl", "regnr", "regnum", "registr", "skylt", "plåt", "nummerpl", "förare", "chauff", "chaff", "bilist",
)  # fmt: skip
_NO_VEHICLE = (
    "billig",
    "repar",
    "bild",
    "bilj",
    "bilag",
    "bilat",
    "körsb",
    "körsån",
    "golfb",
    "golfk",
)
"""Words that begin as a vehicle's does."""
_VEHICLE_ENDS = (
    "bil",
    "bilen",
    "bilar",
    "bilarna",
    "släp",
    "släpet",
    "vagnen",
    "cykeln",
    "moppe",
    "moppen",
)
_VEHICLES = frozenset(
    {
        "mc",
        "bmw",
        "kia",
        "ford",
        "fiat",
        "seat",
        "vw",
        "mini",
        "jeep",
        "reg",
        "kombi",
        "pickup",
        "v40",
        "v50",
        "v60",
        "v70",
        "v90",
        "s60",
        "xc60",
        "xc70",
        "xc90",
    }
)
_WORDS = frozenset(
    {"AB", "HB", "KB", "MVH", "NOX", "DHL", "UPS", "PMI", "CO2", "ALL", "AMG", "BMW", "CRV", "DAF", "GMC", "KIA", "ATT", "BLI", "BRA", "CET", "CPU", "DEN", "DET", "DIG", "DIN", "DIR", "DNR", "DOM", "DOT",
     "DSO", "EAN", "ETT", "EUR", "FEM", "FIN", "FYR", "GER", "GMT", "GOD", "GPU", "GTX", "HAN", "HAR",
     "HEJ", "HMM", "HON", "HUR", "HUS", "ICA", "INN", "INT", "IPX", "ISB", "ISO", "KAN", "KAR", "KOM",
     "KPI", "KRA", "KUL", "KVM", "LAG", "LED", "LSS", "LVM", "LVU", "MAN", "MED", "MEN", "MER", "MIG",
     "MIN", "NCS", "NEJ", "NER", "NIX", "NOG", "NOK", "NTA", "NYA", "NYE", "NÅT", "OCH", "OFF", "OSL",
     "OST", "PDF", "PER", "RAL", "RAM", "RFC", "RTX", "SEK", "SEN", "SER", "SES", "SFS", "SIN", "SJU",
     "SKA", "SKR", "SMS", "SOL", "SOM", "SOU", "STO", "SVT", "TAG", "TAR", "TIO", "TOG", "TRE", "TVA",
     "TVV", "TYP", "UNG", "UPP", "USB", "USD", "UTC", "UTE", "VAB", "VAD", "VAR", "VEM", "VET", "VID",
     "WOR", "CVC", "CVV", "PIN"}
)  # fmt: skip
"""Swedish words, codes and currencies of three capitals that a number may follow."""
_CODES = frozenset(
    {"GSM", "NMT", "MON", "ADM", "ILO", "USA", "HVO", "JAS", "BIO", "KEM", "FYS", "MAT", "ENG", "SVE", "IDH", "HIS", "REL", "GEO", "SFI", "VUX", "GYM",
     "EKO", "MAX", "CAN", "KBT", "BVC", "BUP", "IVO", "LOA", "LED", "HDR", "LAN", "WIN", "MAC", "IOS", "VGA", "SSD",
     "OBS", "TEL", "FAX", "SID", "KAP", "NRO", "AVD", "VÅN", "LGH", "TRE", "FYI", "TOP", "BMI", "PSA", "CRP", "SOC", "IEC", "CEN", "MSI", "AMD", "CVE", "ETA",
     "EPS", "XPS", "PVC", "PEH", "HEA", "IPE", "VKR", "KKR", "BBR", "TDO", "LGR", "KVA",
     "BFS", "AFS", "NFS", "HVB", "RUT", "ROT", "ICD", "DSM", "UHF", "VHF", "DAB", "RPM", "LUX", "VVS", "LCA", "ITS"}
)  # fmt: skip
"""Those that may as well be a plate's letters, where a vehicle stands near."""
_MODELS = frozenset(
    {"MMA", "TIG", "MAG", "CRF", "KLX", "KTM", "YZF", "CBR", "CBF", "GSX", "DRZ", "WRF", "EXC", "SXF", "KXF", "RMZ", "TTR", "XLR", "VFR",
     "XSR", "DJI", "PCX", "NSR", "GSR", "ZZR", "TRX", "LTZ", "LTR", "YFZ", "YFM", "RZR", "XMR", "MXZ", "ATV", "UTV", "SMC",
     "FMX", "TGX", "TGS", "JCB", "CAT", "BMX", "GTI", "GTS", "XTZ", "XJR", "CTX", "NXR", "LED", "PMR", "DMR"}
)  # fmt: skip
"""What makers of motorcycles, lorries and diggers call them, where round digits follow: "CRF 250"."""
_CLOSE = ("", " ", "-", "_")
"""What parts letters and digits of most plates; other signs and gaps need a vehicle."""
_SPELLED = re.compile(
    r"[A-Z](?<![\w-].)(?:[ .,-]{1,2}[A-Z]){2}[ .,-]{1,3}[0-9](?:[ .,-]{0,2}[0-9])[ .,-]{0,2}[0-9A-Z](?![\w-])"
)
_DRIVEN = re.compile(
    r"(?<![0-9a-zåäö@/_.-])[a-z]{3} ?[0-9]{2}[0-9a-z](?= (?:kör|parkera|tuta|smet|smit|bromsa|blocker|krocka|står parker))"
)
_LED = re.compile(
    r"\b(?i:\w{0,8}bil|moped|moppe|mopedbil|epa|\w{0,6}släp|traktor|volvo|golf|saab|audi|bmw|tesla|kia|mc|motorcykel|crossen?|skoter|"
    r"husvagn|taxi|skoda|toyota|mazda|opel|peugeot|renault|fordon(?:et)?(?: med (?:nr|nummer))?|vem äger|ägaren till|ägare till|ägs av)(?:e?n|a|et)?[ ,:]{1,2}"
    r"((?!lgh|rum|hus|har|och|var|med|som|tog|kom|kan|ska|och|typ|max|min|nya|upp|ner|ute|sen|den|det|vid|via|ca |kr |gav|gti|diesel)[A-Za-z][a-z]{2} [0-9]{2}[0-9a-z])"
    r"(?![0-9a-zåäö_@.]| ?(?:kr|kronor|km|mil|meter|gånger|år|%|hk|hästar|tusen|cc|kubik))"
)
"""Small letters right after a vehicle."""
_UNVOWELLED = re.compile(
    r"(?<![\w@/.-])([B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-np-tv-xz]{2}) [0-9]{2}[0-9a-z](?![0-9a-zåäö_@.]| ?(?:kr|kronor|%))"
)
"""Small letters apart from the digits that can be no word."""
_SMALL_LETTERED = re.compile(
    r"[0-9][0-9](?:(?<=[A-Za-z][a-z]{2}[0-9]{2})[0-9a-z]|(?<=\b[A-Za-z][a-z]{2} [0-9]{2})[0-9a-z])"
)
"""What every plate in small letters has; digits are quick to seek."""
_SHORTENED = frozenset(
    ("tkr", "mkr", "ggr", "tfn", "mvh", "kvm", "dvs", "bvc", "mvc", "pkt", "kpl", "hkr", "wsp")
)
_ROOM = re.compile(
    r"\b(?:\w{0,12}sal(?:en|ar)?|rum(?:met)?|lokal(?:en)?|kurs(?:en)?|klass(?:en)?|linje|buss(?:en)?|tåg(?:et)?|flyg(?:et)?|hyllan?|typ|"
    r"film(?:en)?|prov(?:et)?|avsnitt(?:et)?|serie(?:n)?|kanal(?:en)?|färg(?:en)?|produkt(?:en)?|heter|\w{0,12}skrivare[n]?|\w{0,12}maskin(?:en)?|dator(?:n)?|kamera(?:n)?|\w{0,6}telefon(?:en)?|klippare(?:n)?|pump(?:en)?|rör(?:et)?|balk(?:en)?|läsebok(?:en)?|modell(?:en)?|blankett(?:en)?|svets(?:en)?|högtalare[n]?|skåp|dosa|grupp(?:en)?|sektion(?:en)?|gate|pass|paragraf(?:en)?)[ :]{1,2}$",
    re.IGNORECASE,
)
_ROW_OF_CODES = re.compile(
    _ROOM.pattern.removesuffix("$") + r"[A-Z]{3} ?[0-9]{2}[0-9A-Z][^.!?\n]{0,30}$", re.IGNORECASE
)
"""One more of what a room, a flight or a model began: "flyg SAS 142 och NAX 731"."""
_SOLD = re.compile(r"\b(?:sälj(?:er|es)|köp(?:er|es)|bytes|skänkes) [^.!?\n]{0,40}$", re.IGNORECASE)
"""What is sold under its model's name, unless a vehicle stands near."""
_COUNTED = re.compile(
    r"\s(?:timmar|platser|poäng|hp|barn|elever|stycken|st|km|mil|meter|gånger|dagar|år|gram|mg|ml|sidor|personer|kronor|grader|"
    r"minuter|volt|watt|liter)\b"
)
_GLUED = re.compile(
    r"(?<![0-9A-Za-zåäöÅÄÖ@/_.-])[A-Za-z][a-z]{2}[0-9]{2}[0-9a-z](?![0-9a-zåäö_@.])"
)
_OWN_CHOICE = re.compile(
    r"[\s:,]{1,3}(?:är|med(?: (?:texten|namnet|ordet|bokstäverna))?|som|står det|står|lyder|säger|heter|det står|på)?[\s:,]{0,3}"
    r"(?:[\"“”'»](\w[\w ]{0,6}\w)[\"“”'«]|([A-ZÅÄÖ][A-ZÅÄÖ0-9]{1,6}(?:[ -][0-9]{1,5})?)(?![\w-]))"
)
_OWN_BEFORE = re.compile(
    r"(?<![\w-])[\"“”'»]?([A-ZÅÄÖ][A-ZÅÄÖ0-9]{2,6})[\"”'«]? (?:(?:står|stod) )?(?:det )?på (?:\w{3,8}plåten|plåten|(?:nummer|reg|registrerings)skylten)\b"
)
_SPELLED_SMALL = re.compile(r"[ :=]{0,3}([a-z](?: [a-z]){2} [0-9] [0-9] [0-9a-z])(?!\w| [0-9])")
_ON_NAME = re.compile(r"[A-Z]{3} ?[0-9]{2}(?:[0-9]|[A-Z](?![A-Za-z]))(?!\d)")
"""Right after "regnr", without a space."""
_NEAR, _GAP = 70, 2
_ALONE = 0.6
"""How sure a plate is without a vehicle near it."""
_NAMES = ("regn", "reg-", "reg ", "reg.", "reg:", "registr", "skylt", "plåt")


def _plate_words(text: str) -> Iterator[re.Match[str]]:
    small = lowered(text)
    return _NAMED.finditer(text) if holds_any(small, _NAMES) else iter(())


def find_registration_plates(text: str) -> Iterator[Finding]:
    """Each plate of three letters and three signs; more certain beside a vehicle."""
    models: set[str] = set()
    for opening in _CAPITALS.finditer(text):
        match = _PLATE.match(text, opening.start())
        score = _certainty(text, match) if match else None
        if match and not score and _ROOM.search(text, max(0, match.start() - 24), match.start()):
            models.add(match[1])
        if match and score and (score > _ALONE or match[1] not in models):
            yield _finding(*match.span(), score)
        spelled = None if match else _SPELLED.match(text, opening.start())
        if spelled and _by_a_vehicle(text, *spelled.span()):
            yield _finding(*spelled.span(), 0.9)
    if _SMALL_LETTERED.search(text):
        yield from _small_plates(text)
    for name in _plate_words(text):
        near = (name.end(), name.end() + 25)
        plate = (
            _ON_NAME.match(text, name.end())
            or _SMALL.search(text, *near)
            or _SPELLED.search(text, *near)
        )
        spelled = None if plate else _SPELLED_SMALL.match(text, name.end())
        if spelled:
            yield _finding(*spelled.span(1), 0.8)
        named = (
            plate
            and name[0][0] in "rR"
            and plate.start() - name.end() <= _GAP
            and plate[0][:3].isupper()
        )
        if plate and (named or plate[0][:3].upper() not in _WORDS):
            yield _finding(*plate.span(), 0.9)


def _small_plates(text: str) -> Iterator[Finding]:
    """Those in small letters, which need a vehicle."""
    for driven in _DRIVEN.finditer(text):
        yield _finding(*driven.span(), 0.9)
    for led in _LED.finditer(text):
        yield _finding(*led.span(1), 0.8)
    for small in _UNVOWELLED.finditer(text):
        if small[1].lower() not in _SHORTENED and _by_a_vehicle(text, *small.span()):
            yield _finding(*small.span(), 0.8)
    for glued in _GLUED.finditer(text):
        if _by_a_vehicle(text, *glued.span()) and not other_number(text, glued.start()):
            yield _finding(*glued.span(), 0.8)


def find_own_choice_plates(text: str) -> Iterator[Finding]:
    """Each plate of two to seven own signs, in capitals or quotes right after a word for a plate."""
    if "plåten" in text or "skylten" in text:
        for before in _OWN_BEFORE.finditer(text):
            if before[1] not in _WORDS and not before[1].isdigit():
                yield _finding(*before.span(1), 0.6)
    for name in _plate_words(text):
        match = _OWN_CHOICE.match(text, name.end())
        if match and (match[1] or not name[0].isupper()):
            group = 1 if match[1] else 2
            if match[group] == match[group].upper() and match[group] not in _WORDS:
                yield _finding(match.start(group), match.end(group), 0.6)


def _certainty(text: str, match: re.Match[str]) -> float | None:
    """How sure a stretch is a plate by what stands around it; None where it is a word and a number."""
    start, end = match.span()
    if match[1] in _WORDS or other_number(text, start) or _COUNTED.match(text, end):
        return None
    if _ROOM.search(text, max(0, start - 24), start):
        return None
    if match[1] in _MODELS and match[3][-1] in "05":
        return None
    if _by_a_vehicle(text, start, end):
        return 0.95
    if (
        match[2] not in _CLOSE
        or " " in match[3][:-2]
        or match[1] in _CODES
        or _ROW_OF_CODES.search(text, max(0, start - 60), start)
        or _SOLD.search(text, max(0, start - 60), start)
    ):
        return None
    before = text[max(0, start - 12) : start].strip()
    shouted = before.isupper() and not any(map(str.isdigit, before))
    code = match[3][-1].isalpha() and not match[2]
    return None if shouted or code else _ALONE


def _by_a_vehicle(text: str, start: int, end: int) -> bool:
    words = words_of(text[max(0, start - _NEAR) : end + _NEAR])
    return not words.isdisjoint(_VEHICLES) or any(
        (word.startswith(_VEHICLE_STEMS) and not word.startswith(_NO_VEHICLE))
        or word.endswith(_VEHICLE_ENDS)
        for word in words
    )


def _finding(start: int, end: int, score: float) -> Finding:
    reason = "registreringsnummer: pekar ut fordonets ägare"
    return Finding("registration_plate", start, end, score, "plate", reason, A_HUMAN_DECIDES)
