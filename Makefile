# `make demo` and `make test` need Python 3.11 or newer, pip, make and git; they bring everything else.

PYTHON ?= python3
VENV ?= .venv
DEV_VENV ?= .venv-dev
EXPORT ?= egregora_assets/sample/WhatsApp Chat with Quintal Lab.zip
OUTPUT ?= demo
# The time zone of the phone that exported, such as Europe/Lisbon; empty: this machine's.
ZONE ?=
PORT ?= 3000
# One more than the cores that such machines have: tests wait for processes that they started.
PYTEST_ARGUMENTS ?= -n 3 --dist worksteal --durations 20
FAST = -m "not process and not slow and not browser"

SHELL := /bin/sh
PIP_INSTALL := -m pip install --disable-pip-version-check --quiet --require-virtualenv
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --no-header --quiet

.PHONY: help install demo test test-fast lint format types licences deployment docs package archives readme ui schema settings commands sample lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo                             the sample export becomes a site in demo/"
	@echo "make demo EXPORT=chat.zip OUTPUT=dir ZONE=Europe/Lisbon: the same for your own export"
	@echo "make install                          the environment alone, in .venv/"
	@echo "make ui                               Dagster on http://127.0.0.1:$(PORT)"
	@echo "make test | lint | types | licences | deployment: what CI runs"
	@echo "make docs                             the documentation as a site in build/docs/"
	@echo "make package                          wheel and source archive in dist/"
	@echo "make archives                         the same, tried in an empty environment"
	@echo "make readme                           write what the README shows: the demo's output and a picture"
	@echo "make schema | settings | commands     write docs/schema.md, docs/settings.md, docs/command-line.md again"
	@echo "make sample | lock                    write the sample, the lock files again"
	@echo "make clean                            remove what was built"

# The second install is editable, so that a change of the code needs no new one; the dependencies are all hash-checked.
$(VENV)/.installed: .ci/requirements.lock pyproject.toml .ci/python.sh
	@sh .ci/python.sh "$(PYTHON)" "$(VENV)"
	@echo "Installing the locked dependencies into $(VENV) ..."
	@"$(VENV)/bin/python" $(PIP_INSTALL) --require-hashes -r .ci/requirements.lock
	@"$(VENV)/bin/python" $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch "$@"

$(DEV_VENV)/.installed: .ci/requirements-dev.lock pyproject.toml .ci/python.sh
	@sh .ci/python.sh "$(PYTHON)" "$(DEV_VENV)"
	@echo "Installing the locked dependencies into $(DEV_VENV) ..."
	@"$(DEV_VENV)/bin/python" $(PIP_INSTALL) --require-hashes -r .ci/requirements-dev.lock
	@"$(DEV_VENV)/bin/python" $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch "$@"

install: $(VENV)/.installed

demo: $(VENV)/.installed
	@"$(VENV)/bin/egregora" process "$(EXPORT)" --output "$(OUTPUT)" $(if $(ZONE),--time-zone "$(ZONE)")

ui: $(VENV)/.installed
	@DAGSTER_HOME="$(CURDIR)/dagster_home" "$(VENV)/bin/egregora" ui --port $(PORT)

# Tests start many processes: where Python may write no bytecode, each would compile the package anew.
test: $(DEV_VENV)/.installed
	@sh .ci/chromium.sh
	@PYTHONDONTWRITEBYTECODE= "$(DEV_VENV)/bin/python" -m pytest $(PYTEST_ARGUMENTS)

# For the loop of work: no browser, no processes, no runs of the pipeline.
test-fast: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" -m pytest $(FAST) $(PYTEST_ARGUMENTS)

lint: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/ruff" check .
	@"$(DEV_VENV)/bin/ruff" format --check --quiet . || { echo "Not formatted: run make format"; exit 1; }
	@"$(DEV_VENV)/bin/vulture" || { echo "Dead code: delete it, or say in pyproject.toml who uses it"; exit 1; }

format: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/ruff" check --fix .
	@"$(DEV_VENV)/bin/ruff" format .

types: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" -m mypy

licences: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" .ci/licences.py

# As a Dagster engineer would, on a Dagster home of its own: dg accepts the project, and Dagster makes the sample's site.
deployment: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" .ci/deployment.py

docs: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/zensical" build --clean --strict --config-file zensical.toml

package: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" -m hatchling build -d dist

# Installs the locked dependencies once more, into an environment that is deleted in the end: two or three minutes.
archives: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" .ci/archives.py dist

readme: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" .ci/readme.py

schema: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" -m egregora_assets.database.schema.page docs/schema.md

settings: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" -m egregora_assets.services.settings.page docs/settings.md

commands: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" -m egregora_assets.cli.page docs/command-line.md

sample: $(DEV_VENV)/.installed
	@"$(DEV_VENV)/bin/python" -m egregora_assets.sample.generate

# Needs `uv` on the PATH: pip cannot lock for several systems at once.
lock:
	uv pip compile pyproject.toml --extra build $(LOCK_OPTIONS) --output-file .ci/requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev --extra docs --constraints .ci/requirements.lock $(LOCK_OPTIONS) \
		--output-file .ci/requirements-dev.lock

# Keeps deployments that are not the demo: they hold a key that cannot be made again.
clean:
	rm -rf "$(VENV)" "$(DEV_VENV)" demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find dagster_home -mindepth 1 ! -name dagster.yaml -delete
	find egregora_assets egregora_assets_tests .ci -name __pycache__ -type d -prune -exec rm -rf {} +
