"""Words by category: hints for the scorer, never verdicts (see README.md beside this file)."""

from model.lexicon.categories import CATEGORIES, HIDDEN
from model.lexicon.matcher import Lexicon, read_patterns, shipped_lexicon

__all__ = ["CATEGORIES", "HIDDEN", "Lexicon", "read_patterns", "shipped_lexicon"]
