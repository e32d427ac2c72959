from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent


def _run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "model", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=CHECKOUT, check=False)


def test_classify_answers_each_line_in_order_and_goes_on_after_a_bad_one() -> None:
    given = b"\n".join(
        [
            b'{"id": "a", "text": "Din j\\u00e4vla idiot"}',
            b'{"id": 7, "text": "Hej"}',
            b'{"id": "c"}',
            b'{"text": "utan id"}',
            b"inte json",
            b'{"id": "d", "text": "\xff"}',
            b"",
            b'{"id": "e", "text": "\\ud800 hej"}',
        ]
    )
    done = _run("classify", given=given)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [line.get("id", line.get("line")) for line in lines] == ["a", 7, "c", 4, 5, 6, "e"]
    assert [("error" in line) for line in lines] == [False, False, True, True, True, True, False]
    assert set(lines[0]) == {"id", "scores", "flags", "findings", "model"}
    assert set(lines[0]["findings"][0]) == {"kind", "start", "end", "score"}
    assert "insult" in lines[0]["flags"]


def test_classify_without_faults_ends_well() -> None:
    assert _run("classify", given=b'{"id": 1, "text": ""}').returncode == 0
    assert _run("classify").returncode == 0


def test_classify_answers_before_the_input_ends() -> None:
    command = [sys.executable, "-m", "model", "classify"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b'{"id": 1, "text": "Hej"}\n')
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == 1
        running.stdin.close()
        assert running.wait() == 0


def test_a_bundle_that_is_not_there_is_named() -> None:
    done = _run("classify", "--bundle", "nowhere", given=b"")
    assert done.returncode == 2
    assert b"nowhere" in done.stderr
    assert b"Traceback" not in done.stderr


def test_explain_shows_scores_thresholds_and_words() -> None:
    shown = _run("explain", "Din jävla idiot, pnr 19900602-2397").stdout.decode()
    assert "FLAG" in shown
    assert "'19900602-2397'" in shown
    assert json.loads(_run("explain", "--json", "Det regnade i går kväll.").stdout)["flags"] == []


def test_explain_reads_standard_input() -> None:
    assert "personnummer" in _run("explain", "-", given=b"pnr 19900602-2397").stdout.decode()
