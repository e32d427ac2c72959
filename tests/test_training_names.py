from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.errors import CorpusError, SourceError
from model.assessment import Span
from model.personal_data.names_features import Listing
from model.personal_data.names_tagger import shipped_tagger
from model.personal_data.names_words import tokens
from training.__main__ import app
from training.names import measure
from training.names_data import (
    Marked,
    Renamer,
    lowered,
    parse_marked,
    read_columns,
    read_comments,
    shouted,
    tags,
)

LISTINGS = {"karin": Listing(first=6), "kajsa": Listing(first=4), "ek": Listing(surname=2)}


def test_marks_become_spans() -> None:
    marked = parse_marked("hej [[Karin Ek]] och [[Bo]]")
    assert marked == Marked("hej Karin Ek och Bo", (Span(4, 12), Span(17, 19)))


def test_our_comments_are_many_and_the_held_out_are_apart() -> None:
    trained = {marked.text for marked in read_comments(held_out=False)}
    held_out = {marked.text for marked in read_comments(held_out=True)}
    assert len(trained) > 400
    assert len(held_out) > 200
    assert not trained & held_out


def test_an_empty_folder_of_comments_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        read_comments(tmp_path, held_out=False)


def test_columns_are_joined_as_they_would_be_written(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("# id\nHej\t0\nKarin\tPER\nEk\tPER\n!\t0\n\nJa 0\n", encoding="utf-8")
    first, second = read_columns(file, word=0, tag=1)
    assert (first.text, second.text) == ("Hej Karin Ek!", "Ja")
    assert first.names == (Span(4, 12),)
    with pytest.raises(SourceError):
        read_columns(tmp_path / "none.txt", word=0, tag=1)


def test_tags_follow_the_spans() -> None:
    marked = parse_marked("hej [[Karin Ek]]!")
    assert tags(tokens(marked.text), marked.names) == ["O", "B", "I", "O"]


def test_renamed_text_marks_the_new_names() -> None:
    marked = parse_marked("jag såg [[Karin Ek]] och [[Bos]] bil")
    renamer = Renamer(LISTINGS, [marked], seed=1)
    for _ in range(50):
        fresh = renamer.renamed(marked)
        assert fresh.text.startswith("jag såg ")
        assert fresh.text.endswith(" bil")
        assert all(fresh.text[span.start].isupper() for span in fresh.names)


def test_other_capitals_leave_the_names_in_place() -> None:
    marked = parse_marked("Där är [[Karin]]")
    assert lowered(marked).text == "där är karin"
    assert shouted(marked).text == "DÄR ÄR KARIN"
    assert shouted(Marked("ß", ())).text == "ß"


def test_measured_figures_count_tokens_and_spans() -> None:
    gold = [parse_marked("Grannen heter [[Karin Ek]]."), parse_marked("ingen här")]
    figures = measure(shipped_tagger(), gold)
    assert (figures["token_n"], figures["token_f1"], figures["span_f1"]) == (2, 1.0, 1.0)


def test_training_without_sources_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UPPSIKT_SOURCES", raising=False)
    result = CliRunner().invoke(app, ["names"])
    assert result.exit_code == 1
    assert "UPPSIKT_SOURCES" in result.output
