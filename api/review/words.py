"""The pages' Swedish: what states, urgencies, actions, labels and events are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from api.auth.principal import RIGHT_WORDS
from api.auth.principal import ROLE_WORDS as USER_ROLE_WORDS
from api.tables import User
from model.policy.words import BASIS_WORDS, GROUND_WORDS, KIND_WORDS, LABEL_WORDS, certainty

URGENCY_WORDS: Mapping[str, str] = {
    "genast": "Genast",
    "idag": "I dag",
    "vecka": "I veckan",
    "ingen": "Kan vänta",
}
URGENCY_ICONS: Mapping[str, str] = {
    "genast": "circle-alert",
    "idag": "clock",
    "vecka": "calendar-days",
    "ingen": "circle",
}
STATE_WORDS: Mapping[str, str] = {
    "suggested": "Väntar",
    "claimed": "Tagen",
    "confirmed": "Bekräftad",
    "changed": "Ändrad",
    "dismissed": "Ingen åtgärd",
    "executed": "Utförd",
    "failed": "Misslyckad",
    "appealed": "Överklagad",
}
VERDICT_WORDS: Mapping[str, str] = {
    "confirm": "Förslaget bekräftades",
    "change": "Förslaget ändrades",
    "dismiss": "Ingen åtgärd",
}
ACTION_WORDS: Mapping[str, str] = {
    "hide": "Dölj",
    "preserve": "Bevara",
    "call_police": "Kontakta polisen",
    "contact_communications": "Kontakta kommunikationsansvarig",
    "forward": "Skicka vidare",
    "refer": "Hänvisa",
    "reply": "Svara",
    "notify_author": "Berätta för den som skrev",
    "police_report": "Polisanmäl",
    "register": "Diarieför",
    "unhide": "Visa igen",
    "observe": "Håll under uppsikt",
    "none": "Ingen åtgärd",
    "delete": "Radera",
}
TAGS: Mapping[str, str] = {
    **KIND_WORDS,
    "profanity": "svordom",
    "hate_speech": "hat mot grupp",
    "threat": "hot",
    "personal_data": "personuppgift",
    "insult": "personangrepp",
    "incitement": "uppmaning till brott",
    "sexual": "sexuellt",
    "violence": "våld",
    "distress": "nödrop",
    "spam": "reklam",
    "question": "fråga",
    "case": "ärende",
    "fault_report": "felanmälan",
    "concern_report": "orosanmälan",
    "criticism": "kritik",
    "praise": "beröm",
}
"""Labels and kinds of findings in as few letters as a chip or a mark has room for."""

RETENTION_WORDS: Mapping[str, str] = {
    "vid_inaktualitet": "Gallras när den inte längre behövs",
    "bevaras_i_diariet": "Bevaras i diariet",
    "genast_fran_mediet": "Tas genast bort från kanalen, bevaras i diariet",
}
ROLE_WORDS: Mapping[str, str] = {"user": "Människa", "key": "Nyckel", "system": "Systemet"}
MEDIUM_WORDS: Mapping[str, str] = {"facebook": "Facebook", "instagram": "Instagram", "x": "X"}
EVIDENCE_WORDS: Mapping[str, str] = {
    "comment": "Kommentaren med avsändare, adress och bedömning",
    "pdf": "Kommentaren som PDF/A",
    "screenshot": "Skärmdump",
    "reference": "Hänvisning utan innehåll",
}
NOTHING = frozenset({"none", "observe"})
"""Actions that leave the comment as it stands."""

USER_ROLE_TELLS: Mapping[str, str] = {
    "reader": "läser ärenden, policy och modell",
    "reviewer": "tar ärenden och beslutar",
    "registrar": "sköter diariet, utlämnanden och gallring",
    "analyst": "följer statistiken och prövar ändrade gränser",
    "administrator": "får allt, också sköta användare, nycklar och policy",
}
METHOD_WORDS: Mapping[str, str] = {
    "password": "lösenord",
    "totp": "lösenord och engångskod",
    "recovery": "lösenord och återställningskod",
    "oidc": "kommunens inloggning",
}
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

_EVENTS: Mapping[str, str] = {
    "decision.suggested": "Kom in och fick ett förslag",
    "decision.version": "Texten ändrades: ny bedömning, version {version}",
    "decision.viewed": "Texten visades",
    "decision.claimed": "Togs",
    "decision.released": "Släpptes",
    "decision.reopened": "Beslutet ångrades, ärendet väntar igen",
    "evidence.preserved": "Bevarades som bevis",
    "decision.reviewed": "Beslut",
    "decision.executed": "Åtgärd",
    "user.added": "Användare tillagd: {roles}",
    "user.roles": "Roller ändrade: {before} → {roles}",
    "user.locked": "Konto låst",
    "user.unlocked": "Konto upplåst",
    "user.reset": "Lösenord och engångskoder återställda",
    "user.handed_over": "Kontot loggar in med kommunens inloggning",
    "user.enrolled": "Tvåstegsverifiering påslagen",
    "user.recovery_made": "Nya återställningskoder",
    "user.recovery_used": "Återställningskod använd",
    "user.password_changed": "Lösenord bytt",
    "key.added": "Nyckel tillagd",
    "key.revoked": "Nyckel återkallad",
    "channel.added": "Kanal tillagd",
    "channel.changed": "Uppgifter om en kanal ändrade",
    "session.opened": "Inloggning",
    "session.closed": "Utloggning",
    "session.refused": "Inloggning nekades",
    "case.registered": "Diariefördes {diarienummer}",
    "case.rectified": "Uppgifterna i diariet rättades",
    "case.handed_over": "Handlingarna överlämnades",
    "copy.made": "Maskad kopia gjordes",
    "content.erased": "Innehållet gallrades",
    "content.rectified": "Rättelse antecknades",
    "hold.placed": "Spärrades mot gallring",
    "hold.lifted": "Spärren hävdes",
    "appeal.received": "Invändning kom in",
    "appeal.decided": "Invändningen prövades",
    "gallring.decided": "Gallring beslutades",
    "gallring.run": "Gallring kördes",
    "privacy.reported": "Registerutdrag lämnades",
    "snapshot.made": "Uttag av en kanals handlingar",
    "policy.activated": "Policyn {profile} {version} aktiverades",
    "model.loaded": "Modellen {model} togs i bruk",
    "policy.loaded": "Policyn {profile} {version} lästes in vid start",
}
_EVENT_ICONS: Mapping[str, str] = {
    "decision.suggested": "inbox",
    "decision.version": "pencil",
    "decision.viewed": "eye",
    "decision.claimed": "hand",
    "decision.released": "hand",
    "decision.reopened": "undo-2",
    "evidence.preserved": "file-check",
    "decision.reviewed": "scale",
    "decision.executed": "check",
    "case.registered": "stamp",
    "case.rectified": "pencil",
    "case.handed_over": "folder-output",
    "copy.made": "copy",
    "content.erased": "shredder",
    "content.rectified": "pencil",
    "hold.placed": "lock",
    "hold.lifted": "lock-open",
    "appeal.received": "message-square-quote",
    "appeal.decided": "gavel",
    "gallring.decided": "scale",
    "gallring.run": "shredder",
}
_BY_MEMBER: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "session.opened": (
        "method",
        {method: f"Inloggning med {told}" for method, told in METHOD_WORDS.items()},
    ),
    "session.refused": (
        "reason",
        {
            "password": "Inloggning nekades: fel lösenord",
            "code": "Inloggning nekades: fel engångskod",
            "locked": "Inloggning nekades: kontot är låst",
            "unknown": "Inloggning nekades: okänd adress",
            "provider": "Inloggning nekades: ingen behörighet",
        },
    ),
    "evidence.preserved": ("kind", {"reference": "Bevarades som hänvisning, utan innehåll"}),
    "appeal.decided": (
        "outcome",
        {
            "upheld": "Invändningen prövades: beslutet står fast",
            "granted": "Invändningen prövades: beslutet ändras",
        },
    ),
    "content.erased": (
        "mandate",
        {
            "privacy": "Innehållet raderades på begäran av den som skrev",
            "child_abuse": "Innehållet togs bort: det får inte bevaras",
        },
    ),
}
"""Events whose words follow from what one member of the payload says."""


def event_words(event: str, payload: Mapping[str, Any] | None) -> str:
    """A registry entry's event as a line of a timeline."""
    told = payload or {}
    if event == "decision.reviewed" and told.get("actions") is not None:
        done = f": {actions_words(told['actions'])}" if told["actions"] else ""
        return f"{VERDICT_WORDS.get(str(told.get('verdict')), 'Beslut')}{done}"
    if event == "decision.executed":
        failed = "" if told.get("outcome") == "done" else ", men det misslyckades"
        action = ACTION_WORDS.get(str(told.get("action")), str(told.get("action")))
        return f"Utfördes: {action.lower()}{failed}"
    if event in {"user.added", "user.roles"}:
        known = {"roles": told.get("role"), **told}  # one role a user, until version 0007
        told = {name: _roles_words(value) for name, value in known.items()}
    member, words = _BY_MEMBER.get(event, ("", {}))
    usual = _EVENTS.get(event, event).format_map(defaultdict(str, told))
    return words.get(str(told.get(member)), usual).strip()


def _roles_words(value: object) -> str:
    roles = value if isinstance(value, list) else [value]
    return ", ".join(USER_ROLE_WORDS.get(str(role), str(role)) for role in roles) or "ingen"


def agent_words(agent: str | None) -> str:
    """A browser by its own name: "Firefox på Windows"."""
    named = agent or ""
    browser = next((word for sign, word in _BROWSERS.items() if sign in named), None)
    system = next((word for sign, word in _SYSTEMS.items() if sign in named), None)
    if browser is None:
        return "Ett program" if named else "Okänd webbläsare"
    return f"{browser} på {system}" if system else browser


def account_words(user: User) -> str:
    """How a user signs in."""
    if user.issuer:
        return "Kommunens inloggning"
    return "Lösenord och engångskod" if user.totp_secret else "Lösenord"


def event_icon(event: str) -> str:
    """The icon beside it."""
    return _EVENT_ICONS.get(event, "circle")


def actions_words(actions: Iterable[str]) -> str:
    """Actions in their order: "bevara → radera"."""
    return " → ".join(ACTION_WORDS.get(action, action).lower() for action in actions)


def confirm_words(actions: Iterable[str]) -> str:
    """What the button that confirms the suggestion says."""
    chosen = set(actions)
    if "delete" in chosen:
        return "Bevara och bekräfta radering"
    if chosen <= {"none"}:
        return "Bekräfta ingen åtgärd"
    if len(chosen) == 1:
        return f"Bekräfta: {actions_words(chosen)}"
    return "Bekräfta förslaget"


def tag(name: str) -> str:
    """A label or kind of finding in few letters."""
    return TAGS.get(name, name)


def decimal(value: float, digits: int = 2) -> str:
    """A number with a Swedish comma."""
    return f"{value:.{digits}f}".replace(".", ",")


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
    "event_icon",
    "event_words",
    "size",
    "tag",
]
