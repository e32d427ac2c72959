"""Words by category: hints for the scorer, never verdicts (see README.md beside this file)."""

from model.lexicon.categories import CATEGORIES, HIDDEN
from model.lexicon.matcher import Lexicon, shipped_lexicon

__all__ = ["CATEGORIES", "HIDDEN", "Lexicon", "shipped_lexicon"]
