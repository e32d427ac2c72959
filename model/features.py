"""What the linear scorer sees of a comment: n-grams, and the lexicon's categories in their context.

Many words that name a group are seen only by their category and ground, never by their letters, so
that no such name scores by itself and what is learnt of one group holds for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.lexicon import Lexicon, shipped_lexicon
from model.ngrams import (
    Grams,
    Hashes,
    Mask,
    Places,
    Words,
    bucket_of,
    character_grams,
    pair_grams,
    single_grams,
    split_words,
    word_hashes,
)

NEAR = 8
"""How many words apart two categories may stand to count as met."""
_TOKEN_SEED = np.uint64(0x7E57ED)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every feature of a batch: its bucket, its comment, and the words it touches.

    `bucket`, `row`, `word` (its first word) and `reach` (how many words it spans) have one entry a
    feature; `words` are those that the numbers refer to, `texts` their letters ("" where only the
    word's category may be seen). `token` are the lexicon's tokens that were found, by number, each
    at the word `token_word`.
    """

    bucket: Places
    row: Places
    word: Places
    reach: Places
    words: Words
    texts: list[str]
    token: Places
    token_word: Places


def occurrences(texts: Sequence[str], lexicon: Lexicon | None = None) -> Occurrences:
    """All features of normalised texts, by bucket and place."""
    lexicon = lexicon or shipped_lexicon()
    words, written, places, tokens = _read(texts, lexicon)
    if not written:
        nothing = np.empty(0, dtype=np.intp)
        return Occurrences(nothing, nothing, nothing, nothing, words, [], nothing, nothing)
    hidden = np.zeros(len(written), dtype=bool)
    hidden[places[lexicon.hidden[tokens]]] = True
    grams = _grams(words, places, tokens, hidden)
    bucket = np.concatenate([each.bucket for each in grams])
    word = np.concatenate([each.word for each in grams])
    reach = np.concatenate([each.reach for each in grams])
    for place in np.flatnonzero(hidden).tolist():
        written[place] = ""
    return Occurrences(bucket, words.row[word], word, reach, words, written, tokens, places)


def visible_words(texts: Sequence[str]) -> tuple[Words, list[str], dict[int, str]]:
    """The words of normalised texts, their letters, and the attribute of each that only its category may show."""
    lexicon = shipped_lexicon()
    words, written, places, tokens = _read(texts, lexicon)
    concealed = lexicon.hidden[tokens]
    found = zip(places[concealed].tolist(), tokens[concealed].tolist(), strict=True)
    return words, written, {place: lexicon.tokens[number].attribute for place, number in found}


def _read(texts: Sequence[str], lexicon: Lexicon) -> tuple[Words, list[str], Places, Places]:
    """The words, their letters, and the word and number of each token of the lexicon."""
    words = split_words(texts)
    written = words.texts() if len(words.starts) else []
    return words, written, *_tokens(written, lexicon)


def _grams(words: Words, places: Places, numbers: Places, hidden: Mask) -> list[Grams]:
    hashes = word_hashes(words)
    tokens = hashes.copy()
    if len(places):
        named = (numbers.astype(np.uint64) + np.uint64(1)) * _TOKEN_SEED
        first = np.flatnonzero(np.diff(places, prepend=-1))
        tokens[places[first]] = named[first]
        hashes = np.where(hidden, tokens, hashes)
    grams = [
        character_grams(words, np.flatnonzero(~hidden)),
        single_grams(hashes, 101),
        pair_grams(hashes, words.row, 1, 102),
        pair_grams(hashes, words.row, 2, 103),
    ]
    if len(places):
        grams += [
            single_grams(named, 104, places),
            _kept(pair_grams(tokens, words.row, 1, 105), tokens != hashes),
            _kept(pair_grams(tokens, words.row, 2, 106), tokens != hashes),
            _meetings(named, places, words.row),
        ]
    return grams


def _tokens(texts: Sequence[str], lexicon: Lexicon) -> tuple[Places, Places]:
    """Word and token number of everything that the lexicon knows, by word, most telling first."""
    found = [
        (place, number) for place, text in enumerate(texts) for number in lexicon.of_word(text)
    ]
    found += lexicon.phrases(texts)
    if not found:
        nothing = np.empty(0, dtype=np.intp)
        return nothing, nothing
    table = np.array(sorted(found), dtype=np.intp)
    return table[:, 0], table[:, 1]


def _kept(grams: Grams, telling: Mask) -> Grams:
    """Only the pairs of which at least one word is a category's."""
    keep = telling[grams.word] | telling[grams.word + grams.reach - 1]
    return Grams(grams.bucket[keep], grams.word[keep], grams.reach[keep])


def _meetings(named: Hashes, places: Places, row: Places) -> Grams:
    """Pairs of categories that meet within NEAR words of one comment, in either order."""
    buckets, firsts, reaches = [], [], []
    for step in range(1, len(places)):
        distance = places[step:] - places[:-step]
        close = np.flatnonzero((distance <= NEAR) & (row[places[step:]] == row[places[:-step]]))
        if not len(close):
            break
        one, other = named[close], named[close + step]
        pair = np.minimum(one, other) * np.uint64(31) + np.maximum(one, other)
        buckets.append(bucket_of(pair, 107))
        firsts.append(places[close])
        reaches.append(distance[close] + 1)
    if not buckets:
        nothing = np.empty(0, dtype=np.intp)
        return Grams(nothing, nothing, nothing)
    return Grams(np.concatenate(buckets), np.concatenate(firsts), np.concatenate(reaches))
