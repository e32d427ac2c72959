"""`python -m data`: add a draft to the corpus, check it, count it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from data.corpus import CORPUS_FOLDER, Row, read_corpus, read_files
from data.draft import read_draft
from data.errors import DataError, GoldError
from data.gold import PARTS, kind_counts, read_gold, repeats
from data.near_duplicates import Pair, near_duplicates


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when a fault was named on standard error."""
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="turn drafts into data/corpus/<theme>.jsonl")
    add.add_argument("drafts", nargs="+", type=Path)
    commands.add_parser("check", help="check every row of the corpus")
    commands.add_parser("stats", help="count rows by label, intent and split")
    commands.add_parser("gold", help="check the gold set of personal data and count its findings")
    again = commands.add_parser("duplicates", help="name rows that nearly repeat another")
    again.add_argument("--drop", action="store_true", help="take them out, test rows stay")
    options = parser.parse_args(arguments)
    try:
        if options.command == "add":
            for draft in options.drafts:
                _add(draft)
        elif options.command == "duplicates":
            _duplicates(drop=options.drop)
        elif options.command == "gold":
            _gold()
        else:
            _show(read_corpus(), counts=options.command == "stats")
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _add(draft: Path) -> None:
    theme, rows = read_draft(draft)
    target = CORPUS_FOLDER / f"{theme}.jsonl"
    fresh = target.with_suffix(".new")
    fresh.write_text("".join(row.to_json() + "\n" for row in rows), encoding="utf-8")
    try:
        read_files([*(f for f in sorted(CORPUS_FOLDER.glob("*.jsonl")) if f != target), fresh])
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    print(f"{target.name}: {len(rows)} rows, {sum(not row.labels for row in rows)} without harm")


def _duplicates(*, drop: bool) -> None:
    pairs = list(near_duplicates(read_corpus()))
    for pair in pairs:
        print(f"{pair.similarity:.2f}  {pair.first.id}: {pair.first.text!r}")
        print(f"      {pair.second.id}: {pair.second.text!r}")
    print(f"{len(pairs)} pairs")
    if drop:
        gone = {_less_wanted(pair).id for pair in pairs}
        for file in sorted(CORPUS_FOLDER.glob("*.jsonl")):
            kept = [row for row in read_files([file]) if row.id not in gone]
            file.write_text("".join(row.to_json() + "\n" for row in kept), encoding="utf-8")
        print(f"{len(gone)} rows taken out")


def _gold() -> None:
    """Counts a kind and part; a comment that nearly repeats another is a fault."""
    comments = read_gold()
    faults = [
        f"{pair.second.id}: repeats {pair.first.id}" for pair in repeats(comments, read_corpus())
    ]
    if faults:
        raise GoldError(faults)
    for part in PARTS:
        chosen = [comment for comment in comments if comment.part == part]
        empty = sum(not comment.spans for comment in chosen)
        print(f"{part}: {len(chosen)} comments, {empty} without findings")
        counts = kind_counts(chosen)
        print("  " + ", ".join(f"{kind} {count}" for kind, count in counts.most_common()))


def _less_wanted(pair: Pair) -> Row:
    """The row to take out: never a test row where the other is none, else the later one."""
    return pair.first if pair.second.split == "test" != pair.first.split else pair.second


def _show(rows: list[Row], *, counts: bool) -> None:
    print(f"{len(rows)} rows, no fault; {sum(not row.labels for row in rows)} without harm")
    if not counts:
        return
    columns: dict[str, list[tuple[str, ...]]] = {
        "split": [(row.split,) for row in rows],
        "harm": [row.labels for row in rows],
        "ground": [row.ground for row in rows],
        "intent": [row.intents for row in rows],
        "tag": [tuple(filter(None, row.note.split(","))) for row in rows],
    }
    for title, values in columns.items():
        tally = Counter(name for names in values for name in names)
        print(f"{title}: " + ", ".join(f"{name} {count}" for name, count in tally.most_common()))


if __name__ == "__main__":
    raise SystemExit(main())
