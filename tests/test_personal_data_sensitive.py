"""Sensitive statements: of whom they are told, where they begin and end, and what is none."""

from __future__ import annotations

from collections import Counter

import pytest

from model.personal_data import find_personal_data
from model.personal_data.sensitive_terms import CATEGORIES, FOLDER, term_at


def sensitive(text: str) -> list[str]:
    return [
        text[one.start : one.end] for one in find_personal_data(text) if one.kind == "sensitive"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Vi såg att Karin Ekdal har ju tydligen suttit inne i två år.",
            "har ju tydligen suttit inne i två år",
        ),
        ("Min kollega Karin Ekdal är gravid igen, trevligt nog.", "är gravid igen"),
        ("Grannen på nr 14 åker in och ut på psyk, ingen gör något.", "åker in och ut på psyk"),
        ("Rektorns son går på bup varje onsdag.", "går på bup varje onsdag"),
        ("Han som äger kiosken i Tuna är dömd för häleri.", "är dömd för häleri"),
        (
            "Karin Ekdal i 4B är hos kronofogden och har god man.",
            "är hos kronofogden och har god man",
        ),
        (
            "I våras blev Karin Ekdal sjuk. Nu får hon cellgifter i Lund.",
            "får hon cellgifter i Lund",
        ),
        ("KARIN EKDAL SLÅR SINA BARN OCH INGEN GÖR NÅGOT", "SLÅR SINA BARN"),
        ("Sven Kulle i Tuna röstar på SD fast han förnekar det.", "röstar på SD"),
        ("Sven Kulle är med i Byggnads och vill strejka.", "är med i Byggnads"),
        ("Hennes SIP-möte är flyttat, hälsa Karin Ekdal det.", "SIP-möte"),
        ("Sven Kulle är kurd och gick i vår klass.", "är kurd"),
        ("Fråga den som stal ur kassan, alltså Karin Ekdal.", "stal ur kassan"),
    ],
)
def test_a_statement_is_marked_from_its_verb_to_the_end_of_its_clause(text: str, told: str) -> None:
    assert told in sensitive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jag har varit inlagd för depression, säger Karin Ekdal.",
        "Doktor Karin Ekdal skrev om diabetes i tidningen.",
        "Karin Ekdals hund är blind, stackarn.",
        "Det var inte Karin Ekdal som stal ur kassan.",
        "Jag tror inte att Karin Ekdal har fått böter för stöld.",
        "I filmen spelar Karin Ekdal en läkare som har cancer.",
        "Karin Ekdal jobbar på behandlingshem.",
        "Kommunalrådet Karin Ekdal röstar på Moderaterna.",
        "Fröken Saga glömmer att min son har adhd.",
        "Slå ihjäl tiden med ett korsord, Karin Ekdal!",
        "Alla i kön var sjuka, sa Karin Ekdal.",
    ],
)
def test_what_is_the_writers_own_or_others_or_a_topic_is_no_statement(text: str) -> None:
    assert sensitive(text) == []


@pytest.mark.parametrize("name", CATEGORIES)
def test_no_line_of_a_category_stands_twice(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    counted = Counter(line for line in lines if line and not line.startswith("#"))
    assert [line for line, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("text", ["går på soc", "gick ju tydligen på soc", "GÅR PÅ SOC"])
def test_a_phrase_is_known_in_every_form_and_with_small_words_between(text: str) -> None:
    term = term_at(text, 0, text.index(" "))
    assert term is not None
    assert (term.end, term.category) == (len(text), CATEGORIES["social"])
