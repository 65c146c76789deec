# Every target sets up what it needs; none needs root (test-browser: see tools/browser.sh).
PYTHON ?= $(shell command -v python3.11 || command -v python3)
export PYTHON

.PHONY: setup
setup:
	@$(PYTHON) tools/setup.py run
