"""Channels, for who administers them: when each is watched, who is told, whether alerts arrived."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import Response

from api.alerts import first_told, has_receiver, last_alerts, list_alerts, tell
from api.auth.principal import ADMINISTER
from api.channels import change_channel, find_channel, list_channels, watch_of
from api.errors import ApiError, InvalidError, invalid
from api.language import _
from api.review.pages import go, page
from api.review.visit import Visit, require, require_form
from api.tables import Channel
from model.policy.watch import OFFICE_HOURS, Watch

router = APIRouter(prefix="/kanaler", include_in_schema=False)

AtChannels = Annotated[Visit, Depends(require(ADMINISTER))]
AtChannelsForm = Annotated[Visit, Depends(require_form(ADMINISTER))]
Times = Annotated[list[str] | None, Form(max_length=10)]

DAYS = ("weekdays", "saturday", "sunday", "holidays")
OWN, NONE = "egna", "ingen"
"""What a day, or the one on call, may be besides the profile's."""

_WRITTEN = re.compile(r"(\d{1,2})(?:[.:]?(\d{2}))?", re.ASCII)

STEPS, MOST_STEPS = 3, 10
"""Rows of escalation in the form: at least, with one to spare, and at most."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The sent form, the days in the order of DAYS."""

    modes: Sequence[str]
    opens: Sequence[str]
    closes: Sequence[str]
    on_call_mode: str
    on_call: str
    told_mode: str
    after: Sequence[str]
    to: Sequence[str]

    def watch(self) -> dict[str, Any] | None:
        """What the channel has of its own. Raises InvalidError for what is left out."""
        days = zip(DAYS, self.modes, self.opens, self.closes, strict=True)
        own = {day: _span(*told) for day, *told in days if told[0] in {OWN, NONE}}
        if self.on_call_mode in {OWN, NONE}:
            own["on_call"] = self._on_call()
        if self.told_mode == OWN:
            own["escalation"] = self._steps()
        return own or None

    def _on_call(self) -> str | None:
        named = " ".join(self.on_call.split())
        if self.on_call_mode == OWN and not named:
            raise invalid("/on_call", _("Skriv vem som har jour."))
        return named if self.on_call_mode == OWN else None

    def _steps(self) -> Any:
        steps = [
            {"after_hours": int(after), "to": " ".join(to.split())}
            for after, to in zip(self.after, self.to, strict=True)
            if after.isdecimal() and after.isascii() and to.strip()
        ]
        if not steps:
            raise invalid("/escalation", _("Skriv vem som får larm och efter hur många timmar."))
        return steps


def read_hours(
    *,
    mode: Times = None,
    opens: Times = None,
    closes: Times = None,
    jour: Annotated[str, Form(max_length=10)] = "",
    on_call: Annotated[str, Form(max_length=200)] = "",
    larm: Annotated[str, Form(max_length=10)] = "",
    after: Times = None,
    to: Times = None,
) -> Hours:
    """The sent form; what is missing is empty."""
    return Hours(
        modes=_filled(mode, len(DAYS)),
        opens=_filled(opens, len(DAYS)),
        closes=_filled(closes, len(DAYS)),
        on_call_mode=jour,
        on_call=on_call,
        told_mode=larm,
        after=_filled(after, MOST_STEPS),
        to=_filled(to, MOST_STEPS),
    )


@router.get("")
def get_channels(here: AtChannels, prov: Annotated[str, Query(max_length=2)] = "") -> Response:
    """Every channel: who watches it now and who is told."""
    return _channels(here, done=_("Provet är skickat och togs emot.") if prov else None)


@router.post("/prov")
def post_trial(here: AtChannelsForm) -> Response:
    """Send a trial by every way that the settings name."""
    if not has_receiver(here.desk.settings):
        return _channels(here, faults=[_("Ingen mottagare är angiven.")])
    faults = tell(here.desk.settings, [])[1]
    return _channels(here, faults=faults) if faults else go("/kanaler", prov="ja")


@router.get("/{key}")
def get_channel(
    key: str, here: AtChannels, sparat: Annotated[str, Query(max_length=2)] = ""
) -> Response:
    """One channel."""
    return _channel(here, key, done=bool(sparat))


@router.post("/{key}/tider")
def post_hours(
    key: str, here: AtChannelsForm, sent: Annotated[Hours, Depends(read_hours)]
) -> Response:
    """Change its hours, who is on call and who is told; the registry tells of it."""
    try:
        with here.desk.database.writing() as session:
            change_channel(session, here.desk, key, actor=here.actor, watch=sent.watch())
    except InvalidError as error:
        return _channel(here, key, form=_as_sent(sent), error=error)
    return go(f"/kanaler/{key}", sparat="ja")


def _channels(here: Visit, *, done: str | None = None, faults: Sequence[str] = ()) -> Response:
    desk, now = here.desk, here.desk.now()
    watches = {one.key: watch_of(desk, one) or OFFICE_HOURS for one in list_channels(desk)}
    return page(
        here,
        "kanaler.html",
        status=503 if faults else 200,
        channels=list_channels(desk),
        profiles=desk.profiles,
        staffed={key: watch.is_staffed(now) for key, watch in watches.items()},
        told={key: first_told(watch, now) for key, watch in watches.items()},
        last=last_alerts(desk, here.actor),
        receivers=receivers(here),
        done=done,
        faults=faults,
    )


def _channel(
    here: Visit,
    key: str,
    *,
    done: bool = False,
    form: dict[str, Any] | None = None,
    error: ApiError | None = None,
) -> Response:
    desk, now = here.desk, here.desk.now()
    with desk.database.reading() as session:
        channel = find_channel(session, key)
    watch, profile = watch_of(desk, channel) or OFFICE_HOURS, desk.profiles.get(channel.profile)
    return page(
        here,
        "kanal.html",
        status=error.status if error else 200,
        channel=channel,
        profile=profile,
        days=DAYS,
        inherited=profile.watch if profile else OFFICE_HOURS,
        watch=watch,
        staffed=watch.is_staffed(now),
        next_staffed=watch.next_staffed(now).isoformat(),
        told=first_told(watch, now),
        form=form or _as_stored(channel, watch),
        receivers=receivers(here),
        alerts=list_alerts(desk, here.actor, key),
        problem=_problem(error) if error else None,
        done=done,
    )


def receivers(here: Visit) -> list[tuple[str, str]]:
    """Where alerts go: the way, and the address as far as it holds no secret."""
    settings, found = here.desk.settings, []
    if settings.alert_url:
        found.append((_("webhook"), urlsplit(settings.alert_url).hostname or _("okänd adress")))
    if settings.alert_email:
        found.append((_("e-post"), settings.alert_email.replace(",", ", ")))
    return found


def _problem(error: ApiError) -> str:
    return error.errors[0]["detail"] if error.errors else error.detail


def _as_stored(channel: Channel, watch: Watch) -> dict[str, Any]:
    """The form's fields as the channel now is."""
    own = channel.watch or {}
    steps = [(str(step.after_hours), step.to) for step in watch.escalation]
    return {
        "days": [(_mode(own, day), *_times(getattr(watch, day))) for day in DAYS],
        "jour": _mode(own, "on_call"),
        "on_call": own.get("on_call") or "",
        "larm": _mode(own, "escalation"),
        "steps": _with_room(steps),
    }


def _as_sent(sent: Hours) -> dict[str, Any]:
    return {
        "days": list(zip(sent.modes, sent.opens, sent.closes, strict=True)),
        "jour": sent.on_call_mode,
        "on_call": sent.on_call,
        "larm": sent.told_mode,
        "steps": _with_room([step for step in zip(sent.after, sent.to, strict=True) if any(step)]),
    }


def _with_room(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    rows = min(max(STEPS, len(steps) + 1), MOST_STEPS)
    return [*steps, *[("", "")] * rows][:rows]


def _mode(own: dict[str, Any], name: str) -> str:
    if name not in own:
        return ""
    return NONE if own[name] is None else OWN


def _times(span: str | None) -> tuple[str, str]:
    opens, _, closes = (span or "-").replace(":", ".").partition("-")
    return opens, closes


def _span(mode: str, opens: str, closes: str) -> str | None:
    if mode == NONE:
        return None
    if not opens.strip() or not closes.strip():
        raise invalid("/watch", _("Skriv både från och till för de dagar som har egna tider."))
    return f"{_time(opens)}-{_time(closes)}"


def _time(written: str) -> str:
    """08:00 of 8, 8.00, 08:00 or 0800; what is no time is left to be refused."""
    found = _WRITTEN.fullmatch(written.strip())
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else written


def _filled(sent: Sequence[str] | None, length: int) -> list[str]:
    return [*(sent or ()), *[""] * length][:length]
