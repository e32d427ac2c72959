from __future__ import annotations

import pytest

from tests.findings import numbered, shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("900602-2397", "900602-2397"),
        ("19900602-2397", "19900602-2397"),
        ("199006022397", "199006022397"),
        ("9006022397", "9006022397"),
        ("900602 2397", "900602 2397"),
        ("900602 - 2397", "900602 - 2397"),
        ("900602–2397", "900602–2397"),
        ("19900602\u00a02397", "19900602\u00a02397"),
        ("90 06 02-2397", "90 06 02-2397"),
        ("90.06.02-2397", "90.06.02-2397"),
        ("900602/2397", "900602/2397"),
        ("1990-06-02-2397", "1990-06-02-2397"),
        ("1991 07 17 23 80", "1991 07 17 23 80"),
        ("030124+9801", "030124+9801"),
        ("19900602-\n2397", "19900602-\n2397"),
        ("900602\n2397", "900602\n2397"),
        ("900602-23\n97", "900602-23\n97"),
        ("(900602-2397)", "900602-2397"),
        ("pnr900602-2397", "900602-2397"),
        ("pers.nr: 9006022397", "9006022397"),
        ("pnr 9 0 0 6 0 2 2 3 9 7", "9 0 0 6 0 2 2 3 9 7"),
        ("1 9 9 0 0 6 0 2 - 2 3 9 7", "1 9 9 0 0 6 0 2 - 2 3 9 7"),
        ("personnummer 900-602-2397", "900-602-2397"),
        ("９００６０２-２３９７", "９００６０２-２３９７"),
        ("٩٠٠٦٠٢-٢٣٩٧", "٩٠٠٦٠٢-٢٣٩٧"),
        ("900602\u200b-23\u206097", "900602\u200b-23\u206097"),
        ("born 1990 06 02, sista 2397", "1990 06 02, sista 2397"),
        ("född 24 januari 1903, de fyra sista är 9801", "24 januari 1903, de fyra sista är 9801"),
        ("900125 streck 23 87", "900125 streck 23 87"),
        (
            "nittonhundranittio, noll sex, noll två, tjugotre nittiosju",
            "nittonhundranittio, noll sex, noll två, tjugotre nittiosju",
        ),
        (
            "ett nio nio noll noll sex noll två två tre nio sju",
            "ett nio nio noll noll sex noll två två tre nio sju",
        ),
        ("nitton nittio noll sex noll två tjugo tre nittio sju",) * 2,
    ],
)
def test_a_personnummer_is_found_in_every_written_form(text: str, found: str) -> None:
    assert shown(f"Hans nummer: {text}, sa hon.") == [("personnummer", found)]
    assert {one.level for one in numbered(text)} == {1}


@pytest.mark.parametrize(
    ("text", "kind", "found", "level"),
    [
        ("samordningsnummer 701063-2391", "coordination_number", "701063-2391", 1),
        ("19701063 2391", "coordination_number", "19701063 2391", 1),
        ("tillfälligt nummer 20240602-T123", "interim_number", "20240602-T123", 1),
        ("interimsnummer 240602-TF12", "interim_number", "240602-TF12", 1),
        ("reservnummer 99201234-5678", "interim_number", "99201234-5678", 1),
        ("patient 22900602BC15 saknas", "interim_number", "22900602BC15", 1),
        ("org.nr 556036-0793", "organisation_number", "556036-0793", 3),
        ("Föreningen har orgnr 5560360793", "organisation_number", "5560360793", 3),
        ("moms SE556036079301", "organisation_number", "SE556036079301", 3),
        ("min enskilda firma, org.nr 900602-2397", "personnummer", "900602-2397", 1),
    ],
)
def test_other_identity_numbers_are_told_apart(
    text: str, kind: str, found: str, level: int
) -> None:
    assert shown(text) == [(kind, found)]
    assert [one.level for one in numbered(text)] == [level]


@pytest.mark.parametrize(
    "number",
    [
        "199006022397",
        "199107172380",
        "199610202385",
        "200001052380",
        "199001252387",
        "190301249801",
    ],
)
def test_public_test_numbers_are_proven_with_and_without_century(number: str) -> None:
    short = number[2:]
    for form in (number, short, f"{number[:8]}-{number[8:]}", f"{short[:6]}-{short[6:]}"):
        (finding,) = numbered(form)
        assert (finding.kind, finding.score) == ("personnummer", 0.99)


def test_a_mobile_number_is_a_phone_though_it_could_be_a_date() -> None:
    for last in range(605, 700):
        assert shown(f"ring 0701740{last}") == [("phone", f"0701740{last}")]
        assert shown(f"070-1740{last}") == [("phone", f"070-1740{last}")]


def test_a_wrong_check_digit_counts_only_where_the_text_names_the_number() -> None:
    assert shown("900602-2398") == []
    (finding,) = numbered("mitt personnummer: 900602-2398")
    assert (finding.kind, finding.score) == ("personnummer", 0.75)


@pytest.mark.parametrize(
    "text",
    [
        "Ordernr 9006022397",
        "OCR 9006022397",
        "ISBN 9006022397",
        "faktura 5560360793",
        "dnr 2021001234",
        "Diarienummer 2019:0602-2397 är avslutat",
        "Verksamhetsnyckeln 20241105-0031",
        "991332-2397",
        "900231-2397",
        "978-91-29-69721-0",
        "OCR 1 0038 7142 6",
        "kollinr 373500123456789012",
        "sändningsnummer 0037 3500 1234 5678 9012",
        "2024-06-02 12:15:30",
        "20240602 121530",
        "20240602121530",
        "2023-06-01-2023-12-31",
        "Budget 2025: 1 990 602 tkr i intäkter, 1 989 397 tkr i kostnader",
        "Rad: 01 05 12 23 34 35",
        "Lotto 11 12 13 14 15 16 17",
        "Art.nr 940 12-88 passar, 940 12-89 passar inte",
        "Artikel nr 90 06 02 passade inte, men 90 06 03 gjorde det",
        "objektnummer 196, 197 och 202",
        "mål T 2311-24",
        "dnr KS 2023/00417",
        "MHN-2024-0331",
        "SFS 2010:900, 16 kap. 10 a §",
        "Måste jag uppge personnummer?",
        "noll noll till halvtid, och sjutton tusen på läktarna",
        "ett två tre fyra fem sex sju åtta nio tio",
        "nittonhundratalet och tjugohundratalet",
        "född den 24 januari 1903, de fyra sista åren var hon sjuk",
        "4 000 000 000 kronor 1990-2024",
    ],
)
def test_numbers_of_other_things_are_no_persons(text: str) -> None:
    assert shown(text) == []
