# One word per habit. On a fresh machine `make demo` and `make test` are enough.
.DEFAULT_GOAL := help
.PHONY: help demo lab test check bench docs clean

VENV := .venv
RUN := $(VENV)/bin/python

help:
	@echo "make demo    install dagbook into $(VENV) and run the demo notebook"
	@echo "make lab     open the demo notebook in JupyterLab"
	@echo "make test    everything CI runs: format, lint, types, tests, notebooks, browser"
	@echo "make check   the quick part of it: format, lint, types, import contract"
	@echo "make bench   dagbook beside a hand-written floor and beside Dagster"
	@echo "make docs    write docs/reference.md and docs/terminal.md anew"
	@echo "make clean   remove what these made (not the demo's store of values)"

demo: $(VENV)/.demo
	@$(RUN) tools/run_demo.py

lab: $(VENV)/.demo
	@$(VENV)/bin/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) demo_notebooks/flights.ipynb

test: $(VENV)/.test
	@$(RUN) tools/check.py

check: $(VENV)/.test
	@$(RUN) tools/check.py format lint types contract

bench: $(VENV)/.test
	@$(RUN) -m benchmarks
	@$(RUN) -m benchmarks.versions
	@$(RUN) -m benchmarks.magics
	@$(RUN) -m benchmarks.staleness

docs: $(VENV)/.test
	@$(RUN) tools/write_reference.py
	@$(RUN) tools/write_terminal.py

clean:
	rm -rf $(VENV) out dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Any Python from 3.11 does; `make demo PYTHON=/path/to/python3` picks one.
$(VENV)/bin/python:
	@set -e; \
	for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Creating $(VENV) with $$($$python --version)"; \
			$$python -m venv $(VENV) || { \
				rm -rf $(VENV); \
				echo "$$python has no venv module; on Debian: apt-get install python3-venv" >&2; \
				exit 1; \
			}; \
			exit 0; \
		fi; \
	done; \
	echo "dagbook needs Python 3.11 or newer, and $(or $(PYTHON),python3) is not:" \
		"$$($(or $(PYTHON),python3) --version 2>&1 || true)." \
		"Name one with: make demo PYTHON=/path/to/python3.12" >&2; \
	exit 1

# The stamps make a second run quick; a changed pyproject.toml installs again.
$(VENV)/.demo: pyproject.toml | $(VENV)/bin/python
	@echo "Installing dagbook into $(VENV) (a minute or two the first time)"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[demo]'
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	@echo "Installing dagbook and what its tests need into $(VENV) (a few minutes the first time)"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.demo
