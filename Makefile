# Every target sets .venv up by itself, and again only when one of the three files behind $(READY) changes.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

TEXT ?= a small red seven in the top left on a blue background
# Take the text as it was typed, $ and quotes included, and hand it on outside the command line.
override TEXT := $(value TEXT)
export TEXT

.PHONY: help run test lab lint format constraints benchmark

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: $(READY) ## Draw TEXT="what you like" into out/picture.png
	@mkdir -p out
	@$(BIN)/text2image generate --out out/picture.png -- "$$TEXT"

test: $(READY) ## Run all tests
	$(BIN)/python -m pytest

lab: $(READY) ## Open JupyterLab
	$(BIN)/jupyter lab

lint: $(READY) ## Check the form of the code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(READY) ## Bring the code into that form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

constraints: ## Renew constraints.txt: what pip chooses today beneath requirements.txt
	$(PYTHON) -m venv --clear out/fresh
	out/fresh/bin/pip install -r requirements.txt -e '.[dev]'
	echo "# What stands beneath requirements.txt and the dev group. Renew: make constraints" > out/constraints.txt
	out/fresh/bin/pip freeze --exclude-editable >> out/constraints.txt
	mv out/constraints.txt constraints.txt
	rm -r out/fresh

benchmark: $(READY) ## Measure the speed of a training step
	$(BIN)/python benchmarks/train_step.py

$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("This needs Python 3.11 to 3.13; make PYTHON=python3.12 says which.")'
	@echo "Setting up .venv: some minutes, the first time only"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet -r requirements.txt -e '.[dev]' -c constraints.txt
	@touch $@
