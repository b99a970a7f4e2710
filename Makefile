# Bulkhead needs Go and make. Everything else is set up by the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOFLAGS_BUILD := -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
export CGO_ENABLED = 0

.PHONY: run build test lint fuzz mutate bench soak clean

run: build ## Scan the example platform and leave an HTML report
	@status=0; ./bin/bulkhead scan examples/platform -o table -o html=report.html || status=$$?; \
	  echo; echo "The same as a page: report.html"; \
	  if [ $$status -gt 1 ]; then exit $$status; fi

build: ## Build bin/bulkhead
	@mkdir -p bin
	go build $(GOFLAGS_BUILD) -o bin/bulkhead ./cmd/bulkhead

test: ## Everything that fits: build, vet, layers, tests, cases, corpora, short fuzzing of seeds
	go vet ./...
	go run ./internal/testall

lint: ## Formatting, vet and the linters of .golangci.yml
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	go tool -modfile=tools/go.mod golangci-lint run

fuzz: ## Fuzz every target for FUZZTIME each
	go run ./internal/fuzzall -time $(or $(FUZZTIME),30s)

mutate: ## Drop every condition of every control; some case must notice
	go run ./internal/mutate ./controls

bench: build ## Speed and memory in ratios against peers and floors of the same run
	go run ./internal/bench

soak: ## The long proofs at full size
	$(MAKE) fuzz FUZZTIME=5m
	$(MAKE) mutate

clean:
	rm -rf bin report.html
