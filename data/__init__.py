"""The corpus, its loaders and the outside sources that a training run may add."""
