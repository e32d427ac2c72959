"""Rivals: other ways to judge a comment that run offline, each in the same shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from data.corpus import Row
from data.sources import sources_folder
from evaluation.estimates import Flags, Numbers
from evaluation.scores import ANY_HARM, ATTACK, SUMMARIES, score_texts, untracked
from model.classifier import Classifier
from model.labels import LABELS
from model.lexicon import shipped_lexicon
from model.text import normalise

PROFANITY = "profanity"
LEXICA = "lexica"
"""The folder of word lists beside the outside sources."""
NO_HARM_LISTS = re.compile("informal")
OWN_LISTS = (("obscenity",), ("obscenity", "insult", "slur"))
_WORD = re.compile(r"\w+")

Verdicts = tuple[Numbers, Numbers, Flags]
"""Scores of any harm, scores of attack, and who is flagged for profanity; each of shape (n,)."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Something that judges comments; `prepare` loads or trains it and gives what judges."""

    name: str
    about: str
    prepare: Callable[[], Callable[[Sequence[str]], Verdicts]]


class NotHereError(Exception):
    """A rival that cannot be run here; the message says why."""


def rivals(classifier: Classifier, rows: Sequence[Row]) -> list[Rival]:
    """Ours first; `rows` is the corpus, of which rivals learn from the train split alone."""
    return [
        Rival("Uppsikt", classifier.version, lambda: partial(_ours, classifier)),
        Rival(
            "TF-IDF and logistic regression",
            "character n-grams, trained on our corpus' train split",
            lambda: _trained(rows),
        ),
        *(
            Rival(f"Our lexicon: {', '.join(names)}", "words listed", partial(_own_list, names))
            for names in OWN_LISTS
        ),
        *(Rival(file.stem, "words listed", partial(_word_list, file)) for file in _lists()),
        Rival("glin-profanity", "its Swedish words", _glin),
        Rival("alt-profanity-check", "a linear model of English", _alt_profanity_check),
        Rival("better-profanity", "English words", _better_profanity),
        Rival("detoxify", "a multilingual transformer without Swedish", _detoxify),
    ]


def listed(words: Sequence[str]) -> Callable[[str], int]:
    """Counts the words and phrases of a list in a text, as whole words in any case."""
    longest_first = sorted({word.strip().lower() for word in words} - {""}, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return lambda text: len(pattern.findall(text.lower()))


def _ours(classifier: Classifier, texts: Sequence[str]) -> Verdicts:
    scores = dict(zip(LABELS, score_texts(classifier, texts, untracked, "").T, strict=False))
    any_harm, attack = (
        np.max([scores[name] for name in SUMMARIES[summary]], axis=0)
        for summary in (ANY_HARM, ATTACK)
    )
    return any_harm, attack, scores[PROFANITY] >= classifier.thresholds[PROFANITY]


def _trained(rows: Sequence[Row]) -> Callable[[Sequence[str]], Verdicts]:
    """Three regressions; the threshold for profanity gives the best F1 on the validation split."""
    learn = [row for row in rows if row.split == "train"]
    judge = [row for row in rows if row.split == "validation"]
    model: Pipeline = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
        OneVsRestClassifier(LogisticRegression(C=4.0, solver="liblinear")),
    ).fit([row.text for row in learn], _targets(learn))
    limit = _best_limit(
        _targets(judge)[:, 2], model.predict_proba([row.text for row in judge])[:, 2]
    )

    def verdicts(texts: Sequence[str]) -> Verdicts:
        any_harm, attack, profanity = model.predict_proba(texts).T
        return any_harm, attack, profanity >= limit

    return verdicts


def _targets(rows: Sequence[Row]) -> Flags:
    """Any harm, attack, profanity; shape (rows, 3)."""
    attack = set(SUMMARIES[ATTACK])
    return np.array(
        [[bool(row.labels), bool(attack & {*row.labels}), PROFANITY in row.labels] for row in rows]
    )


def _best_limit(wanted: Flags, scores: Numbers) -> float:
    precision, recall, cuts = precision_recall_curve(wanted, scores)
    return float(cuts[np.argmax(precision[:-1] * recall[:-1] / (precision + recall)[:-1])])


def _own_list(categories: Sequence[str]) -> Callable[[Sequence[str]], Verdicts]:
    lexicon = shipped_lexicon()

    def count(text: str) -> int:
        return sum(lexicon.is_of(word, categories) for word in _WORD.findall(normalise(text).text))

    return partial(_counted, count)


def _word_list(file: Path) -> Callable[[Sequence[str]], Verdicts]:
    return partial(_counted, listed(file.read_text(encoding="utf-8").splitlines()))


def _counted(count: Callable[[str], int], texts: Sequence[str]) -> Verdicts:
    counts = np.array([count(text) for text in texts], dtype=np.float64)
    return counts, counts, counts > 0


def _lists() -> list[Path]:
    folder = sources_folder()
    files = sorted((folder / LEXICA).glob("*.txt")) if folder else []
    return [file for file in files if not NO_HARM_LISTS.search(file.stem)]


def _glin() -> Callable[[Sequence[str]], Verdicts]:
    checker = _package("glin_profanity").Filter({"languages": ["swedish"]})
    return partial(_counted, lambda text: len(checker.check_profanity(text)["profane_words"]))


def _alt_profanity_check() -> Callable[[Sequence[str]], Verdicts]:
    predict = _package("profanity_check").predict_prob

    def verdicts(texts: Sequence[str]) -> Verdicts:
        scores: Numbers = np.asarray(predict(list(texts)))
        return scores, scores, scores >= 0.5  # noqa: PLR2004  (the package's own limit)

    return verdicts


def _better_profanity() -> Callable[[Sequence[str]], Verdicts]:
    checker = _package("better_profanity").profanity
    return partial(_counted, lambda text: int(checker.contains_profanity(text)))


def _detoxify() -> Callable[[Sequence[str]], Verdicts]:
    raise NotHereError("its weights are not in the package but fetched from the network")


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise NotHereError("not installed: pip install -e '.[compare]'") from error
