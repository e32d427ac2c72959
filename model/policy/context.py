"""Context: what is known of the channel and of the comment besides its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from model.policy.watch import Watch


@dataclass(frozen=True, slots=True)
class Context:
    """Facts that rules may ask for; `now` is when the watch began and starts every deadline.

    `watch` is the channel's own staffed hours and who is on call, where they differ from the
    profile's. Raises ValueError when `now` has no time zone.
    """

    owned: bool = True
    medium: str = "facebook"
    language: str = "sv"
    is_reply: bool = False
    has_link: bool = False
    author_is_official: bool = False
    now: datetime | None = None
    watch: Watch | None = None

    def __post_init__(self) -> None:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("Context.now needs a time zone")
