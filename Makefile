# The gate is `make check test`, the same at home and in CI. `make` alone lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
NPM := tests/npm tests/federation/npm tests/streams/npm
UV_VERSION := 0.13.9
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .uv/bin/uv)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock'

# Interpreters come from the machine, never from a download that no registry keeps.
export UV_PYTHON_DOWNLOADS := never

.PHONY: help install assets run test check bench bench-quick bench-growth bench-databases bench-live bench-images bench-docs peers fuzz soak mutants crash-points format schema lock build wheel-check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/.installed ## make the environment in .venv, from the lock file alone

assets: ## build the playground where its sources have changed
	frontend/build.sh

run: install assets ## start everything with demonstration data on http://127.0.0.1:8000
	$(BIN)/mj-gateway demo

test: install assets $(NPM:%=%/node_modules) ## install what the tests need and run every test, with branch coverage
	@command -v chromium >/dev/null || tools/debian-packages.sh chromium
	@command -v openssl >/dev/null || tools/debian-packages.sh openssl
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || tools/debian-packages.sh postgresql
	@command -v mariadbd >/dev/null || tools/debian-packages.sh mariadb-server
	@command -v pgbouncer >/dev/null || tools/debian-packages.sh pgbouncer
	@command -v redis-server >/dev/null || tools/debian-packages.sh redis-server
	@command -v strace >/dev/null || tools/debian-packages.sh strace
	UV=$(UV) clients/install.sh
	$(BIN)/pytest --cov --numprocesses auto --dist loadfile $(ARGS)

check: install ## style, types, layers, house rules, settings, locks, schema
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.house
	$(BIN)/mj-gateway schema --check
	$(BIN)/python -m tools.schema_changes

bench: peers ## the gateway beside its peers, on SQLite and PostgreSQL (about 25 minutes, 4 GB)
	$(BIN)/python -m benchmarks.run full
	$(BIN)/python -m benchmarks.run postgresql

bench-quick: peers ## the gateway beside its peers, at three works (about 2 minutes)
	$(BIN)/python -m benchmarks.run quick

bench-growth: peers ## the same at 10,000, 1,000,000 and 5,000,000 tasks (about 20 minutes, 12 GB)
	$(BIN)/python -m benchmarks.run growth

bench-live: install ## live updates to thousands, slow readers, and polling of upstreams with faults (about 8 minutes)
	$(BIN)/python -m benchmarks.live
	$(BIN)/python -m benchmarks.slow
	$(BIN)/python -m benchmarks.polling

bench-images: install ## pictures beside nginx, thumbnails, GraphQL beside a slow upstream (about 5 minutes)
	@command -v wrk >/dev/null || tools/debian-packages.sh wrk
	@command -v nginx >/dev/null || tools/debian-packages.sh nginx
	$(BIN)/python -m benchmarks.images

bench-docs: install ## put the figures of the last runs into docs/performance.md
	$(BIN)/python -m benchmarks.docs

peers: install assets ## install what the benchmark compares with
	@command -v wrk >/dev/null || tools/debian-packages.sh wrk
	@command -v taskset >/dev/null || tools/debian-packages.sh util-linux
	@command -v g++ >/dev/null || tools/debian-packages.sh g++ make
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || tools/debian-packages.sh postgresql
	benchmarks/peers/install.sh

bench-databases: install ## what each list costs with 10,000 to 10,000,000 tasks, on SQLite and PostgreSQL (about 15 minutes, 10 GB)
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || tools/debian-packages.sh postgresql
	$(BIN)/python -m benchmarks.databases

fuzz: install ## 10,000 generated operations against a running server, 100,000 compiled and executed (about an hour)
	FUZZ_EXAMPLES=5000 $(BIN)/pytest -s -o faulthandler_timeout=0 tests/fuzz tests/differential $(ARGS)

soak: install ## a gateway under load and faults (about 28 minutes; SOAK_SECONDS=60 for less)
	$(BIN)/python -m benchmarks.soak

mutants: install ## make nine known mistakes, each of which the safety tests must catch (about 7 minutes)
	$(BIN)/python -m tests.mutants

crash-points: install ## fail a round of refunds at each system call, kill updaters, caches and lease holders, cut clients off, 10,000 simulations (about 80 minutes)
	@command -v strace >/dev/null || tools/debian-packages.sh strace
	CRASH_STRIDE=1 KILLS=400 RECONNECTS=1000 TAKE_OVERS=50 SIMULATION_SEEDS=10000 SHUTDOWN_SOCKETS=500 SHUTDOWN_STREAMS=200 \
		$(BIN)/pytest -s -o faulthandler_timeout=0 tests/kill tests/images/cache/test_kills.py tests/live/resuming \
		tests/polling/lease/test_take_over.py tests/polling/simulation tests/background/test_shutdown.py $(ARGS)

format: install ## format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schema: install ## print schema.graphql from the code
	$(BIN)/mj-gateway schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

lock: $(UV) ## pin every package by version and hash (ARGS=--upgrade for newer versions)
	$(COMPILE) --group dev $(ARGS) --output-file requirements.lock pyproject.toml
	$(COMPILE) --no-annotate $(ARGS) --output-file clients/ariadne-codegen/requirements.lock clients/ariadne-codegen/requirements.in
	echo 'uv==$(UV_VERSION)' | $(COMPILE) --no-annotate --output-file tools/uv.txt -

build: install assets ## build the wheel into dist/
	$(BIN)/hatchling build --target wheel --directory dist

wheel-check: install assets ## build the wheel twice and compare it byte by byte
	rm -rf build
	$(BIN)/hatchling build --target wheel --directory build/first
	(umask 077; TZ=Asia/Shanghai $(BIN)/hatchling build --target wheel --directory build/second)
	cmp build/first/*.whl build/second/*.whl

clean: ## remove what make made; databases stay
	find gql -name __pycache__ -prune -exec rm -rf {} +
	rm -rf .venv .uv build dist htmlcov .coverage* .hypothesis .*_cache frontend/node_modules frontend/.node gql/web/assets $(NPM:%=%/node_modules) clients/node_modules clients/ariadne-codegen/.venv benchmarks/peers/node_modules benchmarks/peers/.go benchmarks/peers/gqlgen/gqlgen

.venv/.installed: requirements.lock pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python '>=3.11' .venv
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q gql  # also where Python is told to write no bytecode: it is a fifth of a start
	@touch $@

# Node may come from PyPI, where the playground's build had to bring it.
%/node_modules: %/package-lock.json | assets
	cd $(@D) && PATH="$(CURDIR)/frontend/.node/bin:$$PATH" npm ci --ignore-scripts --no-progress --no-fund --no-audit
	@touch $@

.uv/bin/uv: tools/uv.txt
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || tools/debian-packages.sh python3-venv
	$(PYTHON) -m venv --clear .uv
	.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement tools/uv.txt
	@touch $@
