from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from model.classifier import Classifier
from tests.browser import address, chromium, person, pictures  # noqa: F401  (a real browser)
from tests.review import karin, stranger  # noqa: F401  (fixtures of the pages' tests)
from tests.service import (  # noqa: F401  (fixtures of every API test)
    each_service,
    furnished,
    furnished_postgresql,
    postgresql,
    service,
)
from tests.sso import issuer, joined  # noqa: F401  (a provider to sign in by)

CHECKOUT = Path(__file__).parent.parent

# The same examples each time, so that a change is judged by what it changed; new ones by
# HYPOTHESIS_PROFILE=explore.
settings.register_profile("repeated", derandomize=True)
settings.register_profile("explore", max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeated"))


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier.load_default()


@pytest.fixture(scope="session", autouse=True)
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where training runs are recorded: apart from the user's own."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPPSIKT_RUNS", str(folder))
        yield folder


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    folder = Path(os.environ.get("UPPSIKT_SHARED", CHECKOUT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the folder ../shared (or UPPSIKT_SHARED) is not here")
    return folder
