"""Slips of the hand: one letter left out, doubled, or from a neighbouring key, or two changed about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

SHORTEST = 6
"""Letters of a word that a reader knows again with one of them wrong."""
_KEYS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_BESIDE = {
    letter: {
        other
        for near in _KEYS[max(0, row - 1) : row + 2]
        for other in near[max(0, place - 1) : place + 2]
        if other != letter
    }
    for row, keys in enumerate(_KEYS)
    for place, letter in enumerate(keys)
}


class Slips:
    """Words of SHORTEST letters or more, found again by what a slip of the hand makes of one.

    They are kept by what is left with one letter gone: whatever slip it was, the word and what was
    typed have such a rest in common (Garbe's symmetric deletes).
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for word in words:
            if len(word) >= SHORTEST:
                for rest in (word, *_rests(word)):
                    self._by_rest[rest].append(word)

    def meant(self, typed: str) -> str | None:
        """The word that was meant, where one slip made `typed` of it; None where none fits."""
        if len(typed) < SHORTEST - 1:
            return None
        for rest in (typed, *_rests(typed)):
            for word in self._by_rest.get(rest, ()):
                if is_slip(word, typed):
                    return word
        return None


def is_slip(word: str, typed: str) -> bool:
    """Whether one slip made `typed` of a word; its first letter is never the one left out."""
    if len(typed) == len(word):
        wrong = [place for place, letter in enumerate(word) if letter != typed[place]]
        if len(wrong) == 1:
            return typed[wrong[0]] in _BESIDE.get(word[wrong[0]], ())
        pair = slice(wrong[0], wrong[0] + 2) if wrong else slice(0)
        return len(wrong) == 2 and word[pair] == typed[pair][::-1]  # noqa: PLR2004
    longer, shorter = (word, typed) if len(word) > len(typed) else (typed, word)
    if len(longer) - len(shorter) != 1:
        return False
    place = next((k for k, letter in enumerate(shorter) if letter != longer[k]), len(shorter))
    if place == 0 or longer[place + 1 :] != shorter[place:]:
        return False
    return longer == word or longer[place] == longer[place - 1]


def _rests(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))
