# Verbs. Each can be used alone; what one needs from Debian it installs first.
# Builds are Meson's: build/ (and build-asan/, build-fuzz/, build-cover/).

BUILD ?= build
MESON = PATH=/usr/bin:$$PATH meson
NINJA = PATH=/usr/bin:$$PATH ninja
T ?= mail
SECS ?= 60
ifndef ASSAY_DATA
export ASSAY_DATA := $(shell test -x ../shared/lay && ../shared/lay)
endif

.DEFAULT_GOAL := all
.PHONY: all try ronin test suites asan sandbox-check torture fuzz tidy fmt fmt-check layers calls \
	cover bench files tricks learn money demix hop poison patterns traps names peers peers-accuracy accuracy replay differential docs new-check package install clean \
	hostile help

help: ## lists the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

all: ## installs what is missing and builds everything, tests too
	tools/install-packages build test
	@test -f $(BUILD)/build.ninja || $(MESON) setup $(BUILD) >/dev/null
	@grep -q tests/probe $(BUILD)/build.ninja || $(MESON) configure $(BUILD) -Dtests=true
	$(NINJA) -C $(BUILD) --quiet

try: ## installs, builds, and checks the letters in examples/
	tools/install-packages build
	@test -f $(BUILD)/build.ninja || $(MESON) setup $(BUILD) -Dtests=false >/dev/null
	$(NINJA) -C $(BUILD) --quiet
	tools/try $(BUILD)

ronin: ## follows the theft from Ronin to the mixer, with a picture
	tools/install-packages build demo
	@test -f $(BUILD)/build.ninja || $(MESON) setup $(BUILD) -Dtests=false >/dev/null
	$(NINJA) -C $(BUILD) --quiet
	tools/demo-ronin $(BUILD) ronin.svg

test: all ## installs, builds, and runs all tests; and the suites of others, where laid out
	@test -z "$$ASSAY_DATA" || tools/install-packages suites
	tools/run-tests $(BUILD)

suites: all ## runs the conformance suites of others ($$ASSAY_DATA)
	tools/install-packages suites
	tools/run-suites $(BUILD) || [ $$? = 77 ]

build-asan/build.ninja:
	tools/install-packages build test fuzz
	CC=clang-14 $(MESON) setup build-asan -Db_sanitize=address,undefined \
		-Db_lundef=false >/dev/null

asan: build-asan/build.ninja ## all tests again under AddressSanitizer and UBSan
	$(NINJA) -C build-asan --quiet
	UBSAN_OPTIONS=halt_on_error=1 tools/run-tests build-asan

hostile: build-asan/build.ninja ## all letters of $$ASSAY_DATA, and monsters, under the sanitizers
	$(NINJA) -C build-asan --quiet
	UBSAN_OPTIONS=halt_on_error=1 tools/run-hostile build-asan

sandbox-check: all ## proves that the worker's locks hold
	$(MESON) test -C $(BUILD) --suite sandbox --print-errorlogs

torture: all ## every case again with failures made to happen
	$(MESON) test -C $(BUILD) --suite torture --print-errorlogs

fuzz: ## fuzzes one target: make fuzz T=mail SECS=60
	tools/install-packages build test fuzz
	tools/run-fuzz $(T) $(SECS)

layers: ## prints every include that points the wrong way
	@tools/check-layers

calls: ## prints every banned call
	@tools/check-calls

fmt: ## formats the sources
	tools/install-packages tidy
	git ls-files '*.c' '*.h' | xargs clang-format-14 -i

fmt-check: ## names the files that are not formatted
	tools/install-packages tidy
	git ls-files '*.c' '*.h' | xargs clang-format-14 --dry-run -Werror

tidy: all ## clang-tidy with the hand-picked list
	tools/install-packages tidy
	tools/run-tidy $(BUILD)

cover: ## line coverage of the tests
	tools/install-packages build test cover
	@test -f build-cover/build.ninja || $(MESON) setup build-cover -Db_coverage=true >/dev/null
	$(NINJA) -C build-cover --quiet
	$(MESON) test -C build-cover --suite unit --suite cases --suite corpus >/dev/null
	gcovr --root . --filter src/ build-cover --print-summary | tail -n 40

bench: all ## letters per CPU-second, latency, memory, instructions
	tools/install-packages bench
	bench/bench $(BUILD)

files: all ## verdicts and speed on files of other suites ($$ASSAY_DATA), beside clamscan and yara
	tools/install-packages files
	bench/files $(BUILD)

tricks: all ## every trick of tests/tricks, plain and in its mutations: is it found?
	tools/install-packages files
	bench/tricks $(BUILD) --missed

money: all ## transfers beside DuckDB, PostgreSQL, ClickHouse and igraph, where they are there
	bench/money $(BUILD)

demix: all ## withdrawals from a mixing pool told apart, on a case whose answer is known ($$ASSAY_DATA)
	tools/install-packages suites
	bench/demix $(BUILD)

hop: all ## payouts of a swap service found for deposits, on pairs whose answer is known ($$ASSAY_DATA)
	bench/hop $(BUILD)

poison: all ## imitators of addresses and tokens told from the genuine ones ($$ASSAY_DATA)
	bench/poison $(BUILD)

patterns: all ## how often launderers and others show a pattern ($$ASSAY_DATA)
	bench/patterns $(BUILD)

traps: all ## stolen money in a haystack: what each rule finds of it, beside peers; minutes ($$ASSAY_DATA)
	bench/traps $(BUILD)

names: all ## names of one and of two told apart, and honest names screened ($$ASSAY_DATA)
	tools/install-packages suites
	bench/names $(BUILD)

learn: all ## a million letters into the memory of people, and questions to it
	bench/learn $(BUILD) $(LETTERS)

peers: all ## the same letters through rspamd and SpamAssassin, in the same run
	tools/install-packages peers
	bench/peers.sh $(BUILD)

peers-accuracy: all ## the same letters through them: what each stops, and whom it wrongs
	tools/install-packages peers
	bench/peers-accuracy $(BUILD)

accuracy: all ## verdicts on real letters, by corpus and cause
	bench/accuracy $(BUILD)

replay: all ## years of a list as its members had it, and thieves among it
	bench/replay $(BUILD)

differential: all ## the same letters through other implementations
	tools/install-packages differential
	bench/differential/run $(BUILD)

docs: all ## lints the manual pages
	tools/install-packages docs
	mandoc -Tlint -Wwarning $(BUILD)/man/*.[1-9]

new-check: ## a new check from the template: make new-check NAME=mail.something
	tools/new-check $(NAME)

package: ## builds the Debian packages
	tools/install-packages build test package
	dpkg-buildpackage -us -uc -b
	lintian --fail-on error ../assay_*.changes

install: all ## installs under the prefix that meson was set up with
	$(MESON) install -C $(BUILD)

clean: ## removes what was built
	rm -rf build build-asan build-fuzz build-cover
