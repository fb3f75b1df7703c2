# The commands of a working copy of sbs_econ. Needed beforehand: Python 3.11 or newer with pip, and GNU make.

SHELL = /bin/sh
PYTHON ?= python3
VENV := .venv
ARGS ?=
PIP = $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check
RUN_PYTHON = $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test lint docs bench mutate update-expected environment

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.installed-run ## install what is needed into .venv, run the base case and print its table
	@$(VENV)/bin/sbs-econ run base_case $(ARGS)

test: $(VENV)/.installed-dev ## run every test and every example in a docstring (ARGS="-k prices" for some)
	@$(RUN_PYTHON) -m pytest -n auto --dist worksteal --doctest-modules $(ARGS)

lint: $(VENV)/.installed-dev ## check style, formatting, types and the direction of imports
	@$(RUN_PYTHON) -m ruff check .
	@$(RUN_PYTHON) -m ruff format --check .
	@$(RUN_PYTHON) -m mypy
	@$(VENV)/bin/lint-imports

docs: $(VENV)/.installed-dev ## generate the reference pages and build the documentation into docs/_build/html
	@$(RUN_PYTHON) docs/generate.py
	@$(RUN_PYTHON) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "Built: docs/_build/html/index.html"

bench: $(VENV)/.installed-dev ## measure speed and memory, and print the table
	@$(RUN_PYTHON) -m benchmarks $(ARGS)

mutate: $(VENV)/.installed-dev ## plant faults in equations or model and see whether tests notice (ARGS="attribution values")
	@$(RUN_PYTHON) -m tests.mutate $(ARGS)

update-expected: $(VENV)/.installed-dev ## rewrite the expected results beside the scenarios
	@$(RUN_PYTHON) tests/update_expected.py

environment: $(VENV)/bin/pip

# Debian's python3 has no ensurepip until python3-venv is installed, and its pip refuses to install into the system:
# virtualenv then goes into a folder of its own.
$(VENV)/bin/pip:
	@echo "Making the environment $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	  rm -rf $(VENV) && \
	  $(PYTHON) -m pip install --quiet --root-user-action=ignore --disable-pip-version-check \
	    --target .virtualenv virtualenv && \
	  PYTHONPATH=.virtualenv $(PYTHON) -m virtualenv --quiet $(VENV); }

$(VENV)/.installed-run: $(VENV)/bin/pip pyproject.toml
	@echo "Installing sbs_econ into $(VENV)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/bin/pip pyproject.toml
	@echo "Installing sbs_econ with what developers need into $(VENV)"
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/.installed-run $@
