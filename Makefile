# Everything the project can do, by name. `make` alone prints this list.

SHELL := /bin/sh
.DEFAULT_GOAL := help
# 3.11 to 3.13; the first one found
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
TESTS ?= tests

.PHONY: help setup run serve staff test check lint types contracts templates pins messages migration clean

help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime ## Make .venv with pinned packages (done by itself where needed)

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and was not found."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --only-binary :all: --require-hashes -r requirements.txt
	@$(BIN)/python -W ignore -m compileall -q $(VENV)/lib/python*/site-packages >/dev/null 2>&1 || true
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --only-binary :all: --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/.runtime ## Demonstration: sample data and sample accounts, on this machine only
	@MODE=demo $(FLASK) start

serve: $(VENV)/.runtime ## The real thing: starts empty; settings in docs/operations/README.md
	@MODE=serve $(FLASK) start

staff: $(VENV)/.runtime ## Make a staff account, the first administrator among them
	@$(FLASK) users create-staff

test: $(VENV)/.dev ## Everything: contracts, types, lint, templates, tests on SQLite and (TEST_POSTGRES_URL) PostgreSQL
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m tests.say_what_runs
	@echo "== on SQLite"
	@$(BIN)/python -m pytest -n 2 -m "not browser and not processes" $(TESTS)
	@if [ -n "$$TEST_POSTGRES_URL" ]; then \
		echo "== again on PostgreSQL" && \
		TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 -m "not browser and not processes and not once" $(TESTS); \
	fi
	@echo "== real processes and a real browser, one after the other"
	@$(BIN)/python -m pytest -m "browser or processes" $(TESTS)

check: lint contracts types templates

lint: $(VENV)/.dev ## Style of the code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

contracts: $(VENV)/.dev ## Who may import whom
	@said=$$($(BIN)/lint-imports --no-cache) || { echo "$$said"; exit 1; }

types: $(VENV)/.dev ## Static types
	@$(BIN)/pyright --warnings

templates: $(VENV)/.dev ## Form of the templates
	@$(BIN)/djlint templates --lint --quiet

pins: $(VENV)/.dev ## Pin the newest packages that requirements*.in allow (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --fork-strategy fewest -q requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --fork-strategy fewest -q -c requirements.txt requirements-dev.in -o requirements-dev.txt

migration: $(VENV)/.dev ## Write a migration from the models: make migration NAME="add a column"
	@MODE=test $(FLASK) db revision "$(NAME)"

clean: ## Remove everything that can be made again (not var/, which holds the site's data)
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
