"""A Swedish comment in English, word by word, for an encoder that has read English.

No encoder that has read much Swedish can be had without the hub; one that has read English can. Word for
word ("they come here only for the benefits take") is poor English but the same words in nearly the same
order. A group's name is read as its ground's, as everywhere: what is learnt of one holds for the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.features import visible_words
from model.lexicon import shipped_lexicon
from model.words import shipped_words

_GROUNDS = {
    "ethnicity": "immigrants",
    "religion": "religious people",
    "sexual_orientation": "gays",
    "gender_identity": "trans people",
    "disability": "disabled people",
}
_CRUDE = {
    "slur:ethnicity": "darkies",
    "slur:religion": "goatfuckers",
    "slur:sexual_orientation": "faggot",
    "slur:gender_identity": "tranny",
    "slur:gender": "bitch",
    "slur:disability": "retard",
    "obscenity:1": "shit",
    "obscenity:2": "fucking",
    "obscenity:3": "whore",
    "insult:1": "fool",
    "insult:2": "idiot",
    "insult:3": "scumbag",
    "dehumanise": "vermin",
    "disgust": "disgusting",
    "gore": "gory",
    "abnormal": "abnormal",
    "sexual_act:obscene": "fuck",
    "sexual_act:plain": "sex",
    "sexual_body:obscene": "cock",
    "sexual_body:plain": "genitals",
    "swear_prefix": "damn",
    "mild_oath": "damn",
}
"""How a word is read that the lexicon knows by category and the word table does not hold."""


def glossed(texts: Sequence[str]) -> list[str]:
    """Folded texts in English; a word that neither table nor lexicon knows stays as it is."""
    words, written, hidden = visible_words(texts)
    comments: list[list[str]] = [[] for _ in texts]
    for place, (word, row) in enumerate(zip(written, words.row.tolist(), strict=True)):
        ground = hidden.get(place)
        comments[row].append(_of_word(word) if ground is None else _GROUNDS[ground])
    return [" ".join(comment) for comment in comments]


def _of_word(word: str) -> str:
    words, lexicon = shipped_words(), shipped_lexicon()
    number = words.number(word)
    if number is not None:
        return words.glosses[number]
    names = (lexicon.tokens[token].name for token in lexicon.of_word(word))
    return next((_CRUDE[name] for name in names if name in _CRUDE), word)
