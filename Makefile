# Everything starts here: `make help` lists the commands.

# The first that runs and is new enough: a name in PATH may be a version manager's empty shim.
PYTHON ?= $(shell for python in python3.11 python3 python3.12; do \
    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && echo $$python && break; done)
HARDWARE ?= cpu
BIN := .venv/bin
# Everything is run through $(BIN)/python, so that .venv works on when the project's folder is moved.

.DEFAULT_GOAL := help
.PHONY: help setup run test bench bench-gpu lint format clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
	    printf 'make %-9s %s\n' "$$name" "$$text"; done

setup: ## install everything into .venv; does nothing when that is done (HARDWARE=gpu: for NVIDIA)
	@python='$(PYTHON)'; $${python:-false} -c '' 2> /dev/null || \
	    { echo 'set-up: Python 3.11 is missing (Debian: apt-get install python3.11 python3.11-venv).'; exit 1; }; \
	    $$python -I chatanalysis/runtime/install.py $(HARDWARE)

run: setup ## set up, then run the whole system until Ctrl-C (PORT=8001: on another port)
	@# It ends with make, however make ends.
	@exec $(BIN)/python -I -S chatanalysis/runtime/die_with_parent.py $$PPID $(BIN)/python -m chatanalysis.runtime

test: setup ## set up, then run every test (ARGS='-k parsing' picks some)
	@# In two processes, each with servers of its own; `loadgroup` hands tests out one by one, the slow ones last.
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

bench: setup ## measure ingest, search and quality, and write docs/benchmarks.md (ARGS='--without scale': less)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/bench.txt
	@$(BIN)/python -m benchmarks.run $(ARGS)

bench-gpu: setup ## measure embedding and search on a GPU, beside the CPU
	@$(BIN)/python -m benchmarks.gpu

lint: setup ## check style, formatting and the layers
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python $(BIN)/lint-imports

format: setup ## rewrite the code in the project's style
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python -m ruff format .

clean: ## remove .venv and caches; the state in var/ stays
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./var -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
