from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import timedelta

import pytest

from api.archive import gallring
from tests.review import Browser, document, events
from tests.service import PASSWORD, QUESTION, REASON, THREAT, Service

PHONE = "Ring mig på 070-1740605 om simhallen."
OSL = "OSL 21 kap. 7 §"


@pytest.fixture
def lena(service: Service) -> Browser:
    service.human("lena", "reviewer")
    browser = Browser(service)
    browser.sign_in("lena@example.se", PASSWORD)
    return browser


def at(decision: str) -> str:
    return f"/register/arenden/{decision}"


# Search


def test_the_registry_is_searched_by_words_days_place_and_case(karin: Browser, service: Service):
    hit = service.submit(words="Lekplatsen i Björkdal är trasig", author="Maja Exempel")["id"]
    other = service.submit("haparanda", words=QUESTION)["id"]
    today = f"{service.desk.now():%Y-%m-%d}"
    for query in (
        "q=lekplats",
        "q=LEKPLATSEN+maja",
        "kanal=nassjo",
        "avsandare=Maja+Exempel",
        f"q=trasig&fran={today}&till={today}",
    ):
        karin.open(f"/register?{query}")
        assert at(hit) in karin.body, query
        assert at(other) not in karin.body, query
    (row,) = karin.table("/register/traffar.csv?q=lekplats")
    assert (row["Id"], row["Läge"]) == (hit, "Väntar")
    assert "lekplats" not in karin.body.lower()
    assert len(karin.table("/register/traffar.csv")) == 2
    karin.open("/register?q=finnsinte")
    assert "Inga träffar" in karin.body
    karin.open("/register?fran=2001-01-01&till=2001-01-02")
    assert "Inga träffar" in karin.body
    assert karin.open("/register?sida=skräp").status_code == 200
    assert "Markören kommer inte härifrån" in karin.body


def test_search_results_show_no_words_of_the_comment(karin: Browser, service: Service):
    service.submit(words=THREAT, author="Arg Granne")
    karin.open("/register?q=ihjäl")
    assert "/register/arenden/" in karin.body
    assert "Arg Granne" not in karin.body
    assert "slå" not in karin.body


# The diary


def test_a_comment_is_registered_and_rectified_from_its_page(karin: Browser, service: Service):
    decision = service.submit(words=PHONE, author="Maja Exempel")["id"]
    karin.open(at(decision))
    assert "Inte diariefört" in karin.body
    assert PHONE not in karin.body
    karin.send(at(decision) + "/diarium", title="Fråga om simhallen", secrecy=OSL)
    assert "Diariet är uppdaterat." in karin.body
    assert "Maja Exempel" in karin.body
    assert f"Sekretess: {OSL}" in karin.body
    karin.send(at(decision) + "/diarium", title="Synpunkt på simhallen", secrecy="")
    assert "Tidigare uppgifter (1)" in karin.body
    assert "Ingen markering" in karin.body
    assert events(service, decision)[-2:] == ["case.registered", "case.rectified"]
    karin.open("/register?q=synpunkt")
    assert "Synpunkt på simhallen" in karin.body


def test_the_open_part_of_the_diary_leaves_out_what_secrecy_holds(karin: Browser, service: Service):
    decision = service.submit(author="Maja Exempel")["id"]
    karin.open(at(decision))
    karin.send(at(decision) + "/diarium", title="Hot mot Maja", secrecy="OSL 21 kap. 3 §")
    karin.open("/register/diarium")
    assert "OSL 21 kap. 3 §" in karin.body
    assert "Maja" not in karin.body
    assert "Maja" not in karin.open("/register/diarium/lista.csv?").text
    assert "Hot mot Maja" in karin.open("/register/diarium?del=sluten").text
    line = json.loads(karin.open("/register/diarium/lista.jsonl?del=sluten").text)
    assert line["sender"] == "Maja Exempel"
    assert karin.open("/register/diarium?ar=2001").status_code == 200
    assert "Inget är diariefört det året" in karin.body


def test_a_masked_copy_is_made_only_by_who_has_read_and_names_its_grounds(
    karin: Browser, service: Service
):
    decision = service.submit(words=PHONE, author="Maja Exempel")["id"]
    karin.open(at(decision))
    assert "Visa texten först" in karin.body
    karin.send(at(decision) + "/kopia", terms=["simhallen"], term_grounds=[OSL])
    assert "Visa texten först" in karin.body
    assert "copy.made" not in events(service, decision)
    karin.open(at(decision))
    karin.send(at(decision) + "/text")
    assert "070-1740605" in karin.body
    start = PHONE.index("070")
    place = f"{start}-{start + len('070-1740605')}"
    assert place in karin.body
    fields = {"places": [place], "grounds": [OSL], "chosen": [place]}
    wrong = karin.send(at(decision) + "/kopia", **fields, terms=["tennis"], term_grounds=[OSL])
    assert wrong.status_code == 422
    assert "”tennis” finns inte i texten." in karin.body
    assert karin.send(at(decision) + "/kopia", **fields | {"grounds": [" "]}).status_code == 422
    made = karin.send(
        at(decision) + "/kopia", **fields, terms=["simhallen"], term_grounds=[""], common_ground=OSL
    )
    assert made.content.startswith(b"%PDF")
    history = service.client.get(f"/v1/decisions/{decision}/history", headers=service.tool).json()[
        "items"
    ]
    assert history[-1]["type"] == "copy.made"
    assert history[-1]["payload"]["maskings"] == 2


def test_documents_are_handed_over_held_and_rectified(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.open(at(decision))
    assert karin.send(at(decision) + "/overlamning", receiver=" ").status_code == 422
    made = karin.send(at(decision) + "/overlamning", receiver="Diariet")
    assert "erms.xml" in zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    karin.open(at(decision))
    assert "Diariet" in karin.body
    karin.send(at(decision) + "/sparr", placed="ja", reference="Mål 12-26")
    assert "Spärrat mot gallring" in karin.body
    karin.send(at(decision) + "/sparr", placed="ja", reference="Mål 12-26")
    assert "Spärren står redan så." in karin.body
    karin.send(at(decision) + "/sparr", placed="nej", reference="Dom har fallit")
    assert "Spärrat mot gallring" not in karin.body
    karin.send(at(decision) + "/rattelse", words="Det gällde en annan gata.")
    assert "Rättelsen är antecknad." in karin.body


def test_erasure_on_request_is_refused_with_its_reason_or_done(karin: Browser, service: Service):
    kept, free = service.submit()["id"], service.submit(words="Okej 9")["id"]
    karin.open(at(kept))
    karin.send(at(kept) + "/radering", reference="KS 1", sure="ja")
    assert "Får inte raderas" in karin.body
    assert karin.send(at(free) + "/radering", reference="KS 1").status_code == 422
    karin.send(at(free) + "/radering", reference="KS 1", sure="ja")
    assert "Innehållet är raderat." in karin.body
    assert document(service, free)["comment"]["text"] is None


def test_what_is_held_of_a_person_is_told_as_a_file(karin: Browser, service: Service):
    service.submit(author="Maja Exempel")
    karin.open("/register/dataskydd")
    assert karin.send("/register/dataskydd").status_code == 422
    told = karin.send("/register/dataskydd", author="Maja Exempel").json()
    assert len(told["items"]) == 1


def test_a_snapshot_of_a_channel_is_a_zip(karin: Browser, service: Service):
    service.submit()
    karin.open("/register/diarium")
    year = service.desk.now().year
    made = karin.send("/register/diarium/uttag", channel="nassjo", year=year, half="")
    assert "kommentarer.csv" in zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    karin.open("/register/diarium")
    assert karin.send("/register/diarium/uttag", channel="x", year=year).status_code == 422


def test_a_reviewer_is_kept_out_of_the_registrar_s_pages(lena: Browser, service: Service):
    decision = service.submit()["id"]
    for path in (
        "/register",
        at(decision),
        "/register/diarium",
        "/register/dataskydd",
        "/gallring",
    ):
        assert lena.open(path).status_code == 403, path
    lena.open("/ko")
    assert 'href="/register"' not in lena.body
    assert lena.send(at(decision) + "/diarium", title="x").status_code == 403


# Objections


def hidden(service: Service) -> str:
    """A comment that Karin has decided to hide, and the tool has hidden."""
    decision = service.seen("nassjo", THREAT)
    actions = ["hide", "notify_author"]
    assert (
        service.review(decision, verdict="change", actions=actions, ground="hot").status_code == 201
    )
    assert service.execute(decision, "hide").status_code == 201
    return decision


def test_an_objection_is_tried_by_a_second_person_and_never_the_first(
    karin: Browser, lena: Browser, service: Service
):
    decision = hidden(service)
    path = f"/invandningar/{decision}"
    karin.open(path)
    assert karin.send(path, words=" ").status_code == 422
    karin.send(path, words="Jag citerade en film.")
    assert "Invändningen är antecknad." in karin.body
    assert "Någon annan ska pröva invändningen." in karin.body
    karin.send(path + "/utfall", outcome="granted", reason=REASON)
    assert document(service, decision)["state"] == "appealed"
    lena.open("/invandningar")
    assert path in lena.body
    lena.open(path)
    assert "Jag citerade en film." in lena.body
    assert "ihjäl" not in lena.body
    lena.send(path + "/utfall", outcome="granted", reason=REASON)
    assert "Öppna kommentaren innan du prövar invändningen." in lena.body
    lena.send(path + "/text")
    assert "ihjäl" in lena.body
    assert "Föreslår: visa igen" in lena.body
    assert lena.send(path + "/utfall", outcome="x", reason=REASON).status_code == 422
    assert lena.send(path + "/utfall", outcome="granted", reason="nej").status_code == 422
    lena.send(path + "/utfall", outcome="granted", reason="Ett citat ur en känd film.")
    assert "Prövningen är sparad." in lena.body
    assert document(service, decision)["remaining"] == ["unhide", "notify_author"]
    lena.open("/invandningar?lage=provade")
    assert path in lena.body
    assert "Beslutet ändras" in lena.body
    assert lena.open("/invandningar")
    assert "Ingen invändning väntar" in lena.body


def test_a_registrar_records_an_objection_but_does_not_try_it(service: Service):
    decision = hidden(service)
    service.human("rut", "registrar")
    rut = Browser(service)
    rut.sign_in("rut@example.se", PASSWORD)
    path = f"/invandningar/{decision}"
    rut.open(path)
    rut.send(path, words="Det var inte jag.", received="2026-01-02")
    assert "Invändningen är antecknad." in rut.body
    assert "En granskare prövar invändningen." in rut.body
    assert rut.send(path + "/utfall", outcome="upheld", reason=REASON).status_code == 422
    assert document(service, decision)["state"] == "appealed"


def test_what_has_no_decision_cannot_be_objected_to(karin: Browser, service: Service):
    decision = service.submit()["id"]
    karin.open(f"/invandningar/{decision}")
    assert "Ärendet har inget beslut än." in karin.body
    karin.send(f"/invandningar/{decision}", words="Men")
    assert "Det finns inget beslut att invända mot." in karin.body
    late = f"{service.desk.now() + timedelta(days=3):%Y-%m-%d}"
    karin.send(f"/invandningar/{decision}", words="Men", received=late)
    assert "Dagen har inte varit än." in karin.body


# Gallring


def test_gallring_is_tried_decided_and_run_with_its_progress_shown(
    karin: Browser, service: Service
):
    going = [service.submit(words=f"Okej {n}")["id"] for n in range(3)]
    staying = service.submit()["id"]
    karin.open("/gallring?dagar=0&prova=ja")
    assert "3 kommentarer" in karin.body.replace("<strong>", "").replace("</strong>", "")
    assert at(staying) not in karin.body
    plan = karin.body.split('name="plan" value="')[1][:64]
    fields = {"klass": "vid_inaktualitet", "dagar": "0", "plan": plan, "reference": "KS 2026/1"}
    assert karin.send("/gallring", **fields).status_code == 422
    assert karin.send("/gallring", **fields | {"reference": ""}, sure="ja").status_code == 422
    karin.send("/gallring", **fields, sure="ja")
    assert "Gallring enligt KS 2026/1" in karin.body
    assert document(service, going[0])["comment"]["text"] is not None
    page = karin.path
    karin.send(page + "/kor")
    until = time.monotonic() + 20
    while "3 av 3 klara." not in karin.body and time.monotonic() < until:
        karin.open(page)
    assert "3 av 3 klara." in karin.body
    assert {document(service, one)["comment"]["text"] for one in going} == {None}
    assert document(service, staying)["comment"]["text"] is not None
    karin.open("/gallring")
    assert "KS 2026/1" in karin.body
    karin.open(at(going[0]))
    assert "Texten är gallrad." in karin.body


def test_a_list_that_has_changed_since_its_dry_run_is_not_decided(karin: Browser, service: Service):
    service.submit(words="Okej 1")
    karin.open("/gallring?dagar=0&prova=ja")
    plan = karin.body.split('name="plan" value="')[1][:64]
    service.submit(words="Okej 2")
    fields = {"klass": "vid_inaktualitet", "dagar": "0", "plan": plan, "reference": "KS 1"}
    answer = karin.send("/gallring", **fields, sure="ja")
    assert answer.status_code == 422
    assert "Urvalet har ändrats sedan provkörningen." in karin.body


def test_a_run_that_is_told_to_stop_goes_on_where_it_was(karin: Browser, service: Service):
    for number in range(4):
        service.submit(words=f"Okej {number}")
    actor, desk = service.principal(service.karin), service.desk
    chosen = gallring.Criteria(days=0)
    plan = gallring.plan(desk, actor, chosen).digest
    made = gallring.decide(desk, actor, chosen, reference="KS 1", plan=plan)
    left = iter([True, True, False])
    told = gallring.run(desk, actor, made["id"], lambda: next(left))
    assert told["states"] == {"done": 2, "pending": 2}
    karin.open(f"/gallring/{made['id']}")
    assert "Fortsätt körningen" in karin.body
    assert gallring.run(desk, actor, made["id"])["states"] == {"done": 4}


def test_a_decision_leads_to_its_place_in_the_registry_for_those_who_may(
    karin: Browser, lena: Browser, service: Service
):
    decision = service.submit(words=QUESTION)["id"]
    for person, may in ((karin, True), (lena, "registry" in service_rights(lena))):
        person.open(f"/arenden/{decision}")
        assert (at(decision) in person.body) is may


def service_rights(browser: Browser) -> set[str]:
    return {"registry"} if browser.open("/register").status_code == 200 else set()
