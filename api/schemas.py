"""The HTTP bodies, as pydantic checks them and OpenAPI shows them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.decisions.batch import MOST
from api.fields import (
    ActionName,
    Address,
    CommentText,
    Identifier,
    Moment,
    Name,
    Words,
    as_string,
    short,
)
from model.policy import ACTIONS


class Body(BaseModel):
    """A request body: unknown members are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class ProblemError(BaseModel):
    """One field that is wrong: where it is and what to mend."""

    model_config = ConfigDict(extra="allow")

    pointer: str = Field(examples=["/reason"])
    detail: str = Field(examples=["Skriv ett skäl med minst 10 tecken."])


class Problem(BaseModel):
    """Every error of the API (RFC 9457)."""

    type: str = Field(examples=["urn:problem-type:uppsikt:conflict"])
    title: str = Field(examples=["Går inte i detta läge"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["Någon annan arbetar med det här beslutet just nu."])
    errors: list[ProblemError]


class Item(Body):
    """One text of a batch, with the caller's own id."""

    id: Identifier
    text: CommentText


class ClassificationsIn(Body):
    """Either `texts` or `items`."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"texts": ["När öppnar badhuset?"]}]}
    )

    texts: list[CommentText] | None = None
    items: list[Item] | None = None


class DecisionIn(Body):
    """A platform's comment."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "channel": "nassjo",
                    "comment_id": "fb-1029384756",
                    "text": "När öppnar badhuset i påsk?",
                    "author": "Exempel Exempelsson",
                    "url": "https://example.com/p/1#c1029384756",
                }
            ]
        },
    )

    channel: Identifier
    comment_id: Identifier
    text: CommentText
    author: Name | None = None
    author_id: Name | None = None
    url: Address | None = None
    parent: Name | None = None
    published_at: Moment | None = None
    author_is_official: bool = False


class ReviewIn(Body):
    """A human's verdict. `version` guards against deciding on a wording that has changed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "verdict": "change",
                    "actions": ["preserve", "delete"],
                    "ground": "hot",
                    "reason": "Uttalat hot mot en namngiven handläggare.",
                }
            ]
        },
    )

    verdict: Literal["confirm", "change", "dismiss"]
    actions: list[ActionName] | None = Field(None, max_length=len(ACTIONS))
    ground: Identifier
    reason: Words
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class RestorationIn(Body):
    """Why a hidden comment is shown again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"ground": "felaktigt-forslag", "reason": "Citat ur en film, inget hot mot någon."}
            ]
        },
    )

    ground: Identifier
    reason: Words


class ChosenIn(Body):
    """A decision and the version of it that the human has read."""

    decision: Identifier
    version: int = Field(ge=1, le=2**31 - 1)


class DismissalsIn(Body):
    """Several harmless comments that are left as they stand, for one ground and reason."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "decisions": [
                        {"decision": "0d9d2a0e-5c3f-4d0b-9c57-2f1f6b1f2a11", "version": 1}
                    ],
                    "ground": "ingen-overtradelse",
                    "reason": "Vanliga frågor som står kvar.",
                }
            ]
        },
    )

    decisions: list[ChosenIn] = Field(min_length=1, max_length=MOST)
    ground: Identifier
    reason: Words


class DismissalOut(BaseModel):
    """How it went for one of them: decided, or the problem that left it waiting."""

    decision: str
    problem: Problem | None


class DismissalsOut(BaseModel):
    """One result for each decision, in order, and how many stand decided."""

    decided: int
    results: list[DismissalOut]


class ExecutionIn(Body):
    """What the tool did on the page."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"action": "hide", "outcome": "done"}]}
    )

    action: ActionName
    outcome: Literal["done", "failed"]
    executed_at: Moment | None = None
    detail: Words | None = None


class ActivationIn(Body):
    """A profile's activation; `hash` guards against a file that has changed since it was read."""

    hash: Annotated[str, short(64), as_string(maxLength=64)] | None = None


class SessionIn(Body):
    """A human's sign-in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"email": "karin@example.se", "password": "…"}]},
    )

    email: Annotated[str, short(320), as_string(maxLength=320)]
    password: Annotated[str, short(1000), as_string(maxLength=1000, format="password")]
    code: Annotated[
        str,
        short(40),
        as_string(maxLength=40, description="From the phone, or a recovery code; each holds once"),
    ] = ""


class SessionOut(BaseModel):
    """A session: send the token as `Authorization: Bearer`."""

    token: str
    expires_at: str
    user: dict[str, str]


class Finding(BaseModel):
    """A stretch of the text, in Unicode code points, `end` exclusive."""

    model_config = ConfigDict(extra="allow")

    kind: str
    start: int
    end: int
    score: float
    level: int | None = None


class AssessmentOut(BaseModel):
    """What the model says."""

    model_config = ConfigDict(extra="allow")

    scores: dict[str, float]
    flags: list[str]
    findings: list[Finding]


class ActionOut(BaseModel):
    """One suggested action."""

    action: str
    rules: list[str]
    legal_basis: dict[str, str]
    explanation: str
    needs_human: bool
    deadline: str | None = None


class SuggestionOut(BaseModel):
    """What the municipality's rules ask for."""

    model_config = ConfigDict(extra="allow")

    actions: list[ActionOut]
    retention: str | None


class DecisionSummary(BaseModel):
    """A row of the queue; never the comment's words."""

    model_config = ConfigDict(extra="allow")

    id: str
    state: str
    channel: str
    comment_id: str
    version: int
    urgency: str
    deadline: str | None
    received_at: str
    assignee: str | None
    model: str
    profile: str
    flags: list[str]
    actions: list[str]
    links: dict[str, str]


class DecisionOut(BaseModel):
    """A decision."""

    model_config = ConfigDict(extra="allow")

    id: str
    state: str
    channel: str
    comment_id: str
    version: int
    model: str
    profile: str
    assessment: AssessmentOut
    suggestion: SuggestionOut
    comment: dict[str, Any]
    review: dict[str, Any] | None
    evidence: list[dict[str, Any]]
    executions: list[dict[str, Any]]
    remaining: list[str]
    drafts: list[dict[str, str]]
    escalation: dict[str, Any] | None
    marked: list[dict[str, str | None]]
    guide: dict[str, Any] | None
    links: dict[str, str]


class DecisionPage(BaseModel):
    """One page of the queue."""

    items: list[DecisionSummary]
    next: str | None


class ClassificationsOut(BaseModel):
    """One result a text, in order."""

    model: str
    results: list[AssessmentOut]


class EntryOut(BaseModel):
    """One link of the registry's chain."""

    sequence: int
    time: str
    actor: str
    type: str
    decision: str | None
    payload: dict[str, Any]
    previous: str
    hash: str


class EntryPage(BaseModel):
    """Entries in order and where the next page begins."""

    items: list[EntryOut]
    next: int | None
    head: dict[str, Any]


class VerificationOut(BaseModel):
    """Whether the whole chain holds, and the first entry that does not."""

    valid: bool
    entries: int
    head: str
    fault: dict[str, Any] | None
    contents: dict[str, Any] | None = None
