"""The actions a profile may suggest: the only place where they are named, in the order they are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a municipality can do with a comment.

    `phrase` tells a person in Swedish what to do; `needs_human` is whether a signed-in human must
    confirm it; `own_channel` whether it can be done only where the municipality owns the channel.
    """

    name: str
    phrase: str
    needs_human: bool = True
    own_channel: bool = False


_IN_ORDER = (
    Action("hide", "Dölj inlägget genast", own_channel=True),
    Action("preserve", "Spara inlägget och uppgifter om avsändaren"),
    Action("call_police", "Kontakta polisen, 112 vid akut fara"),
    Action("contact_communications", "Kontakta kommunikationsansvarig eller den som har jour"),
    Action("forward", "Skicka inlägget vidare till rätt förvaltning"),
    Action("refer", "Hänvisa den som skrev till rätt kontaktväg"),
    Action("reply", "Svara den som skrev"),
    Action("notify_author", "Berätta för den som skrev vad som har gjorts och varför"),
    Action("police_report", "Bedöm och gör en polisanmälan"),
    Action("register", "För in inlägget i diariet"),
    Action("unhide", "Visa inlägget igen", own_channel=True),
    Action("observe", "Håll inlägget under uppsikt", needs_human=False),
    Action("none", "Ingen åtgärd", needs_human=False),
    Action("delete", "Ta bort inlägget", own_channel=True),
)

ACTIONS: Mapping[str, Action] = MappingProxyType({action.name: action for action in _IN_ORDER})
"""Every action by name. The order is fixed: protect, keep, call and tell, register, remove last."""

REMOVALS: frozenset[str] = frozenset({"hide", "delete"})
"""Actions that take a comment from the public's eyes."""
