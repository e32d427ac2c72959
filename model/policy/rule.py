"""Rule and Ground: what a guideline asks for, and the reasons that a reviewer may choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import model_validator

from model.policy.actions import REMOVALS
from model.policy.condition import When, asks_for_harm, is_empty
from model.policy.deadlines import Deadline
from model.policy.strict import Strict
from model.policy.values import (
    Actions,
    Key,
    LegalBasis,
    RetentionName,
    Urgency,
    Words,
    action_faults,
)

CHILD_ABUSE = "barnpornografi"
"""The ground that every profile has: never copied, hidden at once, always for the police."""


class Rule(Strict):
    """One rule of the guideline: when it applies, what it asks for and its own words."""

    id: Key
    title: Words
    when: When
    actions: Actions
    legal_basis: LegalBasis
    quote: Words
    source: Words
    urgency: Urgency = "vecka"
    retention: RetentionName | None = None
    deadline: Deadline | None = None
    advice: str | None = None

    @property
    def is_distress(self) -> bool:
        """Whether the rule answers a cry for help."""
        return "distress" in {**self.when.labels.any, **self.when.labels.all}

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        for message in _rule_faults(self):
            raise ValueError(f"regeln ”{self.id}”: {message}")
        return self


class Ground(Strict):
    """A reason that a reviewer may choose, with the actions it leads to.

    `evidence` is "reference" where the content itself may never be copied (child abuse material);
    `example` is a comment for which it would be chosen.
    """

    key: Key
    title: Words
    legal_basis: LegalBasis
    actions: Actions
    quote: Words
    source: Words
    retention: RetentionName | None = None
    evidence: Literal["content", "reference"] = "content"
    example: Words | None = None

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        for message in _ground_faults(self):
            raise ValueError(f"grunden ”{self.key}”: {message}")
        return self


def ground_of_rule(rule: Rule) -> Ground:
    """A rule as a reason that a reviewer may choose."""
    return Ground(
        key=rule.id,
        title=rule.title,
        legal_basis=rule.legal_basis,
        actions=rule.actions,
        quote=rule.quote,
        source=rule.source,
        retention=rule.retention,
    )


def _rule_faults(rule: Rule) -> Iterator[str]:
    yield from action_faults(rule.actions)
    yield from _condition_faults(rule)
    yield from _retention_faults(rule)


def _condition_faults(rule: Rule) -> Iterator[str]:
    if is_empty(rule.when):
        yield "when är tomt; ange etiketter, uppgifter eller otherwise: true"
    if 0 in {*rule.when.labels.any.values(), *rule.when.labels.all.values()}:
        yield "gränsen 0 gäller varje inlägg; höj den"
    if rule.when.otherwise and set(rule.actions) - {"none", "observe"}:
        yield "otherwise får bara leda till none eller observe"
    if rule.when.otherwise and rule.when != When(otherwise=True):
        yield "otherwise står alltid ensamt i when"
    if REMOVALS & set(rule.actions) and not (asks_for_harm(rule.when) or _is_moved(rule)):
        yield "hide och delete kräver en skada; kritik, frågor och ärenden får inte döljas"
    if rule.is_distress and {"delete", "police_report"} & set(rule.actions):
        yield "ett nödrop är ingen överträdelse; använd hide och call_police"


def _is_moved(rule: Rule) -> bool:
    # A concern report names third persons; passing it on first moves it instead of silencing it.
    asked = {**rule.when.labels.any, **rule.when.labels.all}
    return set(asked) == {"concern_report"} and "forward" in rule.actions


def _retention_faults(rule: Rule) -> Iterator[str]:
    removes = bool(REMOVALS & set(rule.actions))
    if rule.retention == "genast_fran_mediet" and not removes:
        yield "retention genast_fran_mediet men varken hide eller delete"
    if rule.retention == "vid_inaktualitet" and (removes or "register" in rule.actions):
        yield "retention vid_inaktualitet går inte ihop med hide, delete eller register"


def _ground_faults(ground: Ground) -> Iterator[str]:
    yield from action_faults(ground.actions)
    if ground.key == CHILD_ABUSE and ground.evidence != "reference":
        yield "innehållet får aldrig kopieras; sätt evidence: reference"
    if ground.evidence == "reference" and not {"hide", "call_police"} <= set(ground.actions):
        yield "det som inte får kopieras döljs och anmäls genast; lägg till hide och call_police"


CHILD_ABUSE_GROUND = Ground(
    key=CHILD_ABUSE,
    title="Barnpornografi",
    legal_basis=LegalBasis(
        kind="lag", reference="BBS-lagen (1998:112) 5 §; brottsbalken 16 kap. 10 a §"
    ),
    actions=("hide", "preserve", "call_police", "register"),
    quote="på annat sätt förhindra vidare spridning av meddelandet",
    source="lag (1998:112) om ansvar för elektroniska anslagstavlor, 5 §",
    evidence="reference",
)
"""What holds where a profile says nothing of it."""
