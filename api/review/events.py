"""Events: what each registry entry is called in a timeline, and its icon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from api.language import N_, Words, _
from api.review.words import ACTION_WORDS, USER_ROLE_WORDS, VERDICT_WORDS, actions_words

_EVENTS: Mapping[str, str] = Words(
    {
        "decision.suggested": N_("Kom in och fick ett förslag"),
        "decision.version": N_("Texten ändrades: ny bedömning, version {version}"),
        "decision.viewed": N_("Texten visades"),
        "decision.claimed": N_("Ärendet togs"),
        "decision.released": N_("Ärendet släpptes"),
        "decision.reopened": N_("Beslutet ångrades, ärendet väntar igen"),
        "evidence.preserved": N_("Bevarades som bevis"),
        "decision.reviewed": N_("Beslut"),
        "decision.executed": N_("Åtgärd"),
        "user.added": N_("Användare tillagd: {roles}"),
        "user.roles": N_("Roller ändrade: {before} → {roles}"),
        "user.locked": N_("Konto låst"),
        "user.unlocked": N_("Konto upplåst"),
        "user.reset": N_("Lösenord och engångskoder återställda"),
        "user.handed_over": N_("Kontot loggar in med kommunens inloggning"),
        "user.enrolled": N_("Tvåstegsverifiering påslagen"),
        "user.recovery_made": N_("Nya återställningskoder"),
        "user.recovery_used": N_("Återställningskod använd"),
        "user.password_changed": N_("Lösenord bytt"),
        "key.added": N_("Nyckel tillagd"),
        "key.revoked": N_("Nyckel återkallad"),
        "channel.added": N_("Kanal tillagd"),
        "channel.changed": N_("Uppgifter om en kanal ändrade"),
        "guards.restored": N_("Databasens spärrar satta på nytt"),
        "session.opened": N_("Inloggning"),
        "session.closed": N_("Utloggning"),
        "session.refused": N_("Inloggning nekades"),
        "case.registered": N_("Diariefördes {diarienummer}"),
        "case.rectified": N_("Uppgifterna i diariet rättades"),
        "case.handed_over": N_("Handlingarna överlämnades"),
        "copy.made": N_("Maskad kopia gjordes"),
        "content.erased": N_("Innehållet gallrades"),
        "content.rectified": N_("Rättelse antecknades"),
        "hold.placed": N_("Spärrades mot gallring"),
        "hold.lifted": N_("Spärren hävdes"),
        "appeal.received": N_("Invändning kom in"),
        "appeal.decided": N_("Invändningen prövades"),
        "gallring.decided": N_("Gallring beslutades"),
        "gallring.run": N_("Gallring kördes"),
        "privacy.reported": N_("Registerutdrag lämnades"),
        "snapshot.made": N_("Uttag av en kanals handlingar"),
        "policy.activated": N_("Policyn {profile} {version} aktiverades"),
        "model.loaded": N_("Modellen {model} togs i bruk"),
        "policy.loaded": N_("Policyn {profile} {version} lästes in vid start"),
    }
)
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
        Words(
            {
                "password": N_("Inloggning med lösenord"),
                "totp": N_("Inloggning med lösenord och engångskod"),
                "recovery": N_("Inloggning med lösenord och återställningskod"),
                "oidc": N_("Inloggning med kommunens inloggning"),
            }
        ),
    ),
    "session.refused": (
        "reason",
        Words(
            {
                "password": N_("Inloggning nekades: fel lösenord"),
                "code": N_("Inloggning nekades: fel engångskod"),
                "locked": N_("Inloggning nekades: kontot är låst"),
                "unknown": N_("Inloggning nekades: okänd adress"),
                "provider": N_("Inloggning nekades: ingen behörighet"),
            }
        ),
    ),
    "evidence.preserved": (
        "kind",
        Words({"reference": N_("Bevarades som hänvisning, utan innehåll")}),
    ),
    "appeal.decided": (
        "outcome",
        Words(
            {
                "upheld": N_("Invändningen prövades: beslutet står fast"),
                "granted": N_("Invändningen prövades: beslutet ändras"),
            }
        ),
    ),
    "content.erased": (
        "mandate",
        Words(
            {
                "privacy": N_("Innehållet raderades på begäran av den som skrev"),
                "child_abuse": N_("Innehållet togs bort: det får inte bevaras"),
            }
        ),
    ),
}
"""Events whose words follow from what one member of the payload says."""


def event_words(event: str, payload: Mapping[str, Any] | None) -> str:
    """A registry entry's event as a line of a timeline."""
    told = payload or {}
    if event == "decision.reviewed" and told.get("actions") is not None:
        done = f": {actions_words(told['actions'])}" if told["actions"] else ""
        return VERDICT_WORDS.get(str(told.get("verdict")), _("Beslut")) + done
    if event == "decision.executed":
        return _deed_words(told)
    if event in {"user.added", "user.roles"}:
        known = {"roles": told.get("role"), **told}  # one role a user, until version 0007
        told = {name: _roles_words(value) for name, value in known.items()}
    member, words = _BY_MEMBER.get(event, ("", {}))
    usual = _EVENTS.get(event, event).format_map(defaultdict(str, told))
    return words.get(str(told.get(member)), usual).strip()


def event_icon(event: str) -> str:
    """The icon beside it."""
    return _EVENT_ICONS.get(event, "circle")


def _deed_words(told: Mapping[str, Any]) -> str:
    action = ACTION_WORDS.get(str(told.get("action")), str(told.get("action"))).lower()
    if told.get("outcome") == "done":
        return _("Utfördes: %(action)s", action=action)
    return _("Utfördes: %(action)s, men det misslyckades", action=action)


def _roles_words(value: object) -> str:
    roles = value if isinstance(value, list) else [value]
    return ", ".join(USER_ROLE_WORDS.get(str(role), str(role)) for role in roles) or _("ingen")
