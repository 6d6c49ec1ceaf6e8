# SPDX-License-Identifier: AGPL-3.0-or-later
# `make demo` and `make test` do all set-up themselves. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help install demo test lint types imports format frontend-check pytest soak contract bench api-types texts migration dist clean
SHELL := /bin/sh
# `make test PYTHON=python3.12` takes another Python, in an environment of its own beside .venv/: .venv-python3.12/.
VENV := .venv$(if $(PYTHON),-$(notdir $(PYTHON)))
export OMERO_FORMS_VENV := $(VENV)
# Where a machine sets it, each of the many processes that a demo or a test starts would compile all of Python anew.
unexport PYTHONDONTWRITEBYTECODE
PY := $(VENV)/bin/python
# npm of node-bin comes first where the machine has no Node that is new enough.
export PATH := $(CURDIR)/$(VENV)/node-bin:$(PATH)

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-16s %s\n' "$$t" "$$d"; done

install: ## make .venv/ with the lock, and build the front-end; PYTHON=python3.12, here and below, has one of its own
	@sh setup/system.sh install
	@python=$$(sh setup/python.sh) && exec "$$python" setup/install.py

demo: ## a whole OMERO with the plug-in, and the main job done in it; ARGS=--once ends then, FORM=path takes any JSON Schema
	@sh setup/system.sh demo
	@python=$$(sh setup/python.sh) && "$$python" setup/install.py
	@exec $(PY) -m demo $(if $(FORM),--form '$(FORM)') $(ARGS)

test: ## everything: lint, types, import contract, front-end, all tests
	@sh setup/system.sh test
	@python=$$(sh setup/python.sh) && "$$python" setup/install.py
	@# Most of these keep one core only; each tells all that it has to say at its end.
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint types imports frontend-check
	@$(MAKE) --no-print-directory pytest

lint: ## ruff: rules and format; oxlint for the front-end
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	cd frontend && npm run --silent lint

types: ## mypy
	$(PY) -m mypy

imports: ## the layers of docs/architecture.md, by import-linter
	$(VENV)/bin/lint-imports

frontend-check: ## TypeScript, lint and unit tests of the front-end
	cd frontend && npm run --silent check

pytest: ## the Python tests; ARGS goes to pytest, DATABASE=postgresql puts PostgreSQL beneath all of them
	@# Three workers for two cores: each waits a third of its time for what it has started.
	$(PY) -m $(if $(filter postgresql,$(DATABASE)),tests.support.on_postgresql,pytest) -n 3 --dist loadgroup $(ARGS)

soak: ## many minutes: a storm of kills, faults at each step, two beats, a mail server's moods, thousands of requests, whatever evaluations see; ARGS goes to pytest
	@test -x $(PY) || $(MAKE) --no-print-directory install
	OPENAPI_EXAMPLES=400 EVALUATION_EXAMPLES=100 FAULTS_IN_FULL=1 $(PY) -m $(if $(filter postgresql,$(DATABASE)),tests.support.on_postgresql,pytest) -n 0 tests/faults tests/soak tests/api/test_openapi.py tests/services/evaluations/test_against_slow.py $(ARGS)

contract: ## the embedded server against the recordings of a real one, in ../shared/contract or OMERO_CONTRACT=DIR; ARGS=--once is short
	@test -x $(PY) || $(MAKE) --no-print-directory install
	@$(PY) -m tests.embedded.contract $(ARGS)

bench: ## how fast it is, beside what people would use instead; ARGS='embedded --quick' names one of benchmarks/ and is short
	@test -x $(PY) || $(MAKE) --no-print-directory install
	@$(PY) -m benchmarks $(ARGS)

api-types: ## frontend/src/shared/api/schema.ts from the OpenAPI document
	$(PY) setup/api_types.py

texts: ## omero_forms/locale/omero_forms.pot, all that pages and mails say, from the code
	$(PY) setup/texts.py

migration: ## the one migration anew, from the models; until the first release
	$(PY) setup/migration.py
	$(PY) -m ruff check --fix --quiet --select I omero_forms/migrations
	$(PY) -m ruff format --quiet omero_forms/migrations

format: ## let ruff format and mend what it can
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

dist: install ## sdists and wheels of omero-web-forms and omero-embedded, in dist/
	rm -rf dist build
	$(PY) -m build --no-isolation
	$(PY) -m build --no-isolation --outdir dist omero_embedded

clean: ## remove everything that was made, the environments excepted
	rm -rf .demo build dist *.egg-info omero_embedded/build omero_embedded/*.egg-info frontend/node_modules omero_forms/static/omero_forms .pytest_cache .mypy_cache .ruff_cache
