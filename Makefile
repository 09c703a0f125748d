# make try: see it answer, with no token. make test: the fast tests. Both install what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRY := .try/vaultbot.db

.PHONY: help install try preview test lint format types slow screenshots audit licences lock clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Stamps: made again when a lock file or the project's own description changes.
$(VENV)/runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Vaultbot needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/development: $(VENV)/runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The preview page, and a browser's driver for the tests and pictures of it; the browser is Debian's.
$(VENV)/preview: $(VENV)/runtime requirements-preview.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-preview.lock
	@touch $@

$(VENV)/browser: $(VENV)/development requirements-browser.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-browser.lock
	@touch $@

install: $(VENV)/runtime  ## what running the bot needs, into .venv

try: $(VENV)/runtime  ## answers from the sample vault, here in the terminal
	@$(BIN)/vaultbot load --vault examples/vault --database $(TRY)
	@$(BIN)/vaultbot ask --vault examples/vault --database $(TRY) "/note agi" "/quote deepseek"
	@echo
	@echo 'Ask it yourself:  $(BIN)/vaultbot ask --vault examples/vault --database $(TRY) "/quote longitude"'

VAULT ?= examples/vault
preview: $(VENV)/preview  ## a page in your browser where the bot answers; VAULT=~/my-vault for your own
	@$(BIN)/vaultbot preview --vault $(VAULT)

test: $(VENV)/development  ## the fast tests
	$(BIN)/python -m pytest -m "not slow" --numprocesses 4

slow: $(VENV)/browser  ## the whole real vault, faults, fuzzing, the preview page in Chromium
	$(BIN)/python -m pytest -m "slow and not alone" --numprocesses auto --maxprocesses 4 --dist worksteal
	$(BIN)/python -m pytest -m "slow and alone"

screenshots: $(VENV)/browser  ## pictures of answers for README and docs; needs Chromium
	$(BIN)/python -m tests.browser.screenshots

lint: $(VENV)/development  ## ruff: rules and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/development  ## mypy, strict
	$(BIN)/mypy

format: $(VENV)/development  ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

audit: $(VENV)/development  ## known vulnerabilities in any locked package; asks pypi.org
	$(BIN)/python .ci/audit.py $(AUDIT)

licences: $(VENV)/development  ## what the running bot comes under; fails where one is not allowed
	@$(BIN)/python .ci/licences.py

UPGRADE ?= --upgrade
lock: $(VENV)/development  ## choose newer versions of all dependencies; UPGRADE= only adds what is new
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header -c requirements-dev.lock pyproject.toml --extra postgres -o requirements-postgres.lock
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header -c requirements-dev.lock pyproject.toml --extra preview -o requirements-preview.lock
	$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header -c requirements-dev.lock -c requirements-preview.lock pyproject.toml --group browser \
		-o requirements-browser.lock

clean:  ## remove what make made
	rm -rf $(VENV) .try .mypy_cache .pytest_cache .ruff_cache *.egg-info
