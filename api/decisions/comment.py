"""A comment as a tool sends it, and the commitment that binds the registry to it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on a platform; `comment_id` is the platform's own."""

    channel: str
    comment_id: str
    text: str
    author: str | None = None
    author_id: str | None = None
    url: str | None = None
    parent: str | None = None
    published_at: datetime | None = None
    author_is_official: bool = False

    @property
    def has_link(self) -> bool:
        """Whether the text links somewhere."""
        return has_link(self.text)


def has_link(text: str) -> bool:
    """Whether the text links somewhere."""
    return _LINK.search(text) is not None


def new_salt() -> str:
    """32 random bytes (hex): without them a commitment says nothing of what it binds."""
    return secrets.token_hex(32)


def commit(salt: str, content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the salt and the content's JSON: ASCII, sorted keys, no spaces."""
    body = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(bytes.fromhex(salt) + body.encode("ascii")).hexdigest()


def committed(comment: Comment) -> dict[str, Any]:
    """What a version's commitment covers."""
    return {
        "comment_id": comment.comment_id,
        "text": comment.text,
        "author": comment.author,
        "author_id": comment.author_id,
        "url": comment.url,
        "parent": comment.parent,
        "published_at": _utc(comment.published_at),
    }


def _utc(moment: datetime | None) -> str | None:
    # In UTC, as it is stored: whoever checks the commitment later has no other zone to go by.
    return moment.astimezone(UTC).isoformat() if moment else None
