from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from lxml import html

from api import wellbeing
from api.auth.accounts import add_user
from api.language import LANGUAGES
from api.wellbeing import Choices
from tests.review import PAGES, Browser
from tests.service import PASSWORD, QUESTION, REASON, THREAT, Service
from tests.test_review_room import STANDS

ENGLISH = "en-GB,en;q=0.9,sv;q=0.5"
SWEDISH = re.compile(
    r"\w*[åäöÅÄÖ]\w*|\b(?:och|inte|ingen|inget|eller|det|som|av|kvar|visa|beslut|kommentarer?|grund"
    r"|kanal|alla|spara|genast|sedan|har|kan|vid|dagar|poster|handling|sekretess|gallrad|hade|nej|ja"
    r"|klar|regel|regler|modellen|skriv|tecken|hat|svar|namn|utkast|polisen|konto|inkom|post nr)\b"
)
KEPT = re.compile(
    r"\$\w+|\((?:gallring|diarium|arkivlagen|gallringsbeslut)\)|OSL \d+ kap. \d+ §"
    r"|lagen 2018:218, 3 kap. 3 §|Mind Självmordslinjen|Barnpornografi|As in the rules: [^\n]*"
)
"""Names, and words of the law that the English keeps beside its own."""

SAID = ("aria-label", "title", "placeholder", "alt", "label", "data-many", "data-copied")
NAMES = {"Lilla", "Edet", "Töreboda", "Nässjö"}


def swedish_in(page: str) -> set[str]:
    """Swedish words that the page itself says: not what people wrote, nor what is marked Swedish."""
    tree = html.fromstring(page)
    assert tree.get("lang") == "en"
    for part in tree.xpath("//*[@lang='sv'] | //bdi | //*[@class='words'] | //textarea"):
        part.drop_tree()
    told = [*tree.itertext()]
    told += [one.get(name, "") for one in tree.iter(html.etree.Element) for name in SAID]
    return set(SWEDISH.findall(KEPT.sub("", " \n ".join(told)))) - NAMES


class English(Browser):
    """A browser that asks for English, and looks through every page that it is given."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.client.headers["Accept-Language"] = ENGLISH
        self.left: dict[str, set[str]] = {}
        self.pages = 0

    def open(self, path: str) -> Any:
        return self._looked_through(super().open(path))

    def send(self, path: str, **fields: Any) -> Any:
        return self._looked_through(super().send(path, **fields))

    def _looked_through(self, answer: Any) -> Any:
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.pages += 1
            found = swedish_in(answer.text)
            if found:
                self.left[f"{answer.request.method} {answer.url.path}"] = found
        return answer


@pytest.fixture
def english(service: Service) -> Iterator[English]:
    browser = English(service)
    browser.sign_in()
    yield browser
    assert browser.left == {}


def test_every_page_is_english_for_who_asks_for_it(english: English, service: Service):
    first = service.seen("nassjo", THREAT, parent="Ny simhall")
    second = service.submit("toreboda", QUESTION, author_id="a1")["id"]
    own = service.principal(service.karin).id
    paths = [*PAGES, "/konto", "/anvandare", f"/anvandare/{own}", "/nycklar", "/finns-inte"]
    paths += [f"/policy/{profile}" for profile in service.desk.profiles]
    for one in (first, second):
        paths += [f"/arenden/{one}", f"/arenden/{one}?text=visa", f"/invandningar/{one}"]
        paths += [f"/register/arenden/{one}", f"/register/arenden/{one}?text=visa"]
    for path in paths:
        assert english.open(path).status_code in {200, 404}, path
    assert english.pages > 35


def test_a_reviewer_s_day_is_english(english: English, service: Service):
    chosen = Choices(pause_texts=1, limit=1)
    wellbeing.choose(service.desk, service.principal(service.karin), chosen)
    threat = service.submit("nassjo", THREAT, parent="Ny simhall", author_id="a1")["id"]
    service.submit("nassjo", "Dra åt helvete jävla idioter", author_id="a1", parent="Ny simhall")
    calm = [service.submit(words=QUESTION)["id"] for _ in range(2)]
    english.read(threat)
    assert "Why" in english.body
    english.decide(threat, ground="", reason="nej")
    assert "Choose a ground." in english.body
    english.decide(threat, verdict="change", actions=["hide", "none"])
    english.decide(threat)
    assert "Review before deletion" in english.body
    english.decide(threat, sure="nej")
    english.decide(threat, verdict="change", actions=["hide", "notify_author"])
    assert "The decision is saved: the suggestion was changed" in english.body
    english.open(f"/arenden/{threat}?text=visa")
    english.send(f"/arenden/{threat}/utfort", action="hide")
    english.send(f"/arenden/{threat}/aterstall", ground="", reason="")
    english.send(f"/arenden/{threat}/angra")
    english.open("/ko")
    english.send("/ko/flera", arende=calm)
    sent = [f"{one}:1" for one in calm]
    english.send("/ko/flera/beslut", arende=sent, visad=sent, ground="", reason="")
    english.send("/ko/flera/beslut", arende=sent, visad=sent, ground=STANDS, reason=REASON)
    assert "2 cases closed with no action." in english.body
    english.read(service.submit("lilla-edet", "Jag orkar inte leva längre, jag vill dö")["id"])
    english.open("/ko?lage=klara")


def test_what_is_late_and_what_the_rules_saw_is_told_in_english(english: English, service: Service):
    decision = service.submit("lilla-edet", THREAT)["id"]
    before = service.desk.now
    object.__setattr__(service.desk, "now", lambda: before() + timedelta(hours=5))
    english.open("/ko?del=forsenade")
    english.read(decision)
    assert "The time limit passed 4 hours ago. Still to do: " in english.body
    assert re.search(r"The post contains: [a-z ]* threat", english.body)
    assert ">5 hr</time>" in english.body


def test_a_registrar_s_day_is_english(english: English, service: Service):
    decision = service.submit(words="Ring mig på 070-1740605.", author="Maja Exempel")["id"]
    at = f"/register/arenden/{decision}"
    english.open(at)
    english.send(f"{at}/text")
    english.send(f"{at}/kopia", terms=["tennis"], term_grounds=["OSL 21 kap. 7 §"])
    english.send(f"{at}/diarium", title="Samtal", secrecy="OSL 21 kap. 7 §", public_title="Samtal")
    assert "The case register has been updated." in english.body
    english.send(f"{at}/diarium", title="Samtal 2")
    english.send(f"{at}/sparr", reference="", placed="ja")
    english.send(f"{at}/sparr", reference="KS 1", placed="ja")
    english.send(f"{at}/rattelse", words="Numret är fel.")
    english.send(f"{at}/radering", reference="", sure="")
    english.send(f"{at}/radering", reference="KS 2", sure="ja")
    english.send("/register/kedja/kontroll")
    assert "The chain holds." in english.body
    english.open("/register/diarium?del=sluten")
    english.open("/register?sida=x")
    english.send("/register/dataskydd")
    service.submit(words="Okej")
    english.open("/gallring?dagar=0&prova=ja")
    english.send("/gallring", klass="vid_inaktualitet", dagar="0", plan="x", reference="KS 1")
    plan = english.open("/gallring?dagar=0&prova=ja").text.split('name="plan" value="')[1][:64]
    sent = {"klass": "vid_inaktualitet", "dagar": "0", "plan": plan, "reference": "KS 1"}
    english.send("/gallring", **sent, sure="ja")
    assert "Disposal under KS 1" in english.body


def test_an_objection_is_english(english: English, service: Service):
    decision = service.seen("nassjo", THREAT)
    service.review(decision, verdict="change", actions=["hide"], ground="hot")
    service.execute(decision, "hide")
    path = f"/invandningar/{decision}"
    english.open(path)
    english.send(path, words="Jag citerade en film.")
    service.human("lena")
    lena = English(service)
    lena.sign_in("lena@example.se", PASSWORD)
    lena.open("/invandningar")
    lena.open(path)
    lena.send(f"{path}/text")
    lena.send(f"{path}/utfall", outcome="granted", reason="x")
    lena.send(f"{path}/utfall", outcome="granted", reason=REASON)
    assert "The review has been saved." in lena.body
    lena.open("/invandningar?lage=provade")
    lena.open(f"/arenden/{decision}?text=visa")
    lena.open("/register")
    assert "You do not have permission" in lena.body
    assert lena.left == {}


def test_accounts_and_keys_are_english(english: English, service: Service):
    english.open("/anvandare")
    english.send("/anvandare", name="Bo", email="bo", roles=["reviewer"])
    english.send("/anvandare", name="Bo", email="bo@example.se", roles=["reviewer"])
    assert "The password is shown only now." in english.body
    own = service.principal(service.karin).id
    english.open(f"/anvandare/{own}")
    english.send(f"/anvandare/{own}/roller", roles=["reader"])
    english.send("/nycklar", name="Verktyg")
    english.send("/nycklar", name="Verktyg", scopes=["read"])
    assert "The key is shown only now." in english.body
    english.open("/konto")
    english.send("/konto/losenord", current="fel", password="kort")
    english.send("/konto/losenord", current=PASSWORD, password="kort")
    english.send("/konto/tvasteg", current=PASSWORD)
    english.send("/konto/tvasteg/kod", kod="000000")
    english.open("/installningar")
    english.send("/installningar", veil="alla", limit="nej")
    english.send("/installningar", veil="alla", limit="10")
    assert "Your settings have been saved." in english.body
    english.send("/logga-ut")
    assert "You are signed out." in english.body


def test_a_first_sign_in_is_english(service: Service):
    settings = service.settings.model_copy(update={"totp": "required"})
    object.__setattr__(service.desk, "settings", settings)
    told = {"email": "anna@example.se", "name": "Anna", "roles": ["reviewer"]}
    with service.desk.database.writing() as session:
        add_user(session, service.desk, **told, password=PASSWORD, temporary=True)
    anna = English(service)
    anna.sign_in("anna@example.se", "fel")
    assert "Wrong email address or password." in anna.body
    anna.sign_in("anna@example.se")
    anna.send("/logga-in/losenord", password="kort")
    anna.send("/logga-in/losenord", password="ett eget långt lösenord")
    assert "Two-step verification" in anna.body
    anna.send("/logga-in/tvasteg", kod="000000")
    assert anna.left == {}


# The choice


def language(browser: Browser) -> str:
    return str(html.fromstring(browser.answer.text).get("lang"))


def language_of(browser: Browser, path: str) -> str:
    browser.open(path)
    return language(browser)


def test_swedish_is_spoken_where_no_language_we_have_is_asked_for(stranger: Browser):
    for asked in ("", "de", "sv-SE,en;q=0.5", "en;q=0", "*"):
        stranger.client.headers["Accept-Language"] = asked
        stranger.open("/logga-in")
        assert language(stranger) == "sv", asked
        assert stranger.answer.headers["Content-Language"] == "sv"


def test_a_stranger_s_choice_is_kept_in_the_browser_and_leads_back(stranger: Browser):
    stranger.open("/logga-in?till=/register")
    assert 'value="en" lang="en"' in stranger.answer.text
    stranger.send("/sprak", sprak="en", ater="/logga-in?till=/register")
    assert stranger.answer.url.query == b"till=/register"
    assert language(stranger) == "en"
    stranger.sign_in()
    assert language(stranger) == "en"


def test_who_is_signed_in_has_the_choice_everywhere(karin: Browser, service: Service):
    karin.open("/ko?lage=mina")
    assert 'name="ater" value="/ko?lage=mina"' in karin.answer.text
    karin.send("/sprak", sprak="en", ater="/ko?lage=mina")
    assert (str(karin.answer.url.query, "ascii"), language(karin)) == ("lage=mina", "en")
    elsewhere = Browser(service)
    elsewhere.client.headers["Accept-Language"] = "sv"
    elsewhere.sign_in()
    assert language(elsewhere) == "en"
    assert language_of(elsewhere, "/finns-inte") == "en"
    elsewhere.open("/ko/lista")
    assert "No cases here." in elsewhere.body
    elsewhere.open("/installningar")
    elsewhere.send("/installningar", veil="ingen", language="sv")
    assert language(elsewhere) == "sv"
    chosen = wellbeing.choices_of(service.desk, service.principal(service.karin))
    assert (chosen.language, chosen.veil) == ("sv", "ingen")
    assert language_of(elsewhere, "/finns-inte") == "sv"
    elsewhere.send("/sprak", sprak="en", ater="/ko")
    assert wellbeing.choices_of(service.desk, service.principal(service.karin)).veil == "ingen"


def test_a_form_of_another_site_changes_nobody_s_language(karin: Browser, service: Service):
    karin.open("/ko")
    assert karin.send("/sprak", sprak="en", ater="/ko", formular="x").status_code == 403
    assert wellbeing.choices_of(service.desk, service.principal(service.karin)).language == ""


@pytest.mark.parametrize("away", ["https://example.com", "//example.com", "", "/v1/x", "/logga-ut"])
def test_the_choice_never_leads_away(karin: Browser, away: str):
    karin.open("/ko")
    karin.send("/sprak", sprak="en", ater=away)
    assert karin.path == "/ko"


def test_a_language_that_there_is_not_is_swedish(karin: Browser):
    karin.open("/ko")
    karin.send("/sprak", sprak="xx", ater="/ko")
    assert language(karin) == "sv"
    karin.client.cookies.set("uppsikt_sprak", "../../etc")
    karin.open("/logga-in")
    assert language(karin) in LANGUAGES


def test_the_page_of_a_sent_form_leads_back_to_where_the_form_stood(karin: Browser):
    karin.open("/anvandare")
    karin.client.headers["Referer"] = "http://testserver/anvandare?sida=2"
    karin.send("/anvandare", name="", email="")
    assert karin.answer.status_code == 422
    assert 'name="ater" value="/anvandare?sida=2"' in karin.answer.text


def test_what_is_shown_once_is_not_lost_to_a_change_of_language(karin: Browser):
    karin.open("/nycklar")
    karin.send("/nycklar", name="Verktyg", scopes=["read"])
    assert "Nyckeln visas bara nu." in karin.body
    assert "/sprak" not in karin.answer.text


def test_the_api_and_the_registry_speak_swedish_whoever_asks(english: English, service: Service):
    answer = service.client.get(
        "/v1/decisions/x",
        headers={**service.tool, "Accept-Language": "en", "Cookie": "uppsikt_sprak=en"},
    )
    assert answer.json()["title"] == "Finns inte"
    decision = service.submit(words=QUESTION)["id"]
    english.open(f"/register/arenden/{decision}")
    assert 'value="Kommentar på nassjo' in english.body
