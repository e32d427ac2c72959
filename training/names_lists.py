"""How each word stands in the name lists and in plain Swedish, counted from the outside sources."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from data.corpus import read_corpus
from data.errors import SourceError
from data.plain import read_documents
from model.personal_data.names_features import Listing

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|[^\w\s]")
_MUNICIPALITY = re.compile(r"s? kommun$")
_FIRST_STEPS = (4, 30, 200, 1000, 5000, 20_000, 60_000)
_SURNAME_STEPS = (1, 3000, 20_000)
_WORD_STEPS = (2, 10, 50, 250, 1500, 8000, 40_000)
_CAPITAL_STEPS = (0.0, 0.2, 0.8)
_AFTER_STEPS = (0.1, 0.4, 0.75)
_FEWEST_SEEN = 3
_COMMON_FIRST = 200
_COMMENTS_WEIGH = 20
"""Comments are few beside the Riksdag's prose, but they are what the tagger reads."""


def word_listings(folder: Path) -> dict[str, Listing]:
    """The listing of every word in lower case that the sources know; SourceError if one is missing."""
    try:
        first = _summed(_rows(folder, "first_names_women", "first_names_men"), "name", "persons")
        surnames = _summed(_rows(folder, "surnames"), "lastname", "frequency")
        places = {row["city"].lower() for row in _rows(folder, "localities")}
        towns = (
            _MUNICIPALITY.sub("", row["name"]).lower() for row in _rows(folder, "municipalities")
        )
        places.update(towns)
        lower, capital, after = _uses(_prose(folder), first)
    except OSError as error:
        raise SourceError(f"name lists: {error.filename} cannot be read") from error
    words = {*first, *surnames, *places, *lower, *capital}
    listings = {
        word: Listing(
            first=_step(first[word], _FIRST_STEPS),
            surname=_step(surnames[word], _SURNAME_STEPS),
            place=int(word in places),
            word=_step(lower[word], _WORD_STEPS),
            capital=_capital(lower[word], capital[word]),
            after=_after(capital[word], after[word]),
        )
        for word in words
    }
    return {word: listing for word, listing in listings.items() if listing.pack()}


def _step(value: float, steps: tuple[float, ...]) -> int:
    return sum(value >= step for step in steps)


def _capital(lower: int, capital: int) -> int:
    seen = lower + capital
    return _step(capital / seen, _CAPITAL_STEPS) if seen >= _FEWEST_SEEN else 0


def _after(capital: int, after: int) -> int:
    return _step(after / capital, _AFTER_STEPS) if after > 1 else 0


def _rows(folder: Path, *names: str) -> Iterator[dict[str, str]]:
    for name in names:
        with (folder / "names" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)


def _summed(rows: Iterable[dict[str, str]], word: str, count: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in rows:
        total[row[word].lower()] += int(row[count])
    return total


def _prose(folder: Path) -> Iterator[tuple[str, int]]:
    for name in ("interpellations", "everyday_sentences"):
        for document in read_documents(folder / "text" / f"{name}.txt.xz"):
            yield from ((line, 1) for line in document)
    for row in read_corpus():
        if row.split == "train" and "personal_data" not in row.labels:
            yield row.text, _COMMENTS_WEIGH


def _uses(
    prose: Iterable[tuple[str, int]], first: Counter[str]
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for text, weight in prose:
        before = "."
        for word in _WORD.findall(text):
            if word.islower():
                lower[word] += weight
            elif word.istitle() and (before[0].isalpha() or before == ","):
                name = word.lower()
                capital[name] += weight
                if before[0].isupper() and first[before.lower()] > _COMMON_FIRST:
                    after[name] += weight
            before = word
    return lower, capital, after
