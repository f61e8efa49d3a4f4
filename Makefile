# parley: `make train` does all set-up and trains; `make help` lists the rest.
PYTHON ?= python3
CONFIG ?=
ARTICLES ?=
OUT ?=
MODEL ?= parley
PORT ?= 5000
WHY ?=

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.ready-dev
BENCH_READY := $(VENV)/.ready-bench
SCALE_READY := $(VENV)/.ready-scale
PEERS := .venv-peers
PEERS_READY := $(PEERS)/.ready
STANCE_PEERS := .venv-peers-stance
STANCE_PEERS_READY := $(STANCE_PEERS)/.ready
# Two processes, a file to each at a time: the files share what is trained for them.
TWO := -q -n 2 --dist loadfile
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup train read label runs ui test test-all check clean gate bench-themes bench-choices bench-voices bench-stance bench-speed bench-archive bench-cluster bench-reading

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## install everything into .venv (the other targets do it by themselves)

train: $(READY) ## train and register a model: [CONFIG=file.yaml] [ARTICLES="paths"]
	@$(BIN)/parley train $(CONFIG) $(if $(ARTICLES),--articles $(ARTICLES))

read: $(READY) ## show what is understood of articles: ARTICLES="paths" [OUT=articles.jsonl] [CONFIG=file.yaml]
	@test -n "$(ARTICLES)" || { echo 'parley: no articles named; e.g. make read ARTICLES=news/ OUT=articles.jsonl' >&2; exit 2; }
	@$(BIN)/parley read $(ARTICLES) --out $(or $(OUT),articles.jsonl) $(if $(CONFIG),--config $(CONFIG))

label: $(READY) ## label new articles: ARTICLES="paths" [OUT=labels.jsonl] [MODEL=parley] [CONFIG=file.yaml] [WHY=1]
	@test -n "$(ARTICLES)" || { echo 'parley: no articles named; e.g. make label ARTICLES=news/ OUT=labels.jsonl' >&2; exit 2; }
	@$(BIN)/parley label $(ARTICLES) --out $(or $(OUT),labels.jsonl) --model $(MODEL) $(if $(CONFIG),--config $(CONFIG)) $(if $(WHY),--why)

runs: $(READY) ## list training runs
	@$(BIN)/parley runs

ui: $(READY) ## open the MLflow UI over the same store: [PORT=5000]
	@echo "MLflow UI: http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	@$(BIN)/mlflow ui --host 127.0.0.1 --port $(PORT) --backend-store-uri "$${MLFLOW_TRACKING_URI:-sqlite:///mlflow.db}"

test: $(DEV_READY) ## run the fast tests
	@$(BIN)/python -m pytest $(TWO) -m "not slow"

test-all: $(SCALE_READY) ## run all tests, the slow ones too
	@$(BIN)/python -m pytest $(TWO)

check: $(SCALE_READY) ## lint, types, all tests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python -m pytest $(TWO)

gate: $(READY) ## train on the sample corpus and hold the figures against benchmarks/floors.json
	@$(BIN)/python -m benchmarks.gate

pretrain: $(READY) ## make the shipped stance anew: DATA="folder" [OUT=seeds/stance] (an hour or two on two cores; goes on where it stopped)
	@test -n "$(DATA)" || { echo 'parley: no data named; e.g. make pretrain DATA=data/' >&2; exit 2; }
	@$(BIN)/parley pretrain --data $(DATA) --out $(or $(OUT),seeds/stance)

bench-themes: $(READY) $(PEERS_READY) ## themes beside BERTopic, Top2Vec and others, on the sample corpus and PARLEY_DATA (hours, kept)
	@$(BIN)/python -m benchmarks.topics --peers-python $(PEERS)/bin/python
	@$(BIN)/python -m benchmarks.novelty

bench-choices: $(READY) ## themes: ways to find and to assign them compared, on the sample corpus and PARLEY_DATA
	@$(BIN)/python -m benchmarks.theme_choices

bench-stance: $(READY) $(STANCE_PEERS_READY) ## stance beside its peers, on the sample corpus and PARLEY_DATA: [TEST=1] asks the test parts (hours, kept)
	@$(BIN)/python -m benchmarks.stances $(if $(TEST),--test) --peers-python $(STANCE_PEERS)/bin/python

bench-voices: $(READY) ## who speaks, against PARLEY_DATA
	@$(BIN)/python -m benchmarks.voices
	@$(BIN)/python -m benchmarks.attribution

bench-reading: $(BENCH_READY) ## reading: other extractors beside ours, boilerplate, near-duplicates, volume, against PARLEY_DATA
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.boilerplate
	@$(BIN)/python -m benchmarks.duplicates
	@$(BIN)/python -m benchmarks.volume

bench-speed: $(READY) ## how fast encoding and labelling are, beside sentence-transformers, and what a second run costs
	@$(BIN)/python -m benchmarks.speed

bench-archive: $(READY) ## memory and speed at 10,000 and 1,000,000 paragraphs, and training up to 500,000 (an hour or two, kept): needs PARLEY_DATA
	@$(BIN)/python -m benchmarks.speed.million
	@$(BIN)/python -m benchmarks.growth

bench-cluster: $(SCALE_READY) ## labelling with processes, on Ray and on Spark: seconds, and whether they say the same
	@$(BIN)/python -m benchmarks.cluster

clean: ## remove .venv and caches (runs and models stay)
	rm -rf $(VENV) $(PEERS) $(STANCE_PEERS) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	@echo "setting up $(VENV) (once; several minutes) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'parley needs Python 3.11 or newer: make PYTHON=python3.12 ...' >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) -e .
	@touch $@

$(DEV_READY): $(READY)
	@$(INSTALL) -e '.[dev]'
	@touch $@

# Ray and Spark: only the slow tests and bench-cluster need them.
$(SCALE_READY): $(DEV_READY)
	@$(INSTALL) -e '.[dev,ray,spark]'
	@touch $@

# The pip that comes with Python 3.11 stumbles over lxml's extras, which two of these packages spell differently.
$(BENCH_READY): $(READY)
	@$(INSTALL) --upgrade pip
	@$(INSTALL) -e '.[bench]'
	@touch $@

# Of their own, since they pin what parley does not and would bring half a gigabyte that it does not need.
$(PEERS_READY): benchmarks/peers.txt
	@echo "setting up $(PEERS) (once; several minutes) ..."
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --disable-pip-version-check -q -r benchmarks/peers.txt
	@touch $@

$(STANCE_PEERS_READY): benchmarks/peers_stance.txt
	@echo "setting up $(STANCE_PEERS) (once; several minutes) ..."
	@test -x $(STANCE_PEERS)/bin/python || $(PYTHON) -m venv $(STANCE_PEERS)
	@$(STANCE_PEERS)/bin/python -m pip install --disable-pip-version-check -q -r benchmarks/peers_stance.txt
	@touch $@
