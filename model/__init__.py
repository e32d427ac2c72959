"""Comment in, outcome out: no network, no database, no torch at import."""
