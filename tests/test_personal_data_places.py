from __future__ import annotations

import pytest

from tests.findings import numbered, shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bor på Tallvägen 4", "Tallvägen 4"),
        ("bor på tistelvägen 16 jag har", "tistelvägen 16"),
        ("MÅNS PÅ HAGAGATAN 7 SPARKAR SIN HUND", "HAGAGATAN 7"),
        ("hon bor Granstigen 12B lgh 1203", "Granstigen 12B lgh 1203"),
        ("c/o Lund, Tussilagovägen 26 B. Ansökan", "Tussilagovägen 26 B"),
        ("Snäckvägen 9, 3 tr", "Snäckvägen 9, 3 tr"),
        ("Fågelgatan 19 tredje våning", "Fågelgatan 19 tredje våning"),
        ("Harkvägen 5, 000 00 Almviken, där", "Harkvägen 5, 000 00 Almviken"),
        ("bor Norra Lindgatan 5", "Norra Lindgatan 5"),
        ("bor på S:t Pers gata 9", "S:t Pers gata 9"),
        ("bor på Olof Testssons gata 9", "Olof Testssons gata 9"),
        ("bor Karl XI:s väg 3", "Karl XI:s väg 3"),
        ("han bor på Solbacken 14 i Djupvik", "Solbacken 14"),
        ("trumslagarbacken 17 bor han", "trumslagarbacken 17"),
        ("bor på Näckrosgränd 8", "Näckrosgränd 8"),
        ("hyr på Ekplan 2", "Ekplan 2"),
        ("hyr på Bra\u0308nnva\u0308gen 2", "Bra\u0308nnva\u0308gen 2"),
        ("familjen på Sjövägen, nr 88 bor", "Sjövägen, nr 88"),
    ],
)
def test_an_address_is_found_with_all_its_parts(text: str, found: str) -> None:
    assert shown(text) == [("address", found)]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("ligisten bor på Rosenstigen 3", 1),
        ("Jag flyttar till Enbärsvägen 23", 2),
        ("Gösta på Lortgränd 4 har kvarskatt", 2),
        ("Brandposten på Trollvägen 2–4 är igenfrusen", 3),
        ("Lampan utanför Björkvägen 12 är trasig", 3),
    ],
)
def test_an_address_weighs_by_whose_it_is(text: str, level: int) -> None:
    assert [one.level for one in numbered(text)] == [level]


@pytest.mark.parametrize(
    ("text", "kind", "found", "level"),
    [
        ("fastigheten Almviken Nolgården 2:41", "property", "Almviken Nolgården 2:41", 2),
        ("Djupvik Ekeby 4:22 tillhör Margit", "property", "Djupvik Ekeby 4:22", 2),
        ("huset på Testby 1:23", "property", "Testby 1:23", 2),
        ("DJUPVIK EKEBY 4:22 ÄR SÅLD", "property", "DJUPVIK EKEBY 4:22", 2),
        ("hon bor på 59.9900, 15.0001", "coordinates", "59.9900, 15.0001", 1),
        ("57.0000 11.9999 mitt i skogen", "coordinates", "57.0000 11.9999", 2),
        ("59°19'45\"N 18°4'7\"E", "coordinates", "59°19'45\"N 18°4'7\"E", 2),
        ("sweref 6580822, 674032", "coordinates", "6580822, 674032", 2),
        ("RÖD VOLVO GIQ 118 BLOCKERAR", "registration_plate", "GIQ 118", 2),
        ("skåpbilen med plåt KIO 000", "registration_plate", "KIO 000", 2),
        ("ägaren till QVA 26O dumpar däck", "registration_plate", "QVA 26O", 2),
        ("TVO 000", "registration_plate", "TVO 000", 2),
        ("regnr tvo 00d", "registration_plate", "tvo 00d", 2),
        ("bilen med skylten MAJSAN står fel", "registration_plate", "MAJSAN", 2),
    ],
)
def test_properties_coordinates_and_plates_are_found(
    text: str, kind: str, found: str, level: int
) -> None:
    assert shown(text) == [(kind, found)]
    assert [one.level for one in numbered(text)] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "Biblioteket, Storgatan 12",
        "Turistbyrån ligger på Strandgatan 1",
        "Skolan på Skolgatan 5 stänger",
        "Konsert i kyrkan, Kyrkogatan 2",
        "Storgatan stängs 24 september",
        "Storgatan 24 september",
        "Storgatan 30 km/h",
        "grusvägen 3 km bort",
        "Kungsgatan 2024",
        "väg 40, riksväg 83 och länsväg 222",
        "I Ådalen 1931 sköt militär skarpt",
        "på väg 3 gånger",
        "Backavägen är isig",
        "postadress 000 00 Granköping",
        "Psalm 97:4 och Joh 3:16",
        "Sverige vann 3:1",
        "matchen slutade Sverige Norge 2:1",
        "Ekparken 3-1 Testby",
        "Lördag 9:30",
        "prop. 2024/25:96",
        "skala 1:1000",
        "förskolan byggs på fastigheten Almviken 2:41",
        "Almviken 1:38 är ett sandtag",
        "planen för Djupvik Ekeby 4:22 där reningsverket står",
        "Badplatsen ligger på 57.0 N 11.9 O",
        "12.50, 13.75 och 3.14159",
        "temperatur 37.123, 38.456",
        "Buss 123 mot ABC-huset",
        "kod ABC12D ger 500 coins",
        "ISO 900 och SFS 123",
        "DET KOSTAR BARA NIO OCH 500 KR",
        "NCS S 5030-R",
        "cheat: R1 R2 L1 R2",
        "BMW 320 och Audi 100",
        "Volvo 240 fyller 50 år",
        "enligt skylten bara fasadtvätt",
        "ENLIGT SKYLTEN BARA FASADTVÄTT",
    ],
)
def test_public_places_laws_and_codes_are_no_persons(text: str) -> None:
    assert shown(text) == []
