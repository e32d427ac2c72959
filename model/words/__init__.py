"""What Swedish words mean and are like, written by hand: see README.md beside this file."""

from model.words.table import QUALITIES, WORDS_FILE, WordTable, shipped_words

__all__ = ["QUALITIES", "WORDS_FILE", "WordTable", "shipped_words"]
