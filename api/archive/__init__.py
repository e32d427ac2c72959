"""The archive: what is registered, kept, handed over and, on a human's decision, erased."""
