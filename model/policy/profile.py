"""Profile: one municipality's rules as data, checked when it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import rfc8785
from pydantic import AfterValidator, Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from model.policy.actions import ACTIONS, REMOVALS
from model.policy.condition import (
    GroundName,
    KindName,
    LabelName,
    Level,
    Probability,
    Strict,
    When,
    asks_for_harm,
    is_empty,
)

BASIS_KINDS = ("lag", "sekretess", "dataskydd", "sidregel", "service")
"""Kinds of legal basis, the strictest first."""

URGENCIES = ("genast", "idag", "vecka", "ingen")
"""How soon a human should look, the most urgent first."""

RETENTIONS = ("genast_fran_mediet", "bevaras_i_diariet", "vid_inaktualitet")
"""Retention classes, the strictest first."""

BasisKind = Literal["lag", "sekretess", "dataskydd", "sidregel", "service"]
Urgency = Literal["genast", "idag", "vecka", "ingen"]
RetentionName = Literal["genast_fran_mediet", "bevaras_i_diariet", "vid_inaktualitet"]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Words = Annotated[str, Field(min_length=1, max_length=4000)]


def _known_action(name: str) -> str:
    if name not in ACTIONS:
        raise ValueError(f"åtgärden ”{name}” finns inte; välj bland {', '.join(ACTIONS)}")
    return name


ActionName = Annotated[
    str, AfterValidator(_known_action), Field(json_schema_extra={"enum": list(ACTIONS)})
]
Actions = Annotated[tuple[ActionName, ...], Field(min_length=1)]


class LegalBasis(Strict):
    """Why an action may be taken: the kind of support and where it stands."""

    kind: BasisKind
    reference: Words


class Source(Strict):
    """The guideline that the profile puts into rules; `file` names its text among the seeds."""

    title: Words
    date: str | None = None
    file: str | None = None
    url: str | None = None


class Retention(Strict):
    """What a retention class means here; `days` is the gallringsfrist, None where none is set."""

    meaning: Words
    days: Annotated[int, Field(ge=0)] | None = None


class Deadline(Strict):
    """A time limit: clock hours, or to the end of the Nth Swedish working day."""

    hours: Annotated[int, Field(ge=0, le=8760)] | None = None
    working_days: Annotated[int, Field(ge=0, le=260)] | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.hours is None) == (self.working_days is None):
            raise ValueError("ange antingen hours eller working_days")
        return self


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

    `evidence` is "reference" where the content itself may never be copied (child abuse material).
    """

    key: Key
    title: Words
    legal_basis: LegalBasis
    actions: Actions
    quote: Words
    source: Words
    retention: RetentionName | None = None
    evidence: Literal["content", "reference"] = "content"

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        for message in _action_faults(self.actions):
            raise ValueError(f"grunden ”{self.key}”: {message}")
        return self


class ExampleFinding(Strict):
    """Personal data in an example."""

    kind: KindName
    level: Level


class Example(Strict):
    """A case that the profile itself promises: scores, and the actions they shall lead to."""

    text: str | None = None
    scores: dict[LabelName, Probability]
    ground: GroundName | None = None
    findings: tuple[ExampleFinding, ...] = ()
    owned: bool = True
    expect: tuple[ActionName, ...]


class Profile(Strict):
    """A municipality's rules; `hash` is the SHA-256 of the content in canonical JSON (RFC 8785)."""

    key: Key
    name: Words
    version: Words
    source: Source
    retention: dict[RetentionName, Retention]
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    other_grounds: tuple[Ground, ...] = ()
    thresholds: dict[LabelName, Probability] = Field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def hash(self) -> str:
        """SHA-256 of the profile's content, in hex."""
        content = self.model_dump(mode="json", exclude={"hash", "grounds"})
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """Every reason a reviewer may choose: each rule, and what no classifier can see."""
        return (*map(_as_ground, self.rules), *self.other_grounds)

    def __copy__(self) -> Self:
        # A changed copy must not answer with the hash and grounds of what it was copied from.
        copied = super().__copy__()
        for name in ("hash", "grounds"):
            copied.__dict__.pop(name, None)
        return copied

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for place, message in _profile_faults(self):
            raise PydanticCustomError("profile", "{message}", {"message": message, "at": place})
        return self


def profile_schema() -> dict[str, Any]:
    """JSON Schema of a profile file, for editors."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **Profile.model_json_schema()}


def _as_ground(rule: Rule) -> Ground:
    return Ground(
        key=rule.id,
        title=rule.title,
        legal_basis=rule.legal_basis,
        actions=rule.actions,
        quote=rule.quote,
        source=rule.source,
        retention=rule.retention,
    )


def _action_faults(actions: tuple[str, ...]) -> Iterator[str]:
    if len(set(actions)) != len(actions):
        yield "samma åtgärd står två gånger; ta bort den ena"
    if "none" in actions and len(actions) > 1:
        yield "none kan inte stå tillsammans med andra åtgärder"
    if "delete" in actions and "preserve" not in actions[: actions.index("delete")]:
        yield "delete utan preserve före; lägg preserve före delete"


def _rule_faults(rule: Rule) -> Iterator[str]:
    yield from _action_faults(rule.actions)
    yield from _condition_faults(rule)
    yield from _retention_faults(rule)


def _condition_faults(rule: Rule) -> Iterator[str]:
    if is_empty(rule.when):
        yield "when är tomt; ange etiketter, uppgifter eller otherwise: true"
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


def _profile_faults(profile: Profile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    keys = [rule.id for rule in profile.rules] + [one.key for one in profile.other_grounds]
    for index in _repeats(keys):
        place = _place(index, len(profile.rules))
        yield place, f"id ”{keys[index]}” finns redan; ge regeln eller grunden ett eget"
    for index, ground in enumerate(profile.grounds):
        if ground.retention is not None and ground.retention not in profile.retention:
            place = _place(index, len(profile.rules))
            yield place, f"retention ”{ground.retention}” saknas i profilens retention"
    if not any(rule.is_distress for rule in profile.rules):
        yield ("rules",), "ingen regel för nödrop; lägg till en med etiketten distress"


def _repeats(keys: Iterable[str]) -> Iterator[int]:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield index
        seen.add(key)


def _place(index: int, rules: int) -> tuple[str | int, ...]:
    return ("rules", index) if index < rules else ("other_grounds", index - rules)
