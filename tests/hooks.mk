# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests of the hooks in namespaces: real links and routes, and commands that
# only write down how they were called.

HOOKS_TESTS = $(filter-out %/lab.sh,$(wildcard tests/hooks/*.sh))

check-hooks: ## tests of pppd's hooks; T=name runs one
	@tests/each $(if $(T),tests/hooks/$(T).sh,$(HOOKS_TESTS))

.PHONY: check-hooks
