"""The Swedish words of a suggestion: what was seen, how surely, by which rule and law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from model.policy.actions import ACTIONS
from model.policy.condition import Reading, held_labels
from model.policy.profile import Profile
from model.policy.rule import Rule

LABEL_WORDS: Mapping[str, str] = {
    "profanity": "svordomar eller obscena ord",
    "hate_speech": "hat mot en grupp",
    "threat": "hot",
    "personal_data": "personuppgifter",
    "insult": "personangrepp",
    "incitement": "uppmaning till brott",
    "sexual": "sexuellt innehåll",
    "violence": "våldsskildring",
    "distress": "ett nödrop",
    "spam": "reklam eller spam",
    "question": "en fråga",
    "case": "något som hör till ett ärende",
    "fault_report": "en felanmälan",
    "concern_report": "en anmälan om ett missförhållande",
    "criticism": "kritik",
    "praise": "beröm",
}
"""Each label as a person reads it."""

KIND_WORDS: Mapping[str, str] = {
    "name": "namn",
    "personnummer": "personnummer",
    "coordination_number": "samordningsnummer",
    "interim_number": "tillfälligt nummer",
    "organisation_number": "organisationsnummer",
    "phone": "telefonnummer",
    "email": "e-postadress",
    "address": "adress",
    "property": "fastighetsbeteckning",
    "registration_plate": "registreringsnummer",
    "bank_account": "kontonummer",
    "card_number": "kortnummer",
    "passport": "passnummer",
    "coordinates": "koordinater",
    "ip_address": "ip-adress",
    "social_handle": "kontonamn",
    "profile_link": "länk till profil",
    "sensitive": "känslig uppgift",
}
"""Each kind of personal data as a person reads it."""

GROUND_WORDS: Mapping[str, str] = {
    "ethnicity": "etniskt eller nationellt ursprung",
    "religion": "religion",
    "sexual_orientation": "sexuell läggning",
    "gender_identity": "könsidentitet",
    "gender": "kön",
    "disability": "funktionsnedsättning",
    "unknown": "oklar, en människa avgör",
}
"""Each ground of hate as a person reads it."""

BASIS_WORDS: Mapping[str, str] = {
    "lag": "Lag",
    "sekretess": "Sekretess",
    "dataskydd": "Dataskydd",
    "sidregel": "Sidans egen regel",
    "service": "Serviceskyldighet",
}
"""Each kind of legal basis as a person reads it."""

_OF_A_CHILD = (
    "Visar det ett barn: välj grunden Barnpornografi. Spara och kopiera då inget av innehållet."
)
_STRICTLY_READ = (
    "Sidan läses strängt: inga personuppgifter, inte heller sådana som annars får stå kvar."
)
_WORDS = {**LABEL_WORDS, **KIND_WORDS}
_CERTAINTIES = ((0.95, "nästan säkert"), (0.8, "mycket sannolikt"), (0.5, "sannolikt"))


def certainty(score: float) -> str:
    """A calibrated probability in words."""
    return next((words for limit, words in _CERTAINTIES if score >= limit), "möjligen")


def why_matched(rule: Rule, reading: Reading) -> str:
    """What in the comment made the rule apply; names kinds of marked words, never the words."""
    if rule.when.otherwise:
        return "Inget i inlägget når gränsen för någon annan regel."
    seen = [_label_words(label, reading) for label in held_labels(rule.when, reading)]
    sentences = [f"Inlägget innehåller {listed(seen)}."] if seen else []
    if rule.when.grounds:
        sentences.append(f"Grund: {GROUND_WORDS[reading.ground()]}.")
    marked = _marked_kinds(rule, reading)
    if marked:
        sentences.append(f"Markerat i texten: {listed(marked)}.")
    if rule.when.findings is not None and any(map(reading.is_raised, reading.assessment.findings)):
        sentences.append(_STRICTLY_READ)
    if "sexual" in held_labels(rule.when, reading):
        sentences.append(_OF_A_CHILD)
    return " ".join(sentences) or f"Regeln ”{rule.title}” gäller i det här sammanhanget."


def explain_action(
    action: str, causes: Sequence[tuple[Rule, str]], profile: Profile, told: str = ""
) -> str:
    """One action in plain Swedish: what, why, which rule (the strictest first), which law; `told` last."""
    rule, why = causes[0]
    parts = [
        f"{ACTIONS[action].phrase}.",
        why,
        f"Regel: ”{rule.title}” ({profile.source.title}, {rule.source}).",
        f"{BASIS_WORDS[rule.legal_basis.kind]}: {rule.legal_basis.reference}.",
    ]
    if len(causes) > 1:
        parts.append(f"Det följer också av {listed([f'”{one.title}”' for one, _ in causes[1:]])}.")
    parts += [one.advice for one, _ in causes if one.advice]
    return " ".join(filter(None, (*parts, told)))


def marked_words(
    text: str, marks: Iterable[tuple[str, int, int]]
) -> tuple[tuple[str, str | None], ...]:
    """What was marked, by (kind, start, end): its Swedish name and the words, each once, in order.

    Words that are personal data are not repeated (None).
    """
    seen = ((kind, None if kind in KIND_WORDS else text[start:end]) for kind, start, end in marks)
    return tuple(dict.fromkeys((_WORDS[kind], words) for kind, words in seen))


def _label_words(label: str, reading: Reading) -> str:
    return f"{certainty(reading.assessment.scores.get(label, 0.0))} {LABEL_WORDS[label]}"


def _marked_kinds(rule: Rule, reading: Reading) -> list[str]:
    kinds = frozenset(held_labels(rule.when, reading))
    if rule.when.findings is not None:
        kinds |= frozenset(rule.when.findings.kinds)
    marked = (one.kind for one in reading.assessment.findings if one.kind in kinds)
    return list(dict.fromkeys(_WORDS[kind] for kind in marked))


def listed(items: Iterable[str]) -> str:
    """Items as Swedish lists them; at least one."""
    *most, last = items
    return f"{', '.join(most)} och {last}" if most else last
