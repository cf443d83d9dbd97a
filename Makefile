# Everything a newcomer needs: `make up` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
SERVERS := deploy/local/servers.sh
DATA ?= .storeflow
PORT ?= 8080

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

up: build ## Build, and run the whole company on this machine with its demonstration data
	@target/release/storeflow up --demo --data $(DATA) --port $(PORT)

build: apps ## Build the release binary with the applications in it, target/release/storeflow
	cargo build --release -p storeflow

apps: ## Build the browser applications (needs Node)
	tools/apps.sh build

dev: ## The console with hot reload, against a running system (STOREFLOW_URL, default http://localhost:8080)
	tools/apps.sh dev

journeys: build ## The browser journeys, in Chromium against a company of their own
	tools/apps.sh journeys

sheets: build ## Pictures of every page of the console, with axe on each, into docs/console
	tools/apps.sh sheets

test: ## The CI tier of tests, on both set-ups (installs what it needs)
	tools/test.sh

check: ## Formatting, lints, dependency rules, generated documents
	tools/check.sh

docs: ## Write the generated documents again, and the types that the applications have of them
	tools/documents.sh write
	if command -v npm >/dev/null; then tools/apps.sh api; fi

cluster: build ## Run the system as a cluster on this machine, with its own PostgreSQL and RabbitMQ
	$(SERVERS) install
	cargo build --release -p stories --bin cluster
	target/release/cluster

soak: ## The long proofs: the same suites with large counts
	tools/soak.sh

bench: ## The figures, on both set-ups
	tools/bench.sh

.PHONY: help up build apps dev journeys sheets test check docs cluster soak bench
