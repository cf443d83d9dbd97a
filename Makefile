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

build: ## Build the release binary, target/release/storeflow
	cargo build --release -p storeflow

test: ## The CI tier of tests, on both set-ups (installs what it needs)
	tools/test.sh

check: ## Formatting, lints, dependency rules, generated documents
	tools/check.sh

docs: ## Write the generated documents again
	tools/documents.sh write

cluster: build ## Run the system as a cluster on this machine, with its own PostgreSQL and RabbitMQ
	$(SERVERS) install
	cargo build --release -p stories --bin cluster
	target/release/cluster

soak: ## The long proofs: the same suites with large counts
	tools/soak.sh

bench: ## The figures, on both set-ups
	tools/bench.sh

.PHONY: help up build test check docs cluster soak bench
