"""The actions a profile may suggest: the only place where they are named, in the order they are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from model.messages import N_


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
    Action("hide", N_("Dölj inlägget genast"), own_channel=True),
    Action("preserve", N_("Spara inlägget och uppgifter om avsändaren")),
    Action("call_police", N_("Kontakta polisen, 112 vid akut fara")),
    Action("contact_communications", N_("Kontakta kommunikationsansvarig eller den som har jour")),
    Action("forward", N_("Skicka inlägget vidare till rätt förvaltning")),
    Action("refer", N_("Hänvisa den som skrev till rätt kontaktväg")),
    Action("reply", N_("Svara den som skrev")),
    Action("notify_author", N_("Berätta för den som skrev vad som har gjorts och varför")),
    Action("police_report", N_("Bedöm och gör en polisanmälan")),
    Action("register", N_("För in inlägget i diariet")),
    Action("unhide", N_("Visa inlägget igen"), own_channel=True),
    Action("observe", N_("Håll inlägget under uppsikt"), needs_human=False),
    Action("none", N_("Ingen åtgärd"), needs_human=False),
    Action("delete", N_("Ta bort inlägget"), own_channel=True),
)

ACTIONS: Mapping[str, Action] = MappingProxyType({action.name: action for action in _IN_ORDER})
"""Every action by name. The order is fixed: protect, keep, call and tell, register, remove last."""

REMOVALS: frozenset[str] = frozenset({"hide", "delete"})
"""Actions that take a comment from the public's eyes."""
