"""The Swedish words of a suggestion: what was seen, how surely, by which rule and law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from model.messages import N_
from model.policy.actions import ACTIONS
from model.policy.condition import Reading, held_labels
from model.policy.profile import Profile
from model.policy.rule import Rule

LABEL_WORDS: Mapping[str, str] = {
    "profanity": N_("svordomar eller obscena ord"),
    "hate_speech": N_("hat mot en grupp"),
    "threat": N_("hot"),
    "personal_data": N_("personuppgifter"),
    "insult": N_("personangrepp"),
    "incitement": N_("uppmaning till brott"),
    "sexual": N_("sexuellt innehåll"),
    "violence": N_("våldsskildring"),
    "distress": N_("ett nödrop"),
    "spam": N_("reklam eller spam"),
    "question": N_("en fråga"),
    "case": N_("något som hör till ett ärende"),
    "fault_report": N_("en felanmälan"),
    "concern_report": N_("en anmälan om ett missförhållande"),
    "criticism": N_("kritik"),
    "praise": N_("beröm"),
}
"""Each label as a person reads it."""

KIND_WORDS: Mapping[str, str] = {
    "name": N_("namn"),
    "personnummer": N_("personnummer"),
    "coordination_number": N_("samordningsnummer"),
    "interim_number": N_("tillfälligt nummer"),
    "organisation_number": N_("organisationsnummer"),
    "phone": N_("telefonnummer"),
    "email": N_("e-postadress"),
    "address": N_("adress"),
    "property": N_("fastighetsbeteckning"),
    "registration_plate": N_("registreringsnummer"),
    "bank_account": N_("kontonummer"),
    "card_number": N_("kortnummer"),
    "passport": N_("passnummer"),
    "coordinates": N_("koordinater"),
    "ip_address": N_("ip-adress"),
    "social_handle": N_("kontonamn"),
    "profile_link": N_("länk till profil"),
    "sensitive": N_("känslig uppgift"),
}
"""Each kind of personal data as a person reads it."""

GROUND_WORDS: Mapping[str, str] = {
    "ethnicity": N_("etniskt eller nationellt ursprung"),
    "religion": N_("religion"),
    "sexual_orientation": N_("sexuell läggning"),
    "gender_identity": N_("könsidentitet"),
    "gender": N_("kön"),
    "disability": N_("funktionsnedsättning"),
    "unknown": N_("oklar, en människa avgör"),
}
"""Each ground of hate as a person reads it."""

BASIS_WORDS: Mapping[str, str] = {
    "lag": N_("Lag"),
    "sekretess": N_("Sekretess"),
    "dataskydd": N_("Dataskydd"),
    "sidregel": N_("Sidans egen regel"),
    "service": N_("Serviceskyldighet"),
}
"""Each kind of legal basis as a person reads it."""

_OF_A_CHILD = N_(
    "Visar det ett barn: välj grunden Barnpornografi. Spara och kopiera då inget av innehållet."
)
_STRICTLY_READ = N_(
    "Sidan läses strängt: inga personuppgifter, inte heller sådana som annars får stå kvar."
)
_WORDS = {**LABEL_WORDS, **KIND_WORDS}
_NO_OTHER = N_("Inget i inlägget når gränsen för någon annan regel.")
STANDING = (_OF_A_CHILD, _STRICTLY_READ, _NO_OTHER)
"""Sentences of a reason that are always the same."""

_LIMITS = (0.95, 0.8, 0.5, 0.0)
CERTAINTIES = (N_("nästan säkert"), N_("mycket sannolikt"), N_("sannolikt"), N_("möjligen"))
"""A probability's words, the surest first."""


def certainty(score: float) -> str:
    """A calibrated probability in words."""
    reached = (words for limit, words in zip(_LIMITS, CERTAINTIES, strict=True) if score >= limit)
    return next(reached, CERTAINTIES[-1])


def why_matched(rule: Rule, reading: Reading) -> str:
    """What in the comment made the rule apply; names kinds of marked words, never the words."""
    if rule.when.otherwise:
        return _NO_OTHER
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
