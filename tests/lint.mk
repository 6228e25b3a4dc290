# SPDX-License-Identifier: GPL-2.0-or-later
# Static checks. Each prints one line, and below it what is wrong.

LINT = $(BUILD)/lint
LINT_SUITES = trixie
LINT_CHECKS = build-gcc build-clang $(foreach s,$(LINT_SUITES),build-gcc-$(s) build-clang-$(s)) \
	      build-tests-gcc build-tests-clang layers exports hardened options messages tests tidy cppcheck shellcheck format function-length spdx executable manuals recipes ends deaths counts claims
LINT_TARGETS = $(LINT_CHECKS:%=lint-%)

# $(call lint_list,NAME,COMMAND) is what COMMAND prints, and from then on NAME, too: hundreds of targets ask.
lint_list = $(eval $(1) := $$(shell $$(2)))$($(1))
LINT_C = $(call lint_list,LINT_C,find plugin tool tests -name '*.[ch]' 2>/dev/null | sort)
LINT_HEADERS = $(filter %.h,$(LINT_C))
LINT_SCRIPTS = $(call lint_list,LINT_SCRIPTS,find .ci debian tests hooks tool examples -type f 2>/dev/null | sort | \
		 xargs -r awk 'FNR == 1 && /^\#!.*sh$$/ { print FILENAME } FNR > 1 { nextfile }'; \
	       find tests hooks -name '*.sh' 2>/dev/null | sort)
LINT_SOURCES = Makefile $(wildcard tests/*.mk tool/*.mk) $(LINT_C) $(sort $(LINT_SCRIPTS)) \
	       $(shell find tests hooks tool -name '*.py' 2>/dev/null | sort)

# What it takes for lost is in lists (tool/list.h); the tests run under LeakSanitizer.
LINT_ANALYZER = -fanalyzer -Wno-analyzer-malloc-leak

# COMPILER, DIRECTORY, PPPD_HEADERS and more warnings of a build with every warning an error; the
# programs of the bench link some modules only, and nothing else builds them; the analyzer
# takes their tables for empty
lint_build = tests/lint/check "$(1)$(if $(3), with pppd headers of $(notdir $(3)))" \
	     $(MAKE) -s CC=$(1) BUILD=$(LINT)/$(2) PPPD_HEADERS=$(3) \
	     WARNINGS='$(WARNINGS) $(4) -Werror' $(LINT)/$(2)/pppoe-clamp.so \
	     $(if $(4),,$(addprefix $(LINT)/$(2)/tests/bench/,latency forward links table)) \
	     $(if $(3),,$(LINT)/$(2)/pppoe-clamp)

lint: ## warnings of two compilers, static analysis, layers, exports and style
	@$(MAKE) --no-print-directory -k -O -j$$(nproc) $(LINT_TARGETS)

lint-build-gcc:
	+@$(call lint_build,gcc,gcc,$(PPPD_HEADERS),$(LINT_ANALYZER))

lint-build-clang:
	+@$(call lint_build,clang,clang,$(PPPD_HEADERS))

$(LINT_SUITES:%=lint-build-gcc-%): lint-build-gcc-%: lint-headers-%
	+@$(call lint_build,gcc,gcc-$*,build/pppd-headers/$*)

$(LINT_SUITES:%=lint-build-clang-%): lint-build-clang-%: lint-headers-%
	+@$(call lint_build,clang,clang-$*,build/pppd-headers/$*)

# What they warn of in tests they know from the syntax. mnl_attr_for_each() casts const away.
lint-build-tests-gcc lint-build-tests-clang: lint-build-tests-%:
	@cat $(filter tests/%,$(LINT_C)) $(LINT_HEADERS) | tests/lint/check "$*, tests" tests/lint/once \
		$* -fsyntax-only $(LINT_FLAGS) $(TEST_WARNINGS) -Werror -Wno-cast-qual -Wno-format-nonliteral \
		$(filter tests/%.c,$(LINT_C))

lint-headers-%:
	@debian/pppd-headers $*

lint-layers: lint-build-gcc
	@tests/lint/check "layers: arrows point down, none between rooms, and core is pure" \
		tests/lint/layers $(LINT)/gcc

lint-exports: lint-build-gcc
	@tests/lint/check "exports: plugin_init and pppd_version, nothing else" \
		tests/lint/exports $(LINT)/gcc/pppoe-clamp.so

lint-hardened: lint-build-gcc
	@tests/lint/check "hardened: the plugin and the command, and no threads in them" sh -c ' \
		tests/lint/hardened $(LINT)/gcc/pppoe-clamp.so libmnl libnftnl && \
		tests/lint/hardened $(LINT)/gcc/pppoe-clamp libmnl libnftnl libjansson libseccomp'

lint-options:
	@tests/lint/check "options: code, README and manuals agree" tests/lint/options

lint-messages:
	@tests/lint/check "messages: each has its entry in the manual" tests/lint/messages

lint-tests:
	@tests/lint/check "tests/README.md: a row for each script, a number of its own" tests/lint/test-list

lint-tidy: $$(patsubst %.c,$$(LINT)/tidy/%.passed,$$(filter %.c,$$(LINT_C)))
	@echo "ok - clang-tidy: $(words $^) files"

# Each file by itself: side by side, and only what changed
$(LINT)/tidy/%.passed: %.c .clang-tidy tests/.clang-tidy $$(LINT_HEADERS)
	@mkdir -p $(@D)
	@clang -E -frewrite-includes $(LINT_FLAGS) $< | cat - .clang-tidy tests/.clang-tidy | tests/lint/check \
		"clang-tidy: $<" tests/lint/once clang-tidy --quiet $< -- $(LINT_FLAGS) \
		$(if $(filter tests/%,$<),$(LINT_SHALLOW)) >$@.log || { cat $@.log; exit 1; }
	@touch $@

# Tests run under sanitizers, which see what the analyzer takes most of its time to look for.
LINT_SHALLOW = -Xclang -analyzer-config -Xclang mode=shallow

LINT_FLAGS = -std=gnu11 -D_GNU_SOURCE -Iplugin -Itool $(CPPFLAGS)

# ETH_ALEN comes from a header that it does not look for
lint-cppcheck:
	@cat $(filter plugin/% tool/%,$(LINT_C)) tests/lint/cppcheck | \
		tests/lint/check "cppcheck" tests/lint/once cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
		--enable=warning,style,performance,portability --suppressions-list=tests/lint/cppcheck -j2 \
		-DETH_ALEN=6 -Iplugin $(filter plugin/%.c tool/%.c,$(LINT_C))

lint-shellcheck: $$(patsubst %,$$(LINT)/shellcheck/%.passed,$$(sort $$(LINT_SCRIPTS)))
	@echo "ok - shellcheck: $(words $^) files"

# What begins without #! is for others to source, and these.
LINT_SOURCED = $(call lint_list,LINT_SOURCED,awk 'FNR == 1 && !/^\#!/ { print FILENAME } { nextfile }' \
	       $(LINT_SCRIPTS); echo hooks/pppoe-clamp-failover tool/completion.bash)

# SC2317: the functions that tests pass to `check` look unreachable to it
$(LINT)/shellcheck/%.passed: % $$(LINT_SOURCED) tests/vm/.shellcheckrc
	@mkdir -p $(@D)
	@cat $^ | tests/lint/check "shellcheck: $<" tests/lint/once \
		shellcheck -x -P SCRIPTDIR -e SC2317 $< >$@.log || { cat $@.log; exit 1; }
	@touch $@

lint-format:
	@tests/lint/check "clang-format" clang-format --dry-run -Werror $(LINT_C)

lint-function-length:
	@tests/lint/check "functions of at most 80 lines" tests/lint/function-length 80 $(LINT_C)

lint-spdx:
	@tests/lint/check "a licence in every source file" tests/lint/spdx $(LINT_SOURCES)

lint-executable:
	@tests/lint/check "what begins with #! can be executed, and nothing else" tests/lint/executable .ci tests hooks tool

lint-manuals:
	@mkdir -p $(LINT) && examples/page >$(LINT)/pppoe-clamp-examples.7
	@tests/lint/check "manuals" mandoc -Tlint -W warning $(wildcard man/*) $(LINT)/pppoe-clamp-examples.7

lint-recipes:
	@tests/lint/check "recipes for other distributions" tests/lint/recipes

lint-ends:
	@tests/lint/check "tests/vm/run: ended, it leaves no machine" tests/lint/ends

lint-counts:
	@tests/lint/check "tests/run: what it counts as passed" tests/lint/counts

lint-deaths:
	@tests/lint/check "tests/vm/run: only what came to its plan has passed" tests/lint/deaths

lint-claims:
	@tests/lint/check "tests: what a comment says to be missed is there" tests/lint/claims

# What clang-tidy has of it sees less of a program: minutes
scan: ## clang's static analyzer over all of it, beyond what lint has of it
	@tests/packages scan
	@rm -rf $(LINT)/scan
	@tests/lint/check "scan-build" scan-build --status-bugs --use-cc=clang -o $(LINT)/scan/found \
		$(MAKE) -s CC=clang BUILD=$(LINT)/scan $(LINT)/scan/pppoe-clamp.so $(LINT)/scan/pppoe-clamp

.PHONY: lint scan $(LINT_TARGETS)
