"""Drafts: letters, reports and titles for a human to read, change and send; nothing sends them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from model.messages import N_
from model.policy.actions import REMOVALS
from model.policy.outcome import Outcome
from model.policy.profile import Profile
from model.policy.rule import Ground
from model.policy.templates import TEMPLATES, TemplateName, fill
from model.policy.values import LegalBasis
from model.policy.watch import SWEDEN
from model.policy.words import BASIS_WORDS, listed

_DONE = MappingProxyType(
    {
        "hide": "det är dolt för andra",
        "delete": "det är borttaget från sidan",
        "forward": "det är vidarebefordrat till rätt förvaltning",
        "register": "det är infört i kommunens diarium",
    }
)
"""What an author is told of; never the police."""

DRAFT_TITLES: MappingProxyType[TemplateName, str] = MappingProxyType(
    {
        "author": N_("Till den som skrev: beslut och skäl"),
        "reply": N_("Svar"),
        "support": N_("Svar till den som mår dåligt"),
        "referral": N_("Hänvisning"),
        "police_report": N_("Polisanmälan"),
        "registry_title": N_("Ärendemening"),
        "registry_title_neutral": N_("Ärendemening (neutral)"),
    }
)
_WITHHELD = "(återges inte; se id, adress och tid)"
_ERASED = "(inlägget är raderat)"
_CLOSED_BASES = frozenset({"sekretess", "dataskydd"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """The comment as a draft may name it; `evidence` is the SHA-256 of what preserves it."""

    decision: str
    channel: str
    medium: str
    at: datetime
    text: str | None = None
    author: str | None = None
    url: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A text for a human: its `kind`, a Swedish title, and the action that it belongs to."""

    kind: TemplateName
    title: str
    text: str
    action: str

    def as_dict(self) -> dict[str, str]:
        """The draft as JSON values."""
        return {"kind": self.kind, "title": self.title, "text": self.text, "action": self.action}


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why: a rule that matched, or the ground that a human chose."""

    key: str
    title: str
    quote: str
    source: str
    basis: LegalBasis
    why: str


@dataclass(frozen=True, slots=True)
class _Handling:
    """What is or will be done with one comment, and why."""

    outcome: Outcome
    profile: Profile
    occasion: Occasion
    actions: frozenset[str]
    ground: Ground | None

    @property
    def is_distress(self) -> bool:
        distress = {rule.id for rule in self.profile.rules if rule.is_distress}
        if self.ground is not None:
            return self.ground.key in distress
        return any(rule.id in distress for rule in self.outcome.rules)

    @property
    def is_withheld(self) -> bool:
        return self.ground is not None and self.ground.evidence == "reference"

    @property
    def is_neutral(self) -> bool:
        kinds = {rule.legal_basis.kind for rule in self.outcome.rules}
        kinds |= {self.ground.legal_basis.kind} if self.ground else set()
        return self.is_distress or self.is_withheld or bool(kinds & _CLOSED_BASES)


def write_drafts(
    outcome: Outcome,
    profile: Profile,
    occasion: Occasion,
    *,
    actions: Collection[str] | None = None,
    ground: Ground | None = None,
) -> tuple[Draft, ...]:
    """The texts that the suggestion calls for, or the `actions` and `ground` that a human chose.

    A cry for help gives a supportive answer and no statement of reasons; what may not be copied
    (child abuse material) is never quoted and its author told nothing.
    """
    chosen = {one.action for one in outcome.actions} if actions is None else actions
    handling = _Handling(outcome, profile, occasion, frozenset(chosen), ground)
    return tuple(_draft(kind, action, handling) for kind, action in _wanted(handling))


def _wanted(handling: _Handling) -> Iterator[tuple[TemplateName, str]]:
    has = handling.actions.__contains__
    if handling.is_distress:
        yield "support", "reply"
    elif (has("notify_author") or REMOVALS & handling.actions) and not handling.is_withheld:
        yield "author", "notify_author"
    if has("reply") and not handling.is_distress:
        yield "reply", "reply"
    if has("refer"):
        yield "referral", "refer"
    yield from _of_authorities(handling, has)


def _of_authorities(
    handling: _Handling, has: Callable[[str], bool]
) -> Iterator[tuple[TemplateName, str]]:
    if not handling.is_distress and (has("police_report") or has("call_police")):
        yield "police_report", "police_report" if has("police_report") else "call_police"
    if has("register"):
        yield ("registry_title_neutral" if handling.is_neutral else "registry_title"), "register"


def _draft(kind: TemplateName, action: str, handling: _Handling) -> Draft:
    template = handling.profile.templates.get(kind, TEMPLATES[kind])
    return Draft(kind, DRAFT_TITLES[kind], fill(template, _values(action, handling)), action)


def _values(action: str, handling: _Handling) -> dict[str, str]:
    occasion, profile, reason = handling.occasion, handling.profile, _reason(action, handling)
    return {
        "kommun": profile.name,
        "kanal": occasion.channel,
        "medium": occasion.medium,
        "atgard": _done(handling),
        "skal": reason.why,
        "regel": reason.title,
        "riktlinje": f"{profile.source.title}, {reason.source}",
        "citat": " ".join(reason.quote.split()),
        "grund": f"{BASIS_WORDS[reason.basis.kind]}: {reason.basis.reference}",
        "datum": occasion.at.astimezone(SWEDEN).strftime("%Y-%m-%d kl. %H.%M"),
        "inlagg": _WITHHELD if handling.is_withheld else occasion.text or _ERASED,
        "forfattare": occasion.author or "du som skrev",
        "adress": occasion.url or "(adress saknas)",
        "arende": occasion.decision,
        "kontakt": profile.contact,
        "bevis": occasion.evidence or "(inte bevarat än)",
    }


def _reason(action: str, handling: _Handling) -> _Reason:
    matched = {
        rule.id: _Reason(rule.id, rule.title, rule.quote, rule.source, rule.legal_basis, rule.why)
        for rule in handling.outcome.rules
    }
    ground = handling.ground
    if ground is not None:
        known = matched.get(ground.key)
        why = known.why if known else f"En medarbetare har bedömt inlägget: {ground.title}."
        return _Reason(
            ground.key, ground.title, ground.quote, ground.source, ground.legal_basis, why
        )
    wanted = {action} | (REMOVALS if action == "notify_author" else frozenset())
    causes = (
        rule for one in handling.outcome.actions if one.action in wanted for rule in one.rules
    )
    return matched.get(next(causes, ""), next(iter(matched.values())))


def _done(handling: _Handling) -> str:
    done = [words for action, words in _DONE.items() if action in handling.actions]
    return listed(done) if done else "det är läst av en medarbetare"
