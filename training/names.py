"""Trains and measures the name tagger: a conditional random field by CRFsuite, kept as arrays."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.sources import file_digest
from model.personal_data.names_bundle import TAGS, NamesBundle
from model.personal_data.names_features import NOWHERE, Listing, features, traits
from model.personal_data.names_tagger import NameTagger, feature_hash
from model.personal_data.names_words import LONGEST_WORD, case_mode, tokens
from training.errors import TrainingError
from training.names_data import Marked, Renamer, read_columns, read_comments, tags, variants
from training.names_lists import word_listings

SEED = 7
COMMENTS_WEIGH = 3
"""How often our own comments are read beside one reading of the outside prose."""
SETTINGS: dict[str, float] = {"c1": 0.1, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 2}
_COLUMNS: dict[str, tuple[str, int, int]] = {
    "news_train": ("ner/news_train.txt", 0, 1),
    "news_test": ("ner/news_test.txt", 0, 1),
    "talbanken_train": ("ner/talbanken_train.iob2", 1, 2),
    "talbanken_dev": ("ner/talbanken_dev.iob2", 1, 2),
}
_TRAINED_ON = ("news_train", "talbanken_train")
_MEASURED_ON = ("news_test", "talbanken_dev")
_LISTS = ("first_names_women", "first_names_men", "surnames", "localities", "municipalities")


@dataclass(frozen=True, slots=True)
class FittedNames:
    """Arrays for the bundle, figures on what was held out, and the digests of what was read."""

    arrays: Mapping[str, NDArray[Any]]
    metrics: Mapping[str, Mapping[str, float]]
    data: Mapping[str, str]


def fit_names(sources: Path) -> FittedNames:
    """Train on the sources and our comments; SourceError or TrainingError when something lacks."""
    listings = word_listings(sources)
    prose = {
        name: read_columns(sources / file, word=word, tag=tag)
        for name, (file, word, tag) in _COLUMNS.items()
    }
    trained = [marked for name in _TRAINED_ON for marked in prose[name]]
    renamer = Renamer(listings, trained, SEED)
    comments = read_comments(held_out=False)
    examples = [variant for marked in trained for variant in variants(marked, renamer)]
    for marked in comments:
        examples += [marked] * (COMMENTS_WEIGH - 1)
        examples += variants(marked, renamer)
    arrays = {**_list_arrays(listings), **_crf_arrays(_fit(examples, listings))}
    held_out = {name: prose[name] for name in _MEASURED_ON}
    held_out["comments"] = read_comments(held_out=True)
    tagger = NameTagger(NamesBundle({"version": "unwritten"}, arrays))
    metrics = {name: measure(tagger, held_out[name]) for name in held_out}
    return FittedNames(arrays, metrics, _digests(sources))


def measure(tagger: NameTagger, gold: Sequence[Marked]) -> dict[str, float]:
    """Precision, recall and F1 over name tokens and over whole spans."""
    token_counts, span_counts = [0, 0, 0], [0, 0, 0]
    for marked in gold:
        line, names = tagger.names(marked.text)
        wanted = tags(line, marked.names)
        found = ["O"] * len(line)
        for name in names:
            found[name.first : name.past] = ["B", *"I" * (name.past - name.first - 1)]
        letters = [place for place, word in enumerate(line) if word.text[0].isalpha()]
        _count(
            token_counts,
            {place for place in letters if wanted[place] != "O"},
            {place for place in letters if found[place] != "O"},
        )
        _count(span_counts, _spans(wanted), _spans(found))
    return {**_figures("token", token_counts), **_figures("span", span_counts)}


def _count(counts: list[int], wanted: set[Any], found: set[Any]) -> None:
    for place, part in enumerate((wanted & found, found - wanted, wanted - found)):
        counts[place] += len(part)


def _spans(found: Sequence[str]) -> set[tuple[int, int]]:
    starts = [place for place, tag in enumerate(found) if tag == "B"]
    ends = []
    for start in starts:
        past = start + 1
        while past < len(found) and found[past] == "I":
            past += 1
        ends.append(past)
    return set(zip(starts, ends, strict=True))


def _figures(name: str, counts: Sequence[int]) -> dict[str, float]:
    right, extra, missed = counts
    return {
        f"{name}_n": right + missed,
        f"{name}_precision": round(right / max(1, right + extra), 4),
        f"{name}_recall": round(right / max(1, right + missed), 4),
        f"{name}_f1": round(2 * right / max(1, 2 * right + extra + missed), 4),
    }


def _list_arrays(listings: Mapping[str, Listing]) -> dict[str, NDArray[Any]]:
    codes = {feature_hash(word): listing.pack() for word, listing in listings.items()}
    keys = np.array(sorted(codes), dtype=np.uint32)
    values = np.array([codes[int(key)] for key in keys], dtype=np.uint16)
    return {"list_keys": keys, "list_codes": values}


def _fit(examples: Iterable[Marked], listings: Mapping[str, Listing]) -> Any:
    try:
        pycrfsuite = import_module("pycrfsuite")
    except ImportError as error:
        raise TrainingError(
            'training names needs python-crfsuite: pip install ".[train]"'
        ) from error
    trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs", params=SETTINGS)

    def look_up(word: str) -> Listing:
        return listings.get(word, NOWHERE)

    for marked in examples:
        line = tokens(marked.text)
        mode = case_mode([word.text for word in line])
        seen = [
            traits(
                word.text[:LONGEST_WORD],
                first=word.first,
                mode=mode,
                look_up=look_up,
            )
            for word in line
        ]
        if seen:
            trainer.append(features(seen, look_up), tags(line, marked.names))
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "names.crf")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        return tagger.info()


def _crf_arrays(fitted: Any) -> dict[str, NDArray[Any]]:
    weights: dict[int, list[float]] = {}
    for (name, tag), weight in fitted.state_features.items():
        weights.setdefault(feature_hash(name), [0.0] * len(TAGS))[TAGS.index(tag)] += weight
    keys = np.array(sorted(weights), dtype=np.uint32)
    transitions = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for (was, tag), weight in fitted.transitions.items():
        transitions[TAGS.index(was), TAGS.index(tag)] = weight
    transitions[TAGS.index("O"), TAGS.index("I")] = -30.0
    return {
        "feature_keys": keys,
        "feature_weights": np.array([weights[int(key)] for key in keys], dtype=np.float16),
        "transitions": transitions,
    }


def _digests(sources: Path) -> dict[str, str]:
    files = [sources / file for file, _, _ in _COLUMNS.values()]
    files += [sources / "names" / f"{name}.csv" for name in _LISTS]
    files += sorted((sources / "text").glob("*.xz"))
    return {str(file.relative_to(sources)): file_digest(file) for file in files}
