# Every target sets up what it needs: `make demo` and `make test` work on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench docs lock clean

demo: .venv/run.stamp .venv/front.stamp
	$(BIN)/vinculum demo

# Everything once, then whatever touches the desk's store once more on a PostgreSQL; both stand on the same sample.
test: lint .venv/browser.stamp
	samples=$$(mktemp -d) && trap 'rm -rf "$$samples"' EXIT && export VINCULUM_TEST_SAMPLES=$$samples && \
	$(BIN)/pytest -n 2 --dist worksteal -q && \
	VINCULUM_TEST_STORE=postgresql $(BIN)/pytest -n 2 --dist worksteal -q

lint: .venv/dev.stamp .venv/front.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/dev.stamp
	for bench in benchmarks/*.py; do $(BIN)/python $$bench || exit 1; done

docs: .venv/dev.stamp
	$(BIN)/mkdocs build --strict

# An upgrade is deliberate: change pyproject.toml, run `make lock`, read the difference.
lock: .venv/dev.stamp
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements/dev.lock

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else f"Vinculum needs Python 3.11 or later; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/run.stamp: .venv/python.stamp requirements/run.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

# Styles and scripts, built with the machine's Node or the one of the run-time packages; it knows by itself what is current.
.venv/front.stamp: .venv/run.stamp $(wildcard src/vinculum/site/front/*.* src/vinculum/site/front/src/*)
	$(BIN)/python -m vinculum.site.front_build
	touch $@

# A browser for the tests that need one, from Debian where this may be done; they skip with the reason otherwise.
.venv/browser.stamp: .venv/python.stamp
	@command -v chromium > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium > /dev/null; } || \
		echo "No Chromium here: tests in a browser will be skipped (apt-get install chromium)."
	touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

clean:
	rm -rf .venv build dist site-docs .mypy_cache .ruff_cache .pytest_cache
