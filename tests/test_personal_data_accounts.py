from __future__ import annotations

import pytest

from model.personal_data import find_personal_data
from tests.findings import numbered, shown


@pytest.mark.parametrize(
    ("text", "kind", "found", "level"),
    [
        (
            "sätt in på SE45 5000 0000 0583 9825 7466 sen",
            "bank_account",
            "SE45 5000 0000 0583 9825 7466",
            2,
        ),
        ("IBAN SE3550000000054910000003.", "bank_account", "SE3550000000054910000003", 2),
        (
            "GB29 NWBK 6016 1331 9268 19 TACK",
            "bank_account",
            "GB29 NWBK 6016 1331 9268 19",
            2,
        ),
        ("föreningens bankgiro 991-2346", "bank_account", "991-2346", 3),
        ("plusgiro 90 19 50-6", "bank_account", "90 19 50-6", 2),
        ("mitt sparkonto 9999-12 345 67 tömdes", "bank_account", "9999-12 345 67", 2),
        (
            "clearing 8327-9 konto 123 456 789-0",
            "bank_account",
            "8327-9 konto 123 456 789-0",
            2,
        ),
        ("mitt bankkonto är 8105-9,123 456 789-0", "bank_account", "8105-9,123 456 789-0", 2),
        ("på konto 3300-9006022397", "bank_account", "3300-9006022397", 1),
        ("clearing 3300 nr 910717 2380", "bank_account", "3300 nr 910717 2380", 1),
        ("kort 4111 1111 1111 1111 drogs", "card_number", "4111 1111 1111 1111", 1),
        ("kortnummer 4111111111111111", "card_number", "4111111111111111", 1),
        ("Passnummer AB000000 låg i parken", "passport", "AB000000", 1),
        ("Passet tillhör Kim, nummer AA0000000", "passport", "AA0000000", 1),
    ],
)
def test_accounts_cards_and_passports_are_found(
    text: str, kind: str, found: str, level: int
) -> None:
    assert shown(text) == [(kind, found)]
    assert [one.level for one in numbered(text)] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "SE46 5000 0000 0583 9825 7466",
        "bankgiro 991-2347",
        "991-2346",
        "4111 1111 1111 1112",
        "4111111111111111",
        "OCR 4111111111111111",
        "Mitt konto är hackat sedan 2019",
        "betala 1500 till bankgirot",
        "passet den 20240601 är inställt",
        "Jag hittade ett pass i parken. Det kostade 12345678 kronor.",
        "pass 12 på gymmet",
        "Mitt kort har dragits två gånger för 45 kronor",
        "Beställning 4401-22817",
    ],
)
def test_what_no_check_digit_or_word_shows_is_left(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize("text", ["pnr: 19900602-2397 AVANZA", "SEB pnr: 19900602-2397"])
def test_a_persons_number_beside_a_banks_name_is_a_persons_number(text: str) -> None:
    assert [one.kind for one in find_personal_data(text)] == ["personnummer"]
