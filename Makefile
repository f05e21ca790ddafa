# `make` alone lists what there is.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
export PORT ?= 8000
VENV := .venv
READY := $(VENV)/ready
IN_PRODUCTION := DEBUG=false ALLOWED_HOSTS=clinic.example SITE_URL=https://clinic.example \
	TRUSTED_PROXIES=1 DATABASE_URL=postgres://clinic.example/clinic

LOCK = $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --quiet --custom-compile-command "make lock"

# What a server may run: every package in the three files.
SHIPPED = $$(sed -n 's/^\([A-Za-z0-9._-]*\).*==.*/\1/p' requirements.txt requirements-s3.txt requirements-texts.txt | sort -u)
LICENCES = $(VENV)/bin/pip-licenses --from=mixed --packages $(SHIPPED)
# All let a clinic use, change and pass on what it runs. LGPL is psycopg2’s, pi-heif’s and that of recurring-ical-events: their source can be had and replaced.
ALLOWED = MIT;BSD;Apache;PSF;Python Software Foundation;Unlicense;Mozilla Public License 2.0;Lesser General Public License;LGPL

.PHONY: help run test testall check audit bench faults writing beside screens format lock licences
.DEFAULT_GOAL := help

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) ## Start the site at http://localhost:8000/ (PORT=8001 for another port)
	@exec $(VENV)/bin/python -m clinic_site.dev.run

test: $(READY) ## Run every test (ARGS="-k booking" for some)
	@exec $(VENV)/bin/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder $(ARGS)

testall: ## Run every test on each Python from 3.11 to 3.14 that this machine has
	@for python in python3.11 python3.12 python3.13 python3.14; do \
		$$python -c '' 2>/dev/null || continue; \
		$$python --version; $(MAKE) --no-print-directory test PYTHON=$$python VENV=.venv-$$python || exit 1; done

check: $(READY) ## Check style, migrations and the settings for production
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	git ls-files 'templates/*.html' | xargs $(VENV)/bin/djade --target-version 5.2 --check
	$(VENV)/bin/python manage.py makemigrations --check --dry-run
	$(VENV)/bin/python -m tests.migration_rules
	$(VENV)/bin/deptry --no-ansi .
	$(VENV)/bin/deptry --no-ansi --optional-dependencies-dev-groups "" --exclude '\.venv|\.git/' .
	@echo "pip-licenses: only those in ALLOWED"
	@$(LICENCES) --ignore-packages pyrage --partial-match --allow-only="$(ALLOWED)" >/dev/null  # pyrage's LICENSE is MIT's
	@echo manage.py check --deploy
	@$(IN_PRODUCTION) SECRET_KEY=$$($(VENV)/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(VENV)/bin/python manage.py check --deploy --fail-level WARNING

audit: $(READY) ## Look for known weaknesses in what is installed (needs a network)
	$(VENV)/bin/pip-audit --require-hashes --disable-pip --progress-spinner off -r requirements-dev.txt

bench: $(READY) ## Measure what each request costs, compared with a bare Django view
	@exec $(VENV)/bin/python -m tests.bench

faults: $(READY) ## Kill the site’s processes under load and count what is lost (ARGS="--count 10000 --kills 20")
	@exec $(VENV)/bin/python -m tests.faults $(ARGS)

writing: $(READY) ## Write in a browser while everything fails, and look for each word (ARGS="--two --seconds 1800")
	@exec $(VENV)/bin/python -m tests.writing $(ARGS)

beside: $(READY) ## Try this code beside that of an earlier version (REF=v1.0) on one database
	@exec $(VENV)/bin/python -m tests.faults.old_beside_new $(REF)

screens: $(READY) ## Take pictures of every page into screens/
	@exec $(VENV)/bin/python -m pytest -q tests/browser/screens.py

format: $(READY) ## Put code and templates into the project's style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	git ls-files 'templates/*.html' | xargs $(VENV)/bin/djade --target-version 5.2

lock: $(READY) ## Write requirements*.txt again from pyproject.toml, with hashes
	$(LOCK) --output-file requirements.txt
	$(LOCK) --constraint requirements.txt --extra s3 --output-file requirements-s3.txt
	$(LOCK) --constraint requirements.txt --extra texts --output-file requirements-texts.txt
	$(LOCK) --constraint requirements.txt --extra s3 --extra texts --extra dev --output-file requirements-dev.txt

licences: $(READY) ## List the licences of what a server runs in docs/licences.md
	@{ echo "# Licences of what the site runs on"; echo; \
		echo "Written by \`make licences\` from the packages themselves; \`make check\` refuses others than ALLOWED in the Makefile."; echo; \
		$(LICENCES) --format=markdown --no-version | sed '/^| pyrage /s/UNKNOWN/MIT (its LICENSE)/'; echo; \
		echo "The site's font, Figtree, is under the SIL Open Font License 1.1: \`static/fonts/figtree-LICENSE.txt\`."; } > docs/licences.md

$(READY): requirements.txt requirements-s3.txt requirements-texts.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "This needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>/dev/null || echo not found)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python lacks its venv module: install it (on Debian or Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Installing what the site needs into $(VENV) (once)…"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
