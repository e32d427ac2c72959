"""The words that the registry's search looks in: folded once, erased with the content."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.archive.tables import SearchText


def fold(words: str) -> str:
    """Case, spacing and composition levelled; what no database stores becomes a space."""
    level = unicodedata.normalize("NFC", words).casefold()
    storable = "".join(" " if _is_unstorable(one) else one for one in level)
    return " ".join(storable.split())


def index(session: Session, decision: str, words: Iterable[str | None]) -> None:
    """Let the decision be found by these words, and no longer by earlier ones."""
    session.execute(delete(SearchText).where(SearchText.decision_id == decision))
    session.add(SearchText(decision_id=decision, words=fold(" ".join(filter(None, words)))))


def _is_unstorable(one: str) -> bool:
    return one == "\x00" or "\ud800" <= one <= "\udfff"
