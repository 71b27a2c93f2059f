# Two commands do everything:   make run   and   make test
# Both set up what they need in .venv first; a second call finds it there.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WORKERS ?= 2
INPUTS  ?= 100000

# What `make run` does: a part of the district's design storms; with MODEL=my.inp that model instead.
MODEL  ?=
OUTPUT ?= results/$(notdir $(basename $(MODEL))).nc
STORMS := scenarios/design-storms.toml --only measures=base,all

.PHONY: help site page run setup test long fuzz ci check bench clean

help:
	@echo "make run    set up and run the Beichen district's design storms   (MODEL=my.inp: another model)"
	@echo "make test   set up and run the tests"
	@echo "make long   minutes: a recipe of docs/extending.md compiled for real, the published defects of EPA SWMM one by one"
	@echo "make fuzz   a hundred thousand damaged inputs, a hundred kills, four hundred random networks, a hundred lands: two hours on two cores"
	@echo "make page   run Beichen's scenarios and write the figures of docs/beichen.md anew: ten minutes on two cores"
	@echo "make site   the documentation as a site, in build/site"
	@echo "make ci     tests, slow ones too, style, types, layers, agreement with EPA SWMM, speed"
	@echo "make clean  remove .venv and what the tools left"

ifeq ($(MODEL),)
run: $(VENV)/.run
	@mkdir -p results
	$(BIN)/sponge sweep $(STORMS) --output results/design-storms.nc --overwrite
	$(BIN)/sponge plot overview results/design-storms.nc --return-period 20 --output results/design-storms.png --overwrite
	$(BIN)/sponge assess results/design-storms.nc --report-only
	$(BIN)/sponge report results/design-storms.nc --output results/design-storms.html --overwrite
	@echo "next: open results/design-storms.html in a browser; README.md, \"Your own model\", runs another"
else
run: $(VENV)/.run
	@mkdir -p $(dir $(OUTPUT))
	$(BIN)/sponge run $(MODEL) --output $(OUTPUT) --overwrite
endif

test: $(VENV)/.dev
	$(BIN)/sponge warmup
	$(BIN)/pytest -m "not slow" -n $(WORKERS) --dist loadfile

long: $(VENV)/.dev
	$(BIN)/pytest -m long

fuzz: $(VENV)/.dev
	@failed=; \
	$(BIN)/python tests/fuzz/campaign.py --inputs $(INPUTS) --runs 5000 --commands 500 || failed="$$failed inputs"; \
	$(BIN)/python tests/fuzz/kills.py --kills 100 || failed="$$failed kills"; \
	$(BIN)/python tests/fuzz/random_networks.py --networks 400 --epa || failed="$$failed networks"; \
	$(BIN)/python tests/fuzz/random_lands.py --lands 100 || failed="$$failed lands"; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

setup: $(VENV)/.dev

page: $(VENV)/.dev
	$(BIN)/python models/beichen/page.py

site: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/startup.py --cold
	$(BIN)/python benchmarks/lanes.py
	$(BIN)/python benchmarks/throughput.py

ci:
	.ci/run

# The environment. Debian's python3 may come without ensurepip (package python3-venv): then the machine's own pip
# fills the environment.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "sponge needs Python 3.11 or newer; 'make PYTHON=/path/to/python3.11 ...' names one" >&2; exit 1; }
	@$(PYTHON) -m venv --without-pip $(VENV) || \
	  { echo "cannot create an environment with '$(PYTHON) -m venv': install the package python3-venv" >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null 2>&1 || \
	  { echo "pip is missing: install the package python3-pip or python3-venv" >&2; rm -rf $(VENV); exit 1; }

RUN_EXTRAS = .[plot,html]
PIP = if $(PYTHON) -m pip --version >/dev/null 2>&1; then $(PYTHON) -m pip --python $(BIN)/python install --quiet \
      --disable-pip-version-check -e "$(1)"; else $(BIN)/python -m pip install --quiet \
      --disable-pip-version-check -e "$(1)"; fi

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@echo "setting up .venv (once; a minute or two)"
	@$(call PIP,$(RUN_EXTRAS))
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "setting up .venv with the tools for tests (once; a minute or two)"
	@$(call PIP,.[dev])
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) build dist results .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
