"""`python -m data`: add a draft to the corpus, check it, count it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from data.corpus import CORPUS_FOLDER, Row, read_corpus, read_files
from data.draft import read_draft
from data.errors import DataError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when a fault was named on standard error."""
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="turn drafts into data/corpus/<theme>.jsonl")
    add.add_argument("drafts", nargs="+", type=Path)
    commands.add_parser("check", help="check every row of the corpus")
    commands.add_parser("stats", help="count rows by label, intent and split")
    options = parser.parse_args(arguments)
    try:
        if options.command == "add":
            for draft in options.drafts:
                _add(draft)
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
