from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
MAY_IMPORT = {
    "model": {"model"},
    "data": {"data", "model"},
    "training": {"training", "data", "model"},
    "evaluation": {"evaluation", "data", "model"},
    "api": {"api", "model"},
}
OURS = set(MAY_IMPORT)
FILES = [file for name in MAY_IMPORT for file in sorted((CHECKOUT / name).rglob("*.py"))]


def _imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CHECKOUT)))
def test_imports_go_one_way(file: Path) -> None:
    package = file.relative_to(CHECKOUT).parts[0]
    assert _imported(file) & OURS <= MAY_IMPORT[package]


@pytest.mark.parametrize("module", ["model.classifier", "model.policy", "api.app"])
def test_the_service_starts_without_what_only_training_needs(module: str) -> None:
    probe = (
        f"import sys, {module}; "
        "bad = {'torch', 'transformers', 'datasets', 'pandas'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(bad)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=CHECKOUT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_top_level_holds_what_was_agreed() -> None:
    for name in (*MAY_IMPORT, "tests", "pyproject.toml", "Makefile", "docs"):
        assert (CHECKOUT / name).exists()


def test_no_module_shadows_a_library() -> None:
    taken = {"datasets", "transformers", "torch", "fastapi", "sklearn", "joblib", "numpy"}
    assert not taken & {file.stem for file in FILES}
