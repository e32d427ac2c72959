"""`python -m model`: classify JSON lines, explain one comment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from model.bundle import DEFAULT_BUNDLE
from model.classifier import BATCH, Classifier
from model.errors import ModelError
from model.explain import explanation
from model.policy.commands import policy
from model.wire import assessment_values, line_values

CHUNK = 1 << 20

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, rich_markup_mode=None)
app.add_typer(policy, name="policy")
BundleOption = Annotated[
    Path, typer.Option("--bundle", help="The model's folder.", show_default="the shipped one")
]


@app.command()
def classify(bundle: BundleOption = DEFAULT_BUNDLE) -> None:
    """Read JSON lines {"id", "text"} on standard input, write one line of scores for each.

    A bad line gives {"id" or "line", "error"} and the run goes on; the exit code is then 1.
    """
    classifier = _load(bundle)
    faults = 0
    for lines in _batches():
        texts = [line["text"] for line in lines if "error" not in line]
        assessments = iter(classifier.assess_many(texts))
        for line in lines:
            if "error" in line:
                faults += 1
                _write(line)
            else:
                _write({"id": line["id"], **line_values(next(assessments))})
        sys.stdout.buffer.flush()
    raise typer.Exit(1 if faults else 0)


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The comment; - reads standard input.")],
    bundle: BundleOption = DEFAULT_BUNDLE,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show each label's probability against its threshold, and the words that carried it."""
    comment = sys.stdin.read() if text == "-" else text
    classifier = _load(bundle)
    if as_json:
        _write(assessment_values(classifier.assess(comment)))
    else:
        sys.stdout.buffer.write(_encoded(explanation(classifier, comment)))


def _load(bundle: Path) -> Classifier:
    try:
        return Classifier.load(bundle)
    except ModelError as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from error


def _batches() -> Iterator[list[dict[str, Any]]]:
    """Parsed lines, as many at a time as have come: a slow writer gets its answers at once."""
    number, rest = 0, b""
    while chunk := os.read(sys.stdin.fileno(), CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        for first in range(0, len(lines), BATCH):
            batch = lines[first : first + BATCH]
            yield [_parse(raw, number + i) for i, raw in enumerate(batch, 1) if raw.strip()]
            number += len(batch)
    if rest.strip():
        yield [_parse(rest, number + 1)]


def _parse(raw: bytes, number: int) -> dict[str, Any]:
    try:
        values = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return {"line": number, "error": "not UTF-8"}
    except (ValueError, RecursionError) as error:
        return {"line": number, "error": f"not JSON: {error}"}
    if not isinstance(values, dict):
        return {"line": number, "error": "not a JSON object"}
    where = {"id": values["id"]} if isinstance(values.get("id"), str | int) else {"line": number}
    if "id" not in where:
        return {**where, "error": "'id' is missing or no string"}
    if not isinstance(values.get("text"), str):
        return {**where, "error": "'text' is missing or no string"}
    return {"id": values["id"], "text": values["text"]}


def _write(values: dict[str, Any]) -> None:
    sys.stdout.buffer.write(_encoded(json.dumps(values, ensure_ascii=False) + "\n"))


def _encoded(text: str) -> bytes:
    """UTF-8, lone surrogates written as JSON escapes would be (they have no UTF-8)."""
    return text.encode("utf-8", errors="backslashreplace")


def main() -> None:
    """Run; a reader that closes its end early is no error."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
