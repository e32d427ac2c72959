"""Figures: what has come in, what people decided and how fast, counted from facts in memory."""
