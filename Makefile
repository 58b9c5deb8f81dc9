# Everything starts here: `make serve`, `make test`. `make help` lists the rest.

VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
DATA    ?= ../shared/eval
WORK    ?= build/reader
MINUTES ?= 95
FUZZ_MINUTES ?= 5

# The first Python that runs and is new enough; looked for only while there is no environment.
find_python = for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; done

.DEFAULT_GOAL := help
.PHONY: help setup serve build test check eval bench fuzz train-reader train-projection fit-questions messages screenshots lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## install the locked versions into .venv

$(READY): requirements.lock pyproject.toml
	@$(find_python); \
	if [ -z "$$python" ]; then \
		echo "No Python 3.11 or newer was found. Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	[ -x $(BIN)/python ] || "$$python" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

serve: build ## bring the index up to date and open the web page on 127.0.0.1:8000
	@exec $(BIN)/origin-qa serve

build: $(READY) ## bring the index up to date with corpus/
	@$(BIN)/origin-qa build

test: $(READY) ## run all tests; installs a browser for them where there is none
	@DEBIAN_FRONTEND=noninteractive tools/install_browser.sh
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(READY) ## lint, formatting, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: build ## score the project's own questions
	$(BIN)/origin-qa eval tests/eval/questions.jsonl
	$(BIN)/origin-qa eval tests/eval/crosslang.jsonl
	@file="$${ORIGIN_QA_DATA:-data}/regression.jsonl"; [ ! -s "$$file" ] || $(BIN)/origin-qa eval "$$file"

bench: build ## quality, speed and memory; DATA is the folder of evaluation sets
	@[ -d "$(DATA)" ] || { echo "No evaluation sets in $(DATA). Name their folder: make bench DATA=DIR" >&2; exit 1; }
	$(BIN)/python benchmarks/asking.py
	$(BIN)/python benchmarks/streaming.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/build.py "$(DATA)/xquad/DEV_xquad.en.json"
	$(BIN)/python benchmarks/reading.py --data "$(DATA)/origins"
	$(BIN)/python benchmarks/extraction.py "$(DATA)/origins"
	$(BIN)/python benchmarks/formats.py "$(DATA)/origins"
	$(BIN)/python benchmarks/retrieval.py "$(DATA)/xquad/DEV_xquad.en.json" --typos
	$(BIN)/python benchmarks/reading_comprehension.py "$(DATA)/squad/DEV_squad2_dev.json" --sample 800
	$(BIN)/python benchmarks/ablation.py "$(DATA)/origins" --squad "$(DATA)/squad/DEV_squad2_dev.json"

fuzz: $(READY) ## change bytes of valid documents for FUZZ_MINUTES; no reader may fail
	$(BIN)/python tests/fuzz_readers.py --minutes $(FUZZ_MINUTES)

train-reader: $(READY) ## train the reader for MINUTES on SQUAD=train-v1.1.json.gz and package it
	@[ -f "$(SQUAD)" ] || { echo "Name the training file: make train-reader SQUAD=train-v1.1.json.gz" >&2; exit 1; }
	$(BIN)/python tools/train_reader.py train --squad "$(SQUAD)" --work "$(WORK)" --minutes $(MINUTES) --producers 0.35
	$(BIN)/python tools/train_reader.py export --squad "$(SQUAD)" --work "$(WORK)"

train-projection: $(READY) ## train how a question's tokens are looked for, on SQUAD=train-v1.1.json.gz
	@[ -f "$(SQUAD)" ] || { echo "Name the training file: make train-projection SQUAD=train-v1.1.json.gz" >&2; exit 1; }
	$(BIN)/python tools/train_projection.py --squad "$(SQUAD)"

fit-questions: $(READY) ## fit the classifier of questions anew after its examples were edited
	$(BIN)/python tools/fit_questions.py --folds 5

messages: $(READY) ## collect what the pages say into web/locales, and name what lacks a translation
	$(BIN)/python tools/messages.py

screenshots: $(READY) ## take the pictures in docs/screenshots anew, of the site over corpus/
	@DEBIAN_FRONTEND=noninteractive tools/install_browser.sh
	$(BIN)/python tools/screenshots.py

lock: $(READY) ## refresh requirements.lock to the newest versions that fit
	$(BIN)/python tools/lock.py

clean: ## remove what can be made again: .venv, the index, caches
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find index -mindepth 1 ! -name README.md -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
