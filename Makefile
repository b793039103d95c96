# Two commands do everything: `make run` and `make test`. Both create .venv themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input
RUN_STAMP := $(VENV)/.run-$(shell cksum requirements/run.txt pyproject.toml | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cksum requirements/dev.txt | cksum | cut -d' ' -f1)

.PHONY: run test setup dev check lint types imports bench soak faults tables picture pins docs clean

run: setup  ## the bot on an embedded simulated mesh, live log; Ctrl-C ends it
	@$(BIN)/steadymesh run --sim

setup: $(RUN_STAMP)  ## .venv with the pinned requirements and steadymesh, editable

test: dev  ## every test (under 5 minutes on two cores); needs neither network nor radio
	@$(BIN)/python -m compileall -q src  # once, and not by each of the hundreds of processes that the tests start
	@$(BIN)/python -m pytest -n 3

check: dev lint types imports

lint: dev
	@$(BIN)/ruff check src tests bench docs
	@$(BIN)/ruff format --check src tests bench docs

types: dev
	@$(BIN)/mypy

imports: dev
	@$(BIN)/lint-imports --no-cache

faults: setup  ## the fault tables against the simulator, virtual time: of the link, and of keys
	@$(BIN)/steadymesh faults
	@$(BIN)/steadymesh faults --keys

bench: dev  ## ratios against the official library on loopback; `make bench ARGS=--json`
	@$(BIN)/python -m bench $(ARGS)

soak: dev  ## hours of virtual time and kill -9 in a loop; not part of `make test`
	@$(BIN)/python -m pytest -m soak -o addopts="-q --strict-markers --import-mode=importlib -p no:cacheprovider" -o faulthandler_timeout=0 -s tests/soak

tables: dev  ## play the tables of faults, keys and weathers anew, ours and the official library's, into the pages (15 minutes)
	@$(BIN)/python -m bench.tables --write README.md
	@$(BIN)/python -m bench.keytable --write docs/keys.md
	@$(BIN)/python -m bench.deliverytable --write docs/delivery.md

docs: dev  ## write the generated parts of docs/ again
	@$(BIN)/python docs/build.py

picture: setup  ## draw docs/picture.svg anew from a run
	@$(BIN)/python docs/picture.py

pins: dev  ## compile the requirements again (needs pip-tools)
	@$(BIN)/python -m pip install -q pip-tools
	@cd requirements && for f in run dev; do \
	  CUSTOM_COMPILE_COMMAND="make pins" ../$(BIN)/python -m piptools compile -q --upgrade --generate-hashes --allow-unsafe --strip-extras \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --output-file $$f.txt $$f.in; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "steadymesh needs Python 3.11 or newer; 'make PYTHON=python3.12 …' names another one." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): $(VENV)/bin/python
	@echo "Setting up $(VENV) (once) …"
	@$(PIP) install -q --require-hashes --only-binary :all: -r requirements/run.txt
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.run-*; touch $@

dev: $(RUN_STAMP) $(DEV_STAMP)

$(DEV_STAMP): $(RUN_STAMP)
	@$(PIP) install -q --require-hashes --only-binary :all: -r requirements/dev.txt
	@rm -f $(VENV)/.dev-*; touch $@
