# Plain `make` lists what there is. Nothing is needed but Python 3.11 or newer, make and git.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Whether the environment itself says it. Where it says nothing, what looks into a database asks
# whether this is production (ivi_training/local/production.py).
AS_GIVEN := $(if $(DJANGO_DEBUG),,env -u DJANGO_DEBUG)
# Development's answers wherever the environment gives none; see .env.example.
DJANGO_DEBUG ?= 1
export DJANGO_DEBUG
# Runs a command with the embedded PostgreSQL and Redis, and without touching those of `make run`.
WITH_SERVICES = $(BIN)/python -m ivi_training.local exec --
APART = IVI_LOCAL_DIR="$${IVI_LOCAL_DIR:-$(CURDIR)/.local/test}"
# Tests need not outlive the machine; what is measured, or killed on purpose, does wait for the disk.
FORGETTING = IVI_LOCAL_FORGETS=1

PACKAGES := .venv/.installed
FRONT_END := node_modules/.installed
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test coverage race soak browser pictures lint types fix bench messages lifecycles lock manage shell

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

install: $(PACKAGES) $(FRONT_END) $(TRANSLATIONS) ## Set up the environment, locked packages and translations

run: install ## Serve everything on http://127.0.0.1:8000 (or PORT=...) until Ctrl-C
	@exec $(BIN)/python -m ivi_training.local run --port $(PORT)

test: install ## Run the test suite (only="tests/grants -k ledger" for a part)
	@$(FORGETTING) $(APART) $(WITH_SERVICES) $(BIN)/pytest -n 2 -m "not journey and not soak" $(only)

coverage: install ## Run the test suite and show which branches no test takes
	@$(BIN)/coverage erase
	@$(FORGETTING) $(APART) $(WITH_SERVICES) $(BIN)/coverage run -m pytest -n 2 -m "not journey and not soak" -q
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --skip-covered --show-missing

race: install ## Run only the tests that race many connections
	@$(FORGETTING) $(APART) $(WITH_SERVICES) $(BIN)/pytest -m race $(only)

soak: install ## Run only the long tests: random lives, kill -9 (about 20 minutes)
	@$(APART) $(WITH_SERVICES) $(BIN)/pytest -m soak $(only)

browser: install ## Walk through the product in Chromium
	@$(FORGETTING) $(APART) $(WITH_SERVICES) $(BIN)/pytest -n 2 --dist loadfile -m journey $(or $(only),tests/journeys)

pictures: install ## Take the pictures of applying for the README anew
	@$(FORGETTING) $(APART) PICTURES=docs/images $(WITH_SERVICES) $(BIN)/pytest -m journey tests/journeys/test_first_application.py

lint: install ## Check style, templates, directions of imports and missing migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	@$(APART) $(WITH_SERVICES) $(BIN)/python manage.py makemigrations --check --dry-run

types: install ## Check types strictly
	$(BIN)/mypy

fix: install ## Repair what ruff can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: install ## Measure, into benchmarks/results.json
	@$(APART) $(WITH_SERVICES) $(BIN)/python -m benchmarks $(only)

messages: install ## Collect the texts to translate (needs gettext)
	$(BIN)/python manage.py makemessages --locale ko --no-wrap --add-location file --ignore node_modules --ignore .venv --ignore tests

lifecycles: install ## Draw the lifecycles into docs/architecture.md
	$(BIN)/python manage.py write_lifecycles

lock: $(PACKAGES) ## Compile the locked requirements from pyproject.toml and package.json
	$(COMPILE) --output-file requirements/production.txt
	$(COMPILE) --group dev --constraint requirements/production.txt --output-file requirements/development.txt
	$(NPM) install --package-lock-only

manage: install ## Run a command of Django: make manage do="check_invariants"
	@$(AS_GIVEN) $(WITH_SERVICES) $(BIN)/python manage.py $(do)

shell: install ## Open Django's shell
	@$(AS_GIVEN) $(WITH_SERVICES) $(BIN)/python manage.py shell

COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"
# Node comes with the Python packages, so a machine needs none of its own; it trusts whom the system
# trusts, as pip does.
NPM = NODE_USE_SYSTEM_CA=1 PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --cache "$(CURDIR)/.local/cache/npm" --ignore-scripts

# An environment knows its place and its Python: a clone that was moved is set up again, and so is
# one whose Python is gone.
STALE := $(shell [ -x $(BIN)/python ] && [ "`cat $(PACKAGES) 2>/dev/null`" = "$(CURDIR)" ] || rm -f $(PACKAGES))

# The stamp goes away before the work and comes back after it: an installation that was cut off
# half-way is begun anew.
$(PACKAGES): requirements/development.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) --version 2>&1`."; \
		echo "Name another one: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@if [ -e $@ ]; then rm $@; else echo "Installing the packages, once..."; $(PYTHON) -m venv --clear .venv; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@echo "$(CURDIR)" > $@

$(FRONT_END): package-lock.json package.json | $(PACKAGES)
	@$(NPM) ci --loglevel error
	@touch $@

%.mo: %.po | $(PACKAGES)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
