"""A case: everything the pane shows of one decision, arranged for the template."""

from __future__ import annotations

from typing import Any

from api import decisions, wellbeing
from api.auth.principal import EXECUTE, REVIEW
from api.channels import list_channels
from api.decisions import PAGE_ACTIONS
from api.decisions.grounds import DISMISSALS
from api.decisions.lookup import OPEN_STATES
from api.desk import Desk
from api.language import _
from api.review.drafts import drafts_of
from api.review.marks import stretches
from api.review.reasons import scores_of, steps_of
from api.review.visit import Visit
from api.review.words import NOTHING
from api.tables import Channel
from model.policy import ACTIONS, Profile

Document = dict[str, Any]


def case_of(
    here: Visit,
    document: Document,
    *,
    shown: bool = False,
    form: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> dict[str, Any]:
    """The template's `case`: `shown` is whether `document` carries the comment's text."""
    desk, actor = here.desk, here.actor
    channel, profile = _channel(desk, document["channel"]), _profile(desk, document)
    events = decisions.timeline(desk, actor, document["id"])
    return {
        **document,
        "drafts": drafts_of(here, document),
        "shown": shown,
        "unasked": False,
        "place": channel,
        "profile_of": profile,
        "profile_gone": document["profile"] not in desk.profiles,
        "steps": steps_of(document, profile),
        "stretches": _stretches(document) if shown else [],
        "scores": scores_of(document),
        "whys": list(dict.fromkeys(rule["why"] for rule in document["suggestion"]["matched"])),
        "retention_of": _retention(document, profile),
        "context": decisions.context_of(desk, actor, document["id"]),
        "ground_groups": _ground_groups(document),
        "ground_titles": _ground_titles(document),
        "ground_default": _ground_default(document),
        "choices": [
            action for action in ACTIONS.values() if channel.owned or not action.own_channel
        ],
        "events": events,
        "names": {event["actor"]: event["name"] for event in events},
        "holder": _holder(document, events),
        "mine": document["assignee"] == actor.id,
        "open": document["state"] in OPEN_STATES,
        "may_review": actor.may(REVIEW),
        "may_execute": actor.may(EXECUTE),
        "undo": decisions.undoing(desk, actor, document["id"]),
        "dismissals": DISMISSALS,
        "by_tool": PAGE_ACTIONS,
        "grey": wellbeing.choices_of(desk, actor).grey,
        "form": {"ground": "", "reason": "", "actions": None, "changing": False, **(form or {})},
        "errors": errors or {},
        "reason_length": desk.settings.reason_length,
    }


def _channel(desk: Desk, key: str) -> Channel:
    return next(channel for channel in list_channels(desk) if channel.key == key)


def _profile(desk: Desk, document: Document) -> Profile | None:
    """The profile that judged, while it is still the loaded one of that name."""
    profile = desk.profiles.get(document["profile"])
    return profile if profile and profile.hash == document["profile_hash"] else None


def _stretches(document: Document) -> list[Any]:
    return stretches(document["comment"]["text"] or "", document["assessment"]["findings"])


def _retention(document: Document, profile: Profile | None) -> Any:
    name = document["suggestion"]["retention"]
    return profile.retention.get(name) if profile and name else None


def _ground_groups(document: Document) -> dict[str, list[dict[str, Any]]]:
    """Grounds as the form groups them: the suggestion's own first."""
    suggested = [rule["id"] for rule in document["suggestion"]["matched"]]
    groups: dict[str, list[dict[str, Any]]] = {
        _("Enligt förslaget"): [],
        _("Andra grunder för åtgärd"): [],
        _("Grunder för ingen åtgärd"): [],
    }
    first, other, nothing = groups.values()
    for ground in document["grounds"]:
        if ground["key"] in suggested:
            first.append(ground)
        else:
            (nothing if NOTHING.issuperset(ground["actions"]) else other).append(ground)
    return {title: grounds for title, grounds in groups.items() if grounds}


def _ground_titles(document: Document) -> dict[str, str]:
    """By key; also of a rule that the profile had when it judged and has no longer."""
    logged = {rule["id"]: rule["title"] for rule in document["suggestion"]["matched"]}
    return logged | {ground["key"]: ground["title"] for ground in document["grounds"]}


def _ground_default(document: Document) -> str:
    """The ground that the key for following the suggestion chooses: the strictest rule's."""
    known = {ground["key"] for ground in document["grounds"]}
    return next(
        (rule["id"] for rule in document["suggestion"]["matched"] if rule["id"] in known), ""
    )


def _holder(document: Document, events: list[dict[str, Any]]) -> str | None:
    """The name of who has claimed it now."""
    if document["assignee"] is None:
        return None
    claims = [event["name"] for event in events if event["type"] == "decision.claimed"]
    return str(claims[-1])
