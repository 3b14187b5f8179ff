# Everything needs only make and Python 3.11 or newer; each target installs what it lacks into .venv, by hash.

PYTHON ?= python3
STORE ?= postgresql
VENV ?= .venv
DATA ?= ../shared/data
PYTEST_ARGS ?= -n 2 --dist worksteal
SEED := $(or $(SEED),$(shell date +%s))

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install
BENCHMARKS := $(filter-out benchmarks/real.py benchmarks/peers.py,$(wildcard benchmarks/*.py))

.DEFAULT_GOAL := help
.PHONY: help demo install develop test postgresql soak check lint layout types layers format generate bench real peers mutation lock clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: install ## the whole life of an order, on a throw-away store
	@$(BIN)/oms demo

install: $(VENV)/.installed ## .venv with the locked packages and the oms command
	@$(BIN)/python -m compileall -q omscli # so that no start has to, wherever Python may not write

develop: install $(VENV)/.developing ## the same with what tests and checks need

test: develop ## every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

soak: develop ## the proofs to their second figures; PROOF=kills COUNT=1000 SECONDS=600 SEED=7 FROM=41; RUNS=20000 histories
	$(BIN)/python -m pytest $(PYTEST_ARGS) tests/faults tests/properties tests/services --soak --seed $(SEED) \
	  $(if $(PROOF),--proof $(PROOF),$(if $(RUNS),--proof histories)) $(if $(COUNT)$(RUNS),--count $(or $(COUNT),$(RUNS))) $(if $(SECONDS),--seconds $(SECONDS)) \
	  $(if $(FROM),--first-try $(FROM))

check: lint layout types layers ## lint, format, types, layers

postgresql: develop ## the black-box tests with their stores on a server: STORE=postgresql or serializable
	OMS_TEST_STORE=$(STORE) $(BIN)/python -m pytest $(PYTEST_ARGS) tests/cli tests/acceptance

lint: develop
	$(BIN)/ruff check .

layout: develop
	$(BIN)/ruff format --check .

types: develop
	$(BIN)/mypy --strict omscli

layers: develop
	$(BIN)/lint-imports

format: develop ## lint fixes and format
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

generate: develop ## store/rows.py, schema.py, schema_digest.py and fields.py from store/tables.py; quick_records.py from documents/orders/model.py
	$(BIN)/python -m omscli.store.generate
	$(BIN)/python -m omscli.documents.orders.generate

bench: develop ## start-up and throughput, as ratios
	@missed=; for file in $(BENCHMARKS); do echo "== $$file"; $(BIN)/python "$$file" || missed="$$missed $$file"; done; \
	[ -z "$$missed" ] || { echo "make bench: missed a target:$$missed" >&2; exit 1; }

real: develop ## real order histories through the whole life, where the data is at hand
	@if [ -d "$(DATA)" ]; then $(BIN)/python benchmarks/real.py; \
	else echo "make real: skipped, there is no $(DATA) here (make real DATA=DIR says where it is)"; fi

peers: develop ## django-oscar, Vendure and Tryton beside oms (installs them outside of this folder)
	$(BIN)/python benchmarks/peers.py

mutation: develop ## defects made by hand in the money code, one at a time: which tests find them; WORDS="funds refunds"
	$(BIN)/python -m tests.mutation.run $(WORDS)

lock: ## the three lock files anew, newest versions that pyproject.toml allows
	@sh tools/lock.sh "$(PYTHON)"

clean: ## everything that make made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is replaced first: the console scripts of pip 23 import `re` and make every start 1.6 times as long.
$(VENV)/.made: requirements-build.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "oms needs Python 3.11 or newer, and $(PYTHON) is not: install one, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu: apt-get install python3-venv), or say make PYTHON=/path/to/python3" >&2; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	$(PIP) --require-hashes -r requirements-build.lock
	@$(BIN)/python -m pip --quiet uninstall --yes setuptools 2>/dev/null # its .pth file would run at every start
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.lock pyproject.toml
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed requirements-test.lock
	$(PIP) --require-hashes -r requirements-test.lock
	@touch $@
