"""What people decided becomes rows; where they disagree, both are kept; and what to label next."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from data.errors import OwnDataError
from data.own import read_own
from evaluation.samples import read_samples
from model.classifier import Classifier
from model.labels import LABELS
from tests.service import QUESTION, THREAT, Service
from training.__main__ import app
from training.feedback import disagreement, read_exports, rows_of
from training.review_list import review_list


def verdict(kind: str, ground: str, labels: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    actions = {"confirm": ["delete"], "change": ["hide"], "dismiss": []}[kind]
    return {
        "verdict": kind,
        "actions": actions,
        "ground": ground,
        "ground_labels": list(labels),
        "granted_objection": False,
        "reviewer": "reviewer 1",
        **more,
    }


def line(
    *verdicts: dict[str, Any], flags: tuple[str, ...] = ("threat",), **more: Any
) -> dict[str, Any]:
    scores = dict.fromkeys(LABELS, 0.1) | dict.fromkeys(flags, 0.9)
    return {
        "decision": "d1",
        "version": 1,
        "text": THREAT,
        "scores": scores,
        "flags": list(flags),
        "grounds": {"religion": 0.2, "ethnicity": 0.7},
        "verdicts": list(verdicts),
        **more,
    }


def taught(*verdicts: dict[str, Any], **more: Any) -> list[tuple[Any, ...]]:
    rows = list(rows_of([line(*verdicts, **more)]))
    return [(row["note"], row["labels"], row["known"], row["weight"]) for row in rows]


def test_a_confirmed_ground_is_there_and_what_nobody_judged_is_not_known():
    told = taught(verdict("confirm", "hot", ("threat",)), flags=("threat", "insult"))
    assert told == [("feedback,confirmed", ["threat"], ["threat"], 1.0)]


def test_a_changed_one_teaches_what_the_model_missed():
    told = taught(verdict("change", "nodrop", ("distress",)), flags=("threat",))
    assert told == [("feedback,changed", ["distress"], ["distress"], 1.0)]
    many = taught(verdict("change", "x", ("insult", "threat")), flags=("threat",))
    assert many == [("feedback,changed", ["threat"], ["threat"], 1.0)]


def test_a_dismissed_flag_is_absent_and_counts_half_when_it_only_breaks_no_rule():
    wrong = taught(verdict("dismiss", "felaktigt-forslag"))
    assert wrong == [("feedback,dismissed", [], ["threat"], 1.0)]
    fine = taught(verdict("dismiss", "ingen-overtradelse"))
    assert fine == [("feedback,dismissed", [], ["threat"], 0.5)]


def test_a_granted_objection_is_a_dismissal_and_both_verdicts_share_the_weight():
    first = verdict("confirm", "hot", ("threat",))
    second = verdict("change", "hot", ("threat",), granted_objection=True, reviewer="reviewer 2")
    assert taught(first, second) == [
        ("feedback,confirmed,disagreed", ["threat"], ["threat"], 0.5),
        ("feedback,dismissed,disagreed", [], ["threat"], 0.5),
    ]
    assert disagreement(line(first, second)) == 1
    assert disagreement(line(second)) == 0.5
    assert disagreement(line(first)) == 0


def test_a_persons_later_verdict_stands_and_copyright_teaches_nothing():
    changed_mind = (verdict("dismiss", "felaktigt-forslag"), verdict("confirm", "hot", ("threat",)))
    assert [note for note, *_ in taught(*changed_mind)] == ["feedback,confirmed"]
    assert taught(verdict("confirm", "upphovsratt")) == []


def test_hate_is_given_its_likeliest_ground():
    (row,) = rows_of([line(verdict("confirm", "h", ("hate_speech",)), flags=("hate_speech",))])
    assert row["ground"] == ["ethnicity"]


def test_stand_ins_are_filled_with_invented_values_or_the_label_is_left_out():
    judged = verdict("confirm", "p", ("personal_data",))
    masked = "Ring [telefonnummer 1], fråga efter [person 2]"
    (row,) = rows_of([line(judged, flags=("personal_data",), text=masked)])
    assert "[" not in row["text"]
    assert re.search(r"\d{3}", row["text"])
    assert row["labels"] == ["personal_data"]
    (again,) = rows_of([line(judged, flags=("personal_data",), text=masked)])
    assert again == row
    odd = "Bilen stod vid [koordinater 1]"
    assert list(rows_of([line(judged, flags=("personal_data",), text=odd)])) == []


def write(file: Path, *lines: dict[str, Any]) -> Path:
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return file


def test_a_later_export_goes_before_and_faults_are_named(tmp_path: Path):
    old = write(tmp_path / "a.jsonl", line(), line(decision="d2"))
    new = write(tmp_path / "b.jsonl", line(verdict("dismiss", "felaktigt-forslag")))
    read = read_exports([old, new])
    assert [(each["decision"], len(each["verdicts"])) for each in read] == [("d1", 1), ("d2", 0)]
    bad = tmp_path / "c.jsonl"
    bad.write_bytes(b'{"decision": 1}\n\xff\n{"sequence": 1, "hash": "x"}\n')
    with pytest.raises(OwnDataError, match=r"c.jsonl:1: no line of a training export: version"):
        read_exports([bad])
    with pytest.raises(OwnDataError, match="cannot be read"):
        read_exports([tmp_path / "borta.jsonl"])


def test_the_list_of_what_to_label_is_telling_and_diverse(classifier: Classifier):
    texts = [f"Tack för hjälpen, nummer {n}!" for n in range(5)]
    sure = [
        line(decision=f"s{n}", text=text, flags=classifier.assess(text).flags)
        for n, text in enumerate(texts)
    ]
    split = line(
        verdict("confirm", "hot", ("threat",)),
        verdict("dismiss", "felaktigt-forslag", reviewer="reviewer 2"),
        decision="split",
    )
    twin = {**split, "decision": "twin"}
    chosen = review_list([*sure, split, twin], classifier, 3)
    assert chosen[0].line["decision"] == "split"
    assert "people disagree" in chosen[0].why
    assert "twin" not in {each.line["decision"] for each in chosen}
    assert len(review_list(sure, classifier, 100)) == 5
    assert review_list([], classifier, 3) == []


def test_what_was_masked_is_filled_before_it_is_read_and_labelled(classifier: Classifier):
    text = "Hans personnummer är 19900602-2397"
    flags = classifier.assess(text).flags
    assert "personal_data" in flags
    masked = line(flags=flags, text="Hans personnummer är [personnummer 1]")
    odd = line(flags=("personal_data",), text="Bilen stod vid [koordinater 1]", decision="d2")
    chosen = review_list([masked, odd], classifier, 2)
    assert [each.why.count("differs") for each in chosen] == [0, 0]
    assert not any("[personnummer" in each.line["text"] for each in chosen)


def test_the_whole_way_from_the_service_to_rows_that_training_and_evaluation_read(
    service: Service, tmp_path: Path
):
    for number in range(12):
        service.review(service.seen(words=f"{THREAT} {number} gånger"), ground="hot")
    for number in range(4):
        words = f"{THREAT}, sa han i filmen {number}"
        wrong = {"verdict": "dismiss", "ground": "felaktigt-forslag"}
        service.review(service.seen(words=words), **wrong)
    service.seen(words=QUESTION)
    path = "/v1/registry/export?purpose=training&undecided=true"
    export = tmp_path / "export.jsonl"
    export.write_bytes(service.client.get(path, headers=service.tool).content)
    command = ["feedback", str(export), "--out", str(tmp_path / "out"), "--length", "5"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "17 comments: 16 rows (12 confirmed, 4 dismissed)" in done.output
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    assert set(before) == {"rows.jsonl", "held-out.jsonl", "review.jsonl"}
    CliRunner().invoke(app, [*command[:1], str(export), *command[1:]])
    assert before == {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    own = read_own(str(tmp_path / "out" / "rows.jsonl"), one_class=True)
    assert all(each.known for each in own.examples)
    held = tmp_path / "out" / "held-out.jsonl"
    kept = read_samples(held).samples if held.read_text().strip() else ()
    assert len(own.examples) + len(kept) == 16
    assert len((tmp_path / "out" / "review.jsonl").read_text().splitlines()) == 5
