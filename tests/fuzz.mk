# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzing. ENGINE is libfuzzer or afl; with FAST=1 without sanitizers, for more executions. What
# ENGINE=replay builds runs the files that it is given, and counts the lines that they reach.

ENGINE ?= libfuzzer
FAST ?=
FUZZ = $(BUILD)/fuzz/$(ENGINE)$(if $(FAST),-fast)
FUZZ_NAMES = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZERS = $(FUZZ_NAMES:%=$(FUZZ)/fuzz_%)

FUZZ_SANITIZE = $(if $(FAST),-O2,-O1 $(SANITIZE))
fuzz_cc_libfuzzer = clang $(FUZZ_SANITIZE) -fsanitize=fuzzer$(if $(FAST),-no-link -fno-sanitize-coverage=trace-cmp,$(1))
# Without what the driver adds to -fsanitize=fuzzer: functions in the place of strcmp() and the like, which
# learn of each call what was compared, for a fifth of the time
fuzz_libs_libfuzzer = $(if $(FAST),$(shell clang -print-file-name=libclang_rt.fuzzer-$(shell uname -m).a) -lstdc++ -lm)
fuzz_cc_afl = afl-clang-fast $(FUZZ_SANITIZE) -fsanitize=fuzzer$(1)
fuzz_cc_replay = gcc -O0 --coverage
# -no-link: of an object
FUZZ_CC = $(call fuzz_cc_$(ENGINE),$(1)) -std=gnu11 -D_GNU_SOURCE -Iplugin -Itool $(ALL_CPPFLAGS) -g $(WARNINGS) -Wno-format-nonliteral

# What targets link what they need of
FUZZ_PARTS = $(wildcard plugin/core/*.c tool/import*.c) $(addprefix tool/,answers.c handshake.c \
	     ledger.c list.c netinfo.c nftjson.c reader.c rules.c rules_nft_icmp.c rules_nft.c say.c scrape.c search.c segment.c sessions.c \
	     stall.c words.c) $(if $(filter replay,$(ENGINE)),tests/fuzz/replay.c)

$(FUZZ)/%.o: %.c $(UNIT_HEADERS) tests/fuzz.mk
	@mkdir -p $(@D)
	$(call FUZZ_CC,-no-link) -c -o $@ $<

$(FUZZ)/parts.a: $(FUZZ_PARTS:%.c=$(FUZZ)/%.o)
	@rm -f $@
	ar rcs $@ $^

$(FUZZ)/fuzz_%: $(FUZZ)/tests/fuzz/fuzz_%.o $(FUZZ)/parts.a
	@mkdir -p $(FUZZ)/found/$*
	$(FUZZ_CC) -o $@ $^ $(LIBS) -ljansson $(fuzz_libs_$(ENGINE))

# What is put back after each run: memory in sections of its own, but for the counters of gcov.
# What the fakes have of libc is for it alone.
FUZZ_FAKED = kill getpid getrandom ppoll sigprocmask sigtimedwait waitid timer_create timer_settime timer_delete
$(FUZZ)/world.o: $(FAKED_WORLD:%.c=$(FUZZ)/%.o)
	ld -r -o $@ $^
	objcopy --redefine-sym exit=world_exit $(FUZZ_FAKED:%=-L %) $(if $(filter-out replay,$(ENGINE)),\
		--rename-section .data=world_data --rename-section .bss=world_zero) $@

$(FUZZ)/fuzz_link: $(FUZZ)/world.o

# What they find goes to found/ there, what makes them fail beside it, and a row of each to campaigns.md
fuzz: fuzz-packages $(FUZZERS) ## random frames, messages, files and options for SECONDS in all; F=name, ENGINE=afl, FAST=1, LEN= bytes of an input
	@CAMPAIGNS=$(BUILD)/campaigns.md FUZZ=$(FUZZ) ENGINE=$(ENGINE) tests/fuzz/campaign $(SECONDS) $(if $(F),$(FUZZ)/fuzz_$(F),$(FUZZERS))

fuzz-packages:
	@tests/packages build $(ENGINE)

fuzz-coverage: ## lines that the corpora of the fuzzers reach, by gcov: of core 95 %
	@$(MAKE) --no-print-directory -s -j$$(nproc) ENGINE=replay fuzz-replay

fuzz-replay: $(FUZZERS)
	@find $(FUZZ) -name '*.gcda' -delete
	@for name in $(FUZZ_NAMES); do \
		$(FUZZ)/fuzz_$$name tests/fuzz/corpus/$$name/* || { echo "not ok - fuzz $$name"; exit 1; }; \
	done
	@EACH=core tests/unit/coverage $(FUZZ) core 95

.SECONDARY:
.PHONY: fuzz fuzz-packages fuzz-coverage fuzz-replay
