from __future__ import annotations

import random

import pytest

from data.corpus import read_corpus
from data.errors import DraftError
from data.examples import Example, examples_of
from data.frames import FRAMES_FOLDER, fill, read_frames, read_slots
from evaluation.suite import read_suite
from model.labels import GROUNDS, LABELS
from model.text import normalise
from training import disguise as disguises
from training.disguise import OF_A_WORD, WHOLE, disguise
from training.multiply import framed, multiplied, twins, with_own_domains


def example(text: str, *labels: str) -> Example:
    return Example(text, frozenset(labels), frozenset(), frozenset(LABELS), "theme")


def test_multiplication_is_the_same_every_time() -> None:
    rows = examples_of(read_corpus()[:40], ("train", "validation", "test"))
    assert multiplied(rows, fills=1) == multiplied(rows, fills=1)


def test_twins_keep_labels_and_group_and_are_never_judged_on() -> None:
    rows = [example(f"Du är en idiot nummer {n}", "insult") for n in range(50)]
    made = twins(rows)
    assert 5 < len(made) < 40
    for twin in made:
        assert twin.made
        assert (twin.labels, twin.group) == (frozenset({"insult"}), "theme")
        assert twin.weight < 1


@pytest.mark.parametrize("change", [*OF_A_WORD, *WHOLE], ids=lambda change: change.__name__)
def test_each_disguise_changes_a_word_and_raises_on_none(change: disguises.Change) -> None:
    chance = random.Random(1)
    changed = {change("Idioterna", chance) for _ in range(20)} | {change("Överåkare.", chance)}
    assert any(word not in {"Idioterna", "Överåkare."} for word in changed)


def test_the_telling_word_is_what_is_disguised() -> None:
    chance = random.Random(3)
    texts = [disguise("Den där gubben är en idiot ibland", chance) for _ in range(40)]
    hidden = [text for text in texts if "idiot" not in text.lower()]
    assert len(hidden) > 20
    assert sum("gubben" in text for text in hidden) > len(hidden) / 2


def test_some_disguises_are_seen_through_by_folding() -> None:
    chance = random.Random(5)
    for change in (disguises.lookalikes, disguises.hidden_marks, disguises.spaced):
        assert "idiot" in normalise(f"Vilken {change('idiot', chance)} du är").text


def test_a_frame_takes_the_ground_of_what_fills_it() -> None:
    rows = fill(read_frames("train"), read_slots(), times=2, seed=1)
    hateful = [row for row in rows if "hate_speech" in row.labels]
    assert hateful
    assert {ground for row in hateful for ground in row.ground} <= set(GROUNDS)
    assert all(row.ground for row in hateful)
    assert not any("{" in row.text for row in rows)


def test_slurs_of_the_lexicon_fill_the_slots_of_their_ground_form_and_strength() -> None:
    slots = read_slots()
    assert "kamelryttare" in slots["slur.ethnicity.sg"]
    assert "katolikjävel" in slots["slur.religion.obscene.sg"]
    assert "katolikjävel" not in slots["slur.religion.sg"]
    assert not [
        word for name in slots if name.startswith("slur") for word in slots[name] if "*" in word
    ]


def test_an_unknown_slot_is_named(tmp_path: object) -> None:
    folder = FRAMES_FOLDER.__class__(str(tmp_path))
    (folder / "slots.yaml").write_text("name.full: [Kim Ek]\n", encoding="utf-8")
    draft = "# theme: x\n# split: train\nI - | forum | {name.ful} är dum\n"
    (folder / "train-x.txt").write_text(draft, encoding="utf-8")
    with pytest.raises(DraftError, match=r"train-x\.txt.*name\.ful"):
        read_frames("train", folder)


def test_no_filled_training_frame_stands_in_the_test_split_or_the_functional_suite() -> None:
    held_out = {normalise(row.text).text for row in read_corpus() if row.split == "test"}
    held_out |= {normalise(case.text).text for case in read_suite().cases}
    held_out |= {normalise(frame.template.text).text for frame in read_frames("test")}
    assert not [made.text for made in framed() if normalise(made.text).text in held_out]


def test_reserved_domains_become_many_words() -> None:
    rows = [example(f"Mejla {n}@example.se") for n in range(30)]
    texts = {row.text.split("@")[1] for row in with_own_domains(rows)}
    assert len(texts) > 20
    assert not any("example" in text for text in texts)
