"""Obfuscation: twins of harmful comments, spelled to slip past, and how much recall they cost.

Written apart from the disguises that training learns from, with other letters and other tricks, so
that what is measured is not what was practised.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.estimates import Flags
from evaluation.samples import Sample
from evaluation.scores import ScoredCollection, Track, score_texts, untracked
from evaluation.slices import Share
from model.classifier import Classifier
from model.guard import flags_of
from model.labels import SCORED, TOXIC
from model.lexicon import shipped_lexicon

MOST = 250
"""Comments that are disguised, each in every way."""
SEED = 411
LONG = 6
"""Letters of a word that a reader knows again with one of them wrong."""
TELLING = frozenset({"slur", "obscenity", "insult", "dehumanise", "sexual_act", "violence"})
_WORD = re.compile(r"[^\W\d_]{3,}")
_KEYS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_DIGITS = {"a": "4", "b": "8", "e": "3", "g": "9", "i": "1", "o": "0", "s": "5", "t": "7", "z": "2"}
_GREEK_AND_CYRILLIC = dict(zip("aeikmoptuvxyABEHKMOPTX", "αеіκмοрτυνхуАВЕНКМОРТХ", strict=False))
_FULLWIDTH = {chr(letter): chr(letter + 0xFEE0) for letter in range(ord("!"), ord("~") + 1)}
_ASCII = {"å": "aa", "ä": "ae", "ö": "oe"}
_SOFT = "\u00ad\u200c\u2060"

Chance = random.Random
Way = Callable[[str, Chance], str]
Places = NDArray[np.int_]


def starred_out(word: str, _: Chance) -> str:
    """The inner letters behind stars, of a long word all but two at each end."""
    kept = 1 if len(word) < LONG else 2
    return word[:kept] + "*" * (len(word) - 2 * kept) + word[-kept:]


def censored(word: str, chance: Chance) -> str:
    """One inner letter behind a sign."""
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + chance.choice("*#@x?") + word[place + 1 :]


def in_digits(word: str, _: Chance) -> str:
    """Letters drawn as digits, the first too."""
    return _exchanged(word.lower(), _DIGITS)


def spread(word: str, chance: Chance) -> str:
    """Spaces, points, strokes between all letters."""
    return chance.choice((" ", ". ", "-", " - ", "/", "·")).join(word)


def drawn_out(word: str, chance: Chance) -> str:
    """The last or another letter many times over."""
    place = chance.choice((len(word) - 1, chance.randrange(len(word))))
    return word[:place] + word[place] * chance.randint(4, 8) + word[place + 1 :]


def foreign_letters(word: str, _: Chance) -> str:
    """Greek and Cyrillic letters that look alike."""
    return _exchanged(word, _GREEK_AND_CYRILLIC)


def wide_letters(word: str, _: Chance) -> str:
    """Full-width letters."""
    return _exchanged(word, _FULLWIDTH)


def unseen_marks(word: str, chance: Chance) -> str:
    """A soft hyphen or a joiner in one place."""
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(_SOFT) + word[place:]


def wrong_key(word: str, chance: Chance) -> str:
    """One inner letter exchanged for its neighbour on a Swedish keyboard, if the word is long."""
    if len(word) < LONG:
        return word
    place = chance.randrange(1, len(word) - 1)
    row = next((keys for keys in _KEYS if word[place].lower() in keys), "")
    if not row:
        return word
    key = row.index(word[place].lower())
    return word[:place] + row[key + 1 if key + 1 < len(row) else key - 1] + word[place + 1 :]


def dropped_letter(word: str, chance: Chance) -> str:
    """One inner letter left out, if the word is long enough to be known without it."""
    if len(word) < LONG:
        return word
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1 :]


def mixed_case(word: str, chance: Chance) -> str:
    """Small and capital letters by turns."""
    first = chance.randrange(2)
    return "".join(
        letter.upper() if (place + first) % 2 else letter.lower()
        for place, letter in enumerate(word)
    )


def without_dots(word: str, _: Chance) -> str:
    """aa, ae and oe for å, ä and ö."""
    return _exchanged(word, _ASCII)


WAYS: tuple[Way, ...] = (
    starred_out,
    censored,
    in_digits,
    spread,
    drawn_out,
    foreign_letters,
    wide_letters,
    unseen_marks,
    wrong_key,
    dropped_letter,
    mixed_case,
    without_dots,
)


@dataclass(frozen=True, slots=True)
class Twins:
    """Of the labels that disguised comments carry, those flagged before and after."""

    name: str
    plain: Share
    disguised: Share

    @property
    def lost(self) -> float:
        """Points of recall lost; below zero where the disguise gave the comment away."""
        return 100 * (self.plain.estimate.point - self.disguised.estimate.point)


@dataclass(frozen=True, slots=True)
class Obfuscation:
    """Recall lost over all disguised twins, by way and by label; how many twins there were."""

    twins: int
    overall: Twins
    ways: tuple[Twins, ...]
    labels: tuple[Twins, ...]


def disguise(text: str, way: Way, chance: Chance) -> str:
    """The text with its telling words (see the lexicon) disguised in one way."""
    return _WORD.sub(lambda word: way(word[0], chance) if _telling(word[0]) else word[0], text)


def measure_obfuscation(
    classifier: Classifier, scored: ScoredCollection, track: Track = untracked
) -> Obfuscation | None:
    """Recall before and after; None where no harmful comment holds a word worth disguising."""
    names = [name for name in TOXIC if name in scored.collection.known]
    samples = _worth_disguising(scored.collection.samples, frozenset(names))
    if not samples:
        return None
    ways, twins, texts = _twins(samples)
    every = [*(sample.text for sample in samples), *texts]
    scores = score_texts(classifier, every, track, f"Disguising {scored.collection.name}")
    flagged = flags_of(scores, classifier.thresholds)
    flags = flagged[:, [SCORED.index(name) for name in names]]
    wanted = np.array([[name in sample.wanted for name in names] for sample in samples])[twins]
    return _compared(ways, wanted, flags[twins] & wanted, flags[len(samples) :] & wanted, names)


def _twins(samples: Sequence[Sample]) -> tuple[Places, Places, list[str]]:
    """Each way by number, each disguised sample by number, and the texts that came out changed."""
    chance = Chance(SEED)
    made = [
        (way, twin, disguise(sample.text, WAYS[way], chance))
        for way in range(len(WAYS))
        for twin, sample in enumerate(samples)
    ]
    changed = [each for each in made if each[2] != samples[each[1]].text]
    ways, twins, texts = zip(*changed, strict=True)
    return np.array(ways), np.array(twins), list(texts)


def _compared(
    ways: Places, wanted: Flags, before: Flags, after: Flags, names: Sequence[str]
) -> Obfuscation:
    """`wanted`, and what of it was flagged before and after, of shape (twins, names)."""

    def over(name: str, chosen: tuple[Any, ...]) -> Twins:
        of = int(wanted[chosen].sum())
        return Twins(name, *(Share(int(hits[chosen].sum()), of) for hits in (before, after)))

    return Obfuscation(
        twins=len(ways),
        overall=over("all", (...,)),
        ways=tuple(over(_title(way), (ways == place,)) for place, way in enumerate(WAYS)),
        labels=tuple(over(name, (..., place)) for place, name in enumerate(names)),
    )


def _worth_disguising(samples: Sequence[Sample], names: frozenset[str]) -> list[Sample]:
    worth = [
        sample
        for sample in samples
        if sample.wanted & names and any(map(_telling, _WORD.findall(sample.text)))
    ]
    return Chance(SEED).sample(worth, min(MOST, len(worth)))


def _telling(word: str) -> bool:
    return shipped_lexicon().is_of(word.lower(), TELLING)


def _exchanged(word: str, letters: Mapping[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in word)


def _title(way: Way) -> str:
    return way.__name__.replace("_", " ")
