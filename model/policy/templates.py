"""Templates: the texts that drafts are made from; a profile may put its own in their place."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from types import MappingProxyType
from typing import Literal

from model.messages import N_

TemplateName = Literal[
    "author",
    "reply",
    "support",
    "referral",
    "police_report",
    "registry_title",
    "registry_title_neutral",
]

PLACEHOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "kommun": N_("kommunens namn"),
        "kanal": N_("kanalens namn"),
        "medium": N_("mediets namn"),
        "atgard": N_("vad som har gjorts, i klartext"),
        "skal": N_("vad i inlägget som gjorde att regeln gäller"),
        "regel": N_("regelns rubrik"),
        "riktlinje": N_("riktlinjens namn och ställe"),
        "citat": N_("riktlinjens egna ord"),
        "grund": N_("lagen eller sidans egen regel"),
        "datum": N_("när inlägget publicerades eller kom in"),
        "inlagg": N_("inläggets text, där den får återges"),
        "forfattare": N_("namnet som visas vid inlägget"),
        "adress": N_("inläggets webbadress"),
        "arende": N_("beslutets id"),
        "kontakt": N_("dit den som inte håller med vänder sig"),
        "bevis": N_("bevisets SHA-256"),
    }
)
"""What a template may name as $name, and what stands there instead."""

TEMPLATES: Mapping[TemplateName, str] = MappingProxyType(
    {
        "author": """\
Hej $forfattare!

Ditt inlägg på $kanal från $datum har hanterats så här: $atgard.

Varför: $skal
Regel: $regel ($riktlinje): ”$citat”
Stöd: $grund

Beslutet gäller bara det här inlägget och tills vidare. Vi upptäckte det [själva / efter en \
anmälan]. Ett datorprogram har läst inlägget och föreslagit åtgärden; en medarbetare på $kommun har \
läst det och fattat beslutet.

Håller du inte med? Skriv till $kontakt och ange $arende, så prövar någon annan beslutet. Du kan \
också klaga hos Justitieombudsmannen (JO) eller få saken prövad i domstol. Du är välkommen att \
skriva ett nytt inlägg som följer reglerna.

Vänliga hälsningar
[namn], [titel], $kommun""",
        "reply": """\
Hej $forfattare!

Tack för ditt inlägg. [Skriv svaret här: bara det du vet, med länk till källan.]

Vänliga hälsningar
[namn], [titel], $kommun""",
        "support": """\
Hej $forfattare. Vi har läst det du skrev och bryr oss om hur du har det.

Är det akut, ring 112. Du kan också ringa 1177, eller Mind Självmordslinjen på 90101, \
dygnet runt. Du får gärna svara här eller i ett meddelande, så hjälper vi dig vidare.

[namn], [titel], $kommun""",
        "referral": """\
Hej $forfattare!

Det du skriver om hanteras av [förvaltning], och inte här på $kanal. Vänd dig till [kontaktväg], så \
når det rätt person. Skriv inga personuppgifter här.

Vänliga hälsningar
[namn], [titel], $kommun""",
        "police_report": """\
Polisanmälan – utkast, inget är skickat

Anmälare: $kommun, [namn och telefon]
Misstanke: $regel ($grund)
Plats: $kanal ($medium), $adress
Tid: $datum
Visat namn: $forfattare
Inlägget: $inlagg
Bevis: $bevis (beslut $arende)""",
        "registry_title": "Inlägg på $kanal: $regel",
        "registry_title_neutral": "Inlägg på $kanal",
    }
)
"""The texts where a profile has none of its own."""


def checked_template(text: str) -> str:
    """The text itself; ValueError in Swedish for a $name that is not among PLACEHOLDERS."""
    template = Template(text)
    if not template.is_valid():
        raise ValueError("ett $ utan namn; skriv $$ för ett dollartecken")
    for name in template.get_identifiers():
        if name not in PLACEHOLDERS:
            raise ValueError(f"${name} finns inte; välj bland ${', $'.join(PLACEHOLDERS)}")
    return text


def fill(text: str, values: Mapping[str, str]) -> str:
    """A template with each $name in its place."""
    return Template(text).substitute(values)
