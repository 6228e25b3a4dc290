# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests in network namespaces: the plugin's modules, built with sanitizers,
# against a real server, hostile frames and crafted packets.

NETNS_TESTS = $(filter-out %/lab.sh %/lab.py %/mock_ac.py %/ring.py,$(wildcard tests/netns/*.sh tests/netns/*.py))
NETNS_PROGRAMS = $(addprefix $(BUILD)/netns/,pppoe-clamp \
	discover net_driver parent_driver conntrack_driver sticky_driver probe_driver flood lives)
NETNS_CORE = $(wildcard plugin/core/*.c)

check-netns: ## tests in network namespaces; T=name runs one
	@$(MAKE) --no-print-directory -s -j$$(nproc) $(NETNS_PROGRAMS) $(BUILD)/tests/bench/links
	@NETNS_BUILD="$(abspath $(BUILD)/netns)" LINKS="$(abspath $(BUILD)/tests/bench/links)" \
		tests/each $(if $(T),$(wildcard tests/netns/$(T).*),$(NETNS_TESTS))

$(BUILD)/netns/discover: $(addprefix plugin/,acceptor.c dialer.c foreign.c report.c) \
	$(addprefix plugin/sys/,carrier.c clock.c ethernet.c readable.c session.c)
$(BUILD)/netns/net_driver: $(addprefix plugin/net,clamp.c keep.c park.c priority.c route.c) \
	plugin/sys/netlink.c plugin/sys/watch.c
$(BUILD)/netns/parent_driver: plugin/parent.c plugin/sys/iface.c plugin/sys/netlink.c \
	plugin/sys/runfile.c plugin/sys/session.c
$(BUILD)/netns/conntrack_driver: plugin/netconntrack.c plugin/sys/netlink.c
$(BUILD)/netns/sticky_driver: plugin/netsticky.c $(addprefix plugin/sys/,clock.c netlink.c watch.c)
$(BUILD)/netns/probe_driver: plugin/netprobe.c plugin/sys/ping.c plugin/sys/clock.c

$(BUILD)/netns/pppoe-clamp: $(wildcard tool/*.c) $(TOOL_PARTS)
$(BUILD)/netns/pppoe-clamp: LIBS += -ljansson -lseccomp -ldl
$(BUILD)/netns/lives: $(wildcard tests/life/*.c) \
	$(addprefix tests/unit/,conduct.c dialogue.c hostile_ac.c fake_pppd.c fake_time.c) \
	$(filter-out plugin/sys/clock.c,$(SOURCES))
$(BUILD)/netns/lives: LIBS += -ldl
$(filter-out %/pppoe-clamp %/lives,$(NETNS_PROGRAMS)): $(BUILD)/netns/%: tests/netns/%.c tests/netns/stderr_log.c $(NETNS_CORE)

# Started hundreds of times: a sanitizer that is linked into a program touches half as many pages
# before main(), and clang does that unasked. That of lives is to be found behind names.c.
$(filter-out %/lives,$(NETNS_PROGRAMS)): NETNS_SANITIZER = $(if $(findstring clang,$(CC)),,-static-libasan -static-libubsan)

# With the objects of the unit tests
$(NETNS_PROGRAMS): $$(call unit_objects,$$^)
	@mkdir -p $(@D)
	$(CC) $(UNIT_FLAGS) $(LDFLAGS) $(NETNS_SANITIZER) -o $@ $(filter %.o,$^) $(LIBS)

# How many, and from which seed on
CAMPAIGN = CAMPAIGNS=$(BUILD)/campaigns.md tests/campaign run
KILLS ?= 10000
SEED ?= 1

kills: $(BUILD)/netns/lives ## five at each point of a link's life, and KILLS at any call, from SEED on (root)
	@echo "# five at each point of tests/life/kills.md"
	@JOBS=20 tests/life/share "$(abspath $(BUILD)/netns/lives)" all-kills
	@echo "# $(KILLS) kills from seed $(SEED) on"
	@JOBS=20 $(CAMPAIGN) kills "seed $(SEED)" $(KILLS) \
		tests/life/share "$(abspath $(BUILD)/netns/lives)" random-kills $(SEED) $(KILLS)

faults: $(BUILD)/netns/lives ## calls of a link's life fail: each kind with each error, each one by itself, and KILLS from SEED on (root)
	@echo "# each kind of call, with each error that it can have: tests/life/faults.md"
	@JOBS=20 tests/life/share "$(abspath $(BUILD)/netns/lives)" all-faults >$(BUILD)/faults.said || \
		{ grep -v '^|' $(BUILD)/faults.said; exit 1; }
	@tests/life/told $(BUILD)/faults.said $(BUILD)/faults.md
	@echo "# each call by itself"
	@JOBS=20 tests/life/share "$(abspath $(BUILD)/netns/lives)" each-fault
	@echo "# $(KILLS) faults from seed $(SEED) on"
	@JOBS=20 $(CAMPAIGN) faults "seed $(SEED)" $(KILLS) \
		tests/life/share "$(abspath $(BUILD)/netns/lives)" random-faults $(SEED) $(KILLS)
	@echo "# each call in a session of a real pppd"
	@TIMEOUT=7200 tests/vm/run --show faults.sh

DIALOGUES ?= 100000

dialogues: $(UNIT)/test_dialogue $(BUILD)/netns/lives ## DIALOGUES, from SEED on, with an AC drawn at random; and a hundredth of them on a real kernel (root)
	@echo "# $(DIALOGUES) dialogues from seed $(SEED) on"
	@DIALOGUES=$(DIALOGUES) SEED=$(SEED) $(CAMPAIGN) dialogues "seed $(SEED)" $(DIALOGUES) $(UNIT)/test_dialogue
	@JOBS=20 $(CAMPAIGN) "dialogues, real kernel" "seed $(SEED)" $$(($(DIALOGUES) / 100)) \
		tests/life/share "$(abspath $(BUILD)/netns/lives)" dialogues $(SEED) $$(($(DIALOGUES) / 100))

campaigns: ## what kills, faults, dialogues and fuzzers have tried in all: what, how, how many, seconds, edges, the last one
	@tests/campaign sum $(wildcard tests/campaigns.md $(BUILD)/campaigns.md)

.PHONY: check-netns kills faults dialogues campaigns
