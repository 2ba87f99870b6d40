# On a fresh machine only Python 3.11 to 3.14 is needed: each target first makes .venv from the hashed locks.
# The first installation takes about half a minute; it is done again only when a lock or pyproject.toml changes.

BIN := .venv/bin
RUN_READY := .venv/.ready-to-run
DEV_READY := .venv/.ready-to-develop
MAKEFLAGS += --no-print-directory
export PYTHON

.PHONY: run examples test proof lint format catalogue bundle docs lock clean clean-data

# The whole service as a demonstration on http://localhost:8000, until Ctrl-C. Its data are kept in var/.
run: $(RUN_READY)
	@$(BIN)/openentry demo

# The demonstration starts over at the next `make run`.
clean-data: $(RUN_READY)
	@$(BIN)/python -m openentry_web.config.clean

# Decide the example profiles, on real rules and days, and hold a real round again with 20,000 synthetic people.
examples: $(RUN_READY)
	@$(BIN)/python examples/run.py

# Everything that must hold before a change is taken, in under fifteen minutes on two cores. The library answers for its own coverage:
# what the service's tests happen to run of it is not counted.
test: lint
	@scripts/chromium.sh
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term-missing:skip-covered tests/library tests/law src
	$(BIN)/pytest -n 2 --dist worksteal tests/web tests/browser tests/faults || \
	{ echo "What failed is tried once more, alone: a busy machine makes a browser late."; \
	  $(BIN)/pytest --last-failed --last-failed-no-failures none tests/web tests/browser tests/faults; }
	$(BIN)/openentry law check

# The long suite: exhaustive and large. Its figures go to docs/proof.
proof: $(DEV_READY)
	@scripts/chromium.sh
	$(BIN)/pytest -m proof -n 2 --dist worksteal --timeout=0 --proof-report

# Style, types, the walls between the rooms, and that the shipped catalogues are what their fragments say.
lint: $(DEV_READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m openentry.messages.compile --check
	$(BIN)/python -m openentry_web.messages.compile --check

format: $(DEV_READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# After a change of a fragment in src/openentry/messages/catalogue.
catalogue: $(DEV_READY)
	$(BIN)/python -m openentry.messages.compile
	$(BIN)/python -m openentry_web.messages.compile

# After a change of the law in src/openentry/law.
bundle: $(DEV_READY)
	$(BIN)/python -m openentry.law.bundle

# The documentation, into build/site. It fails where a page is in no list or a link leads nowhere.
docs: $(DEV_READY)
	$(BIN)/python scripts/docs_site.py
	$(BIN)/mkdocs build --strict --quiet
	@echo "Open build/site/index.html"

# After a change of the dependencies in pyproject.toml. Pins are kept where they can be; UPGRADE=1 takes the newest.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header $(if $(UPGRADE),--upgrade) --group build pyproject.toml
lock: $(DEV_READY)
	$(BIN)/$(LOCK) --extra web -o requirements.lock
	$(BIN)/$(LOCK) --extra web --extra fast --extra dask --extra dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_READY): requirements.lock pyproject.toml scripts/venv.sh
	@echo "Preparing .venv (once) ..."
	@scripts/venv.sh requirements.lock
	@touch $@

$(DEV_READY): requirements-dev.lock pyproject.toml scripts/venv.sh
	@echo "Preparing .venv for development (once) ..."
	@scripts/venv.sh requirements-dev.lock
	@touch $@ $(RUN_READY)
