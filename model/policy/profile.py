"""Profile: one municipality's rules as data, checked when it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import rfc8785
from pydantic import AfterValidator, Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from model.policy.condition import (
    Facts,
    GroundName,
    KindName,
    LabelName,
    Level,
    Probability,
)
from model.policy.deadlines import Deadline
from model.policy.guide import Guide
from model.policy.rule import CHILD_ABUSE, CHILD_ABUSE_GROUND, Ground, Rule, ground_of_rule
from model.policy.strict import Strict
from model.policy.templates import TemplateName, checked_template
from model.policy.values import (
    BASIS_KINDS,
    RETENTIONS,
    URGENCIES,
    ActionName,
    Duty,
    Key,
    LegalBasis,
    Retention,
    RetentionName,
    Source,
    Words,
    repeats,
)
from model.policy.watch import OFFICE_HOURS, Watch

__all__ = [
    "BASIS_KINDS",
    "RETENTIONS",
    "URGENCIES",
    "Deadline",
    "Example",
    "Ground",
    "LegalBasis",
    "Profile",
    "Retention",
    "Rule",
    "Source",
    "profile_schema",
]


STRICT = "strict"
"""The reading of personal data under which none may be published."""


class ExampleFinding(Strict):
    """Personal data in an example."""

    kind: KindName
    level: Level
    public: bool = False


class PersonalData(Strict):
    """How the page reads personal data, and who is public in their office there.

    "strict" is "inga personuppgifter": what is normally fine, such as a first name or the writer's
    own, then counts as level 2; what is no private person's (a public role, a switchboard) never.
    """

    reading: Literal["ordinary", "strict"] = "ordinary"
    office_holders: tuple[Words, ...] = ()
    quote: Words | None = None
    source: Words | None = None


class Example(Strict):
    """A case that the profile itself promises: a comment, and the actions it shall lead to.

    Without `scores` the model reads `text`; with them the text only tells a person what is meant.
    """

    text: Words | None = None
    scores: dict[LabelName, Probability] | None = None
    ground: GroundName | None = None
    findings: tuple[ExampleFinding, ...] = ()
    owned: bool = True
    context: Facts = Facts()
    expect: tuple[ActionName, ...]

    @model_validator(mode="after")
    def _has_something_to_weigh(self) -> Self:
        if self.text is None and self.scores is None:
            raise ValueError("exemplet saknar både text och scores; ange minst det ena")
        if self.scores is None and (self.findings or self.ground):
            raise ValueError("findings och ground hör till scores; ange dem också")
        return self


Template = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(checked_template)]


class Profile(Strict):
    """A municipality's rules; `hash` is the SHA-256 of the content in canonical JSON (RFC 8785)."""

    key: Key
    name: Words
    version: Words
    source: Source
    contact: Words = "kommunens registrator"
    retention: dict[RetentionName, Retention]
    watch: Watch = OFFICE_HOURS
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    other_grounds: tuple[Ground, ...] = ()
    guide: Guide | None = None
    duties: tuple[Duty, ...] = ()
    templates: dict[TemplateName, Template] = Field(default_factory=dict)
    thresholds: dict[LabelName, Probability] = Field(default_factory=dict)
    personal_data: PersonalData = PersonalData()
    examples: tuple[Example, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def hash(self) -> str:
        """SHA-256 of the profile's content, in hex."""
        content = self.model_dump(mode="json", exclude={"hash", "grounds"})
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()

    @property
    def office_holders(self) -> frozenset[str]:
        """The listed names in lower case, as the recogniser of names compares them."""
        return frozenset(name.lower() for name in self.personal_data.office_holders)

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """Every reason a reviewer may choose: each rule, and what no classifier can see."""
        grounds = (*map(ground_of_rule, self.rules), *self.other_grounds)
        known = any(one.key == CHILD_ABUSE for one in grounds)
        return grounds if known else (*grounds, CHILD_ABUSE_GROUND)

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


def _profile_faults(profile: Profile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    keys = [rule.id for rule in profile.rules] + [one.key for one in profile.other_grounds]
    for index in repeats(keys):
        place = _place(index, len(profile.rules))
        yield place, f"id ”{keys[index]}” finns redan; ge regeln eller grunden ett eget"
    if CHILD_ABUSE in {rule.id for rule in profile.rules}:
        yield ("rules",), f"”{CHILD_ABUSE}” är en grund för granskaren, ingen regel; flytta den"
    kept = [one.retention for one in profile.rules] + [
        one.retention for one in profile.other_grounds
    ]
    for index, retention in enumerate(kept):
        if retention is not None and retention not in profile.retention:
            place = _place(index, len(profile.rules))
            yield place, f"retention ”{retention}” saknas i profilens retention"
    if not any(rule.is_distress for rule in profile.rules):
        yield ("rules",), "ingen regel för nödrop; lägg till en med etiketten distress"
    for label, limit in profile.thresholds.items():
        if limit == 0:
            yield ("thresholds", label), "gränsen 0 gäller varje inlägg; höj den"
    for end in profile.guide.ends if profile.guide else ():
        if end.ground is not None and end.ground not in keys:
            yield ("guide",), f"grunden ”{end.ground}” i vägledningen finns inte"


def _place(index: int, rules: int) -> tuple[str | int, ...]:
    return ("rules", index) if index < rules else ("other_grounds", index - rules)
