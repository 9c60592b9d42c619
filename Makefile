# Comity. `make run` shows it, `make test` proves it. Both set up what they need in .venv and need nothing but Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export COMITY_HOME ?= $(CURDIR)/.comity

.PHONY: run test test-slow lint audit bench format clean

run: $(VENV)/.run
	@$(BIN)/comity screen examples/customers.csv --lists un-sc || test $$? -eq 3
	@cat examples/next-steps.txt
	@COMITY_HOME=$(CURDIR)/.comity-exercise $(BIN)/comity exercise start

# Files of tests lie in memory where there is room: the suite makes thousands of databases, and a disk is waited for at each commit.
IN_MEMORY = $$(df -k --output=avail /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 4000000 { print "/dev/shm" }')
test: $(VENV)/.dev
	@FILES=$(IN_MEMORY); PYTHONHASHSEED=0 TMPDIR=$${FILES:-$${TMPDIR:-/tmp}} $(BIN)/pytest -m "not slow" -n 3 --dist loadfile

test-slow: $(VENV)/.dev
	@$(BIN)/pytest -m slow || test $$? -eq 5

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

audit: $(VENV)/.dev
	@$(BIN)/python scripts/audit.py build/sbom.json

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.run
	@$(PYTHON) bench/run.py
	@$(PYTHON) bench/screening/run.py
	@$(PYTHON) bench/node.py

$(VENV)/.run: pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh $(VENV)
	@touch $@

$(VENV)/.dev: pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh $(VENV) dev
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .comity .comity-exercise .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
