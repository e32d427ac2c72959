"""Figures of docs/model.md: `python -m tests.measure_training [times]`.

Trains on the corpus as it is and on `times` (10) as many rows: time, and the most memory that all
processes of the run held at once. Repeated rows are disguised anew, so that none is the same.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

from data.corpus import Row, read_corpus
from training.disguise import disguise

EVERY = 0.5
"""Seconds between two looks at the memory."""


def grown(rows: list[Row], times: int) -> list[Row]:
    chance = random.Random(1)
    return [
        replace(
            row, id=f"{row.id}x{number}", text=disguise(row.text, chance) if number else row.text
        )
        for number in range(times)
        for row in rows
        if row.split != "test"
    ]


def written(rows: list[Row], folder: Path) -> Path:
    folder.mkdir(parents=True)
    texts = (json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    (folder / "rows.jsonl").write_text("\n".join(texts) + "\n", encoding="utf-8")
    return folder


def held(pid: int) -> int:
    """Proportional set size of a process and its children, bytes."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            group = (folder / "stat").read_text().rpartition(")")[2].split()[2]
            if group == str(pid):
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total * 1024


def measure(corpus: Path, out: Path) -> tuple[float, int]:
    """Seconds and bytes of one training run."""
    command = [
        sys.executable,
        "-m",
        "training",
        "linear",
        "--corpus",
        str(corpus),
        "--out",
        str(out),
    ]
    began, most = time.monotonic(), 0
    with (out.parent / f"{out.name}.log").open("w") as log:
        run = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        while run.poll() is None:
            most = max(most, held(run.pid))
            time.sleep(EVERY)
    if run.returncode:
        sys.exit((out.parent / f"{out.name}.log").read_text())
    return time.monotonic() - began, most


def main(times: int) -> None:
    rows = list(read_corpus())
    with tempfile.TemporaryDirectory() as place:
        for number in (1, times):
            made = grown(rows, number)
            corpus = written(made, Path(place) / f"corpus{number}")
            seconds, most = measure(corpus, Path(place) / f"bundle{number}")
            print(f"{len(made):>7} rows  {seconds:6.0f} s  {most / 2**30:.2f} GiB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
