"""Every sentence of the guidelines on what to do with a comment is a rule that can be pointed at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.labels import HARMS
from model.policy import load_profiles
from model.policy.commands import COVERAGE
from model.policy.coverage import coverage_page, uncovered

SHIPPED = load_profiles()
FIVE = sorted(key for key, profile in SHIPPED.items() if profile.source.file)
SEEDS = Path(os.environ.get("UPPSIKT_SEEDS", Path(__file__).parents[2] / "shared" / "seeds"))

# The sentences, rows and list items themselves, read out of each guideline by hand.
DEMANDS = {
    "lilla-edet": (
        "Enkla frågor Svara Vid inaktualitet",
        "Anspråkslösa inlägg Ingen åtgärd Vid inaktualitet.",
        "Svara i det sociala mediet. För även över till diariet",
        "Nödrop (suicid) eller hot",
        "Dölj genast inlägget. Spara genom utskrift, spara som pdf eller skärmdump. Kontakta polisen.",
        "Polisanmäl i de fall det behövs. Föras in i diariet.",
        "hänvisa eller skicka vidare till kommunens kontaktvägar",
        "ska besvaras snabbt och korrekt",
        "Ta genast bort uppgifter som innehåller till exempel uppvigling, hets mot folkgrupp",
        "pornografi, våldskildringar, förtal, kränkande personuppgifter",
        "där avsändaren gjort intrång i upphovsrätten",
        "Kom ihåg att först skriva ut inlägget, göra skärmdump eller på annat sätt bevara det.",
        "Dölj inlägg som rör sekretess eller enskilda personärenden",
        "Informera den som har gjort inlägget om att inlägget har raderats och varför.",
        "Även avpublicerat innehåll ska behandlas enligt regler om allmänna handlingar.",
        "Frågor och inlägg av mindre betydelse kan gallras.",
        "skyldiga att svara på frågor",
        "ska genast döljas och sparas på annat sätt",
        "dessa ska omedelbart döljas och föras över till diariet",
        "Hålla uppsikt över besökarnas kommentarer.",
    ),
    "toreboda": (
        "ska det som strider mot gällande lagstiftning skyndsamt tas bort",
        "Förtal, personliga angrepp eller förolämpningar.",
        "Hets mot folkgrupp, sexistiska yttranden eller andra trakasserier.",
        "Olovliga våldsskildringar eller pornografi.",
        "Uppmaningar till brottsliga aktiviteter.",
        "Svordomar.",
        "Olovligt bruk av upphovsrättsskyddat material.",
        "reklambudskap och/eller propaganda",
        "ge uttryck för både positiva och negativa synpunkter på kommunen",
        "Huvudregeln är att allmänna handlingar ska diarieföras.",
        "omfattas av sekretess är detta ett absolut krav",
        "ska det direkt avpubliceras och överföras till diariet",
        "uppenbart att en allmän handling är av ringa betydelse",
        "Gallringsbeslutet ska alltid innehålla en gallringsfrist",
        "varje halvår",
        "kontakta närmaste chef och diskutera hur ni ska agera",
        "e-posta till kommunen@toreboda.se",
        "tas bort inom 48 timmar",
        "Förstärk kommentaren",
        "Är syftet med kommentaren att baktala",
        "Är syftet med kommentaren att skämta",
        "Ta bort kommentaren",
        "Observera men besvara inte.",
        "Kontakta informationsansvarig",
        "Innehåller kommentaren fakta fel?",
        "Besvara med korrekt fakta",
        "Missnöjd medborgare/brukare?",
        "Svara ändå?",
    ),
    "nassjo": (
        "Meddelanden ska alltid besvaras.",
        "avslutas med namn och titel",
        "Kommentarer som innehåller frågor ska alltid besvaras, så länge frågan bedöms som seriös.",
        "Frågor ska antingen hänvisas till rätt instans eller besvaras med hjälp av sakkunnig.",
        "sekretessbelagda uppgifter och personuppgifter",
        "svordomar och obscena ord",
        "kränkande kommentarer om sexuell läggning, kön, religionstillhörighet eller etnicitet",
        "personangrepp och hatiska kommentarer",
        "hot, trakasserier, skvaller eller förtal",
        "uppmaningar till brott",
        "kommersiella budskap eller systematiskt spridande av propaganda",
        "kampanjer eller spam",
        "kommentarer som inte håller sig till inläggets ämne",
        "material som är hemligstämplat",
        "länkar till webbplatser med material som bryter mot ovanstående regler",
        "ska det diarieföras och behandlas som en inkommen handling",
        "svarar i så fall invånaren att detta sker",
        "ska de först arkiveras",
        "inga personuppgifter får publiceras i kommunens sociala medier",
    ),
    "exempelkommun": (
        "Svara på inlägg och frågor utifrån det du vet",
        "Svara så snabbt som möjligt",
        "besvara positiva kommentarer",
        "kontaktar du ansvarig verksamhet för att få hjälp",
        "sprid aldrig personuppgifter",
        "blir allmänna handlingar och ska behandlas som sådana",
        "spara, polisanmäla och snabbt ta bort. Det ska även diarieföras.",
        "även om de uppstår under kvällar och helger",
    ),
    "haparanda": (
        "Kommentarer och synpunkter blir oftast inte ärenden.",
        "Gör en bedömning om svar enligt **responsmodellen**",
        "hänvisa den som felanmält till dessa ordinarie kanaler",
        "Meddela/svara till den som anmält i den kanal där felanmälan kom in.",
        "Vidarebefordra till rätt förvaltning för diarieföring och handläggning.",
        "radera sedan inlägget från kontot",
        "Dokumentera inlägget och ta sedan bort det från kanalen.",
        "att ett inlägg, meddelande med mera tagits bort",
        "ska kontaktas och hänvisas till en mer lämplig kommunikationskanal",
        "räcker det med att de är strukturerade",
        "ska den flyttas och hanteras enligt ordinarie rutiner",
        "vidarebefordra och om möjligt hänvisa till ansvarig förvaltning",
        "får inte kommuniceras i sociala medier",
        "ansvar för att ta bort brottsligt material",
        "uppvigling, hets mot folkgrupp, barnpornografibrott, olaga våldsskildring",
        "dagligen under kontorstid. Utse alltid en ersättare vid frånvaro.",
        "Frågor ska besvaras så snart som möjligt.",
        "en gång per år eller när kanalen stängs ned",
    ),
}


def flattened(text):
    return " ".join(text.split())


def quotes_of(profile):
    yield from (ground.quote for ground in profile.grounds if ground.key != "barnpornografi")
    yield from (ground.quote for ground in profile.other_grounds)
    yield from (duty.quote for duty in profile.duties)
    if profile.watch.quote:
        yield profile.watch.quote
    if profile.guide:
        yield from (one.quote for one in (*profile.guide.questions, *profile.guide.ends))


@pytest.mark.parametrize("key", FIVE)
@pytest.mark.parametrize("place", ["quote", "demand"])
def test_what_is_quoted_or_demanded_stands_in_the_guideline(key, place):
    if not SEEDS.is_dir():
        pytest.skip("the guidelines' texts (UPPSIKT_SEEDS) are not here")
    seed = SEEDS / f"{SHIPPED[key].source.file}.txt"
    text = flattened(seed.read_text(encoding="utf-8"))
    for quote in DEMANDS[key] if place == "demand" else quotes_of(SHIPPED[key]):
        for part in quote.split("[…]"):
            assert flattened(part) in text


@pytest.mark.parametrize("key", FIVE)
def test_every_demand_of_a_guideline_is_quoted_by_a_rule_ground_question_or_duty(key):
    quoted = [flattened(quote) for quote in quotes_of(SHIPPED[key])]
    missing = [demand for demand in DEMANDS[key] if not any(demand in one for one in quoted)]
    assert missing == []


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_every_rule_has_a_worked_example_and_every_ground_too(key):
    assert uncovered(SHIPPED[key]) == []
    without = [one.key for one in SHIPPED[key].other_grounds if one.example is None]
    assert without == ["barnpornografi"]


def test_the_page_is_what_the_profiles_say():
    assert COVERAGE.read_text(encoding="utf-8") == coverage_page(SHIPPED)


def test_what_no_classifier_sees_is_offered_with_its_own_actions():
    for key, profile in SHIPPED.items():
        offered = {one.key: one.actions for one in profile.other_grounds}
        assert {"upphovsratt", "barnpornografi"} <= set(offered), key
        assert "sekretess" in {one.key for one in profile.grounds}, key
    assert "utanfor-amnet" in {one.key for one in SHIPPED["nassjo"].other_grounds}


def test_the_tree_of_toreboda_always_ends_and_never_removes():
    guide = SHIPPED["toreboda"].guide
    places = {one.key: one for one in guide.questions}
    ends = {one.key: one for one in guide.ends}

    def leads(key):
        if key in ends:
            return {key}
        return set().union(*(leads(answer.to) for answer in places[key].answers))

    assert leads("positiv") == set(ends)
    assert not {"hide", "delete"} & {name for end in ends.values() for name in end.actions}
    assert ends["nod-o-egen"].actions == ("observe",)
    assert "contact_communications" in ends["nod-o-annans"].actions


def test_each_example_says_which_labels_it_shows():
    for profile in SHIPPED.values():
        shown = {label for one in profile.examples for label in one.scores or {}}
        assert {"threat", "distress", "hate_speech", "personal_data"} <= shown & set(HARMS)
