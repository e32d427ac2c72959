"""Context: the words around a match that say what a number or a place is, and whose."""

from __future__ import annotations

import re

from model.assessment import A_HUMAN_DECIDES, HIDE_AT_ONCE, NORMALLY_FINE

_BEFORE, _AFTER = 90, 60
_SENTENCE_END = re.compile(r"[.!?…]['\"”)]?\s+(?=[^a-zåäö0-9])|\n\s*\n")

_OTHER_NUMBER = re.compile(
    r"(?:\b(?:dnr|diarie|ärende|order|beställning|faktura|ocr|art|artikel|isbn|issn|ean|referens|ref"
    r"|sändning|kolli|paket|batch|mål|version|bokning|kvitto|serie|ram|imei|prop|proposition|sfs"
    r"|objekt|verksamhetsnyckel|ritning|protokoll|linje|buss|rad|kod|kap|avtal|bilaga|post"
    r"|spårning|reklamation|inventarie|tidsstämpel|bild|img|fil)"
    r"(?:e?n|et|s)?-?(?:nr|nummer|numret|kod|koden|id)?|§|\bs)"
    r"[.:#]?[\s:]{0,2}(?:nr|nummer|numret|är|e|id)?[\s.:#]{0,3}(?:[A-ZÅÄÖ]{1,4}[\s-]?)?$",
    re.IGNORECASE,
)

_HOME = re.compile(
    r"\b(?:bor|bodde|bott|bo|boende|hemma|hem|hyr|sover|adress\w*|postadress\w*|grann\w*|portkod"
    r"|nyckel\w*|lägenhet\w*|lgh|dörr\w*|c/o|håller till|flyttar|flyttade|flyttat|flytta|står på"
    r"|folkbokförd\w*|skriven|huset mitt|ring på|gömmer sig|åk (?:dit|hem)|gå dit)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:jag|vi|ja)\s(?:bor|bodde|flyttar|flyttade|hyr|heter|söker|är|som bor|,)"
    r"|\b(?:bor|flyttar|hyr) (?:jag|vi)\b|\bhos (?:mig|oss)\b"
    r"|\b(?:min|mitt|mina|vår|vårt|våra)\s(?:\w+\s)?(?:adress|postadress|uppgifter|lägenhet|hus|"
    r"fastighet|tomt|telefon|stuga|gata|dörr|bil)|\bundertecknad|^\s*jag,",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"bibliotek|skola|\bskol|förskol|\bkyrk|kommunhus|stadshus|rådhus|receptionen|turistbyrå|vårdcentral"
    r"|butik|affären|\b(?:ica|coop|willys|lidl|hemköp|maxi)\b|restaurang|pizzeria|\bcaf[ée]|museum|museet"
    r"|hållplats|station(?:en)?\b|lekplats|badplats|\bbadet|simhall|ishall|idrottshall|sporthall|bygdegård"
    r"|kiosk|reningsverk|vattenverk|sandtag|\bmack(?:en)?\b|kontoret\b|kontor\b|lokal(?:en|er)?\b|nämnden"
    r"|\bab\b|förening|församling|polisstation|sjukhus|lasarett|apotek|hotell|gymmet|återvinning"
    r"|parkering(?:en|shus)|stadsdel|detaljplan|äldreboende|medborgarkontor|servicecenter|öppet"
    r"|öppettider|utställning|konsert|loppis|kulturhus|teater|bio(?:graf)?\b|biljett|växel",
    re.IGNORECASE,
)
_FAULT = re.compile(
    r"lamp|lyse|belysning|lykta|lykt|\bgrop|\bhål|potthål|brunn|brandpost|soptunn|sopkärl|papperskorg|snö|plog"
    r"|sand(?:a|at|ning)|halk|halt|igenfrus|asfalt|vattenläck|läck|trottoar|cykelväg|cykelbana|hastighet"
    r"|vägarbete|korsning|övergångsställe|trafik|farthinder|skylt|klotter|nedskräp|skräp|avlopp|översväm"
    r"|träd|häck|buske|gren|stopp|elavbrott|strömavbrott|avstängd|grävning|gräver|råtto|fågel|älg",
    re.IGNORECASE,
)

Exposure = tuple[int, str, float]
"""A level, why, and how sure."""


def other_number(text: str, start: int) -> bool:
    """Whether the words right before `start` name another sort of number: dnr, order, ISBN …"""
    return bool(_OTHER_NUMBER.search(text[max(0, start - 32) : start]))


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after in the same sentence, at most _BEFORE and _AFTER characters."""
    first = max(0, start - _BEFORE)
    for stop in _SENTENCE_END.finditer(text, first, start + 1):
        first = min(stop.end(), start)
    last = _SENTENCE_END.search(text, end, end + _AFTER)
    return text[first:start], text[end : last.start() if last else end + _AFTER]


def exposure_of_place(text: str, start: int, end: int, *, home: bool = False) -> Exposure | None:
    """How exposed somebody is by a place named at `start`; None for a public building's.

    `home` says that the match itself shows a dwelling (a stair, a floor, a flat).
    """
    before, after = sentence(text, start, end)
    around = f"{before} | {after}"
    if home or _HOME.search(around):
        if _OWN.search(around):
            return A_HUMAN_DECIDES, "den som skriver uppger var den bor", 0.9
        return HIDE_AT_ONCE, "pekar ut var någon bor", 0.9
    if _PUBLIC.search(around):
        return None
    if _FAULT.search(around):
        return NORMALLY_FINE, "plats för något som ska åtgärdas", 0.4
    return A_HUMAN_DECIDES, "en plats där någon kan bo", 0.7
