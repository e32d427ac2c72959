"""Disguises: a comment written as people write who slip past word lists, or who simply mistype.

Made at training time and for tests of robustness; a disguise never changes what a reader understands.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from model.lexicon import shipped_lexicon

TELLING = frozenset({"slur", "obscenity", "insult", "violence", "dehumanise", "sexual_act"})
"""Categories of words that people disguise."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_VOWELS = "aeiouyåäö"
_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})
_SIGNS = str.maketrans({"a": "@", "s": "$", "i": "!", "e": "€"})
_LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")
_BARE = str.maketrans("åäöÅÄÖ", "aaoAAO")

Chance = random.Random
Change = Callable[[str, Chance], str]


def disguise(text: str, chance: Chance) -> str:
    """The text with one or two words disguised, the telling ones first, or mistyped as a whole."""
    if chance.random() < 0.2:  # noqa: PLR2004
        return chance.choice(WHOLE)(text, chance)
    words = list(_WORD.finditer(text))
    if not words:
        return text
    lexicon = shipped_lexicon()
    telling = [word for word in words if lexicon.is_of(word[0].lower(), TELLING)]
    chosen = telling or [chance.choice(words)]
    change = chance.choice(OF_A_WORD)
    for word in sorted(chosen[:2], key=lambda found: -found.start()):
        text = text[: word.start()] + change(word[0], chance) + text[word.end() :]
    return text


def starred(word: str, chance: Chance) -> str:
    """f*n, h*ra, id**t: inner letters, vowels first, behind a sign."""
    inner = [place for place in range(1, len(word) - 1) if word[place].lower() in _VOWELS]
    places = set(inner[: chance.randint(1, 2)] or [1])
    sign = chance.choice("***#%-_.")
    return "".join(sign if place in places else letter for place, letter in enumerate(word))


def leet(word: str, _: Chance) -> str:
    """1d10t."""
    return word[0] + word[1:].translate(_LEET)


def signs(word: str, _: Chance) -> str:
    """!d!ot, b@jsk0rv."""
    return word[0] + word[1:].translate(_SIGNS)


def spaced(word: str, chance: Chance) -> str:
    """F a n, i.d.i.o.t."""
    return chance.choice((" ", " ", ".", "-", "_")).join(word)


def stretched(word: str, chance: Chance) -> str:
    """jäääävla."""
    places = [place for place, letter in enumerate(word) if letter.lower() in _VOWELS] or [0]
    place = chance.choice(places)
    return word[:place] + word[place] * chance.randint(3, 6) + word[place + 1 :]


def lookalikes(word: str, _: Chance) -> str:
    """Letters of another alphabet that look the same."""
    return word.translate(_LOOKALIKES)


def hidden_marks(word: str, chance: Chance) -> str:
    """Zero-width marks between the letters."""
    return chance.choice("\u200b\u200d\u00ad").join(word)


def mistyped(word: str, chance: Chance) -> str:
    """Two letters swapped, one dropped, or one doubled."""
    place = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
        )
    )


def bare_letters(text: str, _: Chance) -> str:
    """Without the dots and rings of å, ä, ö."""
    return text.translate(_BARE)


def shouted(text: str, _: Chance) -> str:
    """In capitals."""
    return text.upper()


def unpunctuated(text: str, _: Chance) -> str:
    """Small letters, no punctuation."""
    return re.sub(r"[.,!?;:]", "", text).lower()


OF_A_WORD: tuple[Change, ...] = (
    starred,
    starred,
    leet,
    signs,
    spaced,
    stretched,
    lookalikes,
    hidden_marks,
    mistyped,
    mistyped,
)
WHOLE: tuple[Change, ...] = (bare_letters, shouted, unpunctuated)
