"""A case: everything the pane shows of one decision, arranged for the template."""

from __future__ import annotations

from typing import Any

from api.auth.principal import EXECUTE, REVIEW
from api.channels import list_channels
from api.decisions import PAGE_ACTIONS, history
from api.decisions.lookup import OPEN_STATES
from api.desk import Desk
from api.errors import NotFoundError
from api.review.marks import stretches
from api.review.visit import Visit
from api.review.words import NOTHING, TAGS, certainty
from api.tables import Channel
from model.labels import HARMS, LABELS
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
    channel = _channel(here.desk, document["channel"])
    events = history(here.desk, here.actor, document["id"])
    return {
        **document,
        "shown": shown,
        "place": channel,
        "profile_of": _profile(here.desk, document),
        "steps": _steps(here.desk, document),
        "stretches": _stretches(document) if shown else [],
        "scores": _scores(document),
        "whys": list(dict.fromkeys(rule["why"] for rule in document["suggestion"]["matched"])),
        "retention_of": _retention(here.desk, document),
        "ground_groups": _ground_groups(document),
        "ground_titles": {one["key"]: one["title"] for one in document["grounds"]},
        "choices": [
            action for action in ACTIONS.values() if channel.owned or not action.own_channel
        ],
        "events": events,
        "names": {event["actor"]: event["name"] for event in events},
        "holder": _holder(document, events),
        "mine": document["assignee"] == here.actor.id,
        "open": document["state"] in OPEN_STATES,
        "may_review": REVIEW in here.actor.rights,
        "may_execute": EXECUTE in here.actor.rights,
        "by_tool": PAGE_ACTIONS,
        "form": {"ground": "", "reason": "", "actions": None, "changing": False, **(form or {})},
        "errors": errors or {},
        "reason_length": here.desk.settings.reason_length,
    }


def _channel(desk: Desk, key: str) -> Channel:
    return next(channel for channel in list_channels(desk) if channel.key == key)


def _profile(desk: Desk, document: Document) -> Profile | None:
    """The profile that judged, while it is still the loaded one of that name."""
    try:
        profile = desk.profile(document["profile"])
    except NotFoundError:
        return None
    return profile if profile.hash == document["profile_hash"] else None


def _steps(desk: Desk, document: Document) -> list[dict[str, Any]]:
    """Each suggested action with the rules that ask for it, whole.

    `is_new` where a rule has not been told before, `deadline` where the actions' differ.
    """
    rules = {rule["id"]: rule for rule in document["suggestion"]["matched"]}
    profile = _profile(desk, document)
    advice = {rule.id: rule.advice for rule in profile.rules} if profile else {}
    actions = document["suggestion"]["actions"]
    alike = len({action.get("deadline") for action in actions}) == 1
    told: set[str] = set()
    steps = []
    for action in actions:
        because = [rules[key] | {"advice": advice.get(key)} for key in action["rules"]]
        steps.append(
            {
                **action,
                "deadline": None if alike else action.get("deadline"),
                "phrase": ACTIONS[action["action"]].phrase,
                "because": because,
                "is_new": not told.issuperset(action["rules"]),
            }
        )
        told.update(action["rules"])
    return steps


def _stretches(document: Document) -> list[Any]:
    return stretches(document["comment"]["text"] or "", document["assessment"]["findings"])


def _scores(document: Document) -> list[dict[str, Any]]:
    """Flagged labels first, harms before intents, then the rest by score."""
    scores, flags = document["assessment"]["scores"], set(document["assessment"]["flags"])
    rows = [
        {
            "label": label,
            "word": TAGS[label],
            "certainty": certainty(scores[label]),
            "score": scores[label],
            "flagged": label in flags,
            "harm": label in HARMS,
        }
        for label in LABELS
        if label in scores
    ]
    return sorted(rows, key=lambda row: (not row["flagged"], not row["harm"], -row["score"]))


def _retention(desk: Desk, document: Document) -> Any:
    profile, name = _profile(desk, document), document["suggestion"]["retention"]
    return profile.retention.get(name) if profile and name else None


def _ground_groups(document: Document) -> dict[str, list[dict[str, Any]]]:
    """Grounds as the form groups them: the suggestion's own first."""
    suggested = [rule["id"] for rule in document["suggestion"]["matched"]]
    groups: dict[str, list[dict[str, Any]]] = {
        "Enligt förslaget": [],
        "Andra grunder för åtgärd": [],
        "Grunder för ingen åtgärd": [],
    }
    first, other, nothing = groups.values()
    for ground in document["grounds"]:
        if ground["key"] in suggested:
            first.append(ground)
        else:
            (nothing if NOTHING.issuperset(ground["actions"]) else other).append(ground)
    return {title: grounds for title, grounds in groups.items() if grounds}


def _holder(document: Document, events: list[dict[str, Any]]) -> str | None:
    """The name of who has claimed it now."""
    if document["assignee"] is None:
        return None
    claims = [event["name"] for event in events if event["type"] == "decision.claimed"]
    return str(claims[-1])
