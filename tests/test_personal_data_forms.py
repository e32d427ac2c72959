"""Properties: one number, made up as it is needed, in each way that people were seen to write it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from model.personal_data import find_personal_data

Form = Callable[[str], str]
"""Writes digits (or signs) in one way, in a text of its own; the number between « and »."""


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """The text without its marks, and the place between them."""
    start, end = text.index("«"), text.index("»") - 1
    return text.replace("«", "").replace("»", ""), (start, end)


def assert_found(kind: str, written: str) -> None:
    text, place = marked(written)
    assert (kind, *place) in [(one.kind, one.start, one.end) for one in find_personal_data(text)]


def with_check_digit(digits: str) -> str:
    return digits + str(luhn.calc_check_digit(digits))


COMPANIES = st.builds(
    lambda first, third, rest: with_check_digit(f"{first}9{third}{rest:06}"),
    st.sampled_from("25789"),
    st.integers(2, 9),
    st.integers(0, 999_999),
)
COMPANY_FORMS: dict[str, Form] = {
    "bare with hyphen": lambda n: f"bolaget är «{n[:6]}-{n[6:]}»",
    "spaced hyphen": lambda n: f"samfälligheten «{n[:6]} - {n[6:]}» sandar",
    "dot": lambda n: f"org nr «{n[:6]}.{n[6:]}»",
    "slash": lambda n: f"org.nr «{n[:6]}/{n[6:]}»",
    "pairs": lambda n: f"orgnr: «{n[:2]} {n[2:4]} {n[4:6]} {n[6:8]} {n[8:]}»",
    "threes": lambda n: f"organisationsnr «{n[:3]} {n[3:6]} {n[6:]}»",
    "misspelt": lambda n: f"organisationnummret är «{n}»",
    "16 before": lambda n: (
        f"organisationsnummer, tolv siffror alltså, skrev jag: «16 {n[:6]}-{n[6:]}»"
    ),
    "glued": lambda n: f"orgnr«{n}»",
    "comma": lambda n: f"org. «{n[:6]},{n[6:]}»",
    "register": lambda n: f"sök «{n}» på allabolag",
    "VAT": lambda n: f"VAT «SE{n}01»",
    "VAT with hyphens": lambda n: f"momsreg.nr «SE {n[:6]}-{n[6:]}-01»",
    "named after": lambda n: f"på skylten: «{n}» (org nr)",
}


@pytest.mark.parametrize("form", COMPANY_FORMS)
@given(number=COMPANIES)
def test_every_companys_number_is_found_in_every_form(form: str, number: str) -> None:
    assert_found("organisation_number", COMPANY_FORMS[form](number))


CARDS = st.builds(
    lambda first, rest: with_check_digit(f"{first}{rest:013}"),
    st.sampled_from(["40", "45", "52", "55"]),
    st.integers(0, 10**13 - 1),
)
CARD_FORMS: dict[str, Form] = {
    "fours": lambda n: f"«{' '.join(fours(n))}» hittat",
    "hyphens": lambda n: f"«{'-'.join(fours(n))}»",
    "spaced hyphens": lambda n: f"kortet: «{' - '.join(fours(n))}»",
    "bars": lambda n: f"kortnr «{'|'.join(fours(n))}»",
    "lines": lambda n: "Kort: «" + "\n".join(fours(n)) + "»\nGiltigt: 11/28",
    "mixed": lambda n: "visa «{} {}\n{}-{}»".format(*fours(n)),
    "expiry after": lambda n: f"mitt kort «{n}» 0927",
    "expiry and code after": lambda n: f"kort «{' '.join(fours(n))}» 1227 123",
    "expiry before": lambda n: f"kort exp 12/27 «{' '.join(fours(n))}»",
    "glued": lambda n: f"visa«{n}»och sen tyst",
    "debit": lambda n: f"mitt debit «{n}» nekas",
    "letters": lambda n: f"kortnr «4O12 8888 8888 1881», inte {n[:4]}",
}


def fours(number: str) -> list[str]:
    return [number[place : place + 4] for place in range(0, 16, 4)]


@pytest.mark.parametrize("form", CARD_FORMS)
@given(number=CARDS)
def test_every_card_is_found_in_every_form(form: str, number: str) -> None:
    assert_found("card_number", CARD_FORMS[form](number))


RESERVES = st.builds(
    lambda year, month, day, tail: f"{year}{month:02}{day:02}{tail}",
    st.integers(1930, 2024),
    st.integers(1, 12),
    st.integers(1, 28),
    st.from_regex(r"[TRMKXP][0-9]{3}|[A-H][0-9][A-H][0-9]|TF[0-9]{2}", fullmatch=True),
)
RESERVE_FORMS: dict[str, Form] = {
    "hyphen": lambda n: f"reservnr «{n[:8]}-{n[8:]}»",
    "none": lambda n: f"reservnumret «{n}» på armbandet",
    "space": lambda n: f'i kallelsen: "reservnr «{n[:8]} {n[8:]}»"',
    "spaced hyphen": lambda n: f"mitt interimsnr var visst «{n[2:8]} - {n[8:]}»",
    "line": lambda n: f"tillfälligt personnummer\n«{n[:8]}\n{n[8:]}»",
    "own label": lambda n: f"Rnr «{n[:8]}-{n[8:]}»",
    "shortened": lambda n: f"Tillf. pers.nr. «{n[:8]}-{n[8:]}» gäller",
    "Stockholm": lambda n: f"reservnr «99{n[:4]}-{n[4:8]}12»",
    "misspelt": lambda n: f"resevnumret «{n}»",
    "misspelt interim": lambda n: f"intermisnr «{n[:8]}-{n[8:]}»",
    "LMA card": lambda n: f"på LMA-kortet mitt står nummer «50-{n[2:8]}»",
    "told where": lambda n: f"reservnumret på bandet var «{n[:8]}-{n[8:]}»",
    "LMA": lambda n: f"LMA-nummer: «50-{n[2:8]}»",
    "on the card": lambda n: f"«50-{n[2:8]}» står på LMA-kortet",
    "no date": lambda n: f"reservnummer «{n[:6]}32{n[4:8]}»",
}


@pytest.mark.parametrize("form", RESERVE_FORMS)
@given(number=RESERVES)
def test_every_reserve_number_is_found_in_every_form(form: str, number: str) -> None:
    if form == "no date" and luhn.is_valid(f"{number[2:6]}32{number[4:8]}"):
        return
    assert_found("interim_number", RESERVE_FORMS[form](number))


PLATES = st.from_regex(r"[GJLNXZ]{3}[1-9][0-9][1-9ABCDEF]", fullmatch=True)
PLATE_FORMS: dict[str, Form] = {
    "space": lambda p: f"bilen «{p[:3]} {p[3:]}»",
    "dot": lambda p: f"regskylt «{p[:3]}.{p[3:]}» i diket",
    "slash": lambda p: f"skåpbilen «{p[:3]}/{p[3:]}»",
    "line": lambda p: f"lastbilen «{p[:3]}\n{p[3:]}» på plåten",
    "apart": lambda p: f"Bil med nummer «{' '.join(p)}» har stått",
    "dotted": lambda p: f"skåpbilen «{'.'.join(p)}» stod där",
    "small": lambda p: f"regnr «{p.lower()}»",
    "small by a vehicle": lambda p: f"en grå volvo «{p[:3].lower()} {p[3:].lower()}» körde",
    "for sale": lambda p: f"Säljer «{p[:3]} {p[3:]}», en V70 från 2004",
    "after a guess": lambda p: f"typ {p[:3]} 912? nej bilen var «{p[:3]} {p[3:]}»",
    "after reg": lambda p: f"husvagn, reg: «RAL {p[3:]}»",
    "glued": lambda p: f"säljer v70 regnr«{p}»",
    "bar": lambda p: f"nummerplåten «{p[:3]}|{p[3:]}»",
    "as a telephone begins a sentence": lambda p: f"«{p[0]}{p[1:].lower()}» felparkerad igen",
    "small and apart": lambda p: f"bil reg «{' '.join(p.lower())}»",
    "owner": lambda p: f"vem äger «{p[:3].lower()} {p[3:].lower()}»?",
    "list": lambda p: f"ABC 123, «{p[:3]} {p[3:]}» och DEF 456 stod där",
}


@pytest.mark.parametrize("form", PLATE_FORMS)
@given(plate=PLATES)
def test_every_plate_is_found_in_every_form(form: str, plate: str) -> None:
    assert_found("registration_plate", PLATE_FORMS[form](plate))


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("personnummer", "«00 01 05 - 23 80» står på papperet"),
        ("personnummer", "peronsnummer: «900602-2379»"),
        ("personnummer", "personnr år «90 månad 01 dag 25 kontroll 2387»"),
        ("personnummer", "Rut Exemplin,\n«19 900602-2397»\nboende här"),
        ("personnummer", "så här: «(19)900125-2387»."),
        ("personnummer", "född den «25 januari nittonhundranittio, fyra sista tjugotre åttisju» sa jag"),
        ("personnummer", "«noll tre noll ett tjugofyra streck nittioåtta noll ett», ja"),
        ("card_number", "kort «fyra ett ett ett, ett ett ett ett, ett ett ett ett, ett ett ett ett»"),
        ("bank_account", "Plusgiro «48-30-16» till kassan"),
        ("bank_account", "pg «6510-226» eller bg 5805-6219"),
        ("bank_account", "Bankg. «5050-1055»"),
        ("bank_account", "Bankgironr. till Sockenbladet är numera «388-9003»"),
        ("organisation_number", "äkta, 90-konto (plusgiro 902233-6) och orgnr «802441-3372»"),
        ("passport", "Passeport N° «14CV28813»"),
        ("property", "Även «Nässjö Ugglan 6:1» är drabbad"),
        ("property", "sommarstället «Ekeby 2:6» brann"),
        ("coordinates", "rt90: X «6396120 Y 1443310»"),
        ("social_handle", "Discord-loggen: «moppegubben#4417» skrev"),
        ("social_handle", "«@nattugglan_88» sprider lögner"),
        ("personnummer", "«900602 sen 2397», det är hela personnumret"),
        ("personnummer", "momsreg.nr SE«900602-2397»-01"),
        ("interim_number", "Nationellt reservnummer «22AB4567CD89», utfärdat"),
        ("bank_account", "clr «5201 kontonr 3021577»"),
        ("bank_account", "kontonr «5201, kontonr 3021577»"),
        ("bank_account", "konto 9552 562 241 8 utan «9024 224 538 4»"),
        ("bank_account", "betala till «5997-2679» (bg)"),
        ("phone", "swish«0701740652» går bra"),
        ("email", "emo_grus @example.se".join("«»")),
        ("property", "Fastighet: «Oxen Mindre 14»"),
        ("address", "Fastigheten «Storgatan 14» brinner"),
        ("social_handle", "mitt användarnamn på blocket: «bakluckan88»"),
        ("social_handle", "fejkkontot «kalle_k» skriver"),
        ("social_handle", "nick: «kalleman»"),
        ("social_handle", "på tiktok som «kallek08»"),
        ("interim_number", "nationellt reservnummer «25780404KHD5»"),
        ("interim_number", "lägg till «22850412cd23», mitt reservnummer"),
        ("bank_account", "ICA bank «9270 765 432 9», tack"),
        ("bank_account", "till «9023 12 345 64», Länsförsäkringarkonto"),
        ("bank_account", "clearing 3300 å sen persnumret, alltså «3300 900602-2397»"),
        ("bank_account", "Plusgirot är «90 20 07» för insamlingen"),
        ("bank_account", "IBAN«SE6112000000012340056789»sa programmet"),
        ("phone", "Golf -09. «070.174.06.36» el. kväll"),
        ("phone", "Telefon «70-174 06 46» (nollan först)"),
        ("phone", "eller «O7O-174 O6 4O» (bokstaven)"),
        ("phone", "ring «noll sju noll sjutton fyrtio noll sex fyrtioett» efter sex"),
        ("email", "skriv till «kim . ek @ example . se» , tack"),
        ("email", "min adress är «kimek87@example,se» nä"),
        ("ip_address", "min ip «198[.]51[.]100[.]23» är blockad"),
        ("property", "fastighet «Exempelköping Kvarnmyra block 4 enhet 12» såldes"),
        ("property", "«Testby 1 : 23» har fått nytt avlopp"),
        ("property", "fastigheten «Testby 1:23-1:25» styckas"),
        ("social_handle", "följ «@kim@mastodon.example» nu"),
        ("social_handle", "hennes snap är «linnean», lägg till"),
        ("social_handle", "på insta under namnet «linnean»"),
        ("social_handle", "tiktok: «kidzz.official07» lägger ut"),
        ("social_handle", "kolla «@kalle_k» se vad han gör"),
    ],
)  # fmt: skip
def test_writings_of_the_outside_batches_are_found(kind: str, written: str) -> None:
    assert_found(kind, written)


@pytest.mark.parametrize(
    "text",
    [
        "appens version 19.10.7.17 kraschar, bra i 19.10.6.2",
        "kortläsaren har drivrutin 5.10.51.5 och ska ha 6.0.1.12",
        "söker delar till honda CRF 250, även KLX 110",
        "traktorn heter MMA 250 i reklamen",
        "skrivaren HPL 305 i bussen vill ha bläck",
        "Nässjö - Tranås 4:2, Bodafors Malmbäck 1:3. Vilken helg!",
        "Lånekortet är 2 0301 00417 3361 och pin fungerar inte",
        "chip-id på katten 752 098 100 417 336",
        "Ordernr 5004173361 hämtas, ta med legitimation",
        "presentkort 4242 4242 4242 4242 gällde en butik",
        "Reservnr 992024118? Nej, för kort",
        "min insta är privat, hennes snap är borta",
        "årsredovisningen s. 61 om fastigheten",
        "Modell WMB 714, dörren säger WMB 714, luckan WMB 741, reparera?",
        "Bokn.nr ABC123 på hotellet",
        "Säljer svetsen ESA 220, knappt använd",
        "tv:n LG OLED 55 är trasig",
        "högtalare JBL 305 borttappad",
        "LMA-kort gäller inte, ring 1177",
        "pg 2020 var bra",
        "Säljer DJI 210 och RTX 308, båda ok",
        "kolla @kommunen, mitt användarnamn: saknas",
        "mitt kontonummer har fyra siffror, 5010 eller 5020",
    ],
)
def test_what_the_outside_batches_told_apart_is_left(text: str) -> None:
    assert not find_personal_data(text)
