"""Condition: the `when` of a rule, and whether it holds for one assessed comment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from model.assessment import NORMALLY_FINE, Assessment, Finding
from model.labels import GROUNDS, HARMS, LABELS, PERSONAL_DATA_KINDS
from model.policy.context import Context
from model.policy.strict import Strict
from model.policy.watch import OFFICE_HOURS, Watch

UNKNOWN_GROUND = "unknown"
"""The ground of hate_speech whose ground the model cannot tell; never one of the statute's."""

_GROUND_NAMES = (*GROUNDS, UNKNOWN_GROUND)
_GROUND_SHARE = 1 / 3
_LEVEL_ONE_KINDS = frozenset(
    {"personnummer", "coordination_number", "interim_number", "passport", "sensitive"}
)
_LEVEL_UNTOLD = 2


def _is_among(names: tuple[str, ...], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in names:
            raise ValueError(f"{what} ”{value}” finns inte; välj bland {', '.join(names)}")
        return value

    return AfterValidator(check)


LabelName = Annotated[
    str, _is_among(LABELS, "etiketten"), Field(json_schema_extra={"enum": list(LABELS)})
]
GroundName = Annotated[
    str, _is_among(_GROUND_NAMES, "hatgrunden"), Field(json_schema_extra={"enum": [*_GROUND_NAMES]})
]
KindName = Annotated[
    str,
    _is_among(PERSONAL_DATA_KINDS, "uppgiftsslaget"),
    Field(json_schema_extra={"enum": list(PERSONAL_DATA_KINDS)}),
]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Threshold = Annotated[Probability | Literal["flag"], Field(union_mode="left_to_right")]
Level = Annotated[int, Field(ge=1, le=3)]


class Labels(Strict):
    """Labels by the score that counts: a probability, or "flag" for the profile's or model's own."""

    any: dict[LabelName, Threshold] = Field(default_factory=dict)
    all: dict[LabelName, Threshold] = Field(default_factory=dict)


class Findings(Strict):
    """Personal data of the `kinds` whose most exposed level is among `levels`.

    A flagged personal_data label without any marked place counts as level 2: a human looks.
    """

    levels: tuple[Level, ...] = Field(min_length=1)
    kinds: tuple[KindName, ...] = Field(default=PERSONAL_DATA_KINDS, min_length=1)


class Facts(Strict):
    """Facts of model.policy.Context that must be so; what is left out may be anything.

    `staffed` is whether somebody watches the channel at that hour.
    """

    owned: bool | None = None
    medium: str | None = None
    language: str | None = None
    is_reply: bool | None = None
    has_link: bool | None = None
    author_is_official: bool | None = None
    staffed: bool | None = None


class Condition(Strict):
    """Holds when every part that is given holds."""

    labels: Labels = Labels()
    grounds: tuple[GroundName, ...] = ()
    findings: Findings | None = None
    context: Facts = Facts()


class When(Condition):
    """A rule's condition; `not` may not hold, `otherwise` holds where no other rule does."""

    not_: Condition | None = Field(default=None, alias="not")
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One assessed comment in its context, with what of the profile weighs it.

    `strict` is the reading that no personal data may be published: then what is normally fine
    counts as for a human to decide, unless it is no private person's.
    """

    assessment: Assessment
    context: Context
    thresholds: Mapping[str, float]
    watch: Watch = OFFICE_HOURS
    strict: bool = False

    @property
    def is_staffed(self) -> bool:
        """Whether somebody watches the channel at that hour; taken for granted without a clock."""
        now = self.context.now
        return now is None or self.watch.is_staffed(now)

    @property
    def on_call(self) -> str | None:
        """Whom to reach where nobody watches, if the watch names somebody."""
        return None if self.is_staffed else self.watch.on_call

    def has_label(self, label: str, threshold: Threshold = "flag") -> bool:
        """Whether the label's score counts under `threshold`."""
        limit = self.thresholds.get(label) if threshold == "flag" else threshold
        if limit is None:
            return label in self.assessment.flags
        return self.assessment.scores.get(label, 0.0) >= limit

    def ground(self) -> str:
        """The most probable ground of hate, unknown where it has under a third of the hate's score."""
        grounds = self.assessment.grounds
        if not grounds:
            return UNKNOWN_GROUND
        best = max(grounds, key=lambda name: grounds[name])
        enough = _GROUND_SHARE * self.assessment.scores.get("hate_speech", 0.0)
        return best if grounds[best] >= max(enough, 1e-9) else UNKNOWN_GROUND

    def exposure(self, kinds: Iterable[str]) -> int | None:
        """The lowest (most exposed) level of personal data among `kinds`, None where there is none."""
        wanted = frozenset(kinds)
        marked = [one for one in self.assessment.findings if one.kind in PERSONAL_DATA_KINDS]
        levels = [self.level_of(one) for one in marked if one.kind in wanted]
        if not marked and self.has_label("personal_data"):
            levels = [_LEVEL_UNTOLD]
        return min(levels, default=None)

    def level_of(self, finding: Finding) -> int:
        """The level as the page reads it; its kind's usual one where the recogniser told none."""
        if finding.level is None:
            return 1 if finding.kind in _LEVEL_ONE_KINDS else _LEVEL_UNTOLD
        return _LEVEL_UNTOLD if self.is_raised(finding) else finding.level

    def is_raised(self, finding: Finding) -> bool:
        """Whether only the page's strict reading makes the finding one for a human to decide.

        Criticism is not taken away for a name that points nobody out.
        """
        if not self.strict or finding.public or self.has_label("criticism"):
            return False
        return finding.level == NORMALLY_FINE


def holds(when: When, reading: Reading) -> bool:
    """Whether a rule's condition holds; always False for `otherwise`, which the engine handles."""
    if when.otherwise or not _condition_holds(when, reading):
        return False
    return when.not_ is None or not _condition_holds(when.not_, reading)


def held_labels(when: When, reading: Reading) -> tuple[str, ...]:
    """The labels that the condition asks for and the comment has, in label order."""
    asked = {**when.labels.any, **when.labels.all}
    if when.grounds:
        asked.setdefault("hate_speech", "flag")
    return tuple(one for one in LABELS if one in asked and reading.has_label(one, asked[one]))


def asks_for_harm(when: Condition) -> bool:
    """Whether the condition can hold only where a harm is seen or personal data marked."""
    some = bool(when.labels.any) and all(label in HARMS for label in when.labels.any)
    every = any(label in HARMS for label in when.labels.all)
    return some or every or bool(when.grounds) or when.findings is not None


def is_empty(when: Condition) -> bool:
    """Whether the condition asks for nothing, and so would hold for every comment."""
    return when == type(when)()


def _condition_holds(when: Condition, reading: Reading) -> bool:
    return (
        _labels_hold(when.labels, reading)
        and _grounds_hold(when, reading)
        and _findings_hold(when.findings, reading)
        and _facts_hold(when.context, reading)
    )


def _labels_hold(labels: Labels, reading: Reading) -> bool:
    some = not labels.any or any(reading.has_label(*item) for item in labels.any.items())
    return some and all(reading.has_label(*item) for item in labels.all.items())


def _grounds_hold(when: Condition, reading: Reading) -> bool:
    if not when.grounds:
        return True
    asked = when.labels.any.get("hate_speech", when.labels.all.get("hate_speech", "flag"))
    return reading.has_label("hate_speech", asked) and reading.ground() in when.grounds


def _findings_hold(findings: Findings | None, reading: Reading) -> bool:
    return findings is None or reading.exposure(findings.kinds) in findings.levels


def _facts_hold(facts: Facts, reading: Reading) -> bool:
    return all(_fact_holds(name, getattr(facts, name), reading) for name in facts.model_fields_set)


def _fact_holds(name: str, wanted: object, reading: Reading) -> bool:
    given = reading.is_staffed if name == "staffed" else getattr(reading.context, name)
    return wanted is None or given == wanted
