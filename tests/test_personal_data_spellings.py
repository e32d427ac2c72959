"""Persons' numbers in generated spellings: grouping, separators, prefix, letters for digits, two places."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from tests.findings import numbered, shown

WORDS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip
BEFORE = (
    "", "pnr ", "pnr:", "Pnr", "p-nr ", "personnr. ", "person nr ", "id: ", "ssn ", "född ", "(", '"',
    "<pnr>", "nr1:", "Barn 2: ", "1) ", "- ", "pnr=", "#", ">>>", "mvh\n", "*", "hon är ",
)  # fmt: skip
INNER = st.sampled_from([" ", "-", ".", "/"])
GAPS = ["-", " ", " - ", "–", "\u2011", "/", ".", "_", ", ", ";", " / ", ":", "\n", "|", " | ", "+"]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Twelve digits of Skatteverket's test series; none of 2001-2009, which may be telephones."""
    years = st.dates(date(1930, 1, 1), date(1999, 12, 31)) | st.dates(
        date(2010, 1, 1), date(2024, 12, 31)
    )
    nine = f"{draw(years):%Y%m%d}{draw(st.sampled_from(['238', '239', '980', '981']))}"
    return nine + str(luhn.calc_check_digit(nine[2:]))


def covered(text: str, written: str) -> bool:
    start = text.index(written)
    return any(
        one.kind == "personnummer" and one.start <= start and one.end >= start + len(written)
        for one in numbered(text)
    )


@pytest.mark.parametrize("gap", GAPS)
@given(
    number=numbers(),
    dated=st.sampled_from([(8,), (6,), (2, 2, 2), (4, 2, 2), (2, 2, 2, 2)]),
    inner=INNER,
    before=st.sampled_from(BEFORE),
)
def test_a_number_is_found_in_every_grouping_separator_and_prefix(
    gap: str, number: str, dated: tuple[int, ...], inner: str, before: str
) -> None:
    place, groups = 8 - sum(dated), []
    for size in dated:
        groups.append(number[place : place + size])
        place += size
    written = inner.join(groups) + gap + number[8:]
    assert covered(f"Hej {before}{written} tack", written)


@given(
    number=numbers(),
    dated=st.sampled_from([6, 8]),
    gap=st.sampled_from(["-", " ", " - ", ""]),
    letters=st.sampled_from(["O", "o"]),
    ones=st.sampled_from(["l", "I"]),
)
def test_letters_for_digits_hide_no_number(
    number: str, dated: int, gap: str, letters: str, ones: str
) -> None:
    plain = number[8 - dated : 8] + gap + number[8:]
    written = plain.replace("0", letters).replace("1", ones)
    if sum(map(str.isdigit, written)) >= 6:
        assert covered(f"numret {written} stod där", written)


@given(
    number=numbers(),
    said=st.sampled_from(
        [
            "{date} och sista fyra är {four}",
            "{date}, de fyra sista siffrorna är {four}",
            "{date} (sista fyra: {four})",
            "{date} med ändelsen {four}",
            "{date} och kontrollnumret {four}",
            "{four} är mina sista fyra, född {date}",
        ]
    ),
    dated=st.sampled_from(range(9)),
)
def test_a_date_and_its_last_four_are_found_apart(number: str, said: str, dated: int) -> None:
    year, month, day = number[:4], int(number[4:6]), int(number[6:8])
    dates = (
        number[2:8], number[:8], f"{year}-{month:02}-{day:02}", f"{day} {MONTHS[month - 1]} {year}",
        f"{day}/{month} {year}", f"{day}/{month} -{year[2:]}", f"{day}.{month}.{year}",
        f"{year} den {day}/{month}", f"{year} den {day} {MONTHS[month - 1]}",
    )  # fmt: skip
    written = said.format(date=dates[dated], four=number[8:])
    assert covered(f"jag är född {written}", written)


@given(number=numbers())
def test_the_last_four_may_be_told_in_words(number: str) -> None:
    four = " ".join(WORDS[int(digit)] for digit in number[8:])
    written = f"{number[2:8]}, fyra sista {four}"
    assert covered(f"född {written} sa hon", written)


@given(number=numbers(), hyphen=st.sampled_from(["%2D", "%20", "%2B", "&nbsp;", "&ndash;"]))
def test_links_and_pages_hide_no_number(number: str, hyphen: str) -> None:
    written = number[:8] + hyphen + number[8:]
    assert covered(f"https://example.se/?pnr={written}&steg=2", written)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("SE900602239701 står på kvittot", "personnummer", "9006022397"),
        ("reservnummer 99 2025 731 049", "interim_number", "99 2025 731 049"),
        ("IBAN\nSE25\n3000\n0000\n0000\n0041\n7242", "bank_account", "SE25\n3000\n0000\n0000\n0041\n7242"),
        ("no18 8000 00 04174 er min konto", "bank_account", "no18 8000 00 04174"),
        ("Clearingnr: 8105-9\nKontonr: 000 417 330-1", "bank_account", "8105-9\nKontonr: 000 417 330-1"),
        ("vill ha det på 8214-9, 993 000 418-2", "bank_account", "8214-9, 993 000 418-2"),
        ("American Express 371449635398431 tas", "card_number", "371449635398431"),
        ("lapp på VVQ 417s ruta", "registration_plate", "VVQ 417"),
        ("regnummer ivi-220 körde", "registration_plate", "ivi-220"),
        ("två epor, QOV20K och en till", "registration_plate", "QOV20K"),
        ("lagfarten på Djupvik Hult 2:33>1", "property", "Djupvik Hult 2:33>1"),
        ("adda mig på snap (tidtabell_tim)", "social_handle", "tidtabell_tim"),
        ("snapchat elsa.ponny09, hon är", "social_handle", "elsa.ponny09"),
    ],
)  # fmt: skip
def test_other_kinds_are_found_as_people_write_them(text: str, kind: str, words: str) -> None:
    assert (kind, words) in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Serienr 900602-2397 står under rullatorn",
        "Ordernummer 900602-2397 är borta",
        "Build 19900602.2397",
        "Vinstnummer 1985 0312 2387 i kiosken",
        "Bingo! 90 06 02 23 97 första raden",
        "Förbrukat 900602 - 2397 = 898205",
        "IMG_19900602_2397.jpg visar hålet",
        "20260602-1424.log är full av fel",
        "Reservdelsnummer 900602R23K till klipparen",
        "Reserverad till artikel 900602T118",
        "den 6 april 2001, den 1 november 2001 och den 5 november 2001",
        "född 900602, flyttade hit 2015",
        "Enligt ISO 27001 och SOC 200 ska det loggas",
        "@kommunen @trafikverket @nån vaken?",
        "modell HRX 537 fast LMX 300 var billigare",
    ],
)
def test_what_is_like_them_is_left(text: str) -> None:
    assert shown(text) == []
