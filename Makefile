# Two commands matter: `make demo` shows what Rasd does, `make test` runs everything that CI runs. Both make .venv when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AUDIT := build/audit
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test lint types layers unit gate counts bench docs site lock audit advisories clean

help:            ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Rasd needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(INSTALLED)

demo: $(INSTALLED)   ## install into .venv and read the sample articles
	@$(BIN)/rasd demo

test: lint types layers unit gate counts   ## everything that CI runs

lint: $(INSTALLED)   ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)  ## mypy --strict, over all Python here: 25 seconds the first time, one after that
	$(BIN)/mypy
	for conftest in tests/*/conftest.py; do $(BIN)/mypy $$conftest || exit 1; done

layers: $(INSTALLED) ## the import contract of the layers
	$(BIN)/lint-imports

unit: $(INSTALLED)   ## tests, property tests, docs tests
	$(BIN)/python -m pytest -q

gate: $(INSTALLED)   ## quality floors against the gold articles (skipped, with a reason, where they are absent)
	$(BIN)/python evals/gate.py
	$(BIN)/python evals/stories.py

counts: $(INSTALLED) ## the gate of speed: instructions, statements and steps against their ceilings; reads no clock
	$(BIN)/python evals/counts.py

bench: $(INSTALLED)  ## every benchmark, an hour: start-up, reading, ratios, relating, a desk as it grows, search, pages
	$(BIN)/python benchmarks/suite.py

docs: $(INSTALLED)   ## write again what docs say of the code: help, reference, figures, what commands print
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/notebook.py --write

site: $(INSTALLED)   ## build the docs site into site/, strictly: open site/index.html
	$(BIN)/python docs/website.py

lock: $(INSTALLED)   ## write constraints.txt again from what is installed
	@echo '# Versions that CI is known to pass with; pyproject.toml holds the ranges. Written by `make lock`.' > constraints.txt
	$(BIN)/python -m pip list --format=freeze --exclude-editable --disable-pip-version-check | grep -v -i -E '^(rasd|pip|setuptools)=' >> constraints.txt

audit: $(INSTALLED)  ## licences of what is installed, and its known vulnerabilities (asks PyPI's advisories: needs the network)
	$(BIN)/python tools/licences.py
	$(call in-audit,--strict)

advisories:      ## the same known vulnerabilities, for CI: where the advisories cannot be asked it says so and passes
	@$(call in-audit,)

# In an environment of its own, so that what pip-audit brings is neither tested nor audited as if it were Rasd's.
in-audit = test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT); \
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3'; \
	$(AUDIT)/bin/python tools/advisories.py $(1)

clean:           ## remove .venv and caches
	rm -rf $(VENV) site build/website $(AUDIT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
