"""Writings that people use to be quick, vague or unseen, and what only looks like them."""

from __future__ import annotations

import pytest

from model.personal_data import find_personal_data, mask_identity_numbers


def shown(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("hon sa 19 90 06 02 23 97 till alla", "personnummer", "19 90 06 02 23 97"),
        ("hon sa 900602 (2397) till alla", "personnummer", "900602 (2397)"),
        ("hon sa 9OO6O2-2397 till alla", "personnummer", "9OO6O2-2397"),
        ("född 2/6 1990, sista fyra 2397", "personnummer", "2/6 1990, sista fyra 2397"),
        ("sista fyra 2397 och född 900602", "personnummer", "2397 och född 900602"),
        ("interimsnr 900602-A123", "interim_number", "900602-A123"),
        ("org nr 556036 0793", "organisation_number", "556036 0793"),
        ("ring O7O-174 06 05", "phone", "O7O-174 06 05"),
        ("maila kim A T example PUNKT se", "email", "kim A T example PUNKT se"),
        ("Passet ligger hos er! Nummer AA0001234", "passport", "AA0001234"),
        ("kort 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "card_number", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
        ("betala till 5000 000 12 34, det är SEB", "bank_account", "5000 000 12 34"),
        ("vkd92f kör som en galning", "registration_plate", "vkd92f"),
        ("han bor på Östra Hult 214", "address", "Östra Hult 214"),
        ("Olle, Björkg. 14, vill bli uppringd", "address", "Björkg. 14"),
        ("hon bor Norra Esplanaden 15 D", "address", "Norra Esplanaden 15 D"),
        ("tomten Haren 7 är såld", "property", "Haren 7"),
        ("grund på Lillvik S:12 arrenderas", "property", "Lillvik S:12"),
        ("syntes vid 58.3312, 14.5120.", "coordinates", "58.3312, 14.5120"),
        ("ig: linn.e07", "social_handle", "linn.e07"),
        ("kom från Tyskland, reisepass C00X0T470, får", "passport", "C00X0T470"),
        ("id-kort 00 00 81 34 är stulet", "passport", "00 00 81 34"),
        ("är det 00003377 på id-kortet?", "passport", "00003377"),
        ("passet, 00001925, och foto", "passport", "00001925"),
        ("ett pass vid badet! 00007731, rött", "passport", "00007731"),
        ("har 20150808A114 som reservnummer", "interim_number", "20150808A114"),
        ("reservnummer 99 2021 481201 gavs", "interim_number", "99 2021 481201"),
        ("sätt över det till 9022 00 012 34", "bank_account", "9022 00 012 34"),
        ("stod det 19 90 06 02 2397 i brevet", "personnummer", "19 90 06 02 2397"),
        ("Kontakt: Bo (070174-0649), kväll", "phone", "070174-0649"),
        ("c/o Ek, Sjöbergs allé 6 B lgh 0902", "address", "Sjöbergs allé 6 B lgh 0902"),
        ("Bytesgatan 8\nlgh 1303", "address", "Bytesgatan 8\nlgh 1303"),
        ("ser till Pia på slättervägen 16:2?", "address", "slättervägen 16:2"),
        ("hon bor på Backa Ängar 3 och", "address", "Backa Ängar 3"),
        ("jag bor på bruksgatan sjutton i", "address", "bruksgatan sjutton"),
        ("Snickarbo Gårdsväg 9 har höns", "address", "Snickarbo Gårdsväg 9"),
        ("Fastigheten Kolaren 12 är såld", "property", "Kolaren 12"),
        ("SWEREF 99: N 6464120, E 470715", "coordinates", "N 6464120, E 470715"),
        ("husvagnen qqt 341 står kvar", "registration_plate", "qqt 341"),
        ("han heter grisodlarn på insta", "social_handle", "grisodlarn"),
        ("gamertag Snöskottarn2011", "social_handle", "Snöskottarn2011"),
        ("sc: wilmaahh", "social_handle", "wilmaahh"),
        ("skriv 900602 239 7 ok", "personnummer", "900602 239 7"),
        ("skriv 90 06022397 ok", "personnummer", "90 06022397"),
        (
            "nittionollsexnolltvå tjugotre nittiosju",
            "personnummer",
            "nittionollsexnolltvå tjugotre nittiosju",
        ),
        (
            "2397 är mina sista fyra, född 2 juni 1990",
            "personnummer",
            "2397 är mina sista fyra, född 2 juni 1990",
        ),
        ("900602 med 2397 på slutet", "personnummer", "900602 med 2397"),
        ("född 2 juni -90, 2397", "personnummer", "2 juni -90, 2397"),
        ("9006022397/070-1740605", "personnummer", "9006022397"),
        ("reservnummer 1990-06-02-T123", "interim_number", "1990-06-02-T123"),
        ("SE-556036079301 är momsnumret", "organisation_number", "SE-556036079301"),
        ("VISA 4242 4242 4242 4242 12/27 123", "card_number", "4242 4242 4242 4242"),
        ("kort 4242, 4242, 4242, 4242", "card_number", "4242, 4242, 4242, 4242"),
        ("bg. 5050 1055", "bank_account", "5050 1055"),
        ("00012345 är mitt passnummer", "passport", "00012345"),
        ("tel0701740605", "phone", "0701740605"),
        ("070_174_06_05 funkar", "phone", "070_174_06_05"),
        ("leasingbil abc12d på gräset", "registration_plate", "abc12d"),
        ("@kalle_k på insta filmar", "social_handle", "@kalle_k"),
        ("användaren kalle_k hotar", "social_handle", "kalle_k"),
        ("/u/kallek84 på reddit", "social_handle", "kallek84"),
        ("instagram - _pelle.pettsson_", "social_handle", "_pelle.pettsson_"),
        ("heter glitterponny_12 på roblox", "social_handle", "glitterponny_12"),
        ("PASSKOPIOR LIGGER ÖPPET, MITT ÄR AA0001876", "passport", "AA0001876"),
        ("en epa, vgi 41c, bränner gummi", "registration_plate", "vgi 41c"),
    ],
)
def test_odd_writings_are_found(text: str, kind: str, words: str) -> None:
    assert (kind, words) in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "lottoraden blev 05 12 19 23 31",
        "ringde 08.46 09.50 och 10.40 utan svar",
        "bocciabanan i Stadsparken 2-3 dagar i veckan",
        "hållplatsen vid Kyrkogatan 4 är flyttad",
        "äldreboendet på Tallåsvägen 2 stänger så gamla får flytta",
        "kommunen äger Sjöbo 3:19 och låter det växa igen",
        "uppdatering 17.0.2.1 av appen",
        "kör pass på 12 timmar och schema 00003312",
        "jobbar pass 07 00 16 30 hela veckan",
        "ärendet 08-465/2023 och läsåret 08-2016/17",
        "tid 08.30 2390 min övertid",
        "vattenmätarens nummer 0313 9006 05 står still",
        "salen BIO 204 är kall, SFI 140 timmar",
        "flyg SAS 142 och NAX 731 stör",
        "svaret på frågan 2006/07:1035 från kammaren",
        "majsen MON 863 godkändes",
        "AIK-Djupvik 4:19 i innebandy",
        "skala 1:400 på kartan",
        "namnservern 8.8.8.8 svarar",
        "nyheten låg på x.com/home",
        "instagram: läs mer om jobben",
        "planen för Kronoskogen 1:1 ändras",
        "kommunens kontaktcenter, Torggatan 2, öppnar",
        "NOX 120 mikrogram vid skolan",
        "Almvikens Plåt AB",
        "1 tim 20 min i kö",
        "Har nån sett vår hund Bert?",
        "Stormen Gudrun tog skogen",
        "Ekmans Bokhandel stänger",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert shown(text) == []


def test_identity_numbers_alone_are_masked() -> None:
    text = "Kim 19900602-2397, ring 070-174 06 05"
    assert mask_identity_numbers(text) == "Kim [personnummer], ring 070-174 06 05"
    assert mask_identity_numbers("samordningsnummer 701063-2391") == (
        "samordningsnummer [samordningsnummer]"
    )
    assert mask_identity_numbers("2026-03-01T12:00:00Z, dnr 9006022397") == (
        "2026-03-01T12:00:00Z, dnr 9006022397"
    )


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Kommunalrådet Karin Ek svarar", True),
        ("Karin Ek svarar", False),
        ("Tack Anna!", False),
        ("kontakta registrator@example.se", True),
        ("kontakta kim@example.se", False),
        ("lampan vid Ekgatan 4 är trasig", True),
    ],
)
def test_what_is_no_private_persons_is_said_to_be_so(text: str, public: bool) -> None:
    (found,) = find_personal_data(text)
    assert found.public is public


def test_listed_office_holders_are_public() -> None:
    (found,) = find_personal_data("Siri Odén svarar", office_holders={"siri odén"})
    assert (found.level, found.public) == (3, True)


def test_people_joined_by_a_small_o_are_two_and_a_nickname_parts_nobody() -> None:
    text = 'Ring Kerstin o Bo på Lövstigen, eller Kettil "Kettan" Brorsson.'
    names = [words for kind, words in shown(text) if kind == "name"]
    assert names == ["Kerstin", "Bo", 'Kettil "Kettan" Brorsson']
