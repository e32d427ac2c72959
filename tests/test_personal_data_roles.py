from __future__ import annotations

import pytest

from model.assessment import A_HUMAN_DECIDES, HIDE_AT_ONCE, NORMALLY_FINE, Finding
from model.personal_data.names import find_names
from model.personal_data.roles import role_of


def name_in(text: str, **parameters: frozenset[str]) -> Finding:
    return next(f for f in find_names(text, **parameters) if f.kind == "name")


def sensitive_in(text: str) -> list[tuple[str, int | None]]:
    return [(text[f.start : f.end], f.level) for f in find_names(text) if f.kind == "sensitive"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Kommunalrådet Peter Wallin borde skämmas", NORMALLY_FINE),
        ("Anna Ek (S) yrkade bifall", NORMALLY_FINE),
        ("Enhetschef Marie Strand svarade i går", NORMALLY_FINE),
        ("Rektor Eva Torell svarar inte på mejl", NORMALLY_FINE),
        ("Hälsningar Birgitta Lund", NORMALLY_FINE),
        ("Jag heter Abdi Ismail och söker praktik", NORMALLY_FINE),
        ("Min kompis Sara bakar bullar", NORMALLY_FINE),
        ("Tack undersköterskan Gunvor Ahlström, du är en ängel", NORMALLY_FINE),
        ("Läraren Gunnar Fjell skriker åt barnen", A_HUMAN_DECIDES),
        ("Sofie Gullberg driver kafét", A_HUMAN_DECIDES),
        ("Min granne Farid Hosseini sover på balkongen", A_HUMAN_DECIDES),
        ("noel i 8c har slutat", A_HUMAN_DECIDES),
        ("Kenneth på Ekgatan spelar musik", A_HUMAN_DECIDES),
    ],
)
def test_the_role_decides_how_exposed_a_name_is(text: str, level: int) -> None:
    assert name_in(text).level == level


def test_a_profile_may_list_its_office_holders() -> None:
    text = "Sofie Gullberg lovade en ny skola"
    assert name_in(text).level == A_HUMAN_DECIDES
    finding = name_in(text, office_holders=frozenset({"sofie gullberg"}))
    assert (finding.level, "förteckning" in finding.reason) == (NORMALLY_FINE, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anna Brodd har cancer.", [("har cancer", HIDE_AT_ONCE)]),
        ("noel i 8c går på bup", [("går på bup", HIDE_AT_ONCE)]),
        ("Kent Wallberg är dömd för stöld", [("är dömd för stöld", HIDE_AT_ONCE)]),
        ("Nadia Karimi bor på kvinnojouren", [("bor på kvinnojouren", HIDE_AT_ONCE)]),
        ("Vet ni att Tobias Lind är muslim?", [("är muslim", HIDE_AT_ONCE)]),
        ("Eva Palm lever på bidrag", [("lever på bidrag", HIDE_AT_ONCE)]),
        ("Lars Ek bor här. Han har ADHD.", [("har ADHD", HIDE_AT_ONCE)]),
        ("eleven i 4B har autism", [("har autism", HIDE_AT_ONCE)]),
        ("grannen på Ekgatan 4 knarkar", [("knarkar", HIDE_AT_ONCE)]),
        ("Axel har diabetes", [("har diabetes", A_HUMAN_DECIDES)]),
        ("Hon i kassan på Norrlivs är dement, ring nån", [("är dement", HIDE_AT_ONCE)]),
        ("Lennart H. Öst har fått ALS men bor hemma", [("har fått ALS", HIDE_AT_ONCE)]),
        ("Lo Ek flyttade. Det sägs att hon har hiv.", [("har hiv", HIDE_AT_ONCE)]),
    ],
)
def test_what_is_sensitive_about_somebody_pointed_out_is_found(
    text: str, told: list[tuple[str, int]]
) -> None:
    assert sensitive_in(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Jag har cancer och väntar på hemtjänst",
        "Barn med ADHD är inga problemelever",
        "En man greps misstänkt för stöld",
        "Kenneth Ljung på socialen svarar inte",
        "Anna Brodd ringde. Vad gör kommunen åt missbruket?",
        "Kommunalrådet Peter Wallin är sverigedemokrat",
        "Jag heter Eva Palm och jag är deprimerad",
    ],
)
def test_nothing_is_told_of_nobody_oneself_or_a_public_role(text: str) -> None:
    assert sensitive_in(text) == []


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("skolchefen", "manager"),
        ("matteläraren", "staff"),
        ("socialnämndsordförande", "office"),
        ("granne", "relation"),
        ("nioåringen", "child"),
        ("bordet", None),
        ("", None),
    ],
)
def test_a_word_names_a_role_also_as_the_end_of_a_compound(word: str, role: str | None) -> None:
    assert role_of(word) == role
