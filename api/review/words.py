"""The pages' words: what states, urgencies, actions, labels and accounts are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.auth.principal import RIGHT_WORDS
from api.auth.principal import ROLE_WORDS as USER_ROLE_WORDS
from api.language import N_, Words, _, decimal_sign, gettext, group_sign
from api.tables import User
from model.policy import words as _swedish
from model.policy.actions import ACTIONS

LABEL_WORDS: Mapping[str, str] = Words(_swedish.LABEL_WORDS)
KIND_WORDS: Mapping[str, str] = Words(_swedish.KIND_WORDS)
GROUND_WORDS: Mapping[str, str] = Words(_swedish.GROUND_WORDS)
BASIS_WORDS: Mapping[str, str] = Words(_swedish.BASIS_WORDS)
PHRASES: Mapping[str, str] = Words({name: action.phrase for name, action in ACTIONS.items()})
"""What each action asks a person to do, as a whole sentence."""

URGENCY_WORDS: Mapping[str, str] = Words(
    {
        "genast": N_("Genast"),
        "idag": N_("I dag"),
        "vecka": N_("I veckan"),
        "ingen": N_("Kan vänta"),
    }
)
URGENCY_ICONS: Mapping[str, str] = {
    "genast": "circle-alert",
    "idag": "clock",
    "vecka": "calendar-days",
    "ingen": "circle",
}
STATE_WORDS: Mapping[str, str] = Words(
    {
        "suggested": N_("Väntar"),
        "claimed": N_("Tagen"),
        "confirmed": N_("Bekräftad"),
        "changed": N_("Ändrad"),
        "dismissed": N_("Ingen åtgärd"),
        "executed": N_("Utförd"),
        "failed": N_("Misslyckad"),
        "appealed": N_("Överklagad"),
    }
)
VERDICT_WORDS: Mapping[str, str] = Words(
    {
        "confirm": N_("Förslaget bekräftades"),
        "change": N_("Förslaget ändrades"),
        "dismiss": N_("Ingen åtgärd"),
    }
)
ACTION_WORDS: Mapping[str, str] = Words(
    {
        "hide": N_("Dölj"),
        "preserve": N_("Bevara"),
        "call_police": N_("Kontakta polisen"),
        "contact_communications": N_("Kontakta kommunikationsansvarig"),
        "forward": N_("Skicka vidare"),
        "refer": N_("Hänvisa"),
        "reply": N_("Svara"),
        "notify_author": N_("Berätta för den som skrev"),
        "police_report": N_("Polisanmäl"),
        "register": N_("Diarieför"),
        "unhide": N_("Visa igen"),
        "observe": N_("Håll under uppsikt"),
        "none": N_("Ingen åtgärd"),
        "delete": N_("Radera"),
    }
)
TAGS: Mapping[str, str] = Words(
    {
        **_swedish.KIND_WORDS,
        "profanity": N_("svordom"),
        "hate_speech": N_("hat mot grupp"),
        "threat": N_("hot"),
        "personal_data": N_("personuppgift"),
        "insult": N_("personangrepp"),
        "incitement": N_("uppmaning till brott"),
        "sexual": N_("sexuellt"),
        "violence": N_("våld"),
        "distress": N_("nödrop"),
        "spam": N_("reklam"),
        "question": N_("fråga"),
        "case": N_("ärende"),
        "fault_report": N_("felanmälan"),
        "concern_report": N_("orosanmälan"),
        "criticism": N_("kritik"),
        "praise": N_("beröm"),
    }
)
"""Labels and kinds of findings in as few letters as a chip or a mark has room for."""

RETENTION_WORDS: Mapping[str, str] = Words(
    {
        "vid_inaktualitet": N_("Gallras när den inte längre behövs"),
        "bevaras_i_diariet": N_("Bevaras i diariet"),
        "genast_fran_mediet": N_("Tas genast bort från kanalen, bevaras i diariet"),
    }
)
ROLE_WORDS: Mapping[str, str] = Words(
    {"user": N_("Människa"), "key": N_("Nyckel"), "system": N_("Systemet")}
)
MEDIUM_WORDS: Mapping[str, str] = {"facebook": "Facebook", "instagram": "Instagram", "x": "X"}
EVIDENCE_WORDS: Mapping[str, str] = Words(
    {
        "comment": N_("Kommentaren med avsändare, adress och bedömning"),
        "pdf": N_("Kommentaren som PDF/A"),
        "screenshot": N_("Skärmdump"),
        "reference": N_("Hänvisning utan innehåll"),
    }
)
NOTHING = frozenset({"none", "observe"})
"""Actions that leave the comment as it stands."""

USER_ROLE_TELLS: Mapping[str, str] = Words(
    {
        "reader": N_("läser ärenden, policy och modell"),
        "reviewer": N_("tar ärenden och beslutar"),
        "registrar": N_("sköter diariet, utlämnanden och gallring"),
        "analyst": N_("följer statistiken och prövar ändrade gränser"),
        "administrator": N_("får allt, också sköta användare, nycklar och policy"),
    }
)
METHOD_WORDS: Mapping[str, str] = Words(
    {
        "password": N_("lösenord"),
        "totp": N_("lösenord och engångskod"),
        "recovery": N_("lösenord och återställningskod"),
        "oidc": N_("kommunens inloggning"),
    }
)
_BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
"""What a browser's own name holds, the most telling first."""


def agent_words(agent: str | None) -> str:
    """A browser by its own name: "Firefox på Windows"."""
    named = agent or ""
    browser = next((word for sign, word in _BROWSERS.items() if sign in named), None)
    system = next((word for sign, word in _SYSTEMS.items() if sign in named), None)
    if browser is None:
        return _("Ett program") if named else _("Okänd webbläsare")
    return _("%(browser)s på %(system)s", browser=browser, system=system) if system else browser


def account_words(user: User) -> str:
    """How a user signs in."""
    if user.issuer:
        return _("Kommunens inloggning")
    return _("Lösenord och engångskod") if user.totp_secret else _("Lösenord")


def actions_words(actions: Iterable[str]) -> str:
    """Actions in their order: "bevara → radera"."""
    return " → ".join(ACTION_WORDS.get(action, action).lower() for action in actions)


def certainty(score: float) -> str:
    """A calibrated probability in words."""
    return gettext(_swedish.certainty(score))


def confirm_words(actions: Iterable[str]) -> str:
    """What the button that confirms the suggestion says."""
    chosen = set(actions)
    if "delete" in chosen:
        return _("Bevara och bekräfta radering")
    if chosen <= {"none"}:
        return _("Bekräfta ingen åtgärd")
    if len(chosen) == 1:
        return _("Bekräfta: %(action)s", action=actions_words(chosen))
    return _("Bekräfta förslaget")


def tag(name: str) -> str:
    """A label or kind of finding in few letters."""
    return TAGS.get(name, name)


def decimal(value: float, digits: int = 2) -> str:
    """A number as the page's language writes it, in Swedish with a comma."""
    return f"{value:.{digits}f}".replace(".", decimal_sign())


def written(number: float) -> str:
    """A number as a person would write it in a form."""
    return f"{number:g}".replace(".", decimal_sign())


def percent(share: float, digits: int = 0) -> str:
    """A share between 0 and 1 in hundredths, its sign as the page's language writes it."""
    return decimal(100 * share, digits) + percent_sign()


def percent_sign() -> str:
    """What follows a number of hundredths."""
    return _(" %")


def whole(number: int) -> str:
    """A whole number, its thousands apart as the page's language has them."""
    return f"{number:,}".replace(",", group_sign())


def size(number: int) -> str:
    """Bytes as a person reads them."""
    return f"{number} byte" if number < 1024 else f"{decimal(number / 1024, 1)} kB"  # noqa: PLR2004


__all__ = [
    "ACTION_WORDS",
    "BASIS_WORDS",
    "EVIDENCE_WORDS",
    "GROUND_WORDS",
    "KIND_WORDS",
    "LABEL_WORDS",
    "MEDIUM_WORDS",
    "METHOD_WORDS",
    "NOTHING",
    "PHRASES",
    "RETENTION_WORDS",
    "RIGHT_WORDS",
    "ROLE_WORDS",
    "STATE_WORDS",
    "TAGS",
    "URGENCY_ICONS",
    "URGENCY_WORDS",
    "USER_ROLE_TELLS",
    "USER_ROLE_WORDS",
    "VERDICT_WORDS",
    "account_words",
    "actions_words",
    "agent_words",
    "certainty",
    "confirm_words",
    "decimal",
    "percent",
    "percent_sign",
    "size",
    "tag",
    "whole",
    "written",
]
