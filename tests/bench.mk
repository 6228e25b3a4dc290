# SPDX-License-Identifier: GPL-2.0-or-later
# BENCH selects parts (reconnect, failover and load, too, which take minutes a round); N, REPEAT, ROUNDS, RUNS and SESSIONS are those of tests/bench/run
BENCH ?= latency forward links flood connect start jumbo idle
N ?= 1

BENCH_DIR = $(BUILD)/tests/bench
BENCH_OBJECTS = $(patsubst tests/bench/%.c,$(BENCH_DIR)/%.o,$(wildcard tests/bench/*.c))
BENCH_PROGRAMS = $(addprefix $(BENCH_DIR)/,latency forward links table)
BENCH_PLUGIN = $(addprefix $(BUILD)/plugin/,netclamp.o core/clamp.o core/ifinfo.o core/nft.o sys/netlink.o)

bench: ## side by side with nft, iptables and the stock plugin (root); BENCH=part, N="1 10 100"
	@tests/packages build bench $(if $(filter flood,$(BENCH)),check) $(if $(filter-out latency forward links flood,$(BENCH)),vm)
	@$(MAKE) --no-print-directory -s $(OUTPUT) $(BUILD)/pppoe-clamp $(BENCH_PROGRAMS) \
		$(addprefix $(BUILD)/netns/,discover flood)
	@BUILD=$(BUILD) N="$(N)" tests/bench/run $(BENCH)

$(BENCH_DIR)/latency: $(BENCH_DIR)/latency.o $(BENCH_DIR)/lab.o $(BENCH_PLUGIN)
$(BENCH_DIR)/forward: $(addprefix $(BENCH_DIR)/,forward.o designs.o router.o packets.o lab.o) $(BENCH_PLUGIN)
$(BENCH_DIR)/links: $(BENCH_DIR)/links.o $(BENCH_DIR)/lab.o $(BENCH_PLUGIN) \
	$(addprefix $(BUILD)/plugin/,core/record.o core/ring.o core/text.o sys/clock.o sys/iface.o sys/runfile.o)
$(BENCH_DIR)/table: $(BENCH_DIR)/table.o $(BENCH_DIR)/stats.o

$(BENCH_PROGRAMS):
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

-include $(BENCH_OBJECTS:.o=.d)

.PHONY: bench
