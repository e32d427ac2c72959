"""Figures of docs/reliability.md: `python -m tests.measure_registry [entries]`, in a new folder."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from api import writers
from api.archive.pdf import Section, render
from api.archive.search_texts import fold
from api.archive.tables import SearchText
from api.database import Database
from api.migrations import migrate
from api.registry import append, export, read_file, verify_base, verify_export
from api.registry.checkpoints import Signer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def writes(database: Database, threads: int, number: int) -> float:
    """Entries a second, each in a transaction of its own."""

    def one(number: int) -> None:
        with database.writing() as session:
            append(session, actor="system", type="test", payload={"n": number}, now=NOW)

    with ThreadPoolExecutor(threads) as pool:
        return number / timed(lambda: list(pool.map(one, range(number))))


PEAK = (
    "import sys, resource; from api.registry import read_file, verify_export;"
    " assert verify_export(read_file(open(sys.argv[1]))).verification.fault is None;"
    " print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
)


def peak(file: Path) -> str:
    """MiB that a process of its own takes at most to verify the file."""
    done = [sys.executable, "-W", "ignore", "-c", PEAK, str(file)]
    return subprocess.run(done, check=True, capture_output=True, text=True).stdout.strip()


def write_export(database: Database, file: Path) -> Path:
    with database.reading() as session, file.open("w") as out:
        out.writelines(export(session, NOW, Signer(b"x" * 32)))
    return file


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        database = Database(f"sqlite:///{folder}/uppsikt.db")
        migrate(database)
        for largest, name in ((1, "a commit each"), (writers.LARGEST, "group commit")):
            writers.LARGEST = largest
            for threads in (1, 16):
                print(f"{name}, {threads} writers: {writes(database, threads, 800):.0f} entries/s")
        small = write_export(database, Path(folder) / "small.jsonl")
        with database.writing() as session:
            for number in range(entries):
                append(session, actor="system", type="test", payload={"n": number}, now=NOW)
        file = write_export(database, Path(folder) / "large.jsonl")
        with database.reading() as session:
            print(
                f"verify the base: {timed(lambda: verify_base(session)):.1f} s, {entries} entries"
            )
        with file.open() as lines:
            print(f"verify the file: {timed(lambda: verify_export(read_file(lines))):.1f} s")
        print(f"memory at most: {peak(small)} MiB for 3200 entries, {peak(file)} MiB for all")
        _search(database, entries)
        database.close()
    section = Section("Text", [("Text", "En vanlig kommentar om simhallen. " * 20)])
    print(
        f"one PDF/A: {min(timed(lambda: render('Prov', [section], NOW)) for _ in range(5)):.3f} s"
    )


def _search(database: Database, entries: int) -> None:
    words = fold("En vanlig kommentar om simhallens öppettider " * 5)
    with database.alone() as connection:
        connection.exec_driver_sql("DROP TABLE search_texts")
        connection.exec_driver_sql(
            "CREATE TABLE search_texts (decision_id VARCHAR(36) PRIMARY KEY, words TEXT)"
        )
        rows = [(str(number), f"{words} {number}") for number in range(entries)]
        connection.exec_driver_sql("INSERT INTO search_texts VALUES (?, ?)", rows)
    with database.reading() as session:
        query = session.query(SearchText.decision_id).filter(SearchText.words.contains("4711"))
        print(f"search in {entries} comments: {timed(query.all):.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
