# Two commands on a fresh machine do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := demo

.venv/run.stamp: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: demo demo-needs test check crash year bench bench-delivery bench-card bench-planning bench-figures bench-exports bench-start bench-watching pictures licences sbom browser office lock
demo: .venv/run.stamp
	$(BIN)/afterword demo

demo-needs: .venv/run.stamp
	$(BIN)/afterword demo --survey needs --headless

check: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check browser office
	$(BIN)/python -m pytest -n 2

crash: .venv/test.stamp
	$(BIN)/python -m tests.crash --kills 100 --people 300

year: .venv/test.stamp
	$(BIN)/python -m tests.year

bench: .venv/test.stamp
	$(BIN)/python -m tests.bench

bench-card: .venv/test.stamp
	$(BIN)/python -m tests.bench.card

bench-planning: .venv/test.stamp
	$(BIN)/python -m tests.bench.planning

bench-figures: .venv/test.stamp
	$(BIN)/python -m tests.bench.figures

bench-delivery: .venv/test.stamp
	$(BIN)/python -m tests.bench.delivery

bench-exports: .venv/test.stamp
	$(BIN)/python -m tests.bench.exports

bench-start: .venv/test.stamp
	$(BIN)/python -m tests.bench.start

bench-watching: .venv/test.stamp
	$(BIN)/python -m tests.bench.watching

# The pictures of this README, made by a rehearsal.
pictures: .venv/test.stamp browser
	@fc-list | grep -qi emoji || echo "no emoji font is here (Debian: fonts-noto-color-emoji): signs on buttons will be boxes"
	$(BIN)/python -m tests.pictures

# Debian's chromium, for the tests of pages. Installed only where it is missing and we may install it.
browser:
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null; } || \
	  echo "chromium is not here and cannot be installed: the tests of pages are skipped"

# Debian's LibreOffice without a screen, for the tests that recalculate workbooks. Installed as above.
office:
	@command -v soffice >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >/dev/null; } || \
	  echo "libreoffice is not here and cannot be installed: the tests that recalculate workbooks are skipped"

# Writes the locks anew (needs uv). They carry hashes and name no registry.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements-dev.txt
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header -q -c requirements-dev.txt -o requirements.txt

# Under whose terms everything stands that runs with the bot, from what is installed.
licences: .venv/test.stamp
	$(BIN)/python -m tests.licences

# A bill of materials (CycloneDX) of what runs with the bot, from its lock alone: no network is asked.
sbom: .venv/test.stamp
	@mkdir -p out
	$(BIN)/python -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --of JSON -o out/sbom.json
