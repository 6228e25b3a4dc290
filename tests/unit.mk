# SPDX-License-Identifier: GPL-2.0-or-later
# Unit tests. Each program links only the modules named here; what several link is compiled once.

UNIT = $(BUILD)/unit
UNIT_TESTS = $(patsubst tests/unit/%.c,$(UNIT)/%,$(wildcard tests/unit/test_*.c))
UNIT_HEADERS = $(wildcard tests/*.h tests/unit/*.h tests/fuzz/*.h plugin/*.h plugin/*/*.h tool/*.h)
# Test tables state a default and override it, and rows leave out what is 0 at their end.
TEST_WARNINGS = $(WARNINGS) -Wno-override-init -Wno-missing-field-initializers
# What is fortified calls another function than the one that a test puts in its place.
UNIT_FLAGS = -std=gnu11 -D_GNU_SOURCE -Iplugin -Itool $(ALL_CPPFLAGS) $(CFLAGS) -U_FORTIFY_SOURCE $(TEST_WARNINGS) \
	     $(UNIT_SANITIZE)
UNIT_SANITIZE = $(SANITIZE)

$(UNIT)/test_cursor:
$(UNIT)/test_packet: plugin/core/packet.c
$(UNIT)/test_backoff: plugin/core/backoff.c
$(UNIT)/test_mtu: plugin/core/mtu.c
$(UNIT)/test_mtu_proof: plugin/core/mtu_proof.c
$(UNIT)/test_liveness_auto: plugin/core/liveness.c plugin/core/patience.c
$(UNIT)/test_patience: plugin/core/patience.c
$(UNIT)/test_liveness: plugin/core/liveness.c plugin/core/patience.c
$(UNIT)/test_revival: plugin/core/revival.c
$(UNIT)/test_grace: plugin/core/grace.c
$(UNIT)/test_reach: plugin/core/reach.c
$(UNIT)/test_icmp: plugin/core/icmp.c plugin/core/ip.c
$(UNIT)/test_active: plugin/core/active.c
$(UNIT)/test_syn: plugin/core/syn.c plugin/core/ip.c
$(UNIT)/test_text: plugin/core/text.c
$(UNIT)/test_server: $(addprefix plugin/core/,server.c cookie.c choice.c packet.c text.c)
$(UNIT)/test_avoid: plugin/core/avoid.c
$(UNIT)/test_contest: plugin/core/contest.c
$(UNIT)/test_choice: plugin/core/choice.c plugin/core/packet.c plugin/core/text.c
$(UNIT)/test_discovery: plugin/core/discovery.c plugin/core/avoid.c plugin/core/choice.c plugin/core/contest.c \
	plugin/core/text.c plugin/core/packet.c plugin/core/backoff.c
$(UNIT)/test_inquiry: plugin/core/inquiry.c plugin/core/discovery.c plugin/core/avoid.c plugin/core/choice.c \
	plugin/core/contest.c plugin/core/text.c plugin/core/packet.c \
	plugin/core/backoff.c
$(UNIT)/test_config: plugin/core/backoff.c plugin/core/choice.c plugin/core/config.c plugin/core/config_number.c plugin/core/text.c plugin/core/packet.c \
		      plugin/core/mtu.c
$(UNIT)/test_clamp: plugin/core/clamp.c plugin/core/nft.c
$(UNIT)/test_nft: plugin/core/nft.c
$(UNIT)/test_priority: plugin/core/priority.c plugin/core/clamp.c plugin/core/nft.c
$(UNIT)/test_sticky: plugin/core/sticky.c plugin/core/nft.c
$(UNIT)/test_route: plugin/core/route.c
$(UNIT)/test_keep: plugin/core/keep.c
$(UNIT)/test_change: plugin/core/change.c
$(UNIT)/test_ending: plugin/core/ending.c
$(UNIT)/test_wanted: plugin/core/wanted.c plugin/core/choice.c plugin/core/mtu.c plugin/core/config.c plugin/core/config_number.c \
	plugin/core/packet.c plugin/core/text.c
$(UNIT)/test_pace: plugin/core/pace.c plugin/core/backoff.c
$(UNIT)/test_street: plugin/core/pace.c plugin/core/backoff.c plugin/core/discovery.c \
	plugin/core/avoid.c plugin/core/choice.c plugin/core/contest.c plugin/core/packet.c plugin/core/config.c \
	plugin/core/config_number.c plugin/core/text.c \
	plugin/core/mtu.c
$(UNIT)/test_session_frame: plugin/core/session_frame.c
$(UNIT)/test_early: plugin/core/early.c
$(UNIT)/test_record: plugin/core/record.c plugin/core/text.c
$(UNIT)/test_ring: plugin/core/ring.c plugin/core/trips.c
$(UNIT)/test_leftover: plugin/core/leftover.c plugin/core/packet.c plugin/core/record.c plugin/core/text.c
$(UNIT)/test_runfile: plugin/sys/runfile.c
$(UNIT)/test_iface: plugin/sys/iface.c
$(UNIT)/test_ifinfo: plugin/core/ifinfo.c
$(UNIT)/test_stack: plugin/core/stack.c
$(UNIT)/test_conntrack: plugin/core/conntrack.c
$(UNIT)/test_route_query: plugin/core/route_query.c
$(UNIT)/test_netlink: plugin/sys/netlink.c plugin/core/ifinfo.c
$(UNIT)/test_netconntrack: plugin/netconntrack.c plugin/core/conntrack.c plugin/core/route_query.c
$(UNIT)/test_below: plugin/below.c plugin/core/ifinfo.c
$(UNIT)/test_netkeep: plugin/netkeep.c plugin/core/change.c
$(UNIT)/test_netroute: plugin/netroute.c plugin/core/route.c
$(UNIT)/test_netprobe: plugin/netprobe.c plugin/core/icmp.c plugin/core/ip.c \
	plugin/core/reach.c plugin/core/syn.c
$(UNIT)/test_parent: plugin/parent.c plugin/core/ifinfo.c plugin/core/record.c plugin/core/stack.c \
	plugin/core/text.c plugin/sys/runfile.c
$(UNIT)/test_netclamp: plugin/netclamp.c plugin/core/clamp.c plugin/core/nft.c

# Of the command
$(UNIT)/test_say: tool/say.c tool/list.c plugin/core/text.c
$(UNIT)/test_netinfo: tool/netinfo.c
$(UNIT)/test_sessions: tool/sessions.c plugin/core/text.c
$(UNIT)/test_clampinfo: tool/clampinfo.c plugin/core/clamp.c plugin/core/nft.c
$(UNIT)/test_dryrun: tool/dryrun.c tool/words.c tool/list.c tool/say.c plugin/core/text.c
$(UNIT)/test_rules: LIBS += -ljansson
$(UNIT)/test_rules: tool/rules.c tool/rules_nft_icmp.c tool/rules_nft.c tool/nftjson.c tool/list.c tool/words.c tool/say.c plugin/core/text.c
$(UNIT)/test_search: tool/search.c tool/list.c tool/say.c plugin/core/packet.c plugin/core/text.c
$(UNIT)/test_offers: $(addprefix tool/,offers.c search.c facts.c list.c say.c netinfo.c) \
	plugin/core/packet.c plugin/core/text.c
$(UNIT)/test_offers: LIBS += -ljansson
$(UNIT)/test_answers: tool/answers.c plugin/core/text.c
$(UNIT)/test_ledger: $(addprefix tool/,ledger.c answers.c list.c say.c) plugin/core/text.c
$(UNIT)/test_secrets: tool/secrets.c tool/words.c tool/say.c plugin/core/text.c
$(UNIT)/test_plan: $(wildcard tool/plan*.c) $(addprefix tool/,draft.c secrets.c answers.c words.c list.c say.c) plugin/core/text.c
$(UNIT)/test_import: $(wildcard tool/import*.c) $(addprefix tool/,reader.c answers.c words.c list.c say.c) plugin/core/text.c
$(UNIT)/test_view: $(addprefix tool/,view.c history.c metrics.c show.c show_json.c span.c facts.c say.c list.c clampinfo.c netinfo.c) \
	$(addprefix plugin/core/,clamp.c mtu.c nft.c record.c ring.c text.c)
$(UNIT)/test_view: LIBS += -ljansson
$(UNIT)/test_confine: tool/confine.c
$(UNIT)/test_confine: LIBS += -lseccomp
$(UNIT)/test_scrape: tool/scrape.c plugin/core/text.c
$(UNIT)/test_segment: tool/segment.c plugin/core/ip.c
$(UNIT)/test_handshake: tool/handshake.c
$(UNIT)/test_stall: tool/stall.c
$(UNIT)/test_transcript: $(addprefix tool/,transcript.c segment.c stall.c say.c list.c) \
	$(addprefix plugin/core/,ip.c mtu.c text.c)
$(UNIT)/test_transcript: LIBS += -ljansson
$(UNIT)/test_chart: $(addprefix tool/,chart.c draw_terminal.c draw_svg.c span.c facts.c say.c list.c netinfo.c) \
	plugin/core/ring.c plugin/core/text.c

# The whole plugin, pppd and the kernel faked
FAKED_WORLD = $(addprefix tests/unit/,fake_pppd.c fake_kernel.c fake_time.c) \
	$(addprefix plugin/,acceptor.c dialer.c foreign.c report.c sys/log.c sys/readable.c) \
	$(wildcard plugin/glue/*.c plugin/core/*.c)
$(UNIT)/test_link: $(FAKED_WORLD)
$(UNIT)/test_dialogue: $(addprefix tests/unit/,conduct.c dialogue.c hostile_ac.c) $(FAKED_WORLD)

# $^ is what the rules above name for a program.
.SECONDEXPANSION:
unit_objects = $(patsubst %.c,$(UNIT)/%.o,$(filter %.c,$(1)))
$(UNIT_TESTS): $(UNIT)/test_%: $(UNIT)/tests/unit/test_%.o $$(call unit_objects,$$^)
	$(CC) $(UNIT_FLAGS) -o $@ $(filter %.o,$^) $(LIBS)

$(UNIT)/%.o: %.c tests/unit.mk
	@mkdir -p $(@D)
	$(CC) $(UNIT_FLAGS) -MMD -MP -c -o $@ $<

-include $(wildcard $(UNIT)/*/*.d $(UNIT)/*/*/*.d)

check-unit: ## unit tests, under the address and undefined behaviour sanitizers
	@$(MAKE) --no-print-directory -s -j$$(nproc) $(UNIT_TESTS)
	@failed=0; for t in $(UNIT_TESTS); do echo "# $$t"; $$t || failed=1; done; exit $$failed

# Those of messages and files, which have numbers of several bytes
FOREIGN ?= $(addprefix test_,packet icmp nft clamp sticky route record ring)

check-foreign: ## unit tests on 32 bits, and on a big-endian machine (root); FOREIGN= runs all
	@tests/packages foreign
	@BUILD=$(BUILD) tests/unit/foreign i386 $(FOREIGN)
	@BUILD=$(BUILD) tests/unit/foreign s390x $(FOREIGN)

coverage: ## lines that the unit tests reach, by gcov: glue must have 90 %, core 95 %
	@rm -rf $(BUILD)/coverage
	@$(MAKE) --no-print-directory -s BUILD=$(BUILD)/coverage CFLAGS="-O0 -g" \
		UNIT_SANITIZE="--coverage -fprofile-update=atomic" check-unit >$(BUILD)/coverage.log || \
		{ grep -A4 '^not ok' $(BUILD)/coverage.log; exit 1; }
	@tests/unit/coverage $(BUILD)/coverage/unit glue 90 core 95 sys 0 . 0

.PHONY: check-unit check-foreign coverage
