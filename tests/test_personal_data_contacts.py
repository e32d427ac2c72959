from __future__ import annotations

import pytest

from tests.findings import numbered, shown


@pytest.mark.parametrize(
    "written",
    [
        "070-174 06 05",
        "0701740605",
        "070/174 06 05",
        "070 17 40 605",
        "07 01 74 06 05",
        "070.174.06.05",
        "(070) 174 06 05",
        "070–174 06 05",
        "0-7-0-1-7-4-0-6-0-5",
        "+46701740605",
        "+46 (0)70 174 06 05",
        "0046-70-1740 605",
        "46701740605",
        "08-465 004 00",
        "08 46 500 450",
        "031 3900643",
        "0980-319 277",
        "0980 3192 66",
        "noll sju noll, sjutton fyrtio, sex noll fem",
        "noll sju noll ett sju fyra noll sex sju fem",
        "nollsjunoll sjutton fyrtio sex noll fem",
        "noll niohundraåtti trehundranitton tvåhundraåtta",
        "plus fyrtiosex 70 174 06 84",
    ],
)
def test_a_phone_number_is_found_however_it_is_grouped(written: str) -> None:
    assert shown(f"slå en signal till {written}, helst på kvällen") == [("phone", written)]


def test_two_numbers_in_a_row_are_two() -> None:
    text = "070-1740605 070-1740606, 08-46500400/031-3900600"
    assert [words for _, words in shown(text)] == [
        "070-1740605",
        "070-1740606",
        "08-46500400",
        "031-3900600",
    ]


def test_a_number_ends_where_another_thing_begins() -> None:
    assert shown("ring 0701740605 900 kr") == [("phone", "0701740605")]
    assert shown("0701740605, 2 barn") == [("phone", "0701740605")]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("hans privata mobil 070-1740605", 2),
        ("Växelns nummer är 08-465 004 00, öppet vardagar 8–16", 3),
        ("Turistbyrån nås på 040-628 04 00", 3),
        ("ring kundtjänst 020-22 18 00", 3),
        ("ring Bärgarna AB på växeln 031-390 06 00", 3),
        ("Mejla eller ring växeln på 0980-319200", 3),
    ],
)
def test_a_switchboard_is_normally_fine(text: str, level: int) -> None:
    assert [one.level for one in numbered(text)] == [level]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mejla kim.ek@example.se nu", "kim.ek@example.se"),
        ("KIM.EK@EXAMPLE.COM!", "KIM.EK@EXAMPLE.COM"),
        ("<kim+kommun@mail.example.se>", "kim+kommun@mail.example.se"),
        ("kim (at) example punkt se", "kim (at) example punkt se"),
        ("kim.ek(at)example.se", "kim.ek(at)example.se"),
        ("kim [at] example [dot] com", "kim [at] example [dot] com"),
        ("kim.ek @ example.se", "kim.ek @ example.se"),
        ("kim.ek @ example . com", "kim.ek @ example . com"),
        ("kim snabel-a example punkt se om du vill", "kim snabel-a example punkt se"),
        ("e-post robban snabela example punkt com", "robban snabela example punkt com"),
        ("lotta punkt ett snabel-a example.se", "lotta punkt ett snabel-a example.se"),
        ("kim\uff20example.se", "kim\uff20example.se"),
    ],
)
def test_an_email_address_is_found_also_when_it_is_told(text: str, found: str) -> None:
    assert shown(text) == [("email", found)]
    assert [one.level for one in numbered(text)] == [2]


@pytest.mark.parametrize(
    "mailbox",
    ["info", "kommun", "registrator", "socialnamnden", "bygglov", "no-reply", "dataskyddsombud"],
)
def test_a_functional_mailbox_is_normally_fine(mailbox: str) -> None:
    (finding,) = numbered(f"skriv till {mailbox}@example.se")
    assert (finding.kind, finding.level) == ("email", 3)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("han sitter på ip 192.0.2.41, i Djupvik", "ip_address", "192.0.2.41"),
        ("loggat från 2001:db8::1 i natt", "ip_address", "2001:db8::1"),
        (
            "se https://www.facebook.com/kim.testsson.77?ref=1!",
            "profile_link",
            "https://www.facebook.com/kim.testsson.77?ref=1",
        ),
        ("instagram.com/kim_testsson", "profile_link", "instagram.com/kim_testsson"),
        ("kolla facebook.example.com/kim.77,", "profile_link", "facebook.example.com/kim.77"),
        ("hennes insta e @tilda.grenlund", "social_handle", "@tilda.grenlund"),
        ("hans snap e linneapan_08 typ", "social_handle", "linneapan_08"),
        ("insta: kim_testsson", "social_handle", "kim_testsson"),
        ("kim.testsson99 på snap", "social_handle", "kim.testsson99"),
    ],
)
def test_traces_online_are_found(text: str, kind: str, found: str) -> None:
    assert shown(text) == [(kind, found)]
    assert [one.level for one in numbered(text)] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "ring 112, 1177 eller 114 14",
        "Mind nås på 90101",
        "tidtabell linje 66, dag 0620–1740",
        "kl 07.15, 07.45 och 08.15",
        "07.00-16.00",
        "05-06-2024",
        "min runda: 070 kills 17 deaths",
        "Numret är 555-0199. Fråga efter Murphy.",
        "+1 200 000 kronor",
        "support@ studsar",
        "@kommunen svara",
        "@Kalle_88 gg, bästa gamet",
        "@minapengarnu internet glömmer inte",
        "Svar: biblioteket finns på @granköpingsbibliotek",
        "Gilla kommunens sida på Facebook",
        "facebook.com/groups/testby",
        "https://www.facebook.com/testbykommun",
        "https://www.instagram.com/p/Cabcdef/",
        "example.com/karta",
        "Routern startar om på 192.168.0.1",
        "server 127.0.0.1 lol",
        "version 1.2.3.4",
        "256.300.1.1",
        "kl 12:30:15",
        "hur mår er klass på snap egentligen",
        "var tid kl. 10 punkt 3 i avtalet",
    ],
)
def test_other_numbers_and_mentions_are_nobodys(text: str) -> None:
    assert shown(text) == []
