"""What part of the queue a human looks at, as the query of every address in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from api.auth.gate import AtDesk
from api.auth.principal import Principal
from api.channels import list_channels
from api.decisions import Filter
from api.decisions.lookup import OPEN_STATES, is_id
from api.language import N_, Words
from model.labels import LABELS

WAITING = tuple(sorted(OPEN_STATES))
TABS: Mapping[str, str] = Words({"vantar": N_("Väntar"), "mina": N_("Mina"), "klara": N_("Klara")})
PARTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "vantar": Words(
            {
                "lediga": N_("Otilldelade"),
                "tagna": N_("Tagna"),
                "forsenade": N_("Försenade"),
                "ofarliga": N_("Utan skada"),
            }
        ),
        "mina": Words({}),
        "klara": Words(
            {
                "verktyg": N_("Väntar på verktyget"),
                "utforda": N_("Utförda"),
                "misslyckade": N_("Misslyckade"),
                "avfardade": N_("Ingen åtgärd"),
            }
        ),
    }
)
"""The narrower parts of each tab and what they are called."""

AGES: Mapping[str, tuple[str, timedelta]] = MappingProxyType(
    {
        "timme": (N_("Äldre än en timme"), timedelta(hours=1)),
        "dygn": (N_("Äldre än ett dygn"), timedelta(days=1)),
        "vecka": (N_("Äldre än en vecka"), timedelta(days=7)),
    }
)
"""How long something has waited at least."""

_STATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "": ("confirmed", "changed", "dismissed", "executed", "failed", "appealed"),
        "verktyg": ("confirmed", "changed"),
        "utforda": ("executed",),
        "misslyckade": ("failed",),
        "avfardade": ("dismissed",),
    }
)
_WAITING_STATES: Mapping[str, tuple[str, ...]] = MappingProxyType({"tagna": ("claimed",)})

Short = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Choice:
    """A tab, what it is narrowed to, and the page of it; empty parts do not narrow.

    `vem` is who has it: a user's id.
    """

    lage: str = "vantar"
    kanal: str = ""
    etikett: str = ""
    del_: str = ""
    vem: str = ""
    alder: str = ""
    sida: str = ""

    def filter(self, actor: Principal, now: datetime) -> Filter:
        """The workflow's filter of this choice."""
        return Filter(
            channels=(self.kanal,) if self.kanal else (),
            states=self._states(),
            labels=(self.etikett,) if self.etikett else (),
            assignee=self._assignee(actor),
            before=now - AGES[self.alder][1] if self.alder else None,
            late=self.del_ == "forsenade",
            harmless=self.del_ == "ofarliga",
        )

    def harmless(self) -> Choice:
        """What of it waits and may be decided together."""
        return replace(self, lage="vantar", del_="ofarliga", sida="")

    def _states(self) -> tuple[str, ...]:
        if self.lage == "klara":
            return _STATES.get(self.del_, _STATES[""])
        return _WAITING_STATES.get(self.del_, WAITING)

    def _assignee(self, actor: Principal) -> str | None:
        if self.lage == "mina":
            return actor.id
        return "none" if self.del_ == "lediga" else self.vem or None

    def query(self, **changes: str) -> str:
        """The query string, with "?" before it, empty where nothing is chosen."""
        named = {name.rstrip("_"): value for name, value in asdict(self).items()}
        chosen = {**named, **{name.rstrip("_"): value for name, value in changes.items()}}
        standard = {"lage": "vantar"}
        kept = {key: value for key, value in chosen.items() if value != standard.get(key, "")}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab is chosen."""
        return bool(self.kanal or self.etikett or self.del_ or self.vem or self.alder)


def choose(
    *,
    desk: AtDesk,
    lage: Short = "vantar",
    kanal: Short = "",
    etikett: Short = "",
    part: Annotated[str, Query(alias="del", max_length=200)] = "",
    vem: Short = "",
    alder: Short = "",
    sida: Annotated[str, Query(max_length=400)] = "",
) -> Choice:
    """The choice in the address; what is unknown there does not narrow."""
    chosen = Choice(lage if lage in TABS else "vantar", kanal, etikett, part, vem, alder, sida)
    if chosen.etikett not in LABELS:
        chosen = replace(chosen, etikett="")
    if chosen.kanal and chosen.kanal not in {one.key for one in list_channels(desk)}:
        chosen = replace(chosen, kanal="")
    if not is_id(chosen.vem) or chosen.lage != "vantar":
        chosen = replace(chosen, vem="")
    if chosen.alder not in AGES:
        chosen = replace(chosen, alder="")
    if chosen.del_ not in PARTS[chosen.lage]:
        chosen = replace(chosen, del_="")
    return chosen


AtChoice = Annotated[Choice, Depends(choose)]
