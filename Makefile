# The commands of this project. `make` alone lists them.
#
# Each sets up what it needs, says what it is doing, may be interrupted and
# called again, and ends with one line: what was made and where, or what failed
# and what to do. Details are in environment/.

SHELL := bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.SILENT:

# XLA for NVIDIA GPUs: make setup CUDA=13, or 12.
CUDA ?=
STUDY ?= notebooks/study.yaml
# Where results go, if not where the study file says.
RESULTS ?=
# Further options of JupyterLab: make lab LAB=--no-browser.
LAB ?=

SETUP := environment/setup.sh $(if $(CUDA),--cuda $(CUDA))
WITH := . environment/env.sh &&
BUILD := go build -buildvcs=false

.PHONY: help setup reproduce test test-long lab doctor bench clean

help: ## this list
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	echo "Begin with make reproduce; make doctor tells what is missing."

setup: ## install everything into .hccp53 (CUDA=13 or 12: XLA for NVIDIA GPUs too)
	$(SETUP)
	echo "Set-up is in place in .hccp53. Next: make reproduce, or make lab."

reproduce: ## run the whole study on the demo cohort; results/index.html
	$(SETUP)
	$(WITH) hccp53 reproduce --study "$(STUDY)" $(if $(RESULTS),--results "$(RESULTS)")

test: ## every check: format, vet, staticcheck, pure-Go build, tests
	environment/check.sh

test-long: ## the checks that take hours: many cohorts, long fuzzing
	environment/check.sh --long

lab: ## JupyterLab with the kernel "Go (hccp53)", opened on notebooks/
	$(SETUP)
	echo "Building the packages that cells import, about a minute the first time"
	$(WITH) $(BUILD) ./hccp53/... ./kernel-ext/... || \
	  echo "Not all packages compile; a cell that imports one of these says so."
	$(WITH) hccp53 simulate --study "$(STUDY)"
	echo "JupyterLab opens on notebooks/; Ctrl-C here ends it."
	$(WITH) exec jupyter lab --ServerApp.root_dir="$$PWD" --LabApp.default_url=/lab/tree/notebooks/00_start.ipynb $(LAB)

doctor: ## what was found on this machine, and the remedy for what is missing
	environment/doctor.sh

bench: ## time the engines; .hccp53/bench.txt
	$(SETUP)
	$(WITH) set -o pipefail && go test -run '^$$' -bench . -benchmem ./hccp53/... ./data/... | tee .hccp53/bench.txt
	$(WITH) set -o pipefail && environment/bench/dicom.sh | tee -a .hccp53/bench.txt
	$(WITH) set -o pipefail && environment/bench/radiomics.sh | tee -a .hccp53/bench.txt
	$(WITH) set -o pipefail && environment/bench/stats.sh | tee -a .hccp53/bench.txt
	echo "Timings are in .hccp53/bench.txt."

clean: ## remove results and the demo cohort; what is installed and computed stays
	rm -rf "$(or $(RESULTS),results)" data/demo data/demo_new
	echo "Removed $(or $(RESULTS),results)/ and the simulated patients in data/. What is installed and computed lies in .hccp53/; rm -r .hccp53 removes that too."
