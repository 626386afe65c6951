# The front door: one line a target. The work is done in tests/rig and by cargo.
.DEFAULT_GOAL := help
NAME := terraform-provider-signalcraft
TARGET := x86_64-unknown-linux-gnu
# without jitter entropy: it takes 20 ms of every start; the kernel and rdrand seed instead
STATIC := AWS_LC_SYS_NO_JITTER_ENTROPY=1 RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --profile dist --target $(TARGET) -p $(NAME)
NARROWED = $(if $(FILTER),--filter $(FILTER)) $(if $(PACKAGE),--package $(PACKAGE))
# make test-matrix TERRAFORM=1.9 tells the stories on that one alone
TOLD_ON = $(foreach version,$(TERRAFORM),--terraform $(version))
.PHONY: help demo test test-matrix bench fuzz lint lint-score docs dist clean
FUZZ_SECONDS ?= 20

help: ; @grep -E '^[a-z-]+:.* [#]# ' Makefile | sed -E 's/^([a-z-]+):.* [#]# /  make \1\t/' | expand -t 20
demo: ; @exec python3 tests/rig.py demo ## a migration from plan to apply on real Terraform, in a minute
test: ; @exec python3 tests/rig.py test $(NARROWED) ## everything from nothing; less: make test-e2e FILTER=name PACKAGE=crate
test-matrix: ; @exec python3 tests/rig.py matrix $(TOLD_ON) $(if $(FILTER),--filter $(FILTER)) ## the stories on every Terraform from 1.8 to 1.15, as a table; less: TERRAFORM=1.9 FILTER=name
test-%: ; @exec python3 tests/rig.py test $* $(NARROWED)
fuzz: ; @cd provider/tf-provider/fuzz && for each in msgpack state types texts; do cargo fuzz run --sanitizer none $$each -- -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=1024 || exit 1; done ## random input into everything that reads bytes; needs cargo-fuzz
bench: ; @exec python3 tests/bench/run.py ## start-up, calls, memory, size and share of a plan's processor time, beside the peers
lint: ; @exec python3 tests/rig.py test lint tidy ## format, clippy, and the order of the house
lint-score: ; @exec python3 tests/bench/lint_score.py --bench $(CASES) $(if $(SCHEMA),--schema $(SCHEMA)) ## the SQL lint beside squawk-cli: right, missed, false alarms, and the time for 2,000 files; other cases: CASES=file.jsonl SCHEMA=file.sql
docs: ; @cargo run -q --locked -p migration-lint --example lint_rules > docs/guides/lint-rules.md && cargo run -q --locked -p xtask -- docs && cargo doc --workspace --no-deps --locked ## the registry's pages from schemas and examples, and those of our own crates
dist: ; @$(STATIC) && install -D -t dist $(addprefix target/$(TARGET)/dist/,$(NAME) signalcraft) && cd dist && sha256sum $(NAME) signalcraft | tee SHA256SUMS ## the static binaries, provider and command, into dist/
clean: ; @cargo clean && rm -rf dist ## what was built here; the cache of tools stays
