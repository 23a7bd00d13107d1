# Two commands do all the set-up, each by itself: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
STAMP  := $(VENV)/.stamp
ARGS   ?=

.PHONY: demo test setup system lint bench bench-reading clean
demo: setup
	$(VENV)/bin/gongkai demo $(ARGS)

# compiled first: where PYTHONDONTWRITEBYTECODE is set, each of some hundred processes would compile it all again
test: setup
	@$(VENV)/bin/python -m compileall -q gongkai crawler pipelines plugins simulator tests
	$(VENV)/bin/python -m pytest $(ARGS)

setup: $(STAMP) system

# uv where it is found (seconds), plain venv and pip where it is not; nothing to do while the lock is the same.
$(STAMP): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --clear --python $(PYTHON) $(VENV) && \
	  uv pip install --quiet --compile-bytecode --python $(VENV)/bin/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(VENV)/bin/python --no-deps -e . ; \
	else \
	  $(PYTHON) -m venv --clear $(VENV) && \
	  $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  PYTHONWARNINGS=ignore $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e . ; \
	fi
	@touch $@

# System parts: installed where apt-get is there and we are root, else the one line to run; what needs a part says so.
system:
	@sh tools/system-parts.sh

lint: setup
	$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .

# Small sizes, about a minute; bench/README.md says what the figures mean.
bench: setup
	$(VENV)/bin/python -m bench.reading --reports 10 --rounds 3
	$(VENV)/bin/python -m bench.storing --reports 200
	$(VENV)/bin/python -m bench.search --reports 500

# Cells read, refused and wrong by layout and format, some minutes: make bench-reading ARGS="--formats pdf --seeds 1".
bench-reading: setup
	$(VENV)/bin/python -m bench.accuracy $(ARGS)

clean:
	rm -rf $(VENV)
