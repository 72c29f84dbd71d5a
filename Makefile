# Every target sets .venv up by itself, and again only when one of the three files behind $(READY) changes.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

TEXT ?= a small red seven in the top left on a blue background
# Take the text as it was typed, $ and quotes included, and hand it on outside the command line.
override TEXT := $(value TEXT)
export TEXT
override SUBMISSIONS := $(value SUBMISSIONS)
export SUBMISSIONS
CLUSTER ?=
COUNTS ?= 50 200

PAGE ?= week1_python/1_numpy.ipynb
# Pages are run without the settings of whoever runs them.
page pages: export IPYTHONDIR := $(CURDIR)/out/ipython
page pages: export MPLCONFIGDIR := $(CURDIR)/out/matplotlib
unexport MPLBACKEND

.PHONY: help run demo site test test-training test-demo test-site test-grading check page pages assignments grade progress lab lint format constraints benchmark benchmark-drawing benchmark-demo benchmark-grading

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-18s %s\n", $$1, $$2}' Makefile

run: $(READY) ## Draw TEXT="what you like" into out/picture.png
	@mkdir -p out
	@$(BIN)/text2image generate --out out/picture.png -- "$$TEXT"

demo: $(READY) ## Build the page on which a browser draws what you type, into out/demo; needs npm
	$(BIN)/python -m tools.build_demo

# Three processes of one thread each are right for two cores: while one waits for a page's kernel, the others compute.
test: $(READY) ## Run all tests, and all pages, whose outputs are compared
	$(BIN)/python -m pytest --nbval -m "not training and not grading and not browser" -n 3 --dist loadfile

test-training: $(READY) ## Train, stop and go on; with several processes, and killed
	$(BIN)/python -m pytest tests -m training -n 2 --dist loadfile

test-demo: demo ## Build the demo, and click and type in it; needs npm and Chromium
	$(BIN)/python -m pytest tests/test_demo.py -m browser

test-grading: $(READY) ## Try all answers, and grade whole classes, hostile ones, with processes killed; needs bubblewrap and PostgreSQL
	$(BIN)/python -m pytest tests -m grading -n 2 --dist loadfile

test-site: site ## Open the site in Chromium: links, search, formulas, a phone's width, dark mode
	$(BIN)/python -m pytest tests/test_site.py -m browser

check: lint ## Check form, types and rules, and run the quick tests: two minutes
	$(BIN)/python -m pytest tests -m "not slow and not training and not grading and not browser" -n 3 --dist loadfile

page: $(READY) ## Run PAGE=week1_python/1_numpy.ipynb again and keep its outputs
	@$(BIN)/python -c 'import matplotlib.font_manager' # lists the fonts; a page that waits for it shows a warning
	$(BIN)/python -m tools.run_page $(PAGE)

pages: PAGE := $(filter-out %/assignment.ipynb,$(wildcard week*/*.ipynb final_text2image/*.ipynb))
pages: page ## Run all pages and solutions again

assignments: $(READY) ## Make the blanks, assignment.ipynb, from each solution.ipynb
	$(BIN)/python -m tools.make_assignments

grade: $(READY) ## Grade SUBMISSIONS=folder, <learner>/<week>/assignment.ipynb, into out/grades; CLUSTER=tcp://… for many machines
	@$(BIN)/python -m tools.grade $(if $(CLUSTER),--cluster '$(CLUSTER)') -- "$$SUBMISSIONS"

progress: $(READY) ## Show how far you are, and what comes next
	@$(BIN)/text2image progress

# Its settings show a text (.md) in place of its source, and ask no server for news. It opens even if a notebook can't be read.
# Without root_dir, the folder of the page that it opens would be all that it shows.
lab: $(READY) ## Open JupyterLab, with a page that says how far you are
	@mkdir -p out
	-@$(BIN)/text2image progress --page out/start.md
	$(BIN)/jupyter lab out/start.md --ServerApp.root_dir=. --LabApp.app_settings_dir=tools/jupyterlab

# The site: its own packages, MathJax from npm, and the demo if it has been built.
MATHJAX := out/npm/node_modules/mathjax/package.json
.venv/.site: $(READY)
	@echo "Setting up what the site needs: a minute, the first time only"
	@$(BIN)/pip install --quiet -e '.[site]' -c constraints.txt
	@touch $@

$(MATHJAX): site/package.json
	@command -v npm > /dev/null || { echo "The site takes MathJax from npm, and there is no npm here: install Node.js."; exit 1; }
	@mkdir -p out/npm
	@cp site/package.json out/npm
	@npm install --prefix out/npm --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@

site: .venv/.site $(MATHJAX) ## Build the web site into out/site, from the pages' stored outputs
	@rm -rf out/site
	$(BIN)/python -m tools.stage_site
	$(BIN)/python -m sphinx --nitpicky --fail-on-warning --keep-going --jobs auto -d out/site_doctrees -c site out/site_source out/site
	@if [ -f out/demo/index.html ]; then cp -R out/demo out/site/demo; else echo "The site has no demo: make demo, then make site"; fi
	$(BIN)/python -m tools.check_site

SCHEMA := $(BIN)/check-jsonschema -q --builtin-schema
lint: $(READY) ## Check the form of code, pages and workflows, and the types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python tools/tidy_notebooks.py --check
	$(BIN)/python -m tools.count_cells
	$(BIN)/python -m tools.check_prose
	$(SCHEMA) vendor.github-workflows $(wildcard .github/workflows/*.yml)
	$(SCHEMA) vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(SCHEMA) vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA) vendor.citation-file-format CITATION.cff
	$(BIN)/python -m json.tool .devcontainer/devcontainer.json /dev/null

format: $(READY) ## Bring code and pages into that form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python tools/tidy_notebooks.py

constraints: ## Renew constraints.txt: what pip chooses today beneath requirements.txt
	$(PYTHON) -m venv --clear out/fresh
	out/fresh/bin/pip install -r requirements.txt -e '.[dev,grade,tune,emoji,site]'
	echo "# What stands beneath requirements.txt and the groups dev, emoji, grade, site and tune. Renew: make constraints" > out/constraints.txt
	out/fresh/bin/pip freeze --exclude-editable >> out/constraints.txt
	mv out/constraints.txt constraints.txt
	rm -r out/fresh

benchmark: $(READY) ## Measure the speed of a training step, and PyTorch's if it is installed
	$(BIN)/python -m benchmarks.train_step

benchmark-drawing: $(READY) ## Measure the seconds from a command to its picture, beside those of importing TensorFlow
	$(BIN)/python -m benchmarks.drawing

benchmark-demo: demo ## Measure the seconds from opening the demo to its picture, and to the next ones
	$(BIN)/python -m benchmarks.demo

benchmark-grading: $(READY) ## Measure what grading costs, with COUNTS="50 200" submissions
	$(BIN)/python -m benchmarks.grading $(COUNTS)

$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("This needs Python 3.11 to 3.13; make PYTHON=python3.12 says which.")'
	@echo "Setting up .venv: some minutes, the first time only"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet -r requirements.txt -e '.[dev,grade,tune,emoji]' -c constraints.txt
	@touch $@
