"""Guide: a guideline's decision tree as questions that a reviewer may follow; it never removes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.policy.actions import REMOVALS
from model.policy.strict import Strict
from model.policy.values import Actions, Key, Words, action_faults, repeats


class Answer(Strict):
    """One answer and the key of the question or end that it leads to."""

    answer: Words
    to: Key


class Question(Strict):
    """One question of the tree, in the guideline's own words."""

    key: Key
    question: Words
    quote: Words
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]


class End(Strict):
    """Where the answers lead: actions to consider, and the ground to choose where there is one."""

    key: Key
    title: Words
    actions: Actions
    quote: Words
    advice: Words | None = None
    ground: Key | None = None


class Guide(Strict):
    """A tree of questions, begun at the first; each answer leads onward, so it always ends."""

    title: Words
    source: Words
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    ends: Annotated[tuple[End, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for message in _guide_faults(self):
            raise ValueError(f"vägledningen: {message}")
        return self


def _guide_faults(guide: Guide) -> Iterator[str]:
    keys = [one.key for one in guide.questions] + [one.key for one in guide.ends]
    for index in repeats(keys):
        yield f"nyckeln ”{keys[index]}” finns redan"
    for end in guide.ends:
        yield from (f"”{end.key}”: {fault}" for fault in action_faults(end.actions))
        if REMOVALS & set(end.actions):
            yield f"”{end.key}” leder till hide eller delete; ett träd tar aldrig bort något självt"
    for place, question in enumerate(guide.questions):
        for answer in question.answers:
            if answer.to not in keys[place + 1 :]:
                yield f"”{question.key}” leder till ”{answer.to}”, som inte står längre ned"
    reached = {answer.to for question in guide.questions for answer in question.answers}
    yield from (f"inget svar leder till ”{key}”" for key in keys[1:] if key not in reached)
