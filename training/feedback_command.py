"""`python -m training feedback`: rows and a list of what to label next from the API's export."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from data.errors import DataError
from model.bundle import DEFAULT_BUNDLE
from model.classifier import Classifier
from model.errors import ModelError
from model.store import write_whole
from training.feedback import lessons_of, read_exports, rows_of
from training.review_list import review_list

_console = Console(stderr=True)


def feedback(
    exports: Annotated[list[Path], typer.Argument(help="Files of the API's training export.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path("var/feedback"),
    bundle: Annotated[
        Path, typer.Option(help="The model that says what to label.", show_default="the shipped")
    ] = DEFAULT_BUNDLE,
    length: Annotated[int, typer.Option(min=0, help="How many comments to label next.")] = 100,
) -> None:
    """Turn what people decided into rows to train on, and say what to label next.

    Writes rows.jsonl (for `training linear --data`), held-out.jsonl (for `evaluation
    compare-bundles --data`) and review.jsonl. The same exports give the same files; a newer export
    of the same decision goes before an older. Files are replaced whole.
    """
    try:
        lines = read_exports(exports)
        with _console.status("reading what was decided"):
            chosen = review_list(lines, Classifier.load(bundle), length)
    except (DataError, ModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    rows = list(rows_of(lines))
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "rows.jsonl", (row for row in rows if row["split"] != "test"))
    _write(out / "held-out.jsonl", (row for row in rows if row["split"] == "test"))
    _write(
        out / "review.jsonl",
        (
            {
                "text": each.line["text"],
                "labels": sorted(set(each.line["flags"])),
                "value": each.value,
                "why": each.why,
                "decision": each.line["decision"],
                "version": each.line["version"],
            }
            for each in chosen
        ),
    )
    kinds = Counter(row["note"].split(",")[1] for row in rows)
    disagreed = sum("disagreed" in row["note"] for row in rows)
    silent = sum(not lessons_of(line) for line in lines)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    print(
        f"{len(lines)} comments: {len(rows)} rows ({told or 'none'}), {disagreed} in disagreement"
    )
    print(f"{silent} teach nothing of what a text shows; {len(chosen)} to label next")
    print(out)


def _write(file: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    # ASCII: a comment may hold lone surrogates, which UTF-8 does not.
    write_whole(file, "".join(json.dumps(row) + "\n" for row in rows).removesuffix("\n"))
