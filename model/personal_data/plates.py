"""Registration plates: both ordinary series, and plates of own choice where the text names them.

Source: Transportstyrelsen. I, Q and V are never issued, but people misread and invent; they count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import A_HUMAN_DECIDES, Finding
from model.personal_data.context import other_number

_PLATE = re.compile(
    r"(?<![0-9A-Za-zÅÄÖåäö§@/_-])([A-Z]{3})([ -]?)([0-9]{2}[0-9A-Z])(?![0-9A-Za-zÅÄÖåäö_]|[-:./,][0-9]|\s?(?:kr\b|%))"
)
_SMALL = re.compile(r"(?<![0-9a-zåäö@/_.-])([a-z]{3}) ?([0-9]{2}[0-9a-z])(?![0-9a-zåäö_@])", re.IGNORECASE)
_NAMED = re.compile(
    r"\breg(?:istrerings?)?\.?[\s-]?(?:nr|nummer|numret|skylt\w*)?\b|\b(?:nummer)?skylt(?:en|ar)?\b|"
    r"\b(?:nummer|reg)?plåt(?:en|ar)?\b",
    re.IGNORECASE,
)
_VEHICLE = re.compile(
    r"\b(?:bil|bilen|bilar|bilens|kör|körde|kör(?:t|ande)|parkera\w*|felparkera\w*|moped\w*|mc|motorcykel\w*|"
    r"släp\w*|husvagn\w*|husbil\w*|lastbil\w*|skåp\w*|taxi\w*|epa\w*|traktor\w*|fyrhjuling\w*|ägare\w*|fordon\w*|"
    r"volvo|saab|bmw|audi|golf\w*|passat|tesla|toyota|kia|skoda|ford|opel|mercedes|nissan|mazda|peugeot|"
    r"renault|citro[eë]n|fiat|hyundai|honda|dacia|seat|subaru|vw|volkswagen|suzuki|mini|jeep|däck|krock\w*|"
    r"smit\w*|repa\w*|tutar|blockera\w*|besikt\w*|reg\w*|skylt\w*|plåt\w*)\b",
    re.IGNORECASE,
)
_WORDS = frozenset(
    "ALL ATT BLI BRA DEN DET DIG DIN DOM DOT ETT EUR FEM FIN FYR GER GOD HAN HAR HEJ HON HUR HUS INN INT "
    "KAN KAR KOM KUL KVM LAG MAN MED MEN MER MIG MIN NEJ NER NOG NOK NYA NYE NÅT OCH OFF OST PER SEK SEN "
    "SER SES SIN SJU SKA SOM STOD TAG TAR TIO TOG TRE TVA TYP UPP UNG USD UTE VAD VAR VEM VET VID "
    "ISO SFS DIN EAN NCS DNR OSL SOL LSS LVU LVM KPI SKR SOU DIR HMM UTC GMT CET SMS PDF KRA LED USB RAM "
    "CPU GPU RTX GTX NTA ISB SVT TVV NIX RAL IPX VAB ICA DSO RFC".split()
)
_OWN_CHOICE = re.compile(
    r"[\s:,]{1,3}(?:är|med|som|står det|står|heter|det står|på)?[\s:,]{0,3}"
    r"(?:[\"“”'»](\w[\w ]{0,6}\w)[\"“”'«]|([A-ZÅÄÖ][A-ZÅÄÖ0-9]{1,6}(?: [0-9]{1,3})?)(?![\w-]))"
)
_NEAR = 70


def find_registration_plates(text: str) -> Iterator[Finding]:
    """Each plate of three letters and three signs; more certain beside a vehicle."""
    for match in _PLATE.finditer(text):
        score = _certainty(text, match)
        if score:
            yield _finding(*match.span(), score)
    for name in _NAMED.finditer(text):
        small = _SMALL.search(text, name.end(), name.end() + 25)
        if small:
            yield _finding(*small.span(), 0.9)


def find_own_choice_plates(text: str) -> Iterator[Finding]:
    """Each plate of two to seven own signs, in capitals or quotes right after a word for a plate."""
    if "skylt" not in text and "plåt" not in text and "reg" not in text:
        return
    for name in _NAMED.finditer(text):
        match = _OWN_CHOICE.match(text, name.end())
        if match:
            group = 1 if match[1] else 2
            if match[group] == match[group].upper() and match[group] not in _WORDS:
                yield _finding(match.start(group), match.end(group), 0.6)


def _certainty(text: str, match: re.Match[str]) -> float | None:
    if other_number(text, match.start()):
        return None
    start, end = match.span()
    if _VEHICLE.search(text, max(0, start - _NEAR), min(len(text), end + _NEAR)):
        return None if match[1] in _WORDS else 0.95
    shouted = text[max(0, start - 12) : start].strip().isupper()
    return None if match[1] in _WORDS or shouted or match[3][-1].isalpha() and not match[2] else 0.6


def _finding(start: int, end: int, score: float) -> Finding:
    reason = "registreringsnummer: pekar ut fordonets ägare"
    return Finding("registration_plate", start, end, score, "plate", reason, A_HUMAN_DECIDES)
