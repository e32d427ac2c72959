"""How good, how fair and how fast: reports for people, made by commands."""
