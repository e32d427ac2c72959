# Two commands for everyone: `make run` and `make test`. The rest serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check
SOURCES := model api training data evaluation
# What the installs are held to, also inside isolated builds.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt

.PHONY: help run test setup setup-test setup-train check bench messages train clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup ## Set up, migrate, load the demo on the first run, serve on 127.0.0.1:8000
	@$(BIN)/python -m api run

test: setup-test check ## Set up, check, run every test
	@$(BIN)/python -m pytest

setup: $(VENV)/.base ## The service's environment in .venv

setup-test: $(VENV)/.test ## The environment with what tests need

setup-train: $(VENV)/.train ## The environment with torch and transformers

$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Uppsikt needs Python 3.11 or newer; name one: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (a few minutes the first time) …"
	@$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	@echo "Adding what the tests need …"
	@$(PIP) install --quiet --editable '.[test]'
	@touch $@

$(VENV)/.train: $(VENV)/.base
	@echo "Adding torch and transformers …"
	@$(PIP) install --quiet --editable '.[train]'
	@touch $@

check: setup-test ## Lint, formatting, types
	@$(BIN)/ruff check $(SOURCES) tests
	@$(BIN)/ruff format --check --quiet $(SOURCES) tests
	@$(BIN)/mypy

bench: setup ## Median times of the classifier, beside a peer in the same run
	@$(BIN)/python -m evaluation benchmark

messages: setup ## Gather the pages' words into the catalogues of api/review/locale
	@mkdir -p var
	@$(BIN)/pybabel --quiet extract --mapping babel.cfg --keywords nN_:1,2 --project Uppsikt --version 1 --copyright-holder Uppsikt --sort-output --no-location --output var/uppsikt.pot .
	@$(BIN)/pybabel --quiet update --domain uppsikt --input-file var/uppsikt.pot --output-dir api/review/locale --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
	@echo "Now fill in what has no msgstr in api/review/locale/*/LC_MESSAGES/uppsikt.po."

train: setup ## Train the shipped bundle again
	@$(BIN)/python -m training linear

clean: ## Remove the environment and caches (never data under var/)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
